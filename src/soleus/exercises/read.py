"""Reads the exercises: typed, checked, neighbours joined both ways."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from soleus.errors import InputError
from soleus.exercises.evidence import read_findings
from soleus.exercises.exercise import (
    EQUIPMENT,
    KINDS,
    POSITIONS,
    SURFACES,
    DefaultDose,
    Equipment,
    Exercise,
    Fault,
    Movement,
    Tempo,
)
from soleus.exercises.table import Table, read_table

FILES = ("seated.toml", "standing.toml", "walking.toml", "hopping.toml")
ANKLE_RANGE_DEG = (-40.0, 30.0)  # poses that the muscle models know; docs/methods/muscles.md
KNEE_RANGE_DEG = (0.0, 120.0)


def read_catalogue() -> dict[str, Exercise]:
    """All exercises of the package by id."""
    rules = read_stop_rules()
    return join(exercise for name in FILES for exercise in read_exercises(name, stop_rules=rules))


def read_stop_rules(text: str | None = None) -> tuple[str, ...]:
    """What ends every exercise."""
    whole = read_table("rules.toml", text)
    rules = whole.texts("stop_when")
    whole.end()
    return rules


def read_exercises(name: str, text: str | None = None, *, stop_rules: tuple[str, ...] = ()) -> list[Exercise]:
    """Exercises of one file, or of ``text`` in its place; ``harder`` is still empty.

    Raises
    ------
    InputError  one line with file, exercise and key, if anything is missing, of the wrong kind or unknown
    """
    whole = read_table(name, text)
    exercises = [_exercise(table, stop_rules) for table in whole.tables("exercise")]
    whole.end()
    return exercises


def join(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """By id, with the harder neighbours filled in from the easier ones of the others.

    Raises
    ------
    InputError  if two share an id, a neighbour does not exist, or the ladder runs in a circle
    """
    found: dict[str, Exercise] = {}
    for exercise in exercises:
        if exercise.id in found:
            raise InputError(f"catalogue: {exercise.id} stands there twice; name each once")
        found[exercise.id] = exercise
    for exercise in found.values():
        for easier in exercise.easier:
            if easier not in found:
                raise InputError(f"catalogue, {exercise.id}: easier: there is no exercise {easier!r}")
        _refuse_circle(exercise.id, found, ())
    return {
        id_: replace(exercise, harder=tuple(other.id for other in found.values() if id_ in other.easier))
        for id_, exercise in found.items()
    }


def _refuse_circle(id_: str, found: dict[str, Exercise], harder: tuple[str, ...]) -> None:
    if id_ in harder:
        raise InputError(f"catalogue, {id_}: easier: runs in a circle ({' > '.join((*harder, id_))})")
    for easier in found[id_].easier if id_ in found else ():
        _refuse_circle(easier, found, (*harder, id_))


def _exercise(table: Table, stop_rules: tuple[str, ...]) -> Exercise:
    exercise = Exercise(
        id=table.text("id"),
        name=table.text("name"),
        kind=table.one_of("kind", KINDS),
        position=table.one_of("position", POSITIONS),
        movement=_movement(table.table("movement")),
        summary=table.text("summary"),
        steps=table.texts("steps"),
        cues=table.texts("cues"),
        faults=tuple(_fault(fault) for fault in table.tables("faults")),
        easier=table.texts("easier", ()),
        harder=(),
        needs=_equipment(table, "needs"),
        helps=_equipment(table, "helps"),
        progress_by=table.texts("progress_by"),
        dose=_dose(table.table("dose")),
        not_when=table.texts("not_when"),
        stop_when=table.texts("stop_when", ()) + stop_rules,
        evidence=read_findings(table.tables("evidence"), graded=True),
    )
    table.end()
    return exercise


def _movement(table: Table) -> Movement:
    movement = Movement(
        legs=_legs(table, "legs"),
        legs_lowering=_legs(table, "legs_lowering"),
        knee_flex_deg=table.number("knee_flex_deg", *KNEE_RANGE_DEG),
        ankle_start_deg=table.number("ankle_start_deg", *ANKLE_RANGE_DEG),
        ankle_end_deg=table.number("ankle_end_deg", *ANKLE_RANGE_DEG),
        surface=table.one_of("surface", SURFACES),
        toes_up_deg=table.optional_number("toes_up_deg", 0.0, ANKLE_RANGE_DEG[1]),
        tempo=_tempo(table.table("tempo")) if table.has("tempo") else None,
        steps_per_min=table.optional_number("steps_per_min", 30, 180),
    )
    if movement.ankle_end_deg >= movement.ankle_start_deg:
        raise InputError(f"{table.where}: ankle_end_deg must lie below ankle_start_deg: the heel rises")
    table.end()
    return movement


def _tempo(table: Table) -> Tempo:
    tempo = Tempo(
        concentric_s=table.number("concentric_s", 0.1, 10),
        hold_s=table.number("hold_s", 0, 120),
        eccentric_s=table.number("eccentric_s", 0.1, 10),
        pause_s=table.number("pause_s", 0, 10, default=0),
    )
    table.end()
    return tempo


def _dose(table: Table) -> DefaultDose:
    dose = DefaultDose(
        sets=table.span("sets", 1, 10) or (1.0, 1.0),
        reps=table.span("reps", 1, 100),
        minutes=table.span("minutes", 1, 60),
        distance_m=table.span("distance_m", 5, 500),
        rest_s=table.number("rest_s", 0, 3600),
    )
    if sum(amount is not None for amount in (dose.reps, dose.minutes, dose.distance_m)) > 1:
        raise InputError(f"{table.where}: expected one of reps, minutes, distance_m, got several")
    table.end()
    return dose


def _legs(table: Table, key: str) -> Literal[1, 2]:
    return 1 if int(table.number(key, 1, 2)) == 1 else 2


def _fault(table: Table) -> Fault:
    fault = Fault(fault=table.text("fault"), instead=table.text("instead"))
    table.end()
    return fault


def _equipment(table: Table, key: str) -> tuple[Equipment, ...]:
    words = table.texts(key, ())
    unknown = [word for word in words if word not in EQUIPMENT]
    if unknown:
        raise InputError(f"{table.where}: {key}: {', '.join(unknown)} is none of {', '.join(EQUIPMENT)}")
    return tuple(word for word in EQUIPMENT if word in words)
