"""How far apart readings lie; apart from the grid, because this needs no compiler."""

import numpy as np
from numpy.typing import NDArray

LONGEST_GAP_MIN = 45  # a longer pause between two readings is not interpolated
DAY_MIN = 1440
_DIVISORS = [d for d in range(1, LONGEST_GAP_MIN + 1) if DAY_MIN % d == 0]


def usual_spacing_min(wall_s: NDArray[np.float64]) -> int | None:
    """Median step between readings in whole minutes, at least 1; None for a single reading.

    Where the day is not a whole number of steps, the next smaller step that divides it.
    """
    if len(wall_s) < 2:
        return None
    step = max(1, round(float(np.median(np.diff(wall_s))) / 60.0))
    return step if step > LONGEST_GAP_MIN else max(d for d in _DIVISORS if d <= step)
