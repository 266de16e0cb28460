"""What a reader fills row by row: stamps, values and flags as they stand in the file, settled when the file ends."""

from array import array
from collections import Counter
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.readers.clock import Clock, without_clock_changes
from soleus.glucose.readers.date_order import Hints, settle_dates
from soleus.glucose.readers.stamps import EPOCH_DAY, parse_date, parse_time, split_stamp, unix_from_digits
from soleus.glucose.readers.unit import UnitSaid, settle_unit, to_mg_dl
from soleus.glucose.readings import Export, Flag, GlucoseUnit, LoggedMeal, Readings

MAX_READINGS = 5_000_000  # a reading a minute for nine years, every five minutes for 47
BROKEN_FRAC = 0.05  # more unreadable or impossible rows than this, and the file as a whole is not trusted
POSSIBLE_MG_DL = (18.0, 640.0)  # meters and sensors state 20 to 600 mg/dL (1.1 to 33.3 mmol/L); rounding beside it
SENSOR_RANGE: dict[GlucoseUnit, tuple[float, float]] = {"mg/dL": (40.0, 400.0), "mmol/L": (2.2, 22.2)}
"""What "low" and "high" stand for: the ends of the range that Dexcom, Libre and Guardian sensors report."""

_LOW = {"low", "lo", "niedrig", "faible", "bas", "bajo", "basso", "baixo", "laag", "lav", "lavt", "matala", "niski"}
_HIGH = {"high", "hi", "hoch", "élevé", "élevée", "haut", "alto", "alta", "hoog", "høj", "høy", "hög", "wysoki"}

Value = tuple[float, int] | None
Clocked = Literal["time", "order"]


@lru_cache(maxsize=100_000)
def parse_value(text: str) -> Value:
    """Number and flags of a cell; "low" and "high" in several languages have the number NaN."""
    text = text.strip()
    try:
        return float(text.replace(",", ".")), 0
    except ValueError:
        pass
    word = text.strip("<>").strip().lower()
    if word in _LOW:
        return float("nan"), int(Flag.LOW)
    if word in _HIGH:
        return float("nan"), int(Flag.HIGH)
    if text[:1] in "<>" and text[1:].strip().replace(",", ".").replace(".", "", 1).isdecimal():
        return float(text[1:].replace(",", ".")), int(Flag.LOW if text[0] == "<" else Flag.HIGH)
    return None


