"""The gate to running and hopping, and how far the legs differ: from heel-raise tests of both legs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from soleus.programme.finding import Finding
from soleus.programme.history import History
from soleus.programme.profile import LegTest, Profile, Side

FEWEST_REPS = 30  # single-leg raises from the floor, each leg; Green 2022, table 4
SYMMETRY_FRAC = 0.90  # weaker over stronger, by repetitions and by work; Green 2022, tables 4 and 5
OLDEST_DAYS = 28  # a test says how a leg was; four weeks is judgement
_EPS = 1e-9  # 27 of 30 is 90 %


@dataclass(frozen=True, slots=True)
class Measure:
    """The weaker leg over the stronger by one measure."""

    frac: float
    weaker: Side
    by: str

    @property
    def uneven(self) -> bool:
        """More than 10 % apart."""
        return self.frac < SYMMETRY_FRAC - _EPS


def latest_tests(profile: Profile, today: int) -> tuple[LegTest, LegTest] | None:
    """Left and right on their latest test days, the worst of the day; None unless both are at most 28 days old."""
    left, right = _latest(profile, today, "left"), _latest(profile, today, "right")
    return None if left is None or right is None else (left, right)


def why_closed(profile: Profile, history: History) -> str | None:
    """Why running and hopping are not yet open; None when they are."""
    tests = latest_tests(profile, history.today)
    if tests is None:
        return "test both legs (heel-raise test, at most four weeks old) first"
    measures = tuple(_measures(*tests))
    fewest = _worst(min, (one.reps for one in tests))
    pain = _worst(max, (one.pain_nrs for one in tests))
    if len(measures) < 2 or fewest is None or pain is None:
        return "repetitions, work or pain of the last test are not recorded"
    if pain > 0 or any(one.pain_during_nrs for one in history.last_day):
        return "there was pain in the last test or session; it has to be 0/10"
    if fewest < FEWEST_REPS:
        return f"the weaker leg made {fewest:g} raises; each leg needs {FEWEST_REPS}"
    uneven = [one for one in measures if one.uneven]
    if uneven:
        return f"the {uneven[0].weaker} leg makes {uneven[0].frac:.0%} of the other's {uneven[0].by}; 90 % are needed"
    return None


def legs_differ(profile: Profile, today: int) -> Finding | None:
    """More than 10 % between the legs, by repetitions or by work: the weaker one begins."""
    tests = latest_tests(profile, today)
    uneven = [one for one in _measures(*tests) if one.uneven] if tests is not None else []
    if not uneven:
        return None
    weakest = min(uneven, key=lambda one: one.frac)
    told = ", ".join(f"{one.weaker} leg {one.frac:.0%} of the other by {one.by}" for one in uneven)
    why = f"Your legs differ: {told}. Begin with the {weakest.weaker} one, and let it set the number."
    return Finding("legs-differ", "note", why)


def _latest(profile: Profile, today: int, side: Side) -> LegTest | None:
    known = [one for one in profile.tests if one.side == side and today - one.day.toordinal() <= OLDEST_DAYS]
    if not known:
        return None
    same_day = [one for one in known if one.day == known[-1].day]
    reps = _worst(min, (one.reps for one in same_day))
    return LegTest(
        day=known[-1].day,
        side=side,
        reps=None if reps is None else round(reps),
        work_total_j=_worst(min, (one.work_total_j for one in same_day)),
        pain_nrs=_worst(max, (one.pain_nrs for one in same_day)),
    )


def _worst(pick: Callable[[list[float]], float], values: Iterable[float | None]) -> float | None:
    """The one picked; None if any was not recorded."""
    told = list(values)
    known = [value for value in told if value is not None]
    return pick(known) if len(known) == len(told) else None


def _measures(left: LegTest, right: LegTest) -> Iterator[Measure]:
    """What was measured on both legs."""
    pairs = (("repetitions", left.reps, right.reps), ("work", left.work_total_j, right.work_total_j))
    for by, one, other in pairs:
        if one is not None and other is not None and one + other > 0:
            yield Measure(min(one, other) / max(one, other), "left" if one < other else "right", by)
