"""Glucose readings of one person: the boundary type of every reader, and what a file gave besides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError

GlucoseUnit = Literal["mg/dL", "mmol/L"]
MG_DL_PER_MMOL_L = 18.0156
"""Molar mass of glucose C6H12O6 (180.156 g/mol from the IUPAC atomic weights 12.011, 1.008, 15.999) in dL/L."""

Floats = NDArray[np.float64]


class Flag(IntFlag):
    """What is special about a reading; 0 is the sensor's own regular reading."""

    LOW = 1  # the sensor said "low": the value is the lower end of its range
    HIGH = 2  # the sensor said "high": the value is the upper end of its range
    SCAN = 4  # read by hand between the regular readings (Libre)
    BACKFILL = 8  # came in later, after the phone had lost the sensor
    CALIBRATION = 16  # a fingerstick, not the sensor
    DUPLICATE = 32  # the same instant is already there


NOT_TRACE = Flag.SCAN | Flag.CALIBRATION | Flag.DUPLICATE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readings:
    """Every reading of one person, earliest first; each field has shape (n,).

    Where the file states a zone, ``time_s`` is Unix time and ``utc_offset_s`` what the local clock shows beyond it.
    Where it does not (``zoned`` is False), ``time_s`` begins as the wall clock read as if it were UTC and runs on
    without the clock's steps; ``utc_offset_s`` is how far the clock was set since the first reading. Either way their
    sum is the wall clock.
    """

    time_s: Floats
    utc_offset_s: Floats
    glucose_mg_dl: Floats
    flags: NDArray[np.uint8]
    zoned: bool

    def __post_init__(self) -> None:
        n = self.time_s.shape
        columns: tuple[NDArray[Any], ...] = (self.utc_offset_s, self.glucose_mg_dl, self.flags)
        if len(n) != 1 or any(column.shape != n for column in columns):
            raise InputError("readings: every column needs the same length")
        if not (np.isfinite(self.time_s).all() and np.isfinite(self.utc_offset_s).all()):
            raise InputError("readings: every reading needs a time")
        if not (np.isfinite(self.glucose_mg_dl).all() and (self.glucose_mg_dl > 0).all()):
            raise InputError("readings: every reading needs a positive glucose value")
        if (np.diff(self.time_s) < 0).any():
            raise InputError("readings: they must stand in the order of time")

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def wall_s(self) -> Floats:
        """What the clock on the wall showed, as seconds since 1970-01-01 00:00 of that clock."""
        return self.time_s + self.utc_offset_s

    def trace(self) -> "Readings":
        """The sensor's own regular readings, one an instant; the scans where there is nothing else."""
        own = (self.flags & NOT_TRACE) == 0
        if not own.any():
            own = (self.flags & (Flag.CALIBRATION | Flag.DUPLICATE)) == 0
        return self if own.all() else self.where(own)

    def where(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> "Readings":
        """The readings of a mask, or in the order of an index."""
        return Readings(
            time_s=self.time_s[kept],
            utc_offset_s=self.utc_offset_s[kept],
            glucose_mg_dl=self.glucose_mg_dl[kept],
            flags=self.flags[kept],
            zoned=self.zoned,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedMeal:
    """A meal as somebody wrote it down; ``zoned`` says whether ``time_s`` is Unix time or the wall clock."""

    time_s: float
    utc_offset_s: float = 0.0
    zoned: bool = False
    carbs_g: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Export:
    """What one file (or several, joined) gave.

    ``dropped`` counts by reason what was read but is not part of the sensor's trace; ``notes`` say what was settled.
    """

    reader: str
    unit_in_file: GlucoseUnit
    readings: Readings
    meals: tuple[LoggedMeal, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
