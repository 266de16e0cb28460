"""What is known of a person when the next session is decided: answers, tests, sessions done."""

from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from typing import Literal

from soleus.exercises import Exercise
from soleus.person import Person
from soleus.programme.done import (
    Outcome,
    SetDone,
    Target,
    asked_dose,
    done_dose,
    heaviest_kg,
    is_broken_off,
    is_loaded,
    judge,
    reps_at_loads,
    reps_of,
    sets_and_kg,
)
from soleus.programme.dose import Dose

Goal = Literal["glucose", "strength", "achilles", "running", "circulation"]
Side = Literal["left", "right"]
Ketones = Literal["none", "trace", "moderate", "large"]
ProgrammeName = Literal["heavy-slow-resistance", "eccentric", "combined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One exercise on one day. Pain on the numerical rating scale, 0 to 10; None where it was not asked or answered.

    ``ordinal`` and ``week`` (Monday to Sunday) count days and weeks; ``is_heavy``: with external load, or hopping;
    ``is_strength``: standing raises, and whatever is heavy; ``bare_sets``: its sets if they are without load,
    ``lifted_kg``: its kilograms over all sets otherwise, as asked where nothing was recorded; ``reps_at_kg``:
    repetitions done at each load, of minutes by the exercise's usual cadence; ``n_sets_uncounted``: sets that are not
    in it; ``is_broken_off``: far short of what was asked, and not for pain; ``judged``: outcome and margin; ``dose``:
    what it was, as asked or else as done, but of one that was broken off only as asked; ``heaviest_kg``: the most that
    was lifted in a set. All follow from the rest.
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
    is_broken_off: bool = field(init=False)
    judged: tuple[Outcome, float] = field(init=False)
    dose: Dose | None = field(init=False)
    heaviest_kg: float | None = field(init=False)

    def __post_init__(self) -> None:
        """Derive once what the rules ask for again and again."""
        ordinal = self.day.toordinal()
        heavy = self.exercise.kind == "hop" or is_loaded(self.sets, self.target)
        standing = self.exercise.position == "standing"
        n_sets, lifted_kg = sets_and_kg(self.sets, self.target)
        broken_off = is_broken_off(self.target, self.sets, self.exercise.dose, self.pain_during_nrs)
        reps = [reps_of(one, self.exercise.cadence_per_min) for one in self.sets]
        for name, value in (
            ("ordinal", ordinal),
            ("week", week_of(ordinal)),
            ("is_heavy", heavy),
            ("is_strength", self.exercise.kind in ("raise", "hop", "hold") and (standing or heavy)),
            ("bare_sets", 0 if lifted_kg > 0 else n_sets),
            ("lifted_kg", lifted_kg),
            ("reps_at_kg", reps_at_loads(self.sets, reps)),
            ("n_sets_uncounted", reps.count(None) if reps else 1),
            ("is_broken_off", broken_off),
            ("judged", (Outcome.BROKEN_OFF, 0.0) if broken_off else judge(self.target, self.sets)),
            ("dose", asked_dose(self.target, self.sets) or (None if broken_off else done_dose(self.sets))),
            ("heaviest_kg", heaviest_kg(self.sets)),
        ):
            object.__setattr__(self, name, value)


def week_of(ordinal: int) -> int:
    """Weeks from Monday to Sunday, counted; 1 January of year 1 was a Monday."""
    return (ordinal - 1) // 7


def first_day_of(week: int) -> int:
    """The ordinal of its Monday."""
    return 7 * week + 1


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
        given = _GIVEN(self)
        return tuple(name for name, one in zip(QUESTIONS, given, strict=True) if one is None) if None in given else ()


QUESTIONS = tuple(entry.name for entry in fields(Answers))
_GIVEN = attrgetter(*QUESTIONS)


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
        object.__setattr__(self, "sessions", _sorted(self.sessions))
        object.__setattr__(self, "tests", tuple(sorted(self.tests, key=_test_order)))


def _sorted(sessions: tuple[Session, ...]) -> tuple[Session, ...]:
    """By day and exercise; by what was done only where an exercise was done twice on a day, because that is slow."""
    twice = len(set(map(_place, sessions))) < len(sessions)
    return tuple(sorted(sessions, key=_session_order if twice else _place))


def _place(session: Session) -> tuple[int, str]:
    return session.ordinal, session.exercise.id


def _session_order(session: Session) -> tuple[int, str, str]:
    return session.ordinal, session.exercise.id, repr((session.sets, session.target, _felt(session)))


def _felt(session: Session) -> tuple[float | None, ...]:
    return session.session_rpe, session.pain_during_nrs, session.pain_next_morning_nrs


def _test_order(test: LegTest) -> tuple[int, str, str]:
    return test.day.toordinal(), test.side, repr((test.reps, test.work_total_j, test.pain_nrs))
