"""Ascent and descent of a course of heights that are not exact.

The rule: heights are smoothed over three neighbours (weights 0.3, 0.4, 0.3); then only ups and downs count that are
larger than a dead band of six standard deviations of what noise is left, estimated from the heights themselves, and at
least the step in which the file counts heights. Without a barometer the band is at least 1 m.
"""

from dataclasses import dataclass

import numpy as np

from soleus.walk.steps import Floats, Ints
from soleus.walk.track import Heights

WEIGHTS = (0.3, 0.4, 0.3)
LEFT_SD = float(np.sqrt(sum(w * w for w in WEIGHTS)))  # of white noise after smoothing
MAD_TO_SD = 1.4826  # of a normal distribution
BAND_SDS = 6.0  # noise lies within three to either side: from its lowest to its highest
GPS_BAND_M = 1.0  # satellite heights wander by metres within minutes, which their neighbours do not show
DISTANT_M = 9000.0  # nothing to walk on is higher; nor lower than the Dead Sea
LOWEST_M = -500.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Climb:
    """Turning points of the smoothed course: ``place`` counts the heights given, ``height_m`` theirs, (k,) each."""

    place: Floats
    height_m: Floats
    band_m: float

    @property
    def ascent_m(self) -> float:
        """Sum of the ups."""
        return float(np.clip(np.diff(self.height_m), 0.0, None).sum())

    @property
    def descent_m(self) -> float:
        """Sum of the downs, positive."""
        return float(np.clip(-np.diff(self.height_m), 0.0, None).sum())


def climb(elevation_m: Floats, heights: Heights = "unknown") -> Climb:
    """The ups and downs of known heights in order, (n,) without NaN.

    Examples
    --------
    >>> climb(np.array([100.0, 100.0, 110.0, 120.0, 130.0, 130.0, 130.0])).ascent_m
    30.0
    """
    smooth = elevation_m.copy()
    if len(smooth) > 2:
        smooth[1:-1] = WEIGHTS[0] * elevation_m[:-2] + WEIGHTS[1] * elevation_m[1:-1] + WEIGHTS[2] * elevation_m[2:]
    band_m = dead_band_m(elevation_m, heights)
    place = _turns(smooth, band_m)
    return Climb(place=place.astype(np.float64), height_m=smooth[place], band_m=band_m)


def dead_band_m(elevation_m: Floats, heights: Heights) -> float:
    """What an up or down must exceed to count."""
    bend = np.diff(elevation_m, 2)
    sd_m = float(np.median(np.abs(bend))) * MAD_TO_SD / np.sqrt(6.0) if len(bend) else 0.0  # 1 - 2 + 1: variance x 6
    steps = np.abs(np.diff(elevation_m))
    grain_m = float(np.min(steps[steps > 1e-6])) if (steps > 1e-6).any() else 0.0
    least_m = 0.0 if heights == "barometer" else GPS_BAND_M
    return max(BAND_SDS * LEFT_SD * sd_m, min(grain_m, GPS_BAND_M), least_m)


def _turns(heights_m: Floats, band_m: float) -> Ints:
    """First, last and the extremes between which the course moves by more than the band."""
    values = heights_m.tolist()
    turns, best, rising = [0], 0, 0
    for k, height_m in enumerate(values):
        if rising == 0:
            if abs(height_m - values[0]) > band_m:
                rising, best = (1 if height_m > values[0] else -1), k
        elif rising * (height_m - values[best]) > 0:
            best = k
        elif rising * (values[best] - height_m) > band_m:
            turns.append(best)
            rising, best = -rising, k
    if rising:
        turns.append(best)
    return np.array(turns, np.int64)
