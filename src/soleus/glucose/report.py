"""Exports all the way: read, joined, measured, the meals looked at; as JSON and as lines to read."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from soleus._version import VERSION
from soleus.errors import NotEnoughDataError
from soleus.glucose.joining import joined
from soleus.glucose.meals import MealResponse, meal_responses, read_meals
from soleus.glucose.profile import DailyProfile
from soleus.glucose.readers import read_exports
from soleus.glucose.readers.stamps import DateOrder
from soleus.glucose.readings import Export, GlucoseUnit, Readings

if TYPE_CHECKING:
    from soleus.glucose.metrics import Metrics

FEW_DAYS = 14  # a choice: every day of the week twice
MEALS_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlucoseReport:
    """Everything that the exports of one person gave."""

    export: Export
    trace: Readings
    metrics: "Metrics"
    meals: tuple[MealResponse, ...]


def glucose_report(
    files: Sequence[Path | str],
    *,
    meals: Path | str | None = None,
    unit: GlucoseUnit | None = None,
    date_order: DateOrder | None = None,
) -> GlucoseReport:
    """Read the exports of one person, measure the sensor's readings and look at the meals.

    Parameters
    ----------
    files : exports, folders or archives; readings that stand in several of them count once
    meals : CSV of ``time`` and optional ``carbs_g, name``; without it, the meals logged in the exports
    unit, date_order : believed where a file does not say

    Raises
    ------
    InputError          if a file or an argument is wrong or unclear
    NotEnoughDataError  if there are no readings
    """
    from soleus.glucose.metrics import metrics_of

    export = joined([export for file in files for export in read_exports(file, unit=unit, date_order=date_order)])
    trace = export.readings.trace()
    if not len(trace):
        raise NotEnoughDataError("no sensor readings in the files; export the sensor's readings")
    logged = read_meals(Path(meals), date_order=date_order) if meals is not None else list(export.meals)
    return GlucoseReport(
        export=export,
        trace=trace,
        metrics=metrics_of(export.readings),
        meals=tuple(meal_responses(export.readings, logged)),
    )


def as_json(report: GlucoseReport) -> dict[str, object]:
    """The object that ``soleus glucose --json`` prints; numbers that are not known are None."""
    export, trace = report.export, report.trace
    return {
        "soleus": VERSION,
        "reader": export.reader,
        "unit_in_file": export.unit_in_file,
        "n": len(trace),
        "start": stamp(trace, 0),
        "end": stamp(trace, -1),
        "dropped": dict(export.dropped),
        "notes": list(export.notes),
        "metrics": {name: _number(value) for name, value in report.metrics.value.items()},
        "episodes": {
            name: {key: _number(value) for key, value in asdict(found).items()}
            for name, found in report.metrics.episodes.items()
        },
        "meals": [_meal(meal, trace) for meal in report.meals],
    }


def stamp(trace: Readings, k: int) -> str:
    """A reading's time in ISO 8601: with the offset where the zone is known, else the wall clock."""
    return _stamp(float(trace.wall_s[k]), float(trace.utc_offset_s[k]) if trace.zoned else None)


def _stamp(wall_s: float, offset_s: float | None) -> str:
    wall = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=wall_s)
    if offset_s is None:
        return wall.replace(tzinfo=None).isoformat()
    return wall.replace(tzinfo=timezone(timedelta(seconds=offset_s))).isoformat()


def _meal(meal: MealResponse, trace: Readings) -> dict[str, object]:
    figures = {
        name: _number(value)
        for name, value in asdict(meal).items()
        if name.endswith(("_mg_dl", "_mg_dl_min", "_min", "_frac"))
    }
    return {
        "start": _stamp(meal.wall_s, meal.wall_s - meal.start_s if trace.zoned else None),
        "name": meal.name,
        "carbs_g": meal.carbs_g,
        **figures,
        "overlaps": meal.overlaps,
    }


def _number(value: float | int) -> float | int | None:
    return value if math.isfinite(value) else None


