"""What a meal did to glucose: rise, time to the peak and areas above the baseline, with the readings there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.metrics.spacing import LONGEST_GAP_MIN, usual_spacing_min
from soleus.glucose.readers.date_order import Hints, settle_dates
from soleus.glucose.readers.draft import parse_value
from soleus.glucose.readers.stamps import DateOrder, day_start_s, parse_date, parse_time, split_stamp, unix_from_digits
from soleus.glucose.readers.text import TextTable, text_tables
from soleus.glucose.readings import Floats, LoggedMeal, Readings
from soleus.recording.source import plain_file

BASELINE_MIN = 30.0
WINDOW_MIN, SHORT_WINDOW_MIN = 180.0, 120.0
MAX_MEALS = 100_000

_TIMES = ("time", "timestamp", "datetime", "date_time", "start", "mealtime", "meal_time", "when")
_CARBS = ("carbs_g", "carbs", "carbohydrates_g", "carbohydrates", "carbs (g)", "carbohydrates (grams)")
_NAMES = ("name", "meal", "food", "what", "notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class MealResponse:
    """Glucose after one meal; figures are NaN where the readings do not reach.

    ``start_s`` is the instant of the meal on the axis of `Readings.time_s`, ``wall_s`` what the clock showed. Areas
    hold for 3 h where the name says nothing; ``overlaps``: another meal lies in the 3 h before or after.
    """

    start_s: float
    wall_s: float
    carbs_g: float | None
    name: str
    baseline_mg_dl: float
    iauc_mg_dl_min: float
    net_iauc_mg_dl_min: float
    iauc_2h_mg_dl_min: float
    net_iauc_2h_mg_dl_min: float
    peak_rise_mg_dl: float
    time_to_peak_min: float
    coverage_frac: float
    overlaps: bool


def incremental_auc(time_min: Floats, glucose_mg_dl: Floats, *, baseline_mg_dl: float) -> float:
    """Area of the glucose curve above the baseline (iAUC); what lies below counts as zero.

    Parameters
    ----------
    time_min : (n,) float64, strictly rising
    glucose_mg_dl : (n,) float64, no NaN
    baseline_mg_dl : float, usually the mean of the 30 min before the meal

    Returns
    -------
    float, mg/dL*min

    Raises
    ------
    InputError          if the time does not rise
    NotEnoughDataError  if n < 2

    Notes
    -----
    Straight lines between the readings, cut where they cross the baseline; clipping the readings at the baseline before
    the trapezoid would count too much.

    Examples
    --------
    >>> incremental_auc(np.array([0.0, 30, 60, 90, 120]), np.array([90.0, 140, 150, 110, 80]), baseline_mg_dl=90.0)
    3800.0
    """
    step, left, right = _pieces(time_min, glucose_mg_dl, baseline_mg_dl)
    crossing = left * right < 0.0
    above = np.where(crossing, np.maximum(left, right), 0.0)
    cut = np.divide(above * above, np.abs(right - left), out=np.zeros_like(step), where=crossing)
    whole = np.where(crossing, 0.0, np.maximum(left, 0.0) + np.maximum(right, 0.0))
    return float(0.5 * (step * (whole + cut)).sum())


def net_incremental_auc(time_min: Floats, glucose_mg_dl: Floats, *, baseline_mg_dl: float) -> float:
    """Area above the baseline less the area below it; same arguments and errors as `incremental_auc`.

    Examples
    --------
    >>> net_incremental_auc(np.array([0.0, 30, 60, 90, 120]), np.array([90.0, 140, 150, 110, 80]), baseline_mg_dl=90.0)
    3750.0
    """
    step, left, right = _pieces(time_min, glucose_mg_dl, baseline_mg_dl)
    return float(0.5 * (step * (left + right)).sum())


def total_auc(time_min: Floats, glucose_mg_dl: Floats) -> float:
    """Area under the whole curve down to zero; same arguments and errors as `incremental_auc`.

    Examples
    --------
    >>> total_auc(np.array([0.0, 30, 60, 90, 120]), np.array([90.0, 140, 150, 110, 80]))
    14550.0
    """
    return net_incremental_auc(time_min, glucose_mg_dl, baseline_mg_dl=0.0)


def _pieces(time_min: Floats, glucose_mg_dl: Floats, baseline_mg_dl: float) -> tuple[Floats, Floats, Floats]:
    if len(time_min) != len(glucose_mg_dl):
        raise InputError(f"glucose_mg_dl: expected {len(time_min)} values, got {len(glucose_mg_dl)}")
    if len(time_min) < 2:
        raise NotEnoughDataError("an area needs two readings")
    step = np.diff(time_min)
    if not (step > 0).all():
        raise InputError("time_min: expected a rising time")
    above = glucose_mg_dl - baseline_mg_dl
    return step, above[:-1], above[1:]


def meal_responses(readings: Readings, meals: Sequence[LoggedMeal]) -> list[MealResponse]:
    """The response to each meal, earliest first.

    The baseline is the mean of the readings of the 30 min before the meal, the meal's own minute included. The curve
    begins at the meal (interpolated between the readings beside it) and ends after 2 or 3 h; areas need readings over
    the whole window without a gap of over 45 min. The peak is the highest reading of the 3 h; ``coverage_frac`` says
    how many of the expected readings there are.

    Parameters
    ----------
    readings : all of one person's; only the sensor's own count
    meals : with a zone only if the readings have one
    """
    trace = readings.trace()
    starts = sorted((_start(meal, trace), k) for k, meal in enumerate(meals))
    spacing = usual_spacing_min(trace.time_s) or LONGEST_GAP_MIN
    times = [start for (start, _), _ in starts]
    return [
        _response(trace, meals[k], start, wall, spacing, overlaps=_overlaps(times, place))
        for place, ((start, wall), k) in enumerate(starts)
    ]


def _start(meal: LoggedMeal, trace: Readings) -> tuple[float, float]:
    """The meal on the readings' axis and on the wall clock."""
    if meal.zoned and trace.zoned:
        return meal.time_s, meal.time_s + meal.utc_offset_s
    wall = meal.time_s + (meal.utc_offset_s if meal.zoned else 0.0)
    if not len(trace):
        return wall, wall
    near = int(np.argmin(np.abs(trace.wall_s - wall)))
    return wall - float(trace.utc_offset_s[near]), wall