class Draft:
    """Collects the readings of one file in columns; `finish` settles units, dates and clocks, and checks them."""

    def __init__(self, where: str, said: UnitSaid, hints: Hints) -> None:
        self.where = where
        self.said = said
        self.hints = hints
        self.reader = ""
        self.unit: GlucoseUnit | None = None
        self.shown_unit: GlucoseUnit | None = None  # where the readings come converted
        self.clocked: Clocked | None = None
        self.dropped: Counter[str] = Counter()
        self.notes: list[str] = []
        self._broken: Counter[str] = Counter()
        self._day, self._second, self._offset = array("q"), array("d"), array("d")
        self._value, self._flags, self._tick = array("d"), array("B"), array("d")
        self._device = array("q")
        self._devices: dict[str, int] = {}
        self._meals: list[tuple[int, float, float, float, str]] = []

    def add(
        self, stamp: str, value: str, flags: int = 0, *, clock: str = "", device: str = "", tick: float = np.nan
    ) -> None:
        """One reading: its stamp (or date, with ``clock``) and its value as they stand in the file."""
        number = parse_value(value)
        if number is None:
            self._broken["value that is no number"] += 1
            return
        when = _when(stamp, clock)
        if when is None:
            self._broken["time stamp that cannot be read"] += 1
            return
        self._append(when, number[0], flags | number[1], device, tick)

    def add_instant(
        self, unix_s: float, offset_s: float | None, value: float, flags: int = 0, *, word: str = ""
    ) -> None:
        """One reading at a Unix time, the local clock ``offset_s`` ahead; a word instead of a value may be given."""
        number = parse_value(word) if word else (value, 0)
        if number is None or not np.isfinite(unix_s):
            self._broken["value that is no number"] += 1
            return
        offset_s = 0.0 if offset_s is None else offset_s
        day, second = divmod(unix_s + offset_s, 86400.0)
        if not -50_000 < day < 60_000:
            self._broken["time stamp that cannot be read"] += 1
            return
        self._append((int(day) + EPOCH_DAY, second, offset_s), number[0], flags | number[1], "", np.nan)

    def _append(self, when: tuple[int, float, float], value: float, flags: int, device: str, tick: float) -> None:
        self._day.append(when[0])
        self._second.append(when[1])
        self._offset.append(when[2])
        self._value.append(value)
        self._flags.append(flags)
        if self.clocked:
            self._tick.append(tick)
            self._device.append(self._devices.setdefault(device, len(self._devices)))
        if len(self._day) > MAX_READINGS:
            raise InputError(f"{self.where}: over {MAX_READINGS} readings are too many for one person; split the file")

    def meal(self, stamp: str, carbs: str, name: str = "", *, clock: str = "") -> None:
        """A meal that the export itself has logged; a row that cannot be read is counted."""
        when, grams = _when(stamp, clock), parse_value(carbs)
        if when is None or grams is None or not 0.0 < grams[0] <= 2000.0:
            self.dropped["meal that cannot be read"] += 1
            return
        self._meals.append((*when, grams[0], name))

    def drop(self, reason: str) -> None:
        """Count a row that is not a reading."""
        self.dropped[reason] += 1

    @property
    def n_readings(self) -> int:
        """Readings so far."""
        return len(self._day)

    @property
    def n_meals(self) -> int:
        """Meals so far."""
        return len(self._meals)

    def finish(self) -> Export:
        """The readings in order of time, in mg/dL.

        Raises
        ------
        InputError          if unit, dates or too many rows are unclear or impossible
        NotEnoughDataError  if nothing is left
        """
        self._check_broken(len(self._day))
        if not len(self._day):
            raise NotEnoughDataError(f"{self.where}: no glucose readings in it; export the sensor's readings")
        values, flags = np.array(self._value), np.array(self._flags)
        unit = settle_unit(values, self.unit, self.said, self.where, self.notes)
        glucose = self._in_mg_dl(values, flags, unit)
        days, meal_days = settle_dates(
            np.array(self._day), np.array(self._second), [m[0] for m in self._meals], self.hints, self.where, self.notes
        )
        kept = (glucose >= POSSIBLE_MG_DL[0]) & (glucose <= POSSIBLE_MG_DL[1])
        self._broken["value that no sensor states"] += int((~kept).sum())
        self._check_broken(int(kept.sum()))
        offset = np.array(self._offset)
        wall = (days - EPOCH_DAY) * 86400.0 + np.array(self._second)
        zoned = not np.isnan(offset).any()
        readings = self._in_order(wall[kept], offset[kept], glucose[kept], flags[kept], kept, zoned=zoned)
        if int((readings.flags & Flag.CALIBRATION).astype(bool).sum()) == len(readings):
            raise NotEnoughDataError(
                f"{self.where}: fingersticks only, no sensor readings; export the sensor's readings"
            )
        self.dropped.update({reason: count for reason, count in self._broken.items() if count})
        return Export(
            reader=self.reader,
            unit_in_file=self.shown_unit or unit,
            readings=readings,
            meals=self._settled_meals(meal_days),
            dropped=dict(self.dropped) | _set_aside(readings),
            notes=tuple(self.notes),
        )

    def _in_mg_dl(
        self, values: NDArray[np.float64], flags: NDArray[np.uint8], unit: GlucoseUnit
    ) -> NDArray[np.float64]:
        low, high = SENSOR_RANGE[unit]
        silent = np.isnan(values)
        values = np.where(silent, np.where(flags & Flag.LOW, low, high), values)
        return to_mg_dl(values, unit)

    def _in_order(
        self,
        wall: NDArray[np.float64],
        offset: NDArray[np.float64],
        glucose: NDArray[np.float64],
        flags: NDArray[np.uint8],
        kept: NDArray[np.bool_],
        *,
        zoned: bool,
    ) -> Readings:
        if zoned:
            time_s = wall - offset
        elif self.clocked:
            clock = Clock(
                kind=self.clocked, tick=np.array(self._tick)[kept], device=np.array(self._device, dtype=np.int64)[kept]
            )
            offset = without_clock_changes(wall, clock, flags, self.notes)
            time_s = wall - offset
        else:
            time_s, offset = wall, np.zeros(len(wall))
        order = np.argsort(time_s, kind="stable")
        time_s, offset, glucose, flags = time_s[order], offset[order], glucose[order], flags[order]
        flags = flags | flags.dtype.type(Flag.DUPLICATE) * repeated(time_s, flags)
        return Readings(time_s=time_s, utc_offset_s=offset, glucose_mg_dl=glucose, flags=flags, zoned=zoned)

    def _check_broken(self, n_good: int) -> None:
        broken = sum(self._broken.values())
        if broken and broken > BROKEN_FRAC * (n_good + broken):
            reason, count = self._broken.most_common(1)[0]
            advice = "give --unit if the header is wrong, or " if reason == "value that no sensor states" else ""
            raise InputError(
                f"{self.where}: {count} of {n_good + broken} readings have a {reason}; {advice}export the file again"
            )

    def _settled_meals(self, days: list[int]) -> tuple[LoggedMeal, ...]:
        return tuple(
            LoggedMeal(
                time_s=(day - EPOCH_DAY) * 86400.0 + second - (0.0 if np.isnan(offset) else offset),
                utc_offset_s=0.0 if np.isnan(offset) else offset,
                zoned=not np.isnan(offset),
                carbs_g=grams,
                name=name,
            )
            for day, (_, second, offset, grams, name) in zip(days, self._meals, strict=True)
        )


