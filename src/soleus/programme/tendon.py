"""What the Achilles tendon has carried: repetitions times peak load, over a week and over four.

Loads are quasi-static and from one method, so that they compare with each other and with nothing else:
peak = load on the forefoot x lever / arm. ``peak_bw`` is the one place where a load is computed; `prescribe` and
`achilles_load` take another function of the same shape.
"""

from collections.abc import Callable
from dataclasses import dataclass

from soleus.exercises import Exercise
from soleus.person import Person
from soleus.programme.history import History
from soleus.programme.profile import Session

TendonLoad = Callable[[Exercise, float, Person], float | None]
"""(exercise, external load in kg, person) -> peak load of one leg in body weights; None where it cannot be said."""

MOMENT_ARM_M = 0.05  # Baxter 2021: fixed for everybody; 37 % more force at the 36.5 mm of Manal 2013
SEATED_FRAC = 0.104  # of body mass on one forefoot, seated: foot, shank and part of the thigh (Winter 2009 fractions)
METHOD = "repetitions x load on the forefoot x lever / arm, quasi-static"
ACUTE_DAYS = 7
CHRONIC_DAYS = 28
LIMITS = (
    "It adds repetitions times peak load of the sets that were recorded; it knows nothing of speed, stretch or sleep, "
    "and counts many light contractions like a few heavy ones. No such sum is known to predict injury, and pain does "
    "not follow load (Sancho 2023). Published loads differ threefold by method alone: compare it with itself only."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AchillesLoad:
    """Sum over one leg, in body weights times repetitions; ``n_sets_unknown`` sets are not in it."""

    last_7_days_bw: float
    weekly_mean_28_days_bw: float
    n_sets_unknown: int
    method: str = METHOD
    moment_arm_m: float = MOMENT_ARM_M
    limits: str = LIMITS


def peak_bw(exercise: Exercise, load_kg: float, person: Person) -> float | None:
    """Peak Achilles load of one repetition; None for walking and hopping, and with load where the mass is unknown.

    Examples
    --------
    >>> from soleus.exercises import find_exercise
    >>> round(peak_bw(find_exercise("soleus-push-up"), 0.0, Person(stature_m=1.755, body_mass_kg=75.0)), 2)
    0.29
    """
    if exercise.kind not in ("raise", "hold", "test"):
        return None
    if load_kg > 0 and person.body_mass_kg is None:
        return None
    extra_bw = load_kg / person.body_mass_kg if person.body_mass_kg else 0.0
    legs = exercise.legs_default
    on_forefoot_bw = SEATED_FRAC + extra_bw / legs if exercise.position == "seated" else (1.0 + extra_bw) / legs
    return on_forefoot_bw * person.forefoot_lever_m / MOMENT_ARM_M


def achilles_load(history: History, person: Person, tendon_load: TendonLoad = peak_bw) -> AchillesLoad:
    """Acute (7 days) and four-week load up to today."""
    acute = chronic = 0.0
    unknown = 0
    for session in reversed(history.sessions):
        age = history.today - session.day.toordinal()
        if age >= CHRONIC_DAYS:
            break
        total, missing = _session_bw(session, person, tendon_load)
        chronic += total
        unknown += missing
        if age < ACUTE_DAYS:
            acute += total
    return AchillesLoad(
        last_7_days_bw=round(acute, 1),
        weekly_mean_28_days_bw=round(chronic * ACUTE_DAYS / CHRONIC_DAYS, 1),
        n_sets_unknown=unknown,
    )


def _session_bw(session: Session, person: Person, tendon_load: TendonLoad) -> tuple[float, int]:
    if not session.sets:
        return 0.0, 1
    total, missing = 0.0, 0
    for one in session.sets:
        reps = one.reps
        if reps is None and one.minutes is not None and session.exercise.cadence_per_min is not None:
            reps = round(one.minutes * session.exercise.cadence_per_min)
        peak = tendon_load(session.exercise, one.load_kg or 0.0, person)
        if reps is None or peak is None:
            missing += 1
        else:
            total += reps * peak
    return total, missing
