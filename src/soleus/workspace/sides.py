"""Which leg: what the windows said and when, and the repetitions of each stretch."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.recording.signals import Side
from soleus.store.journal import Journalled

KIND = "side"  # of the event in a journal
SIDES: tuple[Side, ...] = get_args(Side)
Legs = Literal["alternate", "both"]


class Turn(NamedTuple):
    """From ``unix_s`` on it was that leg."""

    unix_s: float
    side: Side


class Stretch(NamedTuple):
    """Consecutive repetitions of one leg; ``side`` is None where nobody said which."""

    side: Side | None
    indices: NDArray[np.int64]


def turns_of(found: Mapping[str, Journalled]) -> list[Turn]:
    """Every word about the leg in the journals of a session, in the order of time."""
    events = [event for journal in found.values() for event in journal.events if event.get("kind") == KIND]
    told = [(event.get("unix_s"), event.get("side")) for event in events]
    return sorted(Turn(float(at), side) for at, side in told if isinstance(at, int | float) and side in SIDES)


def stretches(peaks_unix_s: ArrayLike, turns: Sequence[Turn]) -> list[Stretch]:
    """Repetitions by the leg that did them; one stretch without any where there are none."""
    peaks = np.asarray(peaks_unix_s, np.float64)
    which = np.searchsorted([turn.unix_s for turn in turns], peaks, side="right") - 1
    sides = [turns[k].side if k >= 0 else None for k in which]
    found: list[Stretch] = []
    for k, side in enumerate(sides):
        if not found or found[-1].side != side:
            found.append(Stretch(side, np.empty(0, np.int64)))
        found[-1] = Stretch(side, np.append(found[-1].indices, k))
    return found or [Stretch(turns[0].side if turns else None, np.empty(0, np.int64))]
