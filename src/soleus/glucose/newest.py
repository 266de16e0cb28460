"""The newest reading as it stands now: how old it is, where it is going, whether there was a low."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from soleus.glucose.day import wall_clock_s
from soleus.glucose.readings import Floats, Readings

TREND_MIN = 20.0  # four or five readings: long enough against noise, short enough to follow a meal
TREND_READINGS = 3
LOOK_BACK_MIN = 24 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """``age_min`` is negative where the reading lies ahead of this clock; ``per_min`` is None without enough readings.

    ``lowest_mg_dl`` is of the last 24 h, ``lowest_age_min`` says how long ago; None where none lies in them.
    """

    glucose_mg_dl: float
    age_min: float
    per_min: float | None
    lowest_mg_dl: float | None
    lowest_age_min: float | None


def newest_reading(readings: Readings, now: datetime) -> Newest | None:
    """What the sensor said last; None without readings.

    Parameters
    ----------
    now : aware; readings without a zone are compared with what its clock shows
    """
    trace = readings.trace()
    if not len(trace):
        return None
    clock, at = (trace.time_s, now.timestamp()) if trace.zoned else (trace.wall_s, wall_clock_s(now))
    age_min = (at - clock) / 60.0
    last = int(np.argmin(age_min))
    day = np.flatnonzero((age_min >= 0.0) & (age_min <= LOOK_BACK_MIN))[::-1]  # of equal ones the newest counts
    lowest = int(day[np.argmin(trace.glucose_mg_dl[day])]) if len(day) else None
    recent = np.flatnonzero(age_min <= age_min[last] + TREND_MIN)
    return Newest(
        glucose_mg_dl=float(trace.glucose_mg_dl[last]),
        age_min=float(age_min[last]),
        per_min=_slope(-age_min[recent], trace.glucose_mg_dl[recent]),
        lowest_mg_dl=None if lowest is None else float(trace.glucose_mg_dl[lowest]),
        lowest_age_min=None if lowest is None else float(age_min[lowest]),
    )


def _slope(minute: Floats, level: Floats) -> float | None:
    """Least squares, mg/dL a minute."""
    if len(minute) < TREND_READINGS or np.ptp(minute) == 0:
        return None
    centred = minute - minute.mean()
    return float(centred @ (level - level.mean()) / (centred @ centred))
