"""Delsys: EMGworks and Trigno Discover. Each channel has a time column of its own, and often a rate of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.names import split_unit
from soleus.recording.sniff import cells
from soleus.recording.source import MAX_BYTES, Source
from soleus.recording.table import MAX_ROWS, MIN_SAMPLES, Column, Table, in_memory

Floats = NDArray[np.float64]

FINER = 8  # the band is kept to 1 % at 450 Hz when a channel is put on the clock of a faster one
MOST_COLUMNS = 4096
_TIME = re.compile(r'"?x ?\[s\]"?|.*time series \(s\)"?', re.IGNORECASE)
_ID = re.compile(r"\s*\(\d+\)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class DelsysHeader:
    """Where the names stand and the numbers begin, and how lines are cut."""

    separator: str
    decimal_comma: bool
    first_line: int
    names: tuple[str, ...]
    sensors: tuple[str, ...]
    n_fields: int  # of the longest line: markers may stand beside the data


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Channel:
    """One electromyogram on its own clock."""

    name: str
    unit: str | None
    time_s: Floats
    values: Floats

    @property
    def rate_hz(self) -> float:
        return float(1.0 / np.median(np.diff(self.time_s)))


def delsys_header(lines: Sequence[str]) -> DelsysHeader | None:
    """The header of a Delsys export among the first lines of a file; None if this is none."""
    for i, line in enumerate(lines):
        low = line.lower()
        if not ("x[s]" in low[:8] or "x [s]" in low[:8] or "time series (s)" in low):
            continue
        separator = max(("\t", ";", ","), key=line.count)
        names = tuple(cells(line, separator))
        if not _TIME.fullmatch(names[0]):
            return None
        first = next((k for k in range(i + 1, len(lines)) if re.match(r'\s*"?[-+]?\d', lines[k])), len(lines))
        row = lines[first] if first < len(lines) else ""
        return DelsysHeader(
            separator=separator,
            decimal_comma=separator != "," and "," in row,
            first_line=first,
            names=names[:MOST_COLUMNS],
            sensors=_sensors(lines[:i], separator, len(names)),
            n_fields=max(len(names), *(line.count(separator) + 1 for line in lines[i:])),
        )
    return None


def _sensors(above: Sequence[str], separator: str, n: int) -> tuple[str, ...]:
    """Sensor of each column, from the row of Trigno Discover that names it at the first of its columns."""
    rows = [cells(line, separator) for line in above[-3:]]
    row = next((r for r in rows if len(r) > 1 and r[0] and ":" not in r[0]), [])
    out, last = [], ""
    for i in range(n):
        last = row[i] if i < len(row) and row[i] else last
        out.append(_ID.sub("", last))
    return tuple(out)


def read_delsys(source: Source, header: DelsysHeader) -> Table:
    """Every electromyogram of the file on the clock of the fastest; other sensors' channels are left out.

    Raises
    ------
    InputError          if the rows do not fit the header
    NotEnoughDataError  if there is no electromyogram, or no rows
    """
    where = source.where
    wanted = _emg_columns(header)
    if not wanted:
        raise NotEnoughDataError(f"{where}: a Delsys export without an EMG channel; export one with its sensors on")
    frame = _frame(source, header, sorted({i for pair in wanted for i in pair[:2]}))
    channels = [_channel(frame, time, value, name, split_unit(header.names[value])[1]) for time, value, name in wanted]
    whole = [channel for channel in channels if channel is not None]
    if not whole:
        raise NotEnoughDataError(f"{where}: a header but no rows; record first, then export")
    clock = max(whole, key=lambda channel: (channel.rate_hz, len(channel.time_s)))
    notes = [
        f"{channel.name}: {channel.rate_hz:.1f} Hz put on the clock of {clock.rate_hz:.1f} Hz"
        for channel in whole
        if not _alike(channel, clock)
    ]
    if len(whole) < len(channels):
        notes.append(f"{len(channels) - len(whole)} EMG channels hold no values and are left out")
    others = sum(not _TIME.fullmatch(name) and bool(name) for name in header.names) - len(channels)
    if others > 0:
        notes.append(f"{others} columns that are no EMG are left out: they have clocks of their own")
    return Table(
        path=source.path,
        format="delsys",
        columns=(Column(name="time", unit="s"), *(Column(name=c.name, unit=c.unit, group="emg") for c in whole)),
        load=in_memory([clock.time_s, *(_on_clock(channel, clock) for channel in whole)]),
        warnings=tuple(notes),
    )


def _emg_columns(header: DelsysHeader) -> list[tuple[int, int, str]]:
    """Time column, value column and name of every electromyogram."""
    found: list[tuple[int, int, str]] = []
    time = 0
    for i, name in enumerate(header.names):
        if _TIME.fullmatch(name):
            time = i
        elif re.search(r"\bEMG", name, re.IGNORECASE) and split_unit(name)[1] in ("V", "mV", "uV"):
            plain = split_unit(name)[0]
            sensor, colon, _ = plain.partition(":")
            found.append((time, i, sensor.strip() if colon else header.sensors[i] or plain))
    names = [name for *_, name in found]
    return [
        (time, i, name if names.count(name) == 1 else f"{name} {split_unit(header.names[i])[0].split(':')[-1].strip()}")
        for time, i, name in found
    ]


def _frame(source: Source, header: DelsysHeader, needed: Sequence[int]) -> pl.DataFrame:
    """The needed columns; lines may be longer (markers beside the data) or shorter (slow channels have ended)."""
    text = source.all_bytes(MAX_BYTES)
    rows = text.split(b"\n", header.first_line)[-1] if header.first_line <= text.count(b"\n") else b""
    names = [f"column_{i + 1}" for i in range(min(header.n_fields, MOST_COLUMNS))]
    try:
        frame = pl.read_csv(
            rows,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            columns=[f"column_{i + 1}" for i in needed],
            separator=header.separator,
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
        )
    except pl.exceptions.NoDataError as error:
        raise NotEnoughDataError(f"{source.where}: a header but no rows; record first, then export") from error
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{source.where}: the rows cannot be read as a table; export the file again as CSV") from error
    if frame.height > MAX_ROWS:
        raise InputError(f"{source.where}: over {MAX_ROWS} rows are too many; split the recording")
    number = pl.all().str.strip_chars(' \t\r"')
    if header.decimal_comma:
        number = number.str.replace(",", ".", literal=True)
    return frame.with_columns(number.cast(pl.Float64, strict=False))


def _channel(frame: pl.DataFrame, time: int, value: int, name: str, unit: str | None) -> _Channel | None:
    """One channel without the empty cells below its end; None if there is nothing."""
    time_s = frame[f"column_{time + 1}"].to_numpy()
    values = frame[f"column_{value + 1}"].to_numpy()
    known = np.isfinite(time_s)
    time_s, values = time_s[known], values[known]
    held = np.flatnonzero(np.isfinite(values))
    if len(held) < MIN_SAMPLES:
        return None
    time_s, values = time_s[: held[-1] + 1], values[: held[-1] + 1]
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(time_s)) > 0])
    if rising.sum() < MIN_SAMPLES:
        return None
    return _Channel(name=name, unit=unit, time_s=_unrounded(time_s[rising]), values=values[rising])


def _unrounded(time_s: Floats) -> Floats:
    """Stamps of an even clock without the rounding of their digits; stamps of any other clock as they are."""
    even_s = np.linspace(time_s[0], time_s[-1], len(time_s))
    half_step_s = 0.5 * (even_s[1] - even_s[0])
    return even_s if np.abs(time_s - even_s).max() < half_step_s else time_s


def _alike(channel: _Channel, clock: _Channel) -> bool:
    n = min(len(channel.time_s), len(clock.time_s))
    step_s = 1.0 / clock.rate_hz
    return bool(np.abs(channel.time_s[:n] - clock.time_s[:n]).max() < 0.5 * step_s)


def _on_clock(channel: _Channel, clock: _Channel) -> Floats:
    """Values on the clock of another channel, NaN where this one has ended."""
    if _alike(channel, clock):
        out = np.full(len(clock.time_s), np.nan)
        n = min(len(channel.values), len(clock.time_s))
        out[:n] = channel.values[:n]
        return out
    from scipy.signal import resample_poly

    known = np.isfinite(channel.values)
    even_s = channel.time_s[0] + np.arange(round(np.ptp(channel.time_s) * channel.rate_hz) + 1) / channel.rate_hz
    even = np.interp(even_s, channel.time_s[known], channel.values[known])
    fine = resample_poly(even, FINER, 1)
    fine_s = channel.time_s[0] + np.arange(len(fine)) / (FINER * channel.rate_hz)
    last_s = channel.time_s[-1]
    out = np.interp(clock.time_s, fine_s, fine, left=np.nan, right=np.nan)
    return np.where(clock.time_s <= last_s + 0.5 / clock.rate_hz, out, np.nan)
