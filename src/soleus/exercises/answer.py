"""The catalogue as the objects of `soleus exercises --json` and `soleus claims --json`."""

from dataclasses import asdict
from typing import Any

from soleus.exercises.claims import Claim
from soleus.exercises.evidence import CERTAINTY_MEANS
from soleus.exercises.exercise import Exercise
from soleus.exercises.recovery import Recovery, Technique
from soleus.person import Person

Json = dict[str, Any]


def exercise_json(exercise: Exercise, person: Person | None = None) -> Json:
    """Every field, and what follows from them; heights are those of the person or of an average one."""
    return asdict(exercise) | {
        "legs_default": exercise.legs_default,
        "shank_tilt_deg": exercise.shank_tilt_deg,
        "cadence_per_min": exercise.cadence_per_min,
        "heel_raise_height_m": round(exercise.heel_raise_height_m(person), 4),
    }


def technique_json(technique: Technique) -> Json:
    """Every field, and the whole time."""
    return asdict(technique) | {"duration_s": technique.duration_s}


def catalogue_json(exercises: dict[str, Exercise], recovery: Recovery) -> Json:
    """All of it."""
    return {
        "exercises": [exercise_json(exercise) for exercise in exercises.values()],
        "recovery": [technique_json(technique) for technique in recovery.techniques.values()],
        "regions": [asdict(region) for region in recovery.regions.values()],
        "certainty": CERTAINTY_MEANS,
    }


def claims_json(claims: dict[str, Claim]) -> Json:
    """All claims."""
    return {"claims": [claim_json(claim) for claim in claims.values()], "certainty": CERTAINTY_MEANS}


def claim_json(claim: Claim) -> Json:
    """One claim; its numbers carry no grade of their own."""
    whole = asdict(claim)
    for number in whole["numbers"]:
        del number["grade"]
    return whole
