"""The catalogue: exercises, recovery techniques and claims as data, each with its evidence.

Loaded on first use and checked then; nothing is read at import.
"""

from functools import cache

from soleus.errors import InputError
from soleus.exercises.claims import Claim, claims, find_claim
from soleus.exercises.evidence import CERTAINTY_MEANS, Certainty, Finding, Grade, Source, sources
from soleus.exercises.exercise import (
    DefaultDose,
    Equipment,
    Exercise,
    Fault,
    Kind,
    Movement,
    Position,
    Surface,
    Tempo,
)
from soleus.exercises.read import read_catalogue
from soleus.exercises.recovery import Recovery, Region, RoutineStep, Technique, recovery

__all__ = [
    "CERTAINTY_MEANS",
    "Certainty",
    "Claim",
    "DefaultDose",
    "Equipment",
    "Exercise",
    "Fault",
    "Finding",
    "Grade",
    "Kind",
    "Movement",
    "Position",
    "Recovery",
    "Region",
    "RoutineStep",
    "Source",
    "Surface",
    "Technique",
    "Tempo",
    "catalogue",
    "claims",
    "find_claim",
    "find_exercise",
    "find_technique",
    "recovery",
    "sources",
]


@cache
def catalogue() -> dict[str, Exercise]:
    """All exercises by id, in the order of the catalogue."""
    return read_catalogue()


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


def find_technique(technique_id: str) -> Technique:
    """The recovery technique of that id.

    Raises
    ------
    InputError  if there is none; the message lists them
    """
    techniques = recovery().techniques
    if technique_id not in techniques:
        raise InputError(f"recovery {technique_id!r} is unknown; expected one of {', '.join(techniques)}")
    return techniques[technique_id]
