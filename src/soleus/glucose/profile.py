"""The usual day: percentiles of all readings by the time of day (ambulatory glucose profile)."""

from dataclasses import dataclass

import numpy as np

from soleus.errors import NotEnoughDataError
from soleus.glucose.metrics.spacing import DAY_MIN
from soleus.glucose.readings import Floats, Readings

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)
STEP_MIN = 15
HALF_WIDTH_MIN = 30.0  # readings within half an hour: some 100 over two weeks at 5 min; smooths without hiding a meal
LEAST_READINGS = 20  # the 5th percentile of fewer is their lowest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DailyProfile:
    """Glucose over the day: ``minute`` (n,) from 0 to 1440, ``glucose_mg_dl`` (5, n), NaN where readings are few."""

    minute: Floats
    glucose_mg_dl: Floats
    n_days: int


def daily_profile(readings: Readings) -> DailyProfile:
    """Percentiles 5, 25, 50, 75 and 95 of the readings within 30 min of each quarter of an hour, by the wall clock.

    Raises
    ------
    NotEnoughDataError  if no time of day has enough readings

    References
    ----------
    Johnson 2019, Diabetes Technol Ther, doi:10.1089/dia.2019.0034 (the report).
    Differs from it: a moving window in place of a fitted curve.
    """
    trace = readings.trace()
    minute = (trace.wall_s / 60.0) % DAY_MIN
    order = np.argsort(minute, kind="stable")
    around = np.concatenate([minute[order] - DAY_MIN, minute[order], minute[order] + DAY_MIN])
    level = np.tile(trace.glucose_mg_dl[order], 3)
    at = np.arange(0.0, DAY_MIN + STEP_MIN, STEP_MIN)
    out = np.full((len(PERCENTILES), len(at)), np.nan)
    first = np.searchsorted(around, at - HALF_WIDTH_MIN, side="left")
    last = np.searchsorted(around, at + HALF_WIDTH_MIN, side="right")
    for k in np.flatnonzero(last - first >= LEAST_READINGS):
        out[:, k] = np.percentile(level[first[k] : last[k]], PERCENTILES)
    if np.isnan(out).all():
        raise NotEnoughDataError(
            f"{len(trace)} readings are too few for a picture of the usual day; wear the sensor for some days"
        )
    n_days = len(np.unique(np.floor(trace.wall_s / 86400.0)))
    return DailyProfile(minute=at, glucose_mg_dl=out, n_days=n_days)
