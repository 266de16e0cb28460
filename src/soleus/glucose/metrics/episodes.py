"""Episodes of low and high glucose by the international consensus, from the grid of one person in mg/dL.

References
----------
Battelino 2023, Lancet Diabetes Endocrinol 11:42, doi:10.1016/s2213-8587(22)00319-9.
"""

from dataclasses import dataclass

import numpy as np

from soleus.glucose.metrics.compiled import Floats, compiled
from soleus.glucose.metrics.spacing import DAY_MIN

BEGINS_MIN = 15  # beyond the bound for as long begins an episode
ENDS_MIN = 15  # back for as long ends it
EXTENDED_MIN = 120  # longer than this below 70 mg/dL: extended
KINDS = ("hypo_lv1", "hypo_lv2", "hypo_extended", "hyper_lv1", "hyper_lv2")
_BOUNDS_MG_DL = (70.0, 54.0, 70.0, 180.0, 250.0)  # of each kind; the first three strictly below, the others above


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """Episodes of one kind; the means are NaN where there is none, the rate where no grid could be made."""

    n: int
    per_day: float
    mean_duration_min: float
    mean_glucose_mg_dl: float


@compiled
def episode_table(grid: Floats) -> Floats:
    """Count, rate per day, mean duration in min and mean glucose of each of `KINDS`, shape (5, 4).

    An episode begins with the first of 15 min beyond the bound (of over 120 min: extended). It ends before the first of
    15 min back inside; where the trace breaks off (a gap of over 45 min, the end) before that, it lasts until there.
    The rate counts days of known cells; the mean glucose is the mean over episodes of each one's mean.
    """
    spacing = DAY_MIN // grid.shape[1]
    value = grid.ravel()
    known = 0
    for cell in value:
        known += not np.isnan(cell)
    out = np.full((len(_BOUNDS_MG_DL), 4), np.nan)
    for k in range(len(_BOUNDS_MG_DL)):
        begins = EXTENDED_MIN // spacing + 1 if k == 2 else -(-BEGINS_MIN // spacing)
        side = -1.0 if k < 3 else 1.0
        n, cells, level = _count(value, side, _BOUNDS_MG_DL[k], begins, -(-ENDS_MIN // spacing))
        out[k, 0] = n
        out[k, 1] = n / (known * spacing / DAY_MIN)
        if n:
            out[k, 2], out[k, 3] = cells * spacing / n, level / n
    return out


@compiled
def _count(value: Floats, side: float, bound: float, begins: int, ends: int) -> tuple[int, float, float]:
    """Episodes, the cells in them, and the sum of their mean values."""
    n, cells, level = 0, 0.0, 0.0
    run, back, start = 0, 0, -1  # cells beyond in a row, cells back in a row, first cell of the episode
    for k in range(len(value) + 1):
        breaks = k == len(value) or np.isnan(value[k])
        beyond = not breaks and (value[k] - bound) * side > 0.0
        run = run + 1 if beyond else 0
        back = 0 if beyond else back + 1
        if start < 0 and run >= begins:
            start = k - run + 1
        if start >= 0 and (breaks or back >= ends):
            stop = k if breaks else k - back + 1
            n += 1
            cells += stop - start
            level += value[start:stop].mean()
            start = -1
    return n, cells, level
