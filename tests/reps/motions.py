"""Motions for the tests of this folder: what hypothesis draws, and exact curves."""

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from soleus.reps.signals import HeelMotion

Floats = NDArray[np.float64]


def motion_of(height_m: Floats, *, rate_hz: float = 100.0, **more: object) -> HeelMotion:
    """A motion in metres with these heights, which nobody may write to."""
    height_m = np.array(height_m, dtype=np.float64)
    height_m.setflags(write=False)
    return HeelMotion(heel_raise_height_m=height_m, rate_hz=rate_hz, scaled=True, **more)  # type: ignore[arg-type]


def humps(rises_m: list[float], *, period_s: float = 1.5, lead_s: float = 2.0, rate_hz: float = 100.0) -> Floats:
    """Cosine humps that fill 80 % of each period, heel down before, after and between."""
    n = round((2 * lead_s + period_s * len(rises_m)) * rate_hz)
    k, phase = np.divmod((np.arange(n) / rate_hz - lead_s) / period_s, 1.0)
    inside = (k >= 0) & (k < len(rises_m)) & (phase < 0.8)
    rise_m = np.array([*rises_m, 0.0])[np.clip(k, 0, len(rises_m)).astype(int)]
    return np.where(inside, rise_m * 0.5 * (1.0 - np.cos(2 * np.pi * phase / 0.8)), 0.0)


rise_lists = st.lists(st.floats(0.04, 0.11), min_size=1, max_size=12)

wanderings = st.lists(st.one_of(st.floats(-0.05, 0.12), st.just(float("nan"))), min_size=2, max_size=400).map(np.array)
