"""The boundary types of the reps room: heel motion, and the repetitions found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.recording.signals import Side


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeelMotion:
    """Heel-raise height on an even clock: the rise of the lateral malleolus above its resting level.

    ``heel_raise_height_m`` has shape (n,), float64, NaN where nothing is known. It is in metres when ``scaled``;
    otherwise it goes up and down with the heel (or with whatever moved) in a unit of its own, and no height may be
    shown. ``smallest_rise_m`` is in the same unit: a smaller one is not told from noise by this sensor.
    """

    heel_raise_height_m: NDArray[np.float64]
    rate_hz: float
    start_s: float = 0.0
    scaled: bool
    smallest_rise_m: float = 0.0
    largest_rise_m: float = np.inf
    ankle_angle_rad: NDArray[np.float64] | None = None
    side: Side | None = None
    tracked_frac: float | None = None
    method: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check once what the segmenters trust."""
        if self.heel_raise_height_m.ndim != 1 or self.heel_raise_height_m.dtype != np.float64:
            raise InputError(f"heel_raise_height_m: expected (n,) float64, got {self.heel_raise_height_m.shape}")
        if not (np.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise InputError(f"rate_hz: expected a positive number, got {self.rate_hz}")
        if self.ankle_angle_rad is not None and self.ankle_angle_rad.shape != self.heel_raise_height_m.shape:
            raise InputError("ankle_angle_rad: expected one sample per sample of heel_raise_height_m")

    @property
    def time_s(self) -> NDArray[np.float64]:
        """Seconds since the start of the recording, shape (n,)."""
        return self.start_s + np.arange(len(self.heel_raise_height_m)) / self.rate_hz
