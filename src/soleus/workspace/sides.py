"""Which leg: what the windows said and when, and the repetitions of each stretch."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args
from uuid import UUID

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.recording.signals import Side
from soleus.store.journal import Journalled
from soleus.workspace.live import recorded
from soleus.workspace.place import Desk

KIND = "side"  # of the event in a journal
SIDES: tuple[Side, ...] = get_args(Side)


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


def last_side(desk: Desk, session_id: UUID) -> Side | None:
    """Which leg it was last, in a session that is open."""
    turns = turns_of(recorded(desk, session_id))
    return turns[-1].side if turns else None


def stretches(peaks_unix_s: ArrayLike, turns: Sequence[Turn], *, alternate: bool = False) -> list[Stretch]:
    """Repetitions by the leg that did them; one stretch without any where there are none.

    Where the legs ``alternate``, all repetitions of one leg are one stretch.
    """
    peaks = np.asarray(peaks_unix_s, np.float64)
    which = np.searchsorted([turn.unix_s for turn in turns], peaks, side="right") - 1
    sides = [turns[k].side if k >= 0 else None for k in which]
    groups: list[tuple[Side | None, list[int]]] = []
    for k, side in enumerate(sides):
        near = groups if alternate else groups[-1:]
        same = next((indices for name, indices in near if name == side), None)
        if same is None:
            groups.append((side, [k]))
        else:
            same.append(k)
    found = [Stretch(side, np.array(indices)) for side, indices in groups]
    return found or [Stretch(turns[0].side if turns else None, np.empty(0, np.int64))]