def _overlaps(times: Sequence[float], place: int) -> bool:
    near = [times[k] for k in (place - 1, place + 1) if 0 <= k < len(times)]
    return any(abs(other - times[place]) < 60.0 * WINDOW_MIN for other in near)


def _response(
    trace: Readings, meal: LoggedMeal, start: float, wall: float, spacing_min: int, *, overlaps: bool
) -> MealResponse:
    minute = (trace.time_s - start) / 60.0
    near = (minute >= -LONGEST_GAP_MIN - WINDOW_MIN) & (minute <= WINDOW_MIN + LONGEST_GAP_MIN)
    minute, glucose = minute[near], trace.glucose_mg_dl[near]
    before = (minute >= -BASELINE_MIN) & (minute <= 0.0)
    baseline = float(glucose[before].mean()) if before.any() else float("nan")
    long, short = (_areas(minute, glucose, baseline, end) for end in (WINDOW_MIN, SHORT_WINDOW_MIN))
    inside = (minute >= 0.0) & (minute <= WINDOW_MIN)
    rise, peak_min = float("nan"), float("nan")
    if inside.any() and (minute[inside] > 0).any() and not np.isnan(baseline):
        peak = int(np.argmax(glucose[inside]))
        rise, peak_min = float(glucose[inside][peak]) - baseline, float(minute[inside][peak])
    return MealResponse(
        start_s=start,
        wall_s=wall,
        carbs_g=meal.carbs_g,
        name=meal.name,
        baseline_mg_dl=baseline,
        iauc_mg_dl_min=long[0],
        net_iauc_mg_dl_min=long[1],
        iauc_2h_mg_dl_min=short[0],
        net_iauc_2h_mg_dl_min=short[1],
        peak_rise_mg_dl=rise,
        time_to_peak_min=peak_min,
        coverage_frac=_coverage(minute, spacing_min),
        overlaps=overlaps,
    )


