"""The boundary type of the walking room: ground contacts, whichever sensor saw them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]  # as a sensor gave them
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
StepSide = Literal["left", "right"] | None

LEFT, UNKNOWN, RIGHT = -1, 0, 1
BOUT_GAP_S = 3.0  # two missed strides: who stands for so long has stopped walking
NAMES: Mapping[int, StepSide] = {LEFT: "left", UNKNOWN: None, RIGHT: "right"}
SIDES: Mapping[StepSide, int] = {name: code for code, name in NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strides:
    """Strides of feet that carry a sensor, by time of landing; every field has shape (n_strides,).

    ``length_m`` along the ground, ``rise_m`` from one rest of the foot to its next; ``pitch_rad``: how far the
    heel is up while the foot stands, against the same foot flat. NaN where it cannot be known.
    """

    time_s: Floats
    side: Ints
    length_m: Floats
    rise_m: Floats
    pitch_rad: Floats

    def __post_init__(self) -> None:
        """One entry per stride in every column."""
        for name in ("side", "length_m", "rise_m", "pitch_rad"):
            if getattr(self, name).shape != self.time_s.shape:
                raise InputError(f"{name}: expected shape {self.time_s.shape}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """Ground contacts in order of time: ``time_s`` (n,) since the start, ``side`` (n,) LEFT, UNKNOWN or RIGHT.

    ``feet_seen``: 2 where the sensor sees both feet's contacts, 1 where it is worn on one leg and sees only that.
    """

    time_s: Floats
    side: Ints
    feet_seen: Literal[1, 2] = 2
    strides: Strides | None = None
    method: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check once: in order, one side each."""
        if self.time_s.ndim != 1 or self.side.shape != self.time_s.shape:
            raise InputError(f"side: expected shape {self.time_s.shape}, got {self.side.shape}")
        if not (np.isfinite(self.time_s).all() and (np.diff(self.time_s) >= 0).all()):
            raise InputError("time_s: expected finite seconds in order")

    @property
    def n_steps(self) -> int:
        """Steps of both feet: a sensor on one leg sees every second one."""
        return len(self.time_s) * (2 if self.feet_seen == 1 else 1)

    @property
    def bouts(self) -> list[tuple[int, int]]:
        """Half-open ranges of contacts less than ``BOUT_GAP_S`` apart."""
        if not len(self.time_s):
            return []
        cuts = np.flatnonzero(np.diff(self.time_s) > BOUT_GAP_S) + 1
        edges = [0, *cuts.tolist(), len(self.time_s)]
        return list(pairwise(edges))

    @property
    def cadence_per_min(self) -> float:
        """Steps a minute while walking: 60 s over the median time from contact to contact within bouts."""
        gaps_s = np.diff(self.time_s)
        gaps_s = gaps_s[(gaps_s <= BOUT_GAP_S) & (gaps_s > 0)]
        return float(60.0 * (2 if self.feet_seen == 1 else 1) / np.median(gaps_s)) if len(gaps_s) else float("nan")

    @property
    def walking_s(self) -> float:
        """Time within bouts, one step more each than lies between its first and last contact."""
        per_contact_s = 60.0 * (2 if self.feet_seen == 1 else 1) / self.cadence_per_min
        return float(sum(self.time_s[b - 1] - self.time_s[a] + per_contact_s for a, b in self.bouts if b - a > 1))