def summary_lines(report: GlucoseReport) -> list[str]:
    """What a person reads in the terminal."""
    value, trace = report.metrics.value, report.trace
    days = (float(trace.time_s[-1]) - float(trace.time_s[0])) / 86400.0
    lines = [
        f"{len(trace)} readings over {days:.1f} days ({report.export.reader}, file in {report.export.unit_in_file})",
        f"{stamp(trace, 0)} to {stamp(trace, -1)}{_percent(', sensor on for', value['active_pct'])}",
        "",
        f"Mean           {value['mean_mg_dl']:6.0f} mg/dL   spread (CV) {_known(value['cv_pct'], 0)} %   "
        f"GMI {_known(value['gmi_pct'], 1)} %",
        f"In 70-180      {value['in_range_70_180_pct']:6.1f} %       below 70: {value['below_70_pct']:.1f} %, "
        f"below 54: {value['below_54_pct']:.1f} %, above 180: {value['above_180_pct']:.1f} %, "
        f"above 250: {value['above_250_pct']:.1f} %",
        f"Nine in ten    {value['p05_mg_dl']:.0f} to {value['p95_mg_dl']:.0f} mg/dL; middle half "
        f"{value['p25_mg_dl']:.0f} to {value['p75_mg_dl']:.0f}",
        f"Swings         MAGE {_known(value['mage_mg_dl'], 0)} mg/dL; same hour on other days "
        f"{_known(value['modd_mg_dl'], 0)} mg/dL apart (MODD)",
        f"Episodes       {_episodes(report)}",
    ]
    lines += _meal_lines(report.meals)
    if days < FEW_DAYS:
        lines.append(f"! {days:.1f} days: under two weeks these figures speak of these days only")
    lines += [f"! left out of the figures: {count} x {reason}" for reason, count in report.export.dropped.items()]
    return lines + [f"! {note}" for note in report.export.notes]


def profile_words(report: GlucoseReport, profile: DailyProfile) -> tuple[str, str]:
    """Title and note of the picture of the usual day."""
    value = report.metrics.value
    title = f"{value['in_range_70_180_pct']:.0f} % in 70 to 180, mean {value['mean_mg_dl']:.0f} mg/dL"
    first, last = stamp(report.trace, 0)[:10], stamp(report.trace, -1)[:10]
    return title, f"{len(report.trace)} readings on {profile.n_days} days, {first} to {last}"


def _episodes(report: GlucoseReport) -> str:
    words = {"hypo_lv1": "below 70", "hypo_lv2": "below 54", "hyper_lv1": "above 180", "hyper_lv2": "above 250"}
    found = report.metrics.episodes
    if math.isnan(found["hypo_lv1"].per_day):
        return "too few readings"
    return ", ".join(f"{found[name].n} {word}" for name, word in words.items()) + " (15 min or longer)"


def _meal_lines(meals: Sequence[MealResponse]) -> Iterable[str]:
    if not meals:
        return []
    rows = ["", "Meal                  carbs g  baseline  rise  peak after   3 h area above   covered"]
    rows += [
        f"{_stamp(meal.wall_s, None)[:16]:<21} {_known(meal.carbs_g, 0):>8} {_known(meal.baseline_mg_dl, 0):>9} "
        f"{_known(meal.peak_rise_mg_dl, 0):>5} {_known(meal.time_to_peak_min, 0):>7} min "
        f"{_known(meal.iauc_mg_dl_min, 0):>11} mg/dL*min {100 * meal.coverage_frac:6.0f} %"
        f"{'  overlaps another meal' if meal.overlaps else ''}"
        for meal in meals[:MEALS_SHOWN]
    ]
    if len(meals) > MEALS_SHOWN:
        rows.append(f"... and {len(meals) - MEALS_SHOWN} more (--json has all)")
    return rows


def _known(value: float | None, digits: int) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def _percent(words: str, value: float) -> str:
    return "" if math.isnan(value) else f"{words} {value:.0f} % of the time"