def _areas(minute: Floats, glucose: Floats, baseline: float, end_min: float) -> tuple[float, float]:
    """Area above and net area from the meal to ``end_min``; NaN where a gap or the trace's end lies in the window."""
    nothing = float("nan"), float("nan")
    if np.isnan(baseline) or not (minute > 0.0).any():
        return nothing
    first = int(np.searchsorted(minute, 0.0, side="right")) - 1
    last = int(np.searchsorted(minute, end_min, side="left"))
    if first < 0 or last >= len(minute):
        return nothing
    curve, level = minute[first : last + 1], glucose[first : last + 1]
    if (np.diff(curve) > LONGEST_GAP_MIN).any():
        return nothing
    ends = np.interp([0.0, end_min], curve, level)
    inside = (curve > 0.0) & (curve < end_min)
    time_min = np.concatenate([[0.0], curve[inside], [end_min]])
    value = np.concatenate([ends[:1], level[inside], ends[1:]])
    return (
        incremental_auc(time_min, value, baseline_mg_dl=baseline),
        net_incremental_auc(time_min, value, baseline_mg_dl=baseline),
    )


def _coverage(minute: Floats, spacing_min: int) -> float:
    """Readings in the 3 h after the meal of those that the usual spacing makes, at most 1."""
    expected = max(1, int(WINDOW_MIN / spacing_min))
    return min(1.0, float(((minute > 0.0) & (minute <= WINDOW_MIN)).sum()) / expected)


def read_meals(path: Path, *, date_order: DateOrder | None = None) -> list[LoggedMeal]:
    """Meals of a CSV with a column ``time`` and optional ``carbs_g`` and ``name``.

    Raises
    ------
    InputError          if there is no time column or a row cannot be read
    NotEnoughDataError  if there are no rows
    """
    source = plain_file(path)
    tables = text_tables(source)
    table, names = _meal_header(tables, path.name)
    at = {key: next((names.index(name) for name in wanted if name in names), -1)
          for key, wanted in (("time", _TIMES), ("carbs", _CARBS), ("name", _NAMES))}  # fmt: skip
    rows = [row for row in (_meal_rows(table, path.name)) if any(row)]
    if not rows:
        raise NotEnoughDataError(f"{path.name}: a header but no meals; add a row for each meal")
    stamps = [_stamp(row[at["time"]] if at["time"] < len(row) else "", k + 2, path.name) for k, row in enumerate(rows)]
    days, _ = settle_dates(
        np.array([day for day, _, _ in stamps]),
        np.array([second for _, second, _ in stamps]),
        [],
        Hints(said=date_order),
        path.name,
        [],
    )
    meals = []
    for k, (row, day, (_, second, offset)) in enumerate(zip(rows, days.tolist(), stamps, strict=True)):
        wall = day_start_s(day) + second
        meals.append(
            LoggedMeal(
                time_s=wall if offset is None else wall - offset,
                utc_offset_s=offset or 0.0,
                zoned=offset is not None,
                carbs_g=_carbs(row, at["carbs"], k + 2, path.name),
                name=row[at["name"]] if 0 <= at["name"] < len(row) else "",
            )
        )
    return meals


def _meal_header(tables: list[TextTable], where: str) -> tuple[TextTable, list[str]]:
    """The first table whose header names a time; a file of one column has no separator and is its own table."""
    for table in tables:
        names = [cell.lower() for cell in table.head[0]] if table.head else []
        if any(name in names for name in _TIMES):
            return table, names
    raise InputError(f"{where}: no column 'time'; expected CSV with time and, where known, carbs_g and name")


def _meal_rows(table: TextTable, where: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, row in enumerate(table.rows()):
        if number:
            rows.append(row)
        if number > MAX_MEALS:
            raise InputError(f"{where}: over {MAX_MEALS} meals are too many; split the file")
    return rows


def _stamp(text: str, line: int, where: str) -> tuple[int, float, float | None]:
    unix = unix_from_digits(text)
    if unix is not None:
        moment = datetime.fromtimestamp(unix, UTC)
        return moment.toordinal(), unix % 86400.0, 0.0
    day_text, time_text = split_stamp(text)
    day, clock = parse_date(day_text), parse_time(time_text)
    if day is None or clock is None:
        raise InputError(f"{where}: {text[:40]!r} in line {line} is no date and time; write 2025-05-01 08:00")
    return day, clock[0], clock[1]


def _carbs(row: list[str], at: int, line: int, where: str) -> float | None:
    text = row[at] if 0 <= at < len(row) else ""
    if not text:
        return None
    number = parse_value(text)
    if number is None or not 0.0 <= number[0] <= 2000.0:
        raise InputError(f"{where}: {text[:40]!r} in line {line} is no amount of carbohydrates in g")
    return number[0]
