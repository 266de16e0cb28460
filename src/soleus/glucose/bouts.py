"""Push-ups that were done, laid beside meals: when, how long, how many, how much energy."""

import json
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.glucose.meals import WINDOW_MIN
from soleus.glucose.readings import LoggedMeal

MAX_BYTES = 200_000_000  # an export of years of sessions is some megabytes
SHORTEST_MIN = 0.1  # a bout of less is a slip of the finger

EnergyFrom = Literal["measured", "usual height"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Energy:
    """Kilojoules above rest: the range of two models of muscle, see `soleus.dose`."""

    low: float
    mid: float
    high: float

    def part(self, frac: float) -> "Energy":
        """The same of a part."""
        return Energy(low=self.low * frac, mid=self.mid * frac, high=self.high * frac)

    def __add__(self, other: "Energy") -> "Energy":
        return Energy(low=self.low + other.low, mid=self.mid + other.mid, high=self.high + other.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One session of heel raises. ``minutes`` are those of its sets, without pauses; None is not known.

    ``start_s`` is Unix time, the person's clock ``utc_offset_s`` ahead. ``energy_from``: from measured heights, or from
    the exercise's usual height where only the count is known.
    """

    start_s: float
    utc_offset_s: float
    minutes: float
    exercise: str
    n_reps: int | None = None
    energy_kj: Energy | None = None
    energy_from: EnergyFrom | None = None

    @property
    def wall_s(self) -> float:
        """What the clock on the wall showed when it began, as `Readings.wall_s`."""
        return self.start_s + self.utc_offset_s


@dataclass(frozen=True, slots=True, kw_only=True)
class PushUps:
    """What was measured in the hours after a meal; repetitions and energy are None where a bout's are not known."""

    n_bouts: int
    minutes: float
    n_reps: int | None
    energy_kj: Energy | None


def is_push_up(exercise_id: str) -> bool:
    """Whether an exercise counts as push-ups: every kind of heel raise does, walking and recovery do not."""
    try:
        return find_exercise(exercise_id).kind == "raise"
    except InputError:
        return False


def push_ups_after(meal: LoggedMeal, bouts: Iterable[Bout], *, window_min: float = WINDOW_MIN) -> PushUps:
    """Push-ups from the first bite to the end of the window; a bout that reaches out counts in proportion.

    A meal whose zone is not known is compared on the clock on the wall.

    Examples
    --------
    >>> bout = Bout(start_s=1800.0, utc_offset_s=0.0, minutes=20.0, exercise="soleus-push-up", n_reps=1000)
    >>> push_ups_after(LoggedMeal(time_s=0.0, zoned=True), [bout]).minutes
    20.0
    """
    parts = []
    for bout in bouts:
        began = bout.start_s if meal.zoned else bout.wall_s
        start_min = (began - meal.time_s) / 60.0
        inside = min(start_min + bout.minutes, window_min) - max(start_min, 0.0)
        if inside >= SHORTEST_MIN:
            parts.append((bout, inside / bout.minutes))
    reps = [None if bout.n_reps is None else bout.n_reps * frac for bout, frac in parts]
    energies = [None if bout.energy_kj is None else bout.energy_kj.part(frac) for bout, frac in parts]
    known = [reps_ for reps_ in reps if reps_ is not None]
    spent = [energy for energy in energies if energy is not None]
    return PushUps(
        n_bouts=len(parts),
        minutes=sum(bout.minutes * frac for bout, frac in parts),
        n_reps=round(sum(known)) if len(known) == len(parts) else None,
        energy_kj=sum(spent, Energy(low=0.0, mid=0.0, high=0.0)) if len(spent) == len(parts) else None,
    )


def read_bouts(path: Path) -> list[Bout]:
    """The heel raises of an export of the coach (``soleus export``: the zip, or the export.json in it).

    Finished sessions count; energy only where it was measured.

    Raises
    ------
    InputError  if it is no such export
    """
    facts = _export_json(path)
    sets: dict[str, list[Mapping[str, Any]]] = {}
    try:
        for done in facts["sets"]:
            sets.setdefault(done["session_id"], []).append(done)
        found = [
            bout_of(session, sets.get(session["id"], ()))
            for session in facts["sessions"]
            if session["state"] == "finished" and is_push_up(session["exercise"])
        ]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(
            f"{path.name}: a session in it cannot be read ({type(error).__name__}); export it again"
        ) from error
    return sorted((bout for bout in found if bout is not None), key=lambda bout: bout.start_s)


def bout_of(session: Mapping[str, Any], sets: Sequence[Mapping[str, Any]]) -> Bout | None:
    """A session and its sets, in the words of the export, as one bout; None if nothing was done in it."""
    started = session["started_at"] or session["created_at"]
    began = started if isinstance(started, datetime) else datetime.fromisoformat(started)
    seconds = sum(float(done["duration_s"] or 0.0) for done in sets)
    counts = [done["n_reps"] for done in sets]
    if seconds < 60.0 * SHORTEST_MIN:
        return None
    energy = _energy(session.get("dose"))
    return Bout(
        start_s=began.timestamp(),
        utc_offset_s=60.0 * float(session["utc_offset_min"]),
        minutes=seconds / 60.0,
        exercise=session["exercise"],
        n_reps=sum(counts) if counts and None not in counts else None,
        energy_kj=energy,
        energy_from="measured" if energy else None,
    )


def _energy(dose: Mapping[str, Any] | None) -> Energy | None:
    spent = (dose or {}).get("energy_total_kj") or {}
    values = [spent.get(name) for name in ("low", "mid", "high")]
    known = [float(value) for value in values if isinstance(value, int | float) and math.isfinite(value)]
    if len(known) != len(values):
        return None
    low, mid, high = known
    return Energy(low=low, mid=mid, high=high)


def _export_json(path: Path) -> Mapping[str, Any]:
    wrong = f"{path.name}: expected an export of the coach (soleus export), its zip or the export.json in it"
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open("export.json") as file:
                text = file.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as file:
                text = file.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise InputError(f"{path.name}: larger than {MAX_BYTES // 1_000_000} MB; export it again")
        facts = json.loads(text)
    except (OSError, KeyError, ValueError, RecursionError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(wrong) from error
    if not isinstance(facts, dict) or facts.get("format") != "soleus-export":
        raise InputError(wrong)
    if not all(isinstance(facts.get(name), list) for name in ("sessions", "sets")):
        raise InputError(wrong)
    return facts
