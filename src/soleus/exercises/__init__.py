"""The catalogue of exercises: what can be named, in which position it is done and how the leg moves."""

import tomllib
from functools import cache
from importlib.resources import files

from soleus.errors import InputError
from soleus.exercises.exercise import Exercise, Kind, Movement, Position, Surface, Tempo

__all__ = ["Exercise", "Kind", "Movement", "Position", "Surface", "Tempo", "catalogue", "find_exercise"]


@cache
def catalogue() -> dict[str, Exercise]:
    """All exercises by id, in the order of the catalogue."""
    exercises = {}
    for name in ("seated", "standing", "walking", "hopping"):
        text = files("soleus.exercises").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
        for entry in tomllib.loads(text)["exercise"]:
            movement = entry.pop("movement")
            tempo = Tempo(**movement.pop("tempo")) if "tempo" in movement else None
            exercises[entry["id"]] = Exercise(movement=Movement(tempo=tempo, **movement), **entry)
    return exercises


def find_exercise(exercise_id: str) -> Exercise:
    """The exercise of that id.

    Raises
    ------
    InputError  if there is none; the message lists them
    """
    found = catalogue().get(exercise_id)
    if found is None:
        raise InputError(f"exercise {exercise_id!r} is unknown; expected one of {', '.join(catalogue())}")
    return found
