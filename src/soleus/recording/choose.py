"""From a table and what the person said to the one signal that is meant, on its clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.clock import Clock, counter_clock, even_clock, tidy, to_seconds
from soleus.recording.names import clock_candidates, flat, is_index, own_unit
from soleus.recording.pick import Wanted, pick
from soleus.recording.signals import AnkleAngle, Emg, Floats, HeelHeight, Signal
from soleus.recording.table import MIN_SAMPLES, Loaded, Options, Reading, Table
from soleus.recording.vectors import imu_of
from soleus.units import TO_SI

INFINITE_FRAC = 0.1  # more infinite values than this are a broken export, not an overflow now and then

Array = NDArray[np.floating[Any]]


@dataclass(slots=True)
class Notes:
    """Warnings gathered on the way."""

    lines: list[str] = field(default_factory=list)

    def add(self, *lines: str) -> None:
        """Keep each line once."""
        self.lines.extend(line for line in lines if line not in self.lines)


def choose(table: Table, options: Options) -> Reading:
    """Pick the columns, load them, put them on their clock, check what no body can do.

    Raises
    ------
    InputError          if columns, units or the clock are unclear or impossible
    NotEnoughDataError  if the wanted channel is missing, empty or too short
    """
    notes = Notes(list(table.warnings))
    wanted = pick(table, options)
    notes.add(*wanted.warnings)
    clock_column = _clock_column(table)
    loaded = table.load(wanted.columns, clock_column)
    notes.add(*loaded.warnings)
    clock = _clock(table, loaded, clock_column, options, len(next(iter(loaded.values.values()))))
    notes.add(*clock.warnings)
    values = {i: _kept(table, i, loaded.values.pop(i), clock, notes) for i in wanted.columns}
    signal = _signal(table, wanted, values, clock, options, notes)
    return Reading(
        format=table.format,
        sensor=wanted.sensor,
        signal=signal,
        stamps_s=clock.stamps_s,
        side=options.side or wanted.side,
        start_unix_s=clock.start_unix_s if table.start_unix_s is None else table.start_unix_s,
        warnings=tuple(notes.lines),
    )


def _clock_column(table: Table) -> int | None:
    """The column to load as the clock: the packet counter, the best time column, or a first column without a name."""
    if table.counter is not None:
        return table.counter
    numbered = [i for i in clock_candidates(table.columns) if table.columns[i].kind != "text"]
    if numbered:
        best = table.columns[numbered[0]].name
        twins = [i for i in numbered if table.columns[i].name == best]
        if len(twins) > 1:
            raise InputError(f"{table.path.name}: two columns are called {best!r}; keep one of them")
        return numbered[0]
    first = table.columns[0]
    if len(table.columns) > 1 and first.kind == "number" and (is_index(first) or first.name == "column_1"):
        return 0
    return None


def _clock(table: Table, loaded: Loaded, column: int | None, options: Options, n: int) -> Clock:
    """Seconds of every sample."""
    where = table.path.name
    if column is None:
        return even_clock(n, table.rate_hz or options.rate_hz, where)
    raw = np.asarray(loaded.values[column], np.float64)
    raw = np.where(np.isfinite(raw), raw, np.nan) if not np.isfinite(raw).all() else raw
    rate_hz = table.rate_hz or options.rate_hz
    if table.counter is not None:
        return (
            even_clock(n, None, where) if rate_hz is None else counter_clock(raw, rate_hz, table.counter_modulus, where)
        )
    spec = table.columns[column]
    unit = own_unit(spec) if spec.kind == "number" else "s"
    if unit is None and _counts_samples(raw) and not (is_index(spec) and not flat(spec) and rate_hz is None):
        return _index_clock(raw, rate_hz, spec.name, where)
    if spec.name == "column_1" and not (np.diff(raw[np.isfinite(raw)]) >= 0).all():
        return even_clock(n, rate_hz, where)
    seconds, note = to_seconds(raw, unit, where)
    if len(seconds) < MIN_SAMPLES:
        raise NotEnoughDataError(
            f"{where}: {len(seconds)} samples are too few to answer; record for at least a few seconds"
        )
    clock = tidy(seconds, where)
    return replace(clock, warnings=(*note, *clock.warnings))


def _counts_samples(raw: Array) -> bool:
    """Whole numbers that go up by one: a sample index, whatever its name."""
    known = raw[np.isfinite(raw)]
    if len(known) < 2:
        return False
    return bool((known == np.round(known)).all() and np.median(np.diff(known)) == 1.0)


def _index_clock(raw: NDArray[np.float64], rate_hz: float | None, name: str, where: str) -> Clock:
    if rate_hz is None:
        if len(raw) < 4 * MIN_SAMPLES:
            raise NotEnoughDataError(
                f"{where}: {len(raw)} samples are too few to answer; record for at least a few seconds"
            )
        raise InputError(
            f"{where}: column {name or 'without a name'!r} counts samples and is no clock; "
            "give the samples per second with --rate-hz"
        )
    return tidy(raw / rate_hz, where)


def _kept(table: Table, column: int, values: Array, clock: Clock, notes: Notes) -> Array:
    """Values of the kept rows; a few infinite ones are missing, many are a broken file."""
    kept: Array = values if clock.keep is None else values[clock.keep]
    infinite = np.isinf(kept)
    n_infinite = int(np.count_nonzero(infinite))
    if not n_infinite:
        return kept
    if n_infinite > INFINITE_FRAC * len(kept):
        label = table.columns[column].label
        raise InputError(
            f"{table.path.name}: {n_infinite} of {len(kept)} values of {label!r} are infinite; export the file again"
        )
    notes.add(f"{n_infinite} infinite values taken as missing")
    return np.where(infinite, np.float32(np.nan), kept)


def _signal(
    table: Table, wanted: Wanted, values: dict[int, Array], clock: Clock, options: Options, notes: Notes
) -> Signal:
    if wanted.sensor == "imu":
        signal, warnings = imu_of(table, wanted, values, clock.stamps_s)
        notes.add(*warnings)
        return signal
    if wanted.sensor == "emg":
        return _emg(table, wanted, values, notes)
    from soleus.recording.physics import settle_angle, settle_height

    (column,) = wanted.columns
    unit = wanted.unit or ""
    scaled = _scaled(values[column], unit, wanted.sign)
    check_known(scaled, table, wanted.columns)
    if wanted.sensor == "height":
        height, lines = settle_height(scaled, unit, table.path.name)
        notes.add(*lines)
        return HeelHeight(height_m=height, marker=options.marker)
    angle, lines = settle_angle(scaled, unit, table.path.name)
    notes.add(*lines)
    return AnkleAngle(ankle_angle_rad=angle)


def _emg(table: Table, wanted: Wanted, values: dict[int, Array], notes: Notes) -> Emg:
    channels: dict[str, Floats] = {}
    without_unit = set()
    for column in wanted.columns:
        spec = table.columns[column]
        unit = wanted.unit or spec.unit
        if unit is None:
            without_unit.add(spec.name)
            notes.add(f"{spec.label}: no unit stated, values are kept as they are; only their course over time is used")
        elif unit not in ("V", "mV", "uV"):
            raise InputError(
                f"{table.path.name}: {spec.label!r} is in {unit}, an EMG is in V, mV or uV; name another column"
            )
        channels[spec.name] = _scaled(values[column], unit or "V", wanted.sign)
        check_known(channels[spec.name], table, (column,))
    return Emg(channels_v=channels, without_unit=frozenset(without_unit))


def _scaled(values: Array, unit: str, sign: float) -> Array:
    factor = sign * TO_SI[unit][1]
    if factor == 1.0:
        return values
    with np.errstate(over="ignore"):
        scaled: Array = values * np.float64(factor) if values.dtype == np.float64 else values * np.float32(factor)
    return scaled


def check_known(values: Array, table: Table, columns: Sequence[int]) -> None:
    """Refuse a channel that is empty but for a few values."""
    n_known = int(np.isfinite(values).sum())
    if n_known < MIN_SAMPLES:
        names = ", ".join(table.columns[i].label for i in columns)
        raise NotEnoughDataError(
            f"{table.path.name}: {names} holds {n_known} values in {len(values)} rows; record again with the sensor on"
        )
