"""The catalogue of exercises: what can be named, and in which position it is done."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from soleus.errors import InputError

Position = Literal["seated", "standing", "walking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of the catalogue."""

    id: str
    name: str
    position: Position


@cache
def catalogue() -> dict[str, Exercise]:
    """All exercises by id, in the order of the catalogue."""
    text = files("soleus.exercises").joinpath("catalogue.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["exercise"]
    return {entry["id"]: Exercise(**entry) for entry in entries}


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
