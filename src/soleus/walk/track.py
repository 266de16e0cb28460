"""The boundary type of routes: what a watch, a phone or a GPS logged on the way."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from soleus.errors import InputError
from soleus.walk.steps import Floats

Heights = Literal["barometer", "gps", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Points in the order of the file, without a break; every field has shape (n,), NaN where a point has none.

    ``unix_s`` seconds since 1970, ``latitude_deg``, ``longitude_deg``, ``elevation_m``, ``distance_m`` since the start
    of the activity as the device says, ``strides_per_min`` of one leg.
    """

    unix_s: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    elevation_m: Floats
    distance_m: Floats
    strides_per_min: Floats

    def __post_init__(self) -> None:
        """One entry per point in every column."""
        for name in ("latitude_deg", "longitude_deg", "elevation_m", "distance_m", "strides_per_min"):
            if getattr(self, name).shape != self.unix_s.shape:
                raise InputError(f"{name}: expected shape {self.unix_s.shape}")

    def __len__(self) -> int:
        return len(self.unix_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTotals:
    """What the device itself says of the whole; None where it says nothing."""

    n_steps: int | None = None
    distance_m: float | None = None
    duration_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    flights: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Track:
    """One activity or one day; ``sport`` in the file's own word, ``is_foot``: was it on foot? (None: not said).

    ``workouts``: the activities that an export of many was added up from, each by itself.
    """

    format: str
    segments: tuple[Segment, ...] = ()
    totals: DeviceTotals = DeviceTotals()
    heights: Heights = "unknown"
    sport: str | None = None
    is_foot: bool | None = None
    warnings: tuple[str, ...] = ()
    began_unix_s: float | None = None
    workouts: "tuple[Track, ...]" = ()

    @property
    def start_unix_s(self) -> float | None:
        """When it began, as the file says, else the first time of a point; None where none has one."""
        if self.began_unix_s is not None:
            return self.began_unix_s
        times_s = [s.unix_s[np.isfinite(s.unix_s)] for s in self.segments]
        return min((float(one.min()) for one in times_s if len(one)), default=None)


def segment_of(rows: list[tuple[float, ...]]) -> Segment:
    """Columns in the order of `Segment` from rows."""
    columns = np.array(rows, np.float64).reshape(-1, 6).T
    return Segment(
        unix_s=columns[0],
        latitude_deg=columns[1],
        longitude_deg=columns[2],
        elevation_m=columns[3],
        distance_m=columns[4],
        strides_per_min=columns[5],
    )
