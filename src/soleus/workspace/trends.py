"""How it goes: strength, heel height, tendon load, pain and minutes over days or weeks; each with its limits."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal

from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.programme.done import SetDone
from soleus.programme.history import History
from soleus.programme.profile import Session as Trained
from soleus.programme.tendon import ACUTE_DAYS, LIMITS, QUASI_STATIC, achilles_load
from soleus.response.heel_raise import MDC_REPS, SEATED_BENCHMARK_BW
from soleus.store.entries import HeelRaiseTest
from soleus.store.records import PAIN_MAX
from soleus.workspace import planning
from soleus.workspace.days import minutes_of
from soleus.workspace.sessions import Training

Look = Literal["line", "bars"]
Values = tuple[float | None, ...]
LONGEST_BY_DAY = 14 * 7  # days; a longer stretch is told by weeks, so that a chart stays readable
SEATED_STRENGTH = "seated-calf-raise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One chart and its table: a row a day or week, one column a line.

    ``said``: what it means and what it does not; ``top``: end of a scale that has one.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[date, Values], ...]
    said: str
    empty: str
    look: Look = "line"
    digits: int = 0
    top: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From ``first`` to ``last``; by days, or by weeks that begin on Monday."""

    first: date
    last: date

    @property
    def by_week(self) -> bool:
        """Too long for single days."""
        return (self.last - self.first).days > LONGEST_BY_DAY

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def place(self, day: date) -> date:
        """The day itself, or the Monday of its week."""
        return week_of(day) if self.by_week else day


def week_of(day: date) -> date:
    """The Monday of the week."""
    return day - timedelta(days=day.weekday())


def trends(
    trainings: Sequence[Training], tests: Sequence[HeelRaiseTest], person: Person, stretch: Stretch
) -> tuple[Trend, ...]:
    """All charts of a stretch of time; ``trainings`` reach four weeks further back, for the load's mean."""
    inside = [training for training in trainings if training.session.local_date in stretch]
    return (
        _strength([test for test in tests if test.local_date in stretch], stretch),
        _seated(inside, person, stretch),
        _height(inside, stretch),
        _load(trainings, person, stretch),
        _pain(inside, stretch),
        _minutes(inside, stretch),
    )


def _strength(tests: Iterable[HeelRaiseTest], stretch: Stretch) -> Trend:
    best: defaultdict[date, dict[str, float]] = defaultdict(dict)
    for test in tests:
        at = best[stretch.place(test.local_date)]
        at[test.side] = max(at.get(test.side, 0.0), test.n_reps)
    return Trend(
        id="strength",
        title="Strength: heel-raise test, repetitions",
        columns=("left", "right"),
        rows=tuple((day, (sides.get("left"), sides.get("right"))) for day, sides in sorted(best.items())),
        said=f"A change of less than {MDC_REPS:g} repetitions can be chance (Hébert-Losier 2017).",
        empty="No heel-raise test yet.",
    )


def _seated(trainings: Iterable[Training], person: Person, stretch: Stretch) -> Trend:
    mass_kg = person.body_mass_kg
    heaviest = _by_day(
        (training.session.local_date, done.load_kg / mass_kg)
        for training in trainings
        for done in training.sets
        if mass_kg and done.load_kg and training.session.exercise == SEATED_STRENGTH
    )
    return Trend(
        id="seated",
        title="Strength: heaviest seated raise, body weights",
        columns=("load", "benchmark"),
        rows=tuple((day, (value, SEATED_BENCHMARK_BW)) for day, value in _placed(heaviest, stretch, max)),
        said=f"{SEATED_BENCHMARK_BW:g} body weights is a benchmark that experts named (Green 2022), no norm.",
        empty="No seated raise with a load yet."
        if mass_kg
        else "Your body mass is not known; loads are shown against it.",
        digits=2,
    )


def _height(trainings: Iterable[Training], stretch: Stretch) -> Trend:
    found: dict[str, defaultdict[date, list[float]]] = {"seated": defaultdict(list), "standing": defaultdict(list)}
    for training in trainings:
        heights = [rise for done in training.sets for rise in done.heel_raise_height_m if rise is not None]
        position = find_exercise(training.session.exercise).position
        if heights and position in found:
            found[position][stretch.place(training.session.local_date)].append(100.0 * median(heights))
    days = sorted({day for of_one in found.values() for day in of_one})
    return Trend(
        id="height",
        title="Heel height, cm",
        columns=("seated", "standing"),
        rows=tuple(
            (day, tuple(median(of_one[day]) if day in of_one else None for of_one in found.values())) for day in days
        ),
        said="The middle repetition of measured sessions; tapped ones have no height.",
        empty="Nothing was measured yet: a camera with a sticker, or a phone on the thigh, knows the height.",
        digits=1,
    )


