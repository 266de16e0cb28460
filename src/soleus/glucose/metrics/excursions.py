"""Mean amplitude of glycaemic excursions (MAGE) by short and long moving averages, from the grid of one person."""

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled
from soleus.glucose.metrics.turning import amplitudes

GRID_MIN = 5  # the windows of 5 and 32 cells hold for 5 min
LONGEST_GAP_MIN = 180  # a longer one may hide an excursion: the trace is cut there


@compiled
def mage_mg_dl(grid: Floats) -> tuple[float, float, float]:
    """Mean, upward and downward MAGE in mg/dL of a grid of 5 min; NaN where no excursion counts.

    The trace is cut at gaps of over 180 min; shorter ones are bridged by straight lines. Where a moving average over 5
    cells crosses one over 32 a turning point lies on either side; from those, half-excursions of over one standard
    deviation of the piece are kept, smaller ones in between belong to the larger. The pieces count by their length.

    References
    ----------
    Service 1970, Diabetes 19:644, doi:10.2337/diab.19.9.644 (definition).
    Fernandes 2022, J Diabetes Sci Technol 16:576, doi:10.1177/19322968211061165 (moving averages).
    Differs from iglu (R) 4.3.0, which implements the latter, by up to 0.04 % where a trace has several pieces.
    """
    length, up, down = amplitudes(grid.ravel(), LONGEST_GAP_MIN // GRID_MIN)
    both = np.where(np.isnan(up), down, np.where(np.isnan(down), up, 0.5 * (up + down)))
    return _weighted(length, both), _weighted(length, up), _weighted(length, down)


@compiled
def _weighted(length: Floats, amplitude: Floats) -> float:
    """Mean over the pieces by their length, pieces without an excursion left out."""
    total, weight = 0.0, 0.0
    for k in range(len(length)):
        if not np.isnan(amplitude[k]):
            total += amplitude[k] * length[k]
            weight += length[k]
    return total / weight if weight > 0.0 else np.nan
