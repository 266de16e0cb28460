"""What a tabular reader hands on: named columns, loaded only when they are needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError
from soleus.recording.signals import Floats, Marker, Placement, Sensor, Side, Signal

Kind = Literal["number", "datetime", "clock", "text"]

MAX_ROWS = 50_000_000  # 14 h at 1 kHz; more is no exercise session and would not fit in memory
MIN_SAMPLES = 5  # fewer give no rate that one could trust: four steps have a median


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name as written, the unit of units.TO_SI if stated, the device it belongs to."""

    name: str
    unit: str | None = None
    group: str = ""
    kind: Kind = "number"
    count: bool = False  # raw counts of a converter

    @property
    def label(self) -> str:
        """Name with the device in front where there are several."""
        return f"{self.group} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """Values by column index; the clock is float64, everything else at least float32."""

    values: dict[int, NDArray[np.floating[Any]]]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """A format-neutral table; ``load(channels, clock)`` reads what is needed and nothing else.

    ``units`` holds what the format documents: quantity -> unit. ``stream`` is what the file's name says it holds,
    used only where the content leaves a tie.
    """

    path: Path
    format: str
    columns: tuple[Column, ...]
    load: Callable[[Sequence[int], int | None], Loaded]
    rate_hz: float | None = None
    counter: int | None = None  # column that counts packets
    counter_modulus: int = 65536
    start_unix_s: float | None = None
    units: dict[str, str] = field(default_factory=dict)
    gravity_included: bool | None = None
    stream: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """The column names in one short line, for messages."""
        names = [column.label or "(unnamed)" for column in self.columns]
        shown = [name if len(name) <= 40 else name[:37] + "..." for name in names[:12]]
        return ", ".join(shown) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person said about the file."""

    sensor: Sensor | None = None
    placement: Placement | None = None
    side: Side | None = None
    marker: Marker = "malleolus"
    column: str | None = None
    rate_hz: float | None = None

    def __post_init__(self) -> None:
        """Refuse a rate that no sensor has."""
        if self.rate_hz is not None and not (np.isfinite(self.rate_hz) and 0 < self.rate_hz <= 100_000):
            raise InputError(f"rate_hz: expected samples per second above 0, got {self.rate_hz}; for example 100")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A signal on its own clock, before the clock starts at 0 and the file is named."""

    format: str
    sensor: Sensor
    signal: Signal
    stamps_s: NDArray[np.float64]
    side: Side | None = None
    start_unix_s: float | None = None
    warnings: tuple[str, ...] = ()


def in_memory(columns: Sequence[Floats]) -> Callable[[Sequence[int], int | None], Loaded]:
    """Loader of columns that are already there."""

    def load(channels: Sequence[int], clock: int | None) -> Loaded:
        values: dict[int, NDArray[np.floating[Any]]] = {i: columns[i] for i in channels}
        if clock is not None:
            values[clock] = np.asarray(columns[clock], np.float64)
        return Loaded(values=values)

    return load
