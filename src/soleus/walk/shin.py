"""Strides of the leg that wears a sensor on the shin."""

from dataclasses import asdict, dataclass, field
from typing import Literal

import numpy as np

from soleus.reps.filters import low_pass
from soleus.walk.peaks import outstanding
from soleus.walk.rhythm import StepRhythm
from soleus.walk.steps import SIDES, UNKNOWN, AnyFloats, Floats, Ints, Steps

CONTACT_WITHIN_S = 0.5  # the shank's swing ends in less than half a second
OWN_SHOCK_S = 0.15  # the blow of a landing and its ring


@dataclass(frozen=True, slots=True, kw_only=True)
class ShinSwings:
    """A swing is the fast forward turn of the shank; the foot lands where the turn is next reversed the most.

    The shank swings fast and stands slowly, so the direction of the skewed side of its main axis is the swing (after
    Aminian 2002, J Biomech 35:689: lateral angular velocity of the shank; differs: the axis is found, not assumed).
    ``band_hz``: the swing itself lasts 0.4 s. ``least_swing_rad_s``: 60 deg/s, a third of a slow walker's.
    ``swing_frac``: of the file's upper quartile; what is smaller is a shuffle or a turn on the spot.
    """

    band_hz: tuple[float, float] = (0.3, 3.0)
    least_swing_rad_s: float = 1.0
    swing_frac: float = 0.4

    def __call__(
        self,
        angular_velocity_rad_s: AnyFloats,
        rate_hz: float,
        *,
        side: Literal["left", "right"] | None = None,
        start_s: float = 0.0,
    ) -> Steps:
        """Landings of the one leg in (n, 3) angular velocity on an even clock without missing values."""
        low, high = self.band_hz
        turn = low_pass(angular_velocity_rad_s, high, rate_hz)
        turn -= low_pass(turn, low, rate_hz)
        along = turn @ np.linalg.eigh(turn.T @ turn)[1][:, -1]
        along = along * (1.0 if np.mean(along**3) >= 0 else -1.0)
        swings = outstanding(along, self.least_swing_rad_s, self.swing_frac)
        reach = int(CONTACT_WITHIN_S * rate_hz)
        landings = np.array([s + int(np.argmin(along[s : s + reach])) for s in swings], np.int64)
        return Steps(
            time_s=start_s + landings / rate_hz,
            side=np.full(len(landings), SIDES[side], np.int64),
            feet_seen=1,
            method={"name": "shin-swings", **asdict(self)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShinRhythm:
    """Without a gyroscope: the rhythm of the steps, of which the leg's own are the ones that hit the shin harder."""

    rhythm: StepRhythm = field(default_factory=StepRhythm)

    def __call__(self, acceleration_m_s2: AnyFloats, rate_hz: float, *, start_s: float = 0.0) -> Steps:
        """Landings of the one leg in (n, 3) acceleration on an even clock; NaN where nothing is known."""
        both = self.rhythm(acceleration_m_s2, rate_hz, start_s=start_s)
        size = np.nan_to_num(np.linalg.norm(acceleration_m_s2, axis=1), nan=0.0)
        places = np.clip(np.rint((both.time_s - start_s) * rate_hz).astype(np.int64), 0, len(size) - 1)
        own = [_harder(places[a:b], size, int(OWN_SHOCK_S * rate_hz)) + a for a, b in both.bouts]
        kept = np.concatenate(own) if own else np.empty(0, np.int64)
        return Steps(
            time_s=both.time_s[kept],
            side=np.full(len(kept), UNKNOWN, np.int64),
            feet_seen=1,
            method={"name": "shin-rhythm", **asdict(self)},
        )


def _harder(places: Ints, size: Floats, reach: int) -> Ints:
    """Every second of these steps: the half with the larger blows."""
    blows = np.array([size[max(0, p - reach) : p + reach + 1].max() for p in places])
    even, odd = np.arange(0, len(places), 2), np.arange(1, len(places), 2)
    return even if not len(odd) or blows[even].mean() >= blows[odd].mean() else odd
