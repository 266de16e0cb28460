"""The gate to running and hopping, and how far the legs differ: from heel-raise tests of both legs."""

from collections.abc import Iterable

from soleus.programme.finding import Finding
from soleus.programme.history import History
from soleus.programme.profile import LegTest, Profile

FEWEST_REPS = 30  # single-leg raises from the floor, each leg; Green 2022, table 4
SYMMETRY_FRAC = 0.90  # weaker over stronger, by repetitions and by work; Green 2022, tables 4 and 5
OLDEST_DAYS = 28  # a test says how a leg was; four weeks is judgement
_EPS = 1e-9


def latest_tests(profile: Profile, today: int) -> tuple[LegTest, LegTest] | None:
    """The weakest test of each leg on its latest test day, left and right; None unless both are at most 28 days old."""
    left = _weakest(profile, today, "left")
    right = _weakest(profile, today, "right")
    return None if left is None or right is None else (left, right)


def _weakest(profile: Profile, today: int, side: str) -> LegTest | None:
    known = [one for one in profile.tests if one.side == side and 0 <= today - one.day.toordinal() <= OLDEST_DAYS]
    if not known:
        return None
    same_day = [one for one in known if one.day == known[-1].day]
    if any(one.reps is None for one in same_day):
        return next(one for one in same_day if one.reps is None)
    worst_pain = _most(one.pain_nrs for one in same_day)
    weakest = min(same_day, key=lambda one: (one.reps or 0, one.work_total_j or 0.0))
    return LegTest(
        day=weakest.day, side=weakest.side, reps=weakest.reps, work_total_j=weakest.work_total_j, pain_nrs=worst_pain
    )


def _most(values: Iterable[float | None]) -> float | None:
    """The largest; None if any is unknown."""
    known = list(values)
    return None if any(value is None for value in known) else max(value for value in known if value is not None)


def why_closed(profile: Profile, history: History) -> str | None:
    """Why running and hopping are not yet open; None when they are."""
    tests = latest_tests(profile, history.today)
    if tests is None:
        return "test both legs (heel-raise test, at most four weeks old) first"
    if any(one.reps is None or one.work_total_j is None or one.pain_nrs is None for one in tests):
        return "repetitions, work or pain of the last test are not recorded"
    if any((one.pain_nrs or 0.0) > 0 for one in tests) or any(
        (one.pain_during_nrs or 0.0) > 0 for one in history.last_day
    ):
        return "there was pain in the last test or session; it has to be 0/10"
    fewest = min(one.reps or 0 for one in tests)
    if fewest < FEWEST_REPS:
        return f"the weaker leg made {fewest} raises; each leg needs {FEWEST_REPS}"
    for what, frac in (("repetitions", symmetry_reps(tests)), ("work", symmetry_work(tests))):
        if frac is None or frac < SYMMETRY_FRAC - _EPS:
            return f"the weaker leg makes {100 * (frac or 0.0):.0f} % of the other's {what}; 90 % are needed"
    return None


def symmetry_reps(tests: tuple[LegTest, LegTest]) -> float | None:
    """Weaker over stronger leg by repetitions."""
    return _ratio(tests[0].reps, tests[1].reps)


def symmetry_work(tests: tuple[LegTest, LegTest]) -> float | None:
    """Weaker over stronger leg by work."""
    return _ratio(tests[0].work_total_j, tests[1].work_total_j)


def _ratio(one: float | None, other: float | None) -> float | None:
    if one is None or other is None or max(one, other) <= 0:
        return None
    return min(one, other) / max(one, other)


def legs_differ(profile: Profile, today: int) -> Finding | None:
    """More than 10 % between the legs, by repetitions or by work: the weaker one begins."""
    tests = latest_tests(profile, today)
    if tests is None:
        return None
    by_reps, by_work = symmetry_reps(tests), symmetry_work(tests)
    uneven = [
        f"{100 * frac:.0f} % by {what}"
        for what, frac in (("repetitions", by_reps), ("work", by_work))
        if frac is not None and frac < SYMMETRY_FRAC - _EPS
    ]
    if not uneven:
        return None
    weak = _weaker_side(tests, by_work=by_work is not None and (by_reps is None or by_work < by_reps))
    why = f"Your {weak} leg is weaker ({', '.join(uneven)} of the other): begin with it, and let it set the number."
    return Finding("legs-differ", "note", why)


def _weaker_side(tests: tuple[LegTest, LegTest], *, by_work: bool) -> str:
    left, right = tests
    if by_work:
        return left.side if (left.work_total_j or 0.0) < (right.work_total_j or 0.0) else right.side
    return left.side if (left.reps or 0) < (right.reps or 0) else right.side
