"""Heel motion from a height column: a motion-capture marker, a linear encoder, another program's output."""

from dataclasses import asdict, dataclass

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import HeelHeight, Recording
from soleus.reps.clock import evenly, smooth
from soleus.reps.signals import HeelMotion


@dataclass(frozen=True, slots=True, kw_only=True)
class HeightColumn:
    """The heel-raise height as it was measured, less its resting level."""

    rest_percentile: float = 10.0

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        """Take the height of a malleolus or heel marker.

        Raises
        ------
        NotEnoughDataError  if no height is known
        """
        signal = recording.signal
        if not isinstance(signal, HeelHeight):
            raise InputError(f"{recording.path.name}: expected a height column, got {recording.sensor}")
        raw, rate_hz = evenly(recording, signal.height_m)
        if not np.isfinite(raw).any():
            raise NotEnoughDataError(f"{recording.path.name}: no height is known; every value is missing")
        factor = person.heel_to_malleolus if signal.marker == "heel" else 1.0
        height_m = factor * smooth(raw.astype(np.float64), rate_hz)
        return HeelMotion(
            heel_raise_height_m=height_m - np.nanpercentile(height_m, self.rest_percentile),
            rate_hz=rate_hz,
            scaled=True,
            largest_rise_m=person.largest_heel_raise_m,
            side=recording.side,
            tracked_frac=float(np.isfinite(raw).mean()),
            method={"name": "height-column", "marker": signal.marker, "marker_factor": factor, **asdict(self)},
        )
