"""Prescriptions a second on one core: python -m benchmarks.plans."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.programme import Answers, Profile, Session, SetDone, Target, prescribe
from soleus.programme.profile import QUESTIONS

DAY = date(2026, 3, 9)
ROUNDS = 7
PLANS = 2_000


def history(n_sessions: int) -> tuple[Session, ...]:
    """Three sessions a week up to three days ago, two exercises in turn, targets met."""
    exercises = (find_exercise("seated-calf-raise"), find_exercise("standing-calf-raise"))
    return tuple(
        Session(
            day=DAY - timedelta(days=3 + round(7 / 3 * back)),
            exercise=exercises[back % 2],
            sets=(SetDone(reps=12, load_kg=20.0),) * 3,
            target=Target(sets=3, reps=12, load_kg=20.0),
            session_rpe=7.0,
            pain_during_nrs=1.0,
            pain_next_morning_nrs=0.0,
        )
        for back in range(n_sessions)
    )


def profile(n_sessions: int) -> Profile:
    """A healthy person with that many sessions behind them."""
    return Profile(
        goal="strength",
        days_per_week=3,
        person=Person(body_mass_kg=75.0, stature_m=1.75),
        equipment=frozenset({"chair", "weights", "step"}),
        screening=Answers(**dict.fromkeys(QUESTIONS, False)),
        sessions=history(n_sessions),
    )


def fastest_s(what: Callable[[], object], clock: Callable[[], float]) -> float:
    """Least time of several rounds by that clock."""
    times = []
    for _ in range(ROUNDS):
        start = clock()
        what()
        times.append(clock() - start)
    return min(times)


def main() -> None:
    """Plans a second for histories of several lengths: by processor time, and by the clock on the wall beside it."""
    for n_sessions in (0, 2, 12, 24, 36, 5_000):
        one = profile(n_sessions)
        busy, wall = (
            PLANS / fastest_s(lambda one=one: [prescribe(one, DAY) for _ in range(PLANS)], clock)
            for clock in (time.process_time, time.perf_counter)
        )
        print(f"plans                  {busy:8.0f} a second, {n_sessions} sessions ({wall:.0f} by the wall clock)")


if __name__ == "__main__":
    main()
