"""The boundary type of the recording room: what a device measured, in SI units, on one clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError

Sensor = Literal["video", "imu", "angle", "height", "emg"]
Placement = Literal["thigh", "waist", "pocket", "hand", "wrist", "lower-back", "shin", "foot", "other"]
Side = Literal["left", "right"]
Marker = Literal["malleolus", "heel"]

Floats = NDArray[np.floating[Any]]  # float32 is enough for what a sensor measured; clocks are float64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imu:
    """Inertial signals in the device's own axes; NaN where a sample is missing.

    ``acceleration_m_s2`` is the specific force (at rest it points up, 9.81) when ``gravity_included``.
    """

    acceleration_m_s2: Floats | None  # (n, 3)
    angular_velocity_rad_s: Floats | None  # (n, 3)
    gravity_included: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnkleAngle:
    """Ankle angle, dorsiflexion positive, shape (n,); NaN where a sample is missing."""

    ankle_angle_rad: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeelHeight:
    """Height of a marker at the malleolus or the heel, shape (n,), any origin; NaN where a sample is missing."""

    height_m: Floats
    marker: Marker = "malleolus"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Emg:
    """Raw electromyograms by channel name, each of shape (n,), in volts; ``without_unit`` as the file has them."""

    channels_v: Mapping[str, Floats]
    without_unit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Video:
    """A clip on disk; its frames are decoded where they are needed, never all at once."""

    path: Path
    width_px: int
    height_px: int
    marker: Marker = "malleolus"


Signal = Imu | AnkleAngle | HeelHeight | Emg | Video


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """What one device measured.

    ``time_s`` has shape (n,), float64, rises strictly and starts at 0; a video's is its frames' time stamps.
    """

    path: Path
    sha256: str
    format: str
    sensor: Sensor
    signal: Signal
    time_s: NDArray[np.float64]
    placement: Placement | None = None
    side: Side | None = None
    start_unix_s: float | None = None
    n_gaps: int = 0
    warnings: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Check once what every later stage trusts."""
        if self.time_s.ndim != 1 or len(self.time_s) < 2:
            raise InputError(f"time_s: expected at least 2 samples, got shape {self.time_s.shape}")
        if not np.isfinite(self.time_s).all() or not (np.diff(self.time_s) > 0).all():
            raise InputError("time_s: expected finite, strictly rising seconds; sort and clean the clock first")

    @property
    def n_samples(self) -> int:
        """Samples on the clock, missing values included."""
        return len(self.time_s)

    @property
    def rate_hz(self) -> float:
        """Median sampling rate; gaps do not lower it."""
        return float(1.0 / np.median(np.diff(self.time_s)))

    @property
    def duration_s(self) -> float:
        """First to last sample."""
        return float(self.time_s[-1] - self.time_s[0])