def _load(trainings: Sequence[Training], person: Person, stretch: Stretch) -> Trend:
    done = sorted((_trained(training) for training in trainings), key=lambda one: one.ordinal)
    ordinals = [one.ordinal for one in done]
    rows: list[tuple[date, Values]] = []
    unknown, day = 0, stretch.last
    while done and day >= max(stretch.first, done[0].day):
        until = tuple(done[: bisect_right(ordinals, day.toordinal())])
        load = achilles_load(History(day.toordinal(), until, (), ()), person)
        unknown = max(unknown, load.n_sets_unknown)
        rows.append((day, (load.last_7_days_bw, load.weekly_mean_28_days_bw)))
        day -= timedelta(days=ACUTE_DAYS)
    missing = f" {unknown} sets of a four-week stretch are not in it." if unknown else ""
    arm_mm = 1000 * QUASI_STATIC.moment_arm_m
    return Trend(
        id="load",
        title="Achilles load a week, body weights times repetitions, one leg",
        columns=("seven days", "week, mean of four"),
        rows=tuple(reversed(rows)) if any(value for _, values in rows for value in values) else (),
        said=f"{LIMITS} Method: {QUASI_STATIC.method}; arm {arm_mm:.0f} mm.{missing}",
        empty="No session whose load can be said.",
    )


def _pain(trainings: Iterable[Training], stretch: Stretch) -> Trend:
    sessions = [training.session for training in trainings]
    during = _by_day((one.local_date, one.pain_during_nrs) for one in sessions if one.pain_during_nrs is not None)
    after = _by_day(
        (one.local_date, one.pain_next_morning_nrs) for one in sessions if one.pain_next_morning_nrs is not None
    )
    worst = [dict(_placed(of_one, stretch, max)) for of_one in (during, after)]
    return Trend(
        id="pain",
        title="Pain, 0 to 10",
        columns=("during", "next morning"),
        rows=tuple((day, tuple(of_one.get(day) for of_one in worst)) for day in sorted({*worst[0], *worst[1]})),
        said="The worst of a day, or of a week where weeks are shown. What was not told is left out.",
        top=PAIN_MAX,
        empty="No pain was told yet, not even a 0.",
    )


def _minutes(trainings: Iterable[Training], stretch: Stretch) -> Trend:
    total: defaultdict[date, float] = defaultdict(float)
    for training in trainings:
        total[week_of(training.session.local_date)] += minutes_of(training)
    weeks = sorted(total)
    every = [weeks[0] + timedelta(days=7 * k) for k in range((weeks[-1] - weeks[0]).days // 7 + 1)] if weeks else []
    return Trend(
        id="minutes",
        title="Minutes of exercise a week",
        columns=("minutes",),
        rows=tuple((week, (round(total.get(week, 0.0), 1),)) for week in every),
        said="Weeks begin on Monday; pauses are not in it. The first and the last week may be cut short.",
        empty="No session yet.",
        look="bars",
    )


def _trained(training: Training) -> Trained:
    """As the programme reads it."""
    sets = planning.sets_done(training)
    return Trained(
        day=training.session.local_date,
        exercise=find_exercise(training.session.exercise),
        sets=tuple(SetDone(**one) for one in sets),  # type: ignore[arg-type]
    )


def _by_day(told: Iterable[tuple[date, float]]) -> Mapping[date, list[float]]:
    found: defaultdict[date, list[float]] = defaultdict(list)
    for day, value in told:
        found[day].append(value)
    return found


def _placed(
    found: Mapping[date, list[float]], stretch: Stretch, of: Callable[[list[float]], float]
) -> list[tuple[date, float]]:
    placed: defaultdict[date, list[float]] = defaultdict(list)
    for day, values in found.items():
        placed[stretch.place(day)] += values
    return [(day, of(values)) for day, values in sorted(placed.items())]
