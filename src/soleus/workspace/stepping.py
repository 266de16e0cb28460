"""Sessions of walking: the phone that was carried counts the steps, the exercise says on what ground they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from soleus._version import VERSION
from soleus.dose.walk_dose import as_json as dose_json
from soleus.dose.walk_dose import walk_dose
from soleus.dose.walking import Stretch, Terrain
from soleus.errors import NotEnoughDataError
from soleus.exercises import Exercise
from soleus.person import Person
from soleus.recording.signals import Recording
from soleus.store.records import DoneSet, Session
from soleus.walk.find import find_steps
from soleus.walk.steps import Steps

TERRAIN_OF: Mapping[str, Terrain] = {
    "toe-walking": "toe walking",
    "stair-climbing": "stairs up",
    "hill-climbing": "uphill",
}


def is_walking(exercise: Exercise) -> bool:
    """Whether its repetitions are steps."""
    return exercise.kind in ("walk", "climb")


def steps_of(recording: Recording) -> Steps | str:
    """Steps of a phone that was carried, or why there are none. The placement is left open: pocket or hand."""
    try:
        return find_steps((replace(recording, placement=None),))
    except NotEnoughDataError as error:
        return str(error)


def walked_set(
    empty: DoneSet, recording: Recording, session: Session, person: Person, taken_back_s: Sequence[float]
) -> tuple[DoneSet, Mapping[str, object] | None]:
    """The steps of one recording as a set, without what the person took back; and what they asked of the tendon.

    ``empty`` is the set as it is where nothing could be counted.
    """
    begun_s = recording.start_unix_s or session.created_at.timestamp()
    found = steps_of(recording)
    untold = found if isinstance(found, str) else "no walking was found"
    empty = replace(empty, method={"name": session.how, "unavailable": untold}, version=VERSION)
    if isinstance(found, str) or not found.n_steps:
        return empty, None
    kept = _without(found, [at_s - begun_s for at_s in taken_back_s])
    done = replace(
        empty,
        n_reps=len(kept.time_s),
        duration_s=kept.walking_s if len(kept.time_s) > 1 else None,
        peak_s=tuple(round(value, 6) for value in kept.time_s.tolist()),
        method={"steps": dict(kept.method)},
    )
    return done, _dose(session, kept, person)


def _without(steps: Steps, taken_back_s: Sequence[float]) -> Steps:
    """Each time takes back the last step before it that still stands."""
    stands = np.ones(len(steps.time_s), np.bool_)
    for at_s in taken_back_s:
        before = np.flatnonzero(stands & (steps.time_s <= at_s))
        stands[before[-1:]] = False
    return replace(steps, time_s=steps.time_s[stands], side=steps.side[stands])


def _dose(session: Session, steps: Steps, person: Person) -> Mapping[str, object] | None:
    if len(steps.time_s) < 2:
        return None
    stretch = Stretch(
        terrain=TERRAIN_OF.get(session.exercise, "unknown"), n_steps=steps.n_steps, time_s=steps.walking_s
    )
    dose = walk_dose([stretch], person, cadence_per_min=steps.cadence_per_min)
    return {**dose_json(dose), "terrain_from": f"the exercise: {session.exercise}"}
