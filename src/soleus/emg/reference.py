"""The reference contraction: what a muscle's 100 % is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.emg.condition import Conditioned
from soleus.errors import InputError, NotEnoughDataError

Floats = NDArray[np.float64]

HELD_S = 0.5  # a maximum must be held for this long; a shorter mean would take one lucky moment of noise for it
_STRETCH = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|to|\.\.)\s*(\d+(?:\.\d+)?)\s*s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Part of a recording, seconds since its start."""

    start_s: float
    end_s: float

    def holds(self, time_s: float) -> bool:
        """Whether a time lies in it."""
        return self.start_s <= time_s < self.end_s


def stretch_of(said: str) -> Stretch | None:
    """``START-END`` in seconds; None if this is no stretch.

    Raises
    ------
    InputError  if it ends before it begins, or is shorter than half a second

    Examples
    --------
    >>> stretch_of("2-6.5"), stretch_of("mvc.csv")
    (Stretch(start_s=2.0, end_s=6.5), None)
    """
    match = _STRETCH.fullmatch(said.strip())
    if match is None:
        return None
    start_s, end_s = float(match[1]), float(match[2])
    if end_s - start_s < HELD_S:
        raise InputError(f"--reference {said}: expected START-END in seconds, {HELD_S} s or more, as in 2-6")
    return Stretch(start_s=start_s, end_s=end_s)


def level_frac(magnitude: Floats, *, rest: float, reference: float) -> Floats:
    """Mean magnitudes as parts of the reference, rest taken out of both as the independent noise that it is: in power.

    Examples
    --------
    >>> level_frac(np.array([3.0, 5.0, 30.0]), rest=3.0, reference=5.0).round(2).tolist()
    [0.0, 1.0, 7.46]
    """
    return np.asarray(np.sqrt(np.maximum(magnitude**2 - rest**2, 0.0) / (reference**2 - rest**2)))


def highest(channel: Conditioned, stretch: Stretch | None = None) -> float:
    """Highest mean magnitude that was held for half a second, in the channel's unit.

    Raises
    ------
    NotEnoughDataError  if nothing was measured for that long
    """
    rate_hz = channel.step_rate_hz
    values, live = channel.rectified_mean, channel.live
    if stretch is not None:
        part = slice(max(0, int(stretch.start_s * rate_hz)), int(stretch.end_s * rate_hz))
        values, live = values[part], live[part]
    size = max(1, round(HELD_S * rate_hz))
    sums = np.concatenate([[0.0], np.cumsum(np.where(live, values, 0.0))])
    known = np.concatenate([[0], np.cumsum(live)])
    whole = known[size:] - known[:-size] == size
    if not whole.any():
        raise NotEnoughDataError(
            f"the reference of {channel.name} holds no {HELD_S} s of signal; hold the contraction for three seconds"
        )
    return float(((sums[size:] - sums[:-size])[whole]).max()) / size


def references(channels: Mapping[str, Conditioned], stretch: Stretch | None = None) -> dict[str, float]:
    """The highest of every channel."""
    return {name: highest(channel, stretch) for name, channel in channels.items()}
