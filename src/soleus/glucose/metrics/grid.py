"""Readings on an even grid of the clock: one row a day, cells at dt, 2 dt ... 24:00, missing inside long gaps."""

import numpy as np

from soleus.glucose.metrics.compiled import Floats, Ints, compiled
from soleus.glucose.metrics.spacing import DAY_MIN, LONGEST_GAP_MIN

SPARSE_DAYS = 60  # a longer record is looked through for days without readings, which are then left out


@compiled
def grid_of(wall_s: Floats, glucose: Floats, spacing_min: int) -> Floats:
    """Linear interpolation onto the grid, shape (days, cells); NaN strictly inside a gap of over 45 min and outside.

    There are ceil(span in days + 1) rows. In a record of over 60 days, days far from any reading are left out; between
    days that do not follow each other stands at least one without values.
    """
    days, cells = _days(wall_s), DAY_MIN // spacing_min
    step_s = 60.0 * spacing_min
    out = np.full(len(days) * cells, np.nan)
    after = 0
    for i in range(len(out)):
        clock = days[i // cells] * 86400.0 + step_s * (i % cells + 1)
        while after < len(wall_s) and wall_s[after] < clock:
            after += 1
        if after == len(wall_s):
            break
        if wall_s[after] == clock:
            out[i] = glucose[after]
        elif after > 0:
            left, right = wall_s[after - 1], wall_s[after]
            if right - left <= 60.0 * LONGEST_GAP_MIN:
                rise = (glucose[after] - glucose[after - 1]) / (right - left)
                out[i] = rise * (clock - left) + glucose[after - 1]
    return out.reshape(len(days), cells)


@compiled
def _days(wall_s: Floats) -> Ints:
    """Day numbers with readings and the day after each, in order."""
    seen = np.floor(wall_s / 86400.0).astype(np.int64)
    span = int(np.ceil((wall_s[-1] - wall_s[0]) / 86400.0 + 1.0))
    last = max(seen[0] + span - 1, seen[-1])
    if last - seen[0] < SPARSE_DAYS:
        return np.arange(seen[0], last + 1)
    days = np.empty(2 * len(seen), dtype=np.int64)
    count = 0
    for k in range(len(seen)):
        for day in (seen[k], seen[k] + 1):
            if day <= last and (count == 0 or day > days[count - 1]):
                days[count] = day
                count += 1
    return days[:count].copy()
