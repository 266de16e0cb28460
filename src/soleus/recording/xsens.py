"""Xsens: text exports of MT Manager (``//`` comments) and of the DOT app; the packet counter is the clock."""

import re
from dataclasses import replace

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.clock import INFERRED_RATE_RANGE_HZ
from soleus.recording.delimited import read_csv
from soleus.recording.sniff import Layout
from soleus.recording.source import Source
from soleus.recording.table import Loaded, Table

COUNTER_MODULUS = 65536  # 16 bit
FINE_MODULUS = 2**32
FINE_TICKS_S = (1e-6, 1e-4)  # SampleTimeFine counts microseconds (DOT) or tenths of a millisecond (MT Manager)


def is_xsens(layout: Layout) -> bool:
    """A header that begins with the packet counter."""
    return bool(layout.header) and layout.header[-1][0].lower() == "packetcounter"


def read_xsens(source: Source, layout: Layout) -> Table:
    """MT Manager: m/s2 with gravity, rad/s. DOT: m/s2, deg/s; ``FreeAcc`` is without gravity.

    Raises
    ------
    NotEnoughDataError  if the export holds no acceleration
    """
    table = read_csv(source, layout, "xsens")
    names = [column.name.lower() for column in table.columns]
    if not any(re.fullmatch(r"(free)?acc_[xyz]", name) for name in names):
        raise NotEnoughDataError(
            f"{source.where}: no acceleration (Acc_X ...) in this export; export it with calibrated data"
        )
    from_dot = not any(line.startswith("//") for line in layout.preamble)
    rate_hz = _stated_rate(layout)
    fine = names.index("sampletimefine") if "sampletimefine" in names else None
    if rate_hz is None and fine is not None and any(row[fine].isdigit() for row in layout.sample):
        return _fine_clock(table, fine, from_dot)
    return replace(table, counter=0, counter_modulus=COUNTER_MODULUS, rate_hz=rate_hz, units=_units(from_dot))


def _units(from_dot: bool) -> dict[str, str]:
    return {"acceleration": "m/s2", "gyro": "deg/s" if from_dot else "rad/s"}


def _stated_rate(layout: Layout) -> float | None:
    """``// Update Rate: 40.0Hz``."""
    for line in layout.preamble:
        if match := re.search(r"(?:update|output|sample)\s*rate\s*[:,]\s*(\d+(?:[.,]\d+)?)\s*Hz", line, re.IGNORECASE):
            rate_hz = float(match[1].replace(",", "."))
            return rate_hz if rate_hz > 0 else None
    return None


def _fine_clock(table: Table, fine: int, from_dot: bool) -> Table:
    """A table whose clock is ``SampleTimeFine`` in seconds, unwrapped."""
    columns = list(table.columns)
    columns[fine] = replace(columns[fine], name="time", unit="s", kind="number")
    inner = table.load

    def load(channels: object, clock: int | None) -> Loaded:
        loaded = inner(channels, clock)  # type: ignore[arg-type]
        if clock == fine:
            loaded.values[fine] = _fine_seconds(np.asarray(loaded.values[fine], np.float64), table.path.name)
        return loaded

    return replace(table, columns=tuple(columns), load=load, units=_units(from_dot))


def _fine_seconds(
    ticks: np.ndarray[tuple[int], np.dtype[np.float64]], where: str
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    known = np.isfinite(ticks) & (np.abs(ticks) < 2.0**53)
    steps = np.diff(ticks[known])
    steps = (steps + FINE_MODULUS // 2) % FINE_MODULUS - FINE_MODULUS // 2
    step = float(np.median(steps)) if len(steps) else 0.0
    low, high = INFERRED_RATE_RANGE_HZ
    for tick_s in FINE_TICKS_S:
        if step > 0 and low <= 1.0 / (step * tick_s) <= high:
            seconds = np.full(len(ticks), np.nan)
            seconds[known] = np.concatenate([[0.0], np.cumsum(steps)]) * tick_s
            return seconds
    if len(steps) < 4:
        raise NotEnoughDataError(f"{where}: {len(steps) + 1} samples are too few to answer; record for longer")
    raise InputError(f"{where}: SampleTimeFine steps by {step:g}, which is no rate of these sensors; export it again")
