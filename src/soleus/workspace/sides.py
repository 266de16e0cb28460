"""Which leg: what the windows said and when, and the repetitions of each stretch."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args
from uuid import UUID

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.recording.signals import Side
from soleus.store.journal import Journalled
from soleus.store.records import Target
from soleus.workspace.live import recorded
from soleus.workspace.place import Desk

KIND = "side"  # of the event in a journal
REST_S = 20.0  # between sets; the slowest raise of the catalogue takes 6 s, the shortest rest 60 s
SIDES: tuple[Side, ...] = get_args(Side)


class Turn(NamedTuple):
    """From ``unix_s`` on it was that leg."""

    unix_s: float
    side: Side


class Stretch(NamedTuple):
    """Consecutive repetitions of one leg in one set; ``side`` is None where nobody said which."""

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


def stretches(peaks_unix_s: ArrayLike, turns: Sequence[Turn], target: Target) -> list[Stretch]:
    """Repetitions, earliest first, by set and by the leg that did them; one stretch without any where there are none.

    Where several sets were meant, a rest of `REST_S` and more parts them. Where the legs alternate, all repetitions of
    one leg in one set are one stretch.
    """
    peaks = np.asarray(peaks_unix_s, np.float64)
    rested = np.diff(peaks, prepend=peaks[:1]) >= (REST_S if (target.sets or 1) > 1 else np.inf)
    alternate = target.sides == "alternate"
    which = np.searchsorted([turn.unix_s for turn in turns], peaks, side="right") - 1
    sides = [turns[k].side if k >= 0 else None for k in which]
    groups: list[tuple[Side | None, list[int]]] = []
    n_before = 0  # groups of the sets before
    for k, side in enumerate(sides):
        n_before = len(groups) if rested[k] else n_before
        near = groups[n_before:] if alternate else groups[n_before:][-1:]
        same = next((indices for name, indices in near if name == side), None)
        if same is None:
            groups.append((side, [k]))
        else:
            same.append(k)
    found = [Stretch(side, np.array(indices)) for side, indices in groups]
    return found or [Stretch(turns[0].side if turns else None, np.empty(0, np.int64))]
