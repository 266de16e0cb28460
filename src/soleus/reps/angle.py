"""Heel motion from an ankle angle: electrogoniometer, motion capture, another program's joint angles."""

from dataclasses import asdict, dataclass

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import AnkleAngle, Recording
from soleus.reps.clock import evenly, smooth
from soleus.reps.signals import HeelMotion


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkleLever:
    """Rise of the malleolus = ankle-to-forefoot lever x sine of the foot's pitch from its resting angle.

    The shank is taken as still, so that all of the ankle's plantarflexion turns the foot about the forefoot. The zero
    is an upper percentile of the angle (dorsiflexion positive): where the foot rests between the repetitions.
    """

    rest_percentile: float = 80.0

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        """Turn an angle into a height.

        Raises
        ------
        NotEnoughDataError  if no angle is known
        """
        signal = recording.signal
        if not isinstance(signal, AnkleAngle):
            raise InputError(f"{recording.path.name}: expected an ankle angle, got {recording.sensor}")
        raw, rate_hz = evenly(recording, signal.ankle_angle_rad)
        if not np.isfinite(raw).any():
            raise NotEnoughDataError(f"{recording.path.name}: no ankle angle is known; every value is missing")
        angle_rad = smooth(raw.astype(np.float64), rate_hz)
        rest_rad = float(np.nanpercentile(angle_rad, self.rest_percentile))
        return HeelMotion(
            heel_raise_height_m=person.forefoot_lever_m * np.sin(rest_rad - angle_rad),
            rate_hz=rate_hz,
            scaled=True,
            largest_rise_m=person.largest_heel_raise_m,
            ankle_angle_rad=angle_rad,
            side=recording.side,
            tracked_frac=float(np.isfinite(raw).mean()),
            method={"name": "ankle-lever", "forefoot_lever_m": person.forefoot_lever_m, **asdict(self)},
        )
