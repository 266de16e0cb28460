"""The boundary types of the reps room: heel motion, and the repetitions found in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.recording.signals import Side

Reason = Literal["cut", "too fast", "too high", "too low", "not lowered"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeelMotion:
    """Heel-raise height on an even clock: the rise of the lateral malleolus above its resting level.

    ``heel_raise_height_m`` has shape (n,), float64, NaN where nothing is known. It is in metres when ``scaled``;
    otherwise it goes up and down with the heel (or with whatever moved) in a unit of its own, and no height may be
    shown. ``smallest_rise_m`` and ``largest_rise_m`` are in the same unit: a smaller rise is not told from noise by
    this sensor, a larger one is no heel raise of this person. ``tracked_frac`` is the share of the recording in which
    the sensor saw the movement.
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
        height = self.heel_raise_height_m
        if height.ndim != 1 or height.dtype != np.float64:
            raise InputError(f"heel_raise_height_m: expected (n,) float64, got {height.shape} {height.dtype}")
        if not (np.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise InputError(f"rate_hz: expected a positive number, got {self.rate_hz}")
        if not self.scaled and not self.smallest_rise_m > 0:
            raise InputError("smallest_rise_m: expected a positive number where the motion has no scale")
        if self.ankle_angle_rad is not None and self.ankle_angle_rad.shape != height.shape:
            raise InputError("ankle_angle_rad: expected one sample per sample of heel_raise_height_m")

    @property
    def time_s(self) -> NDArray[np.float64]:
        """Seconds since the start of the recording, shape (n,)."""
        return self.start_s + np.arange(len(self.heel_raise_height_m)) / self.rate_hz


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rejected:
    """Movements that look like a repetition and are none, earliest first; every field has shape (n_rejected,)."""

    start: NDArray[np.int64]
    peak: NDArray[np.int64]
    end: NDArray[np.int64]
    reason: tuple[Reason, ...]

    def __len__(self) -> int:
        return len(self.peak)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reps:
    """One entry per repetition, earliest first; every array field has shape (n_reps,).

    ``start``, ``peak`` and ``end`` count samples of the motion, half-open: [start, end). ``heel_raise_height_m`` is
    the peak above the resting level beside it, NaN where the sensor has no scale; ``range_of_motion_rad`` likewise,
    NaN without an angle. ``concentric_s`` + ``hold_s`` + ``eccentric_s`` is the whole repetition: up to 95 % of the
    rise, above it, and down again.
    """

    start: NDArray[np.int64]
    peak: NDArray[np.int64]
    end: NDArray[np.int64]
    heel_raise_height_m: NDArray[np.float64]
    range_of_motion_rad: NDArray[np.float64]
    concentric_s: NDArray[np.float64]
    hold_s: NDArray[np.float64]
    eccentric_s: NDArray[np.float64]
    rejected: Rejected
    rate_hz: float
    motion_start_s: float = 0.0
    side: Side | None = None
    method: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check once: one entry per repetition in every column."""
        for column in fields(self)[:8]:
            if getattr(self, column.name).shape != self.peak.shape:
                raise InputError(f"{column.name}: expected shape {self.peak.shape}")

    def __len__(self) -> int:
        return len(self.peak)

    @property
    def start_s(self) -> NDArray[np.float64]:
        """When the heel leaves its resting level, seconds since the start of the recording."""
        return self.motion_start_s + self.start / self.rate_hz

    @property
    def peak_s(self) -> NDArray[np.float64]:
        """When the heel is highest."""
        return self.motion_start_s + self.peak / self.rate_hz

    @property
    def end_s(self) -> NDArray[np.float64]:
        """When the heel is back."""
        return self.motion_start_s + self.end / self.rate_hz

    @property
    def cadence_per_min(self) -> float:
        """60 s over the median time from peak to peak; NaN with fewer than two repetitions."""
        return float(60.0 / np.median(np.diff(self.peak_s))) if len(self) > 1 else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepEvent:
    """What the stream has just learnt; samples count from the first one pushed.

    ``turned``: the heel has clearly turned at ``peak``: count it. ``done``: the heel is back at ``end``; with a
    ``reason`` it was no repetition after all. ``cut``: a movement without beginning or end, rejected.
    ``heel_raise_height_m`` is NaN without a scale.
    """

    kind: Literal["turned", "done", "cut"]
    start: int
    peak: int
    end: int
    heel_raise_height_m: float
    reason: Reason | None = None
