"""Clock changes (summer time, travel), told from the sensor's own clock or from the order of its memory."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.glucose.readings import Flag

QUARTER_S = 900.0  # zones and summer time differ by whole quarters of an hour
SLACK_S = 150.0  # the phone's clock is corrected by up to some minutes; half the usual spacing
MOST_S = 26 * 3600.0  # no two zones are further apart

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """A monotone clock beside the wall clock, shape (n,): seconds ("time") or a mere count ("order")."""

    kind: Literal["time", "order"]
    tick: Floats
    device: NDArray[np.int64]


def without_clock_changes(wall: Floats, clock: Clock, flags: NDArray[np.uint8], notes: list[str]) -> Floats:
    """How far the wall clock was set, beside each reading, since the earliest reading; 0 where nothing can be told.

    A transmitter whose clock gives one time to two wall times has been restarted or copied together and tells nothing.
    """
    offset = np.zeros(len(wall))
    changes = 0
    carried = 0.0
    devices = np.unique(clock.device)
    groups = [np.flatnonzero((clock.device == d) & np.isfinite(clock.tick)) for d in devices]
    groups = sorted((g for g in groups if len(g) > 1), key=lambda g: float(wall[g].min()))
    for group in groups:
        order = group[np.argsort(clock.tick[group], kind="stable")]
        tick, shown = clock.tick[order], wall[order]
        if not _tells(tick, shown, clock.kind):
            offset[order] = carried
            continue
        if clock.kind == "order" and np.median(np.diff(shown)) < 0:  # newest first
            order, tick, shown = order[::-1], tick[::-1], shown[::-1]
        steps = _time_steps(tick, shown) if clock.kind == "time" else _order_steps(shown, flags[order])
        offset[order] = carried + np.concatenate([[0.0], np.cumsum(steps)])
        carried = float(offset[order[-1]])
        changes += int((steps != 0).sum())
    _fill(offset, wall, np.concatenate(groups) if groups else np.empty(0, dtype=np.int64))
    if changes:
        notes.append(
            f"the clock was set {changes} time{'s' if changes > 1 else ''}; the sensor's own clock kept the order"
        )
    return offset


def _fill(offset: Floats, wall: Floats, known: NDArray[np.int64]) -> None:
    """Rows without a tick of their own take the offset of the last one before them by the wall clock."""
    rest = np.setdiff1d(np.arange(len(wall)), known)
    if len(rest) and len(known):
        known = known[np.argsort(wall[known], kind="stable")]
        before = np.maximum(np.searchsorted(wall[known], wall[rest], side="right") - 1, 0)
        offset[rest] = offset[known[before]]


def _tells(tick: Floats, shown: Floats, kind: str) -> bool:
    same = np.diff(tick) == 0
    return not (same & (np.diff(shown) != 0)).any() if kind == "time" else not same.any()


def _time_steps(tick: Floats, shown: Floats) -> Floats:
    jump = np.diff(shown) - np.diff(tick)
    quarters = np.round(jump / QUARTER_S) * QUARTER_S
    real = (quarters != 0) & (np.abs(jump - quarters) <= SLACK_S) & (np.abs(quarters) <= MOST_S)
    return np.where(real, quarters, 0.0)


def _order_steps(shown: Floats, flags: NDArray[np.uint8]) -> Floats:
    """Where stored order alone is known, only a step back can be told from a pause."""
    step = np.diff(shown)
    forward = step[step > 0]
    if not len(forward):
        return np.zeros(len(step))
    usual = float(np.median(forward))
    own = (flags[1:] & Flag.CALIBRATION) == 0
    quarters = np.round((step - usual) / QUARTER_S) * QUARTER_S
    back = (step < 0) & own & (np.abs(step - usual - quarters) <= SLACK_S) & (np.abs(quarters) <= MOST_S)
    return np.where(back, quarters, 0.0)