def repeated(time_s: NDArray[np.float64], flags: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which readings (in order of time) stand at an instant that one of the same kind has already taken."""
    repeat = np.zeros(len(time_s), dtype=bool)
    for kind in (0, int(Flag.SCAN), int(Flag.CALIBRATION)):
        same = np.flatnonzero((flags & (Flag.SCAN | Flag.CALIBRATION | Flag.DUPLICATE)) == kind)
        repeat[same[1:]] = np.diff(time_s[same]) == 0
    return repeat


def _set_aside(readings: Readings) -> dict[str, int]:
    """Readings that are kept in the table but are no part of the trace."""
    counts = {
        "same instant again": int(((readings.flags & Flag.DUPLICATE) > 0).sum()),
        "fingerstick or calibration": int(((readings.flags & Flag.CALIBRATION) > 0).sum()),
        "scan beside the regular readings": int(((readings.flags & Flag.SCAN) > 0).sum()),
    }
    if len(readings.where((readings.flags & (Flag.SCAN | Flag.CALIBRATION)) == 0)) == 0:
        del counts["scan beside the regular readings"]
    return {reason: count for reason, count in counts.items() if count}


def _when(stamp: str, clock: str) -> tuple[int, float, float] | None:
    """Day code, second of the day, offset (NaN where the file says none)."""
    if clock:
        day_text, time_text = stamp, clock
    elif stamp[10:11] in ("T", " "):
        day_text, time_text = stamp[:10], stamp[11:]
    else:
        unix = unix_from_digits(stamp)
        if unix is not None:
            day, second = divmod(unix, 86400.0)
            return int(day) + EPOCH_DAY, second, 0.0
        day_text, time_text = split_stamp(stamp)
    day_number, seconds = parse_date(day_text), parse_time(time_text)
    if day_number is None or seconds is None:
        if clock or (parse_date(stamp.strip()) is None and split_stamp(stamp.strip()) == (day_text, time_text)):
            return None
        day_text, time_text = split_stamp(stamp)
        day_number, seconds = parse_date(day_text), parse_time(time_text)
        if day_number is None or seconds is None:
            return None
    return day_number, seconds[0], float("nan") if seconds[1] is None else seconds[1]
