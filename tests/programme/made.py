"""Profiles and sessions for the tests of the programme, in few words."""

from datetime import date, timedelta

from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.programme import Answers, LegTest, Prescription, Profile, Session, SetDone, Target, prescribe
from soleus.programme.profile import QUESTIONS

TODAY = date(2026, 3, 9)  # a Monday
SEATED, STANDING, PUSH_UP = "seated-calf-raise", "standing-calf-raise", "soleus-push-up"
ALL_NO = Answers(**dict.fromkeys(QUESTIONS, False))


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def answers(**yes: bool | None) -> Answers:
    return Answers(**{**dict.fromkeys(QUESTIONS, False), **yes})


def profile(goal: str = "strength", *sessions: Session, **other: object) -> Profile:
    values: dict[str, object] = {
        "days_per_week": 3,
        "person": Person(body_mass_kg=75.0, stature_m=1.755, sex="female", age_years=42),
        "equipment": frozenset({"chair", "weights", "step"}),
        "screening": ALL_NO,
        "sessions": sessions,
    }
    return Profile(goal=goal, **{**values, **other})  # type: ignore[arg-type]


def session(
    days_ago: int,
    reps: list[int | None] | int | None = 12,
    *,
    load: float | None = 20.0,
    exercise: str = SEATED,
    asked: tuple[int, int, float | None] | None = (3, 12, 20.0),
    during: float | None = 0.0,
    morning: float | None = 0.0,
) -> Session:
    """``reps``: of each set, or the same in three sets, or no sets at all (None)."""
    done = [] if reps is None else [reps] * 3 if isinstance(reps, int) else reps
    return Session(
        day=ago(days_ago),
        exercise=find_exercise(exercise),
        sets=tuple(SetDone(reps=one, load_kg=load) for one in done),
        target=None if asked is None else Target(sets=asked[0], reps=asked[1], load_kg=asked[2]),
        session_rpe=6.0,
        pain_during_nrs=during,
        pain_next_morning_nrs=morning,
    )


def bare(days_ago: int, reps: int | None, target: int, *, exercise: str = STANDING, **felt: float | None) -> Session:
    """Three sets without load."""
    return session(days_ago, reps, load=0.0, exercise=exercise, asked=(3, target, 0.0), **felt)


def minutes(days_ago: int, done: float | None, target: float, *, exercise: str = PUSH_UP) -> Session:
    return Session(
        day=ago(days_ago),
        exercise=find_exercise(exercise),
        sets=(SetDone(minutes=done),),
        target=Target(sets=1, minutes=target, times_per_day=3),
        pain_during_nrs=0.0,
        pain_next_morning_nrs=0.0,
    )


def leg(
    side: str, reps: int | None = 32, work: float | None = 1600.0, pain: float | None = 0.0, days: int = 2
) -> LegTest:
    return LegTest(day=ago(days), side=side, reps=reps, work_total_j=work, pain_nrs=pain)  # type: ignore[arg-type]


def plan(goal: str = "strength", *sessions: Session, **other: object) -> Prescription:
    return prescribe(profile(goal, *sessions, **other), TODAY)


def loads(answer: Prescription, exercise: str = SEATED) -> list[float]:
    return [item.dose.load_kg for item in answer.items if item.exercise.id == exercise]


def rules(answer: Prescription) -> set[str]:
    return {finding.rule for finding in answer.findings}


def names(answer: Prescription) -> list[str]:
    return [item.exercise.id for item in answer.items]
