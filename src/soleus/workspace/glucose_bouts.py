"""Sessions of the coach as bouts of push-ups, with their energy."""

from dataclasses import asdict, replace
from datetime import date, datetime
from functools import lru_cache

from soleus.dose.dose import planned_dose
from soleus.errors import InputError
from soleus.glucose.bouts import Bout, Energy, bout_of, is_push_up
from soleus.person import Person
from soleus.workspace import people, sessions
from soleus.workspace.place import Desk
from soleus.workspace.sessions import Training

COUNTED_REPS = 100  # energy is proportional to repetitions; enough of them that the first and last do not matter


def bouts(desk: Desk, *, now: datetime, day: date | None = None) -> list[Bout]:
    """Finished sessions of heel raises, earliest first; ``day`` keeps those that began on it by the person's clock.

    Sessions that were counted and not measured get the energy of the exercise's usual height, and say so.
    """
    person = people.person_of(people.profile(desk), now)
    found = [
        _bout(training, person)
        for training in sessions.history(desk)
        if is_push_up(training.session.exercise) and (day is None or training.session.local_date == day)
    ]
    return [bout for bout in found if bout is not None]


def _bout(training: Training, person: Person) -> Bout | None:
    bout = bout_of(asdict(training.session), [asdict(done) for done in training.sets])
    if bout is None or bout.energy_kj is not None or not bout.n_reps:
        return bout
    each = _energy_a_rep(bout.exercise, person, round(bout.n_reps / bout.minutes))
    if each is None:
        return bout
    return replace(bout, energy_kj=each.part(bout.n_reps), energy_from="usual height")


@lru_cache(maxsize=256)
def _energy_a_rep(exercise: str, person: Person, cadence_per_min: int) -> Energy | None:
    """None where the body mass is not known, or the dose does not know the exercise at this pace."""
    try:
        dose = planned_dose(exercise, person, reps=COUNTED_REPS, cadence_per_min=float(cadence_per_min))
    except InputError:
        return None
    spent = dose.expenditure.energy_total_kj
    return Energy(low=spent.low, mid=spent.mid, high=spent.high).part(1.0 / COUNTED_REPS)
