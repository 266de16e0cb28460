"""Published programmes for the Achilles tendon, as tables. They set doses; they never open what a rule has closed.

Heavy slow resistance: Beyer 2015, as retold by UpToDate graphic 103058 (weeks 6-8 are missing there: from memory). The
doses of Alfredson 1998 and Silbernagel 2007 are from memory. ``provenance`` says so on every row.
"""

from dataclasses import dataclass
from typing import Literal

from soleus.exercises import Tempo
from soleus.programme.profile import ProgrammeName

Provenance = Literal["second hand", "unverified"]
WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What one stretch of a programme asks for: per exercise and time of day."""

    first_week: int
    last_week: int
    exercises: tuple[str, ...]
    sets: int
    reps: int
    days_per_week: int
    times_per_day: int
    tempo: Tempo | None
    rest_s: float | None
    provenance: Provenance


SLOW_REST_S = 150.0  # 2 to 3 minutes between sets
SLOW = Tempo(concentric_s=3.0, hold_s=0.0, eccentric_s=3.0)


def _slow(first_week: int, last_week: int, sets: int, reps: int, provenance: Provenance = "second hand") -> Stage:
    return Stage(
        first_week=first_week,
        last_week=last_week,
        exercises=("seated-calf-raise", "standing-calf-raise"),
        sets=sets,
        reps=reps,
        days_per_week=3,
        times_per_day=1,
        tempo=SLOW,
        rest_s=SLOW_REST_S,
        provenance=provenance,
    )


def _bodyweight(exercises: tuple[str, ...], reps: int, *, times_per_day: int, days_per_week: int = 7) -> Stage:
    return Stage(
        first_week=1,
        last_week=WEEKS,
        exercises=exercises,
        sets=3,
        reps=reps,
        days_per_week=days_per_week,
        times_per_day=times_per_day,
        tempo=None,
        rest_s=60.0,  # not in the sources: judgement
        provenance="unverified",
    )


PROGRAMMES: dict[ProgrammeName, tuple[Stage, ...]] = {
    "heavy-slow-resistance": (
        _slow(1, 1, 3, 15),
        _slow(2, 3, 3, 12),
        _slow(4, 5, 4, 10),
        _slow(6, 8, 4, 8, "unverified"),
        _slow(9, WEEKS, 4, 6),
    ),
    "eccentric": (_bodyweight(("eccentric-heel-drop", "eccentric-heel-drop"), 15, times_per_day=2),),
    "combined": (_bodyweight(("standing-calf-raise",), 15, times_per_day=1),),
}
"""Repetitions of the slow programme are repetition maxima. The drop is named twice: straight and bent knee."""


def stage_in_week(programme: ProgrammeName, week: int) -> Stage:
    """What the published programme asks for in a week, counted from 1; after its end the last stage goes on.

    Examples
    --------
    >>> stage = stage_in_week("heavy-slow-resistance", 5)
    >>> stage.sets, stage.reps
    (4, 10)
    """
    stages = PROGRAMMES[programme]
    return next((stage for stage in stages if week <= stage.last_week), stages[-1])


def stage_of_reps(programme: ProgrammeName, reps: int) -> tuple[Stage, Stage | None] | None:
    """The stage that asks for these repetitions and the one after it; None where no stage does."""
    stages = PROGRAMMES[programme]
    for stage, after in zip(stages, (*stages[1:], None), strict=True):
        if stage.reps == reps:
            return stage, after
    return None


def reps_per_day(stage: Stage) -> int:
    """Repetitions of one leg and day over all exercises of the stage."""
    return stage.sets * stage.reps * stage.times_per_day * len(stage.exercises)
