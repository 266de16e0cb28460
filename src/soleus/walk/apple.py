"""Apple Health ``export.xml``: its workouts on foot; without any, the steps that its sources counted.

Real exports have 1 to 2 GB, so the file streams by; only what belongs to walks is kept.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.packed import Readable
from soleus.walk.stamps import amount, unix_s
from soleus.walk.track import DeviceTotals, Track
from soleus.walk.xml import Element, read_elements

ON_FOOT = ("walking", "hiking", "running", "stairclimbing", "stairs", "steptraining")
_KIND = "HKQuantityTypeIdentifier"
_RECORDS = {
    f"{_KIND}StepCount": "steps",
    f"{_KIND}DistanceWalkingRunning": "distance_m",
    f"{_KIND}FlightsClimbed": "flights",
}
METRES = {"m": 1.0, "km": 1000.0, "cm": 0.01, "mi": 1609.344, "ft": 0.3048, "yd": 0.9144}
SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "hr": 3600.0}
MAX_RECORDS = 5_000_000  # ten years of a phone and a watch


@dataclass(slots=True)
class _Workout:
    start_s: float
    end_s: float
    duration_s: float
    distance_m: float
    steps: float = float("nan")
    ascent_m: float = float("nan")


@dataclass(slots=True)
class _Found:
    """By quantity and source: start, end, amount of each record."""

    workouts: list[_Workout] = field(default_factory=list)
    records: dict[str, dict[str, list[tuple[float, float, float]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    n_records: int = 0
    other_sports: int = 0


def read_apple(file: Readable, *, where: str) -> Track:
    """Read the workouts on foot of an export.

    Raises
    ------
    InputError          if the XML is none, or declares entities
    NotEnoughDataError  if it holds neither a workout on foot nor counted steps
    """
    found = _Found()
    current: list[_Workout] = []

    def start(name: str, attributes: dict[str, str], parents: tuple[str, ...]) -> None:
        if name == "Workout":
            current[:] = [_workout(attributes)] if _is_foot(attributes) else []
            found.other_sports += not current

    def end(element: Element) -> None:
        if element.name == "Record":
            _record(found, element.attributes, where)
        elif element.name == "Workout":
            found.workouts += current
            current.clear()
        elif current and "Workout" in element.parents:
            _detail(current[0], element)

    broken = read_elements(file, where, end, start)
    if not found.workouts and not found.n_records:
        if broken:
            raise InputError(f"{where}: {broken}; export the health data again")
        others = f"; its {found.other_sports} workouts are of other sports" if found.other_sports else ""
        raise NotEnoughDataError(f"{where}: no walk and no counted steps in the export{others}")
    return _track(found, [f"{broken}; what stands before is read"] if broken else [])


def _is_foot(attributes: dict[str, str]) -> bool:
    sport = attributes.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType").lower()
    return sport in ON_FOOT


def _workout(attributes: dict[str, str]) -> _Workout:
    start_s, end_s = unix_s(attributes.get("startDate")), unix_s(attributes.get("endDate"))
    duration_s = amount(attributes.get("duration")) * SECONDS.get(attributes.get("durationUnit", "min"), np.nan)
    distance_m = amount(attributes.get("totalDistance")) * METRES.get(attributes.get("totalDistanceUnit", "km"), np.nan)
    span_s = end_s - start_s if end_s >= start_s else np.nan
    return _Workout(start_s, end_s, duration_s if duration_s >= 0 else span_s, distance_m)


def _detail(workout: _Workout, element: Element) -> None:
    """Totals that newer exports keep in elements of their own."""
    attributes = element.attributes
    if element.name == "WorkoutStatistics":
        quantity, total = _RECORDS.get(attributes.get("type", "")), amount(attributes.get("sum"))
        if quantity == "steps":
            workout.steps = total
        elif quantity == "distance_m":
            workout.distance_m = total * METRES.get(attributes.get("unit", "km"), np.nan)
    elif element.name == "MetadataEntry" and attributes.get("key") == "HKElevationAscended":
        value, _, unit = attributes.get("value", "").partition(" ")
        workout.ascent_m = amount(value) * METRES.get(unit or "cm", np.nan)


def _record(found: _Found, attributes: dict[str, str], where: str) -> None:
    quantity = _RECORDS.get(attributes.get("type", ""))
    if quantity is None:
        return
    counted = amount(attributes.get("value"))
    if quantity == "distance_m":
        counted *= METRES.get(attributes.get("unit", "km"), np.nan)
    begin, end = unix_s(attributes.get("startDate")), unix_s(attributes.get("endDate"))
    if not (counted >= 0 and end >= begin):
        return
    found.n_records += 1
    if found.n_records > MAX_RECORDS:
        raise InputError(f"{where}: over {MAX_RECORDS} records of steps are too many; export a shorter time")
    found.records[quantity][attributes.get("sourceName", "")[:80]].append((begin, end, counted))


def _track(found: _Found, notes: list[str]) -> Track:
    spans = [(w.start_s, w.end_s) for w in found.workouts if w.end_s > w.start_s]
    counted = {quantity: _best(found.records.get(quantity, {}), spans) for quantity in _RECORDS.values()}
    if any(len(by_source) > 1 for by_source in found.records.values()):
        notes.append("several sources counted the same walk; the one that saw most is taken, never their sum")
    if not found.workouts:
        notes.append("no walk among the workouts: all steps of the export are counted")
        duration_s = None
    else:
        duration_s = _sum([w.duration_s for w in found.workouts])
        if len(found.workouts) > 1:
            notes.append(f"{len(found.workouts)} workouts on foot in the export, added up")
    steps = _sum([w.steps for w in found.workouts])
    distance_m = _sum([w.distance_m for w in found.workouts])
    return Track(
        format="apple-health",
        totals=DeviceTotals(
            n_steps=_whole(counted["steps"] if steps is None else steps),
            distance_m=counted["distance_m"] if distance_m is None else distance_m,
            duration_s=duration_s,
            ascent_m=_sum([w.ascent_m for w in found.workouts]),
            flights=_whole(counted["flights"]),
        ),
        heights="barometer",  # phones and watches of this kind have one
        sport="on foot" if found.workouts else None,
        is_foot=True,
        warnings=tuple(notes),
        began_unix_s=min((a for a, _ in spans), default=None),
        workouts=tuple(_each(found)),
    )


def _each(found: _Found) -> Iterator[Track]:
    """Every workout by itself; what its own totals lack is taken from the records within it."""
    records = {
        quantity: {source: _Sorted(rows) for source, rows in by_source.items()}
        for quantity, by_source in found.records.items()
    }
    for one in sorted(found.workouts, key=lambda workout: workout.start_s):
        span = (one.start_s, one.end_s)
        if not one.end_s > one.start_s:
            continue
        near = {
            quantity: {source: rows.near(*span) for source, rows in by_source.items()}
            for quantity, by_source in records.items()
        }
        counted = {quantity: _best(near.get(quantity, {}), [span]) for quantity in _RECORDS.values()}
        yield Track(
            format="apple-health",
            totals=DeviceTotals(
                n_steps=_whole(counted["steps"] if _sum([one.steps]) is None else one.steps),
                distance_m=counted["distance_m"] if _sum([one.distance_m]) is None else one.distance_m,
                duration_s=one.duration_s,
                ascent_m=_sum([one.ascent_m]),
                flights=_whole(counted["flights"]),
            ),
            heights="barometer",
            sport="on foot",
            is_foot=True,
            began_unix_s=one.start_s,
        )


class _Sorted:
    """Records of one source by their start."""

    def __init__(self, rows: list[tuple[float, float, float]]) -> None:
        self._rows = np.array(sorted(rows))
        self._longest_s = float((self._rows[:, 1] - self._rows[:, 0]).max())

    def near(self, start_s: float, end_s: float) -> "list[tuple[float, float, float]]":
        """Those that may overlap a span."""
        first, last = np.searchsorted(self._rows[:, 0], [start_s - self._longest_s, end_s])
        return [tuple(row) for row in self._rows[first:last].tolist()]


def _best(by_source: dict[str, list[tuple[float, float, float]]], spans: list[tuple[float, float]]) -> float | None:
    """The largest sum of one source, within the workouts if there are any; a record counts by its overlap."""
    sums = []
    for rows in by_source.values():
        if not rows:
            continue
        begin, end, amount = np.array(rows).T
        if spans:
            inside = sum(np.clip(np.minimum(end, b) - np.maximum(begin, a), 0.0, None) for a, b in spans)
            share = np.where(end > begin, inside / np.maximum(end - begin, 1e-9), 0.0)
            amount = amount * np.minimum(share, 1.0)
        sums.append(float(amount.sum()))
    return max(sums) if sums else None


def _sum(values: list[float]) -> float | None:
    known = [value for value in values if np.isfinite(value)]
    return float(sum(known)) if known else None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
