"""FIT: activities and all-day files of watches, by way of a limited worker process."""

from pathlib import Path

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.isolated import arrays_from
from soleus.walk.fit_messages import TIMESTAMP, Messages
from soleus.walk.fit_worker import DEVICE_INFO, LAP, MONITORING, RECORD, SESSION
from soleus.walk.steps import Floats
from soleus.walk.track import DeviceTotals, Heights, Segment, Track

MAX_FIT_BYTES = 1 << 26  # 64 MiB: a fortnight at one record a second
FIT_EPOCH_UNIX_S = 631_065_600.0  # 1989-12-31T00:00:00Z
DEG_PER_SEMICIRCLE = 180.0 / 2**31
# sports on foot: running, walking, mountaineering, hiking, floor climbing, jump rope excluded (FIT profile, "sport")
SPORT_NAMES = {
    1: "running",
    2: "cycling",
    5: "swimming",
    11: "walking",
    16: "mountaineering",
    17: "hiking",
    48: "floor climbing",
}
ON_FOOT = (1, 11, 16, 17, 48)
UNKNOWN_SPORTS = (0, 10)  # generic, training
RUNNING, WALKING = 1, 6  # activity_type of all-day files
BAROMETER = 4  # local_device_type


def read_fit(path: Path, *, where: str) -> Track:
    """Read an activity (its records and totals) or an all-day file (steps of walking and running).

    Raises
    ------
    InputError          if the file is damaged from its start
    NotEnoughDataError  if it holds neither records nor steps
    """
    if path.stat().st_size > MAX_FIT_BYTES:
        raise InputError(f"{where}: over 64 MiB, no activity is that large; split it")
    arrays = arrays_from("soleus.walk.fit_worker", path)
    if arrays is None:
        raise InputError(f"{where}: the FIT file is damaged beyond reading; copy it from the watch again")
    faults = tuple(str(fault) for fault in arrays.pop("faults"))
    columns: dict[int, dict[int, Floats]] = {}
    for name, values in arrays.items():
        kind, _, number = name.partition("/")
        columns.setdefault(int(kind), {})[int(number)] = np.asarray(values, np.float64)
    messages = Messages(columns=columns, faults=faults)
    track = _day(messages) if MONITORING in columns else _activity(messages)
    if track is None:
        raise (InputError if faults else NotEnoughDataError)(
            f"{where}: no record and no steps in the FIT file{': ' if faults else ''}{'; '.join(faults)}; "
            "copy the activity from the watch again"
        )
    return track


def _activity(messages: Messages) -> Track | None:
    segment = _records(messages)
    kind = next((k for k in (SESSION, LAP) if k in messages.columns), None)
    if not len(segment) and kind is None:
        return None
    totals, sport = DeviceTotals(), None
    if kind is not None:
        sport = messages.last(kind, 5 if kind == SESSION else 25)
        totals = _totals(messages, kind, on_foot=sport in ON_FOOT or sport in UNKNOWN_SPORTS)
    return Track(
        format="fit",
        segments=(segment,) if len(segment) else (),
        totals=totals,
        heights=_heights(messages),
        sport=None if sport is None or np.isnan(sport) else SPORT_NAMES.get(int(sport), f"sport {int(sport)}"),
        is_foot=None if sport is None or np.isnan(sport) or sport in UNKNOWN_SPORTS else sport in ON_FOOT,
        warnings=messages.faults,
    )


def _records(messages: Messages) -> Segment:

    def field(number: int) -> Floats:
        return messages.column(RECORD, number)

    latitude_deg, longitude_deg = field(0) * DEG_PER_SEMICIRCLE, field(1) * DEG_PER_SEMICIRCLE
    off_earth = ~((np.abs(latitude_deg) <= 90.0) & (np.abs(longitude_deg) <= 180.0))
    return Segment(
        unix_s=field(TIMESTAMP) + FIT_EPOCH_UNIX_S,
        latitude_deg=np.where(off_earth, np.nan, latitude_deg),
        longitude_deg=np.where(off_earth, np.nan, longitude_deg),
        elevation_m=np.where(np.isfinite(field(78)), field(78), field(2)) / 5.0 - 500.0,
        distance_m=_amounts(field(5)) / 100.0,
        strides_per_min=_amounts(field(4)) + np.nan_to_num(_amounts(field(53))) / 128.0,
    )


def _totals(messages: Messages, kind: int, *, on_foot: bool) -> DeviceTotals:
    """Sums over sessions, or over laps where a broken file has no session."""
    timer, distance, cycles, ascent, descent = (8, 9, 10, 22, 23) if kind == SESSION else (8, 9, 10, 21, 22)
    strides = messages.total(kind, cycles)
    return DeviceTotals(
        n_steps=round(2 * strides) if on_foot and np.isfinite(strides) else None,
        distance_m=_known(messages.total(kind, distance) / 100.0),
        duration_s=_known(messages.total(kind, timer) / 1000.0),
        ascent_m=_known(messages.total(kind, ascent)),
        descent_m=_known(messages.total(kind, descent)),
    )


def _heights(messages: Messages) -> Heights:
    """A watch with a barometer lists it among its devices."""
    local = messages.column(DEVICE_INFO, 25) == 5
    return "barometer" if (messages.column(DEVICE_INFO, 1)[local] == BAROMETER).any() else "unknown"


def _day(messages: Messages) -> Track | None:
    """Counters that rise through the day, one for each activity type, and start again at midnight."""
    kinds = messages.column(MONITORING, 5)
    packed = messages.column(MONITORING, 24)
    kinds = np.where(np.isfinite(kinds), kinds, np.where(np.isfinite(packed), packed % 32, np.nan))
    cycles, distance = messages.column(MONITORING, 3), messages.column(MONITORING, 2) / 100.0
    walks = [np.flatnonzero((kinds == kind) & np.isfinite(cycles)) for kind in (WALKING, RUNNING)]
    if not any(map(len, walks)):
        return None
    return Track(
        format="fit",
        totals=DeviceTotals(
            n_steps=round(sum(_counted(cycles[rows]) for rows in walks)),
            distance_m=_known(sum(_counted(distance[rows]) for rows in walks) or np.nan),
        ),
        sport="all day",
        is_foot=True,
        warnings=messages.faults,
    )


def _counted(values: Floats) -> float:
    """The last value before each restart of a counter, added up."""
    known = values[np.isfinite(values) & (values >= 0)]
    ends = np.flatnonzero(np.diff(known) < 0)
    return float(known[ends].sum() + (known[-1] if len(known) else 0.0))


def _amounts(values: Floats) -> Floats:
    return np.where(values >= 0, values, np.nan)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
