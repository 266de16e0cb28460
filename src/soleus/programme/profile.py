"""What is known of a person when the next session is decided: answers, tests, sessions done."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal

from soleus.exercises import Exercise
from soleus.person import Person

Goal = Literal["glucose", "strength", "achilles", "running", "circulation"]
Side = Literal["left", "right"]
Ketones = Literal["none", "trace", "moderate", "large"]
ProgrammeName = Literal["heavy-slow-resistance", "eccentric", "combined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDone:
    """One set as it was done; None where it was not recorded."""

    reps: int | None = None
    load_kg: float | None = None
    minutes: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the session was meant to be; None where it was not said."""

    sets: int | None = None
    reps: int | None = None
    load_kg: float | None = None
    minutes: float | None = None
    distance_m: float | None = None
    times_per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One exercise on one day. Pain on the numerical rating scale, 0 to 10; None where it was not asked or answered.

    ``ordinal`` and ``week`` (Monday to Sunday) count days and weeks; ``is_heavy``: with external load, or hopping;
    ``is_strength``: standing raises, and whatever is heavy; ``bare_sets``: its sets if they are without load,
    ``lifted_kg``: its kilograms over all sets otherwise, as asked where nothing was recorded; ``reps_at_kg``:
    repetitions done at each load, of minutes by the exercise's usual cadence; ``n_sets_uncounted``: sets that are not
    in it. All follow from the rest.
    """

    day: date
    exercise: Exercise
    sets: tuple[SetDone, ...] = ()
    target: Target | None = None
    session_rpe: float | None = None
    pain_during_nrs: float | None = None
    pain_next_morning_nrs: float | None = None
    ordinal: int = field(init=False)
    week: int = field(init=False)
    is_heavy: bool = field(init=False)
    is_strength: bool = field(init=False)
    bare_sets: int = field(init=False)
    lifted_kg: float = field(init=False)
    reps_at_kg: tuple[tuple[float, int], ...] = field(init=False)
    n_sets_uncounted: int = field(init=False)

    def __post_init__(self) -> None:
        """Derive once what the rules ask for again and again."""
        ordinal = self.day.toordinal()
        heavy = self.exercise.kind == "hop" or _loaded(self.sets, self.target)
        standing = self.exercise.position == "standing"
        n_sets, lifted_kg = _sets_and_kg(self.sets, self.target)
        object.__setattr__(self, "bare_sets", 0 if lifted_kg > 0 else n_sets)
        object.__setattr__(self, "lifted_kg", lifted_kg)
        reps = [_reps(one, self.exercise.cadence_per_min) for one in self.sets]
        object.__setattr__(self, "reps_at_kg", _at_loads(self.sets, reps))
        object.__setattr__(self, "n_sets_uncounted", reps.count(None) if reps else 1)
        object.__setattr__(self, "ordinal", ordinal)
        object.__setattr__(self, "week", week_of(ordinal))
        object.__setattr__(self, "is_heavy", heavy)
        object.__setattr__(self, "is_strength", self.exercise.kind in ("raise", "hop", "hold") and (standing or heavy))


def week_of(ordinal: int) -> int:
    """Weeks from Monday to Sunday, counted; 1 January of year 1 was a Monday."""
    return (ordinal - 1) // 7


def _sets_and_kg(sets: tuple[SetDone, ...], target: Target | None) -> tuple[int, float]:
    """Sets, and kilograms over them; as asked where nothing was recorded."""
    if sets:
        return len(sets), sum(one.load_kg or 0.0 for one in sets)
    if target is None:
        return 1, 0.0
    n_sets = target.sets or 1
    return n_sets, n_sets * (target.load_kg or 0.0)


def _reps(one: SetDone, cadence_per_min: float | None) -> int | None:
    if one.reps is not None or one.minutes is None or cadence_per_min is None:
        return one.reps
    return round(one.minutes * cadence_per_min)


def _at_loads(sets: tuple[SetDone, ...], reps: list[int | None]) -> tuple[tuple[float, int], ...]:
    total: dict[float, int] = {}
    for one, number in zip(sets, reps, strict=True):
        if number is not None:
            total[one.load_kg or 0.0] = total.get(one.load_kg or 0.0, 0) + number
    return tuple(total.items())


def _loaded(sets: tuple[SetDone, ...], target: Target | None) -> bool:
    """With external load; repetitions whose load was not recorded count as loaded."""
    if not sets:
        return target is None or target.load_kg is None or target.load_kg > 0
    return any(one.reps is not None if one.load_kg is None else one.load_kg > 0 for one in sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTest:
    """A heel-raise test of one leg."""

    day: date
    side: Side
    reps: int | None = None
    work_total_j: float | None = None
    pain_nrs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The screening questions: True is a yes, new or unexplained now; None is unanswered."""

    calf_swelling: bool | None = None
    calf_pain_after_immobility: bool | None = None
    previous_clot: bool | None = None
    sudden_pop: bool | None = None
    cannot_push_off: bool | None = None
    numbness: bool | None = None
    pain_out_of_proportion: bool | None = None
    open_wound: bool | None = None
    fracture: bool | None = None
    anticoagulants: bool | None = None
    pregnancy: bool | None = None
    recent_surgery: bool | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Questions without an answer, in the order of the sheet."""
        return tuple(question for question in QUESTIONS if getattr(self, question) is None)


QUESTIONS = tuple(entry.name for entry in fields(Answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything that a prescription depends on, but the day.

    ``sessions`` and ``tests`` may come in any order; they are kept sorted, so that equal histories are equal profiles.
    ``usual_morning_pain_nrs``: pain on mornings without training before; the next morning is measured against it.
    """

    goal: Goal
    days_per_week: int
    person: Person = field(default_factory=Person)
    equipment: frozenset[str] = frozenset()
    screening: Answers = field(default_factory=Answers)
    tests: tuple[LegTest, ...] = ()
    sessions: tuple[Session, ...] = ()
    medication: frozenset[str] = frozenset()
    glucose_mg_dl: float | None = None
    ketones: Ketones | None = None
    programme: ProgrammeName | None = None
    usual_morning_pain_nrs: float = 0.0

    def __post_init__(self) -> None:
        """Sort what has no order."""
        object.__setattr__(self, "sessions", tuple(sorted(self.sessions, key=_session_order)))
        object.__setattr__(self, "tests", tuple(sorted(self.tests, key=_test_order)))


def _session_order(session: Session) -> tuple[int, str, str]:
    return session.ordinal, session.exercise.id, repr((session.sets, session.target, _felt(session)))


def _felt(session: Session) -> tuple[float | None, ...]:
    return session.session_rpe, session.pain_during_nrs, session.pain_next_morning_nrs


def _test_order(test: LegTest) -> tuple[int, str, str]:
    return test.day.toordinal(), test.side, repr((test.reps, test.work_total_j, test.pain_nrs))
