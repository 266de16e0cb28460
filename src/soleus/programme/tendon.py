"""What the Achilles tendon has carried: repetitions times peak load, over a week and over four.

Loads are quasi-static and from one method, so that they compare with each other and with nothing else. `QuasiStatic` is
the one place where a load is computed; `prescribe` takes any other `TendonLoad`.
"""

from dataclasses import dataclass
from typing import Protocol

from soleus.exercises import Exercise
from soleus.person import Person
from soleus.programme.history import History
from soleus.programme.profile import Session

BAXTER_ARM_M = 0.05  # Baxter 2021: fixed for everybody; 37 % more force at the 36.5 mm of Manal 2013
SEATED_FRAC = 0.104  # of body mass on one forefoot, seated: foot, shank and part of the thigh (Winter 2009 fractions)
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
    method: str
    moment_arm_m: float
    limits: str = LIMITS


class TendonLoad(Protocol):
    """Peak Achilles load of one repetition and how it was found; another method is another object."""

    @property
    def method(self) -> str:
        """In words, with what it assumes."""

    @property
    def moment_arm_m(self) -> float:
        """Of the Achilles tendon about the ankle."""

    def __call__(self, exercise: Exercise, load_kg: float, person: Person) -> float | None:
        """Body weights on one leg; None where it cannot be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuasiStatic:
    """Load on the forefoot x lever / arm. None for walking and hopping, and with load where the mass is unknown.

    Examples
    --------
    >>> from soleus.exercises import find_exercise
    >>> round(QuasiStatic()(find_exercise("soleus-push-up"), 0.0, Person(stature_m=1.755, body_mass_kg=75.0)), 2)
    0.29
    """

    moment_arm_m: float = BAXTER_ARM_M

    @property
    def method(self) -> str:
        """In words."""
        return "repetitions x load on the forefoot x lever / arm, quasi-static"

    def __call__(self, exercise: Exercise, load_kg: float, person: Person) -> float | None:
        """Body weights on one leg."""
        if exercise.kind not in ("raise", "hold", "test"):
            return None
        if load_kg > 0 and person.body_mass_kg is None:
            return None
        extra_bw = load_kg / person.body_mass_kg if person.body_mass_kg else 0.0
        legs = exercise.legs_default
        on_forefoot_bw = SEATED_FRAC + extra_bw / legs if exercise.position == "seated" else (1.0 + extra_bw) / legs
        return on_forefoot_bw * person.forefoot_lever_m / self.moment_arm_m


QUASI_STATIC = QuasiStatic()


def achilles_load(history: History, person: Person, tendon_load: TendonLoad = QUASI_STATIC) -> AchillesLoad:
    """Acute (7 days) and four-week load up to today."""
    acute = chronic = 0.0
    unknown = 0
    peaks: dict[tuple[str, float], float | None] = {}
    for session in history.since(history.today - CHRONIC_DAYS + 1):
        for load_kg, _ in session.reps_at_kg:
            if (key := (session.exercise.id, load_kg)) not in peaks:
                peaks[key] = tendon_load(session.exercise, load_kg, person)
        total, missing = _session_bw(session, peaks)
        chronic += total
        unknown += missing
        if history.today - session.ordinal < ACUTE_DAYS:
            acute += total
    return AchillesLoad(
        last_7_days_bw=round(acute, 1),
        weekly_mean_28_days_bw=round(chronic * ACUTE_DAYS / CHRONIC_DAYS, 1),
        n_sets_unknown=unknown,
        method=tendon_load.method,
        moment_arm_m=tendon_load.moment_arm_m,
    )


def _session_bw(session: Session, peaks: dict[tuple[str, float], float | None]) -> tuple[float, int]:
    """Body weights times repetitions, and the sets that cannot be counted."""
    total = 0.0
    for load_kg, reps in session.reps_at_kg:
        peak = peaks[session.exercise.id, load_kg]
        if peak is None:
            return 0.0, len(session.sets)
        total += reps * peak
    return total, session.n_sets_uncounted
