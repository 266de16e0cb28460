"""Glucose in figures: where it was, how much it moves, the usual day; each in plain words."""

from dataclasses import dataclass

from soleus.errors import NotEnoughDataError
from soleus.glucose.profile import PERCENTILES, daily_profile
from soleus.glucose.readings import GlucoseUnit, Readings
from soleus.glucose.report import FEW_DAYS, stamp
from soleus.web.glucose import unit_of
from soleus.web.glucose_drawings import shares_picture, usual_day_picture
from soleus.web.pages import Mine, new_pages
from soleus.workspace import glucose_readings

pages = new_pages(usual_day_picture, shares_picture)

PERIODS = (7, 14, 30, 90)
ACTIVE_PCT = (
    70.0  # Battelino 2019, doi:10.2337/dci19-0028: at least 70 % of two weeks for figures that stand for a person
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the readings; ``bounds_mg_dl`` ends are None where it is open, ``goal`` of diabetes care."""

    name: str
    word: str
    bounds_mg_dl: tuple[float | None, float | None]
    percent: float
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualDay:
    """Percentiles of glucose at each quarter of an hour; None where readings are few."""

    minute: tuple[float, ...]
    percentiles: tuple[float, ...]
    glucose_mg_dl: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """Metrics of the last days; ``usual_day`` is None where the readings are too few, everything before any import."""

    unit: GlucoseUnit
    days: int
    periods: tuple[int, ...]
    n: int
    start: str
    end: str
    metrics: dict[str, float | None]
    shares: tuple[Share, ...]
    usual_day: UsualDay | None
    warnings: tuple[str, ...]


@pages.page("/glucose/figures", "glucose_figures.html")
def glucose_figures(desk: Mine, days: int = 14) -> FiguresPage:
    """Figures of the last days, explained."""
    from soleus.glucose.metrics import metrics_of

    days = min(PERIODS, key=lambda period: abs(period - days))
    readings = glucose_readings.stored_readings(desk)
    trace = None if readings is None else _last_days(readings.trace(), days)
    if trace is None or not len(trace):
        return FiguresPage(
            unit=unit_of(desk), days=days, periods=PERIODS, n=0, start="", end="", metrics={}, shares=(),
            usual_day=None, warnings=(),
        )  # fmt: skip
    value = metrics_of(trace).value
    return FiguresPage(
        unit=unit_of(desk),
        days=days,
        periods=PERIODS,
        n=len(trace),
        start=stamp(trace, 0)[:16],
        end=stamp(trace, -1)[:16],
        metrics={name: number if number == number else None for name, number in value.items()},
        shares=_shares(value),
        usual_day=_usual_day(trace),
        warnings=_warnings(value, trace),
    )


def _last_days(trace: Readings, days: int) -> Readings:
    return trace.where(trace.wall_s > trace.wall_s[-1] - 86400.0 * days)


def _shares(value: dict[str, float]) -> tuple[Share, ...]:
    """Five parts that add up to all; goals of the consensus for adults with diabetes, not of people without."""
    below_54, below_70 = value["below_54_pct"], value["below_70_pct"]
    above_180, above_250 = value["above_180_pct"], value["above_250_pct"]
    rows: tuple[tuple[str, str, tuple[float | None, float | None], float, str], ...] = (
        ("very-low", "clearly low", (None, 54.0), below_54, "< 1 %"),
        ("low", "low", (54.0, 70.0), below_70 - below_54, "< 4 % both"),
        ("in", "in range", (70.0, 180.0), value["in_range_70_180_pct"], "> 70 %"),
        ("high", "high", (180.0, 250.0), above_180 - above_250, "< 25 % both"),
        ("very-high", "very high", (250.0, None), above_250, ""),
    )
    return tuple(
        Share(name=name, word=word, bounds_mg_dl=bounds, percent=percent, goal=goal)
        for name, word, bounds, percent, goal in rows
    )


def _usual_day(trace: Readings) -> UsualDay | None:
    try:
        profile = daily_profile(trace)
    except NotEnoughDataError:
        return None
    rows = ([level if level == level else None for level in row] for row in profile.glucose_mg_dl.tolist())
    return UsualDay(
        minute=tuple(profile.minute.tolist()), percentiles=PERCENTILES, glucose_mg_dl=tuple(map(tuple, rows))
    )


def _warnings(value: dict[str, float], trace: Readings) -> tuple[str, ...]:
    days = float(trace.wall_s[-1] - trace.wall_s[0]) / 86400.0
    told = []
    if days < FEW_DAYS - 1:
        told.append(f"{days:.1f} days of readings: under two weeks these figures speak of these days only.")
    if value["active_pct"] < ACTIVE_PCT:
        told.append(f"The sensor told only {value['active_pct']:.0f} % of the time; what it missed may be different.")
    return tuple(told)
