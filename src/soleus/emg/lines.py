"""The line protocol of live electromyograms (docs/emg-live.md): text lines in, samples out."""

import math
import re
from dataclasses import dataclass

from soleus.errors import InputError
from soleus.units import TO_SI

VERSION = 1
LONGEST_LINE = 1024  # characters: 64 channels of 15
MOST_CHANNELS = 64
MOST_BROKEN = 100  # in a row: the sender speaks another language
_HEADER = re.compile(r"#emg (\d+)((?: [a-z_]+=\S+)+)")
_UNITS = ("V", "mV", "uV")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeader:
    """What the first line says."""

    channels: tuple[str, ...]
    rate_hz: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample in volts, NaN where a value is missing; ``n_lost`` samples are missing before it."""

    time_s: float
    volts: tuple[float, ...]
    n_lost: int = 0


def read_header(line: str) -> LineHeader:
    """Read ``#emg 1 rate_hz=1000 unit=uV channels=soleus,gastrocnemius``.

    Raises
    ------
    InputError  if it says anything else

    Examples
    --------
    >>> read_header("#emg 1 rate_hz=1000 unit=uV channels=soleus,gastrocnemius").channels
    ('soleus', 'gastrocnemius')
    """
    match = _HEADER.fullmatch(line.strip()) if len(line) <= LONGEST_LINE else None
    if match is None:
        raise InputError(
            f"live EMG: the first line is {line[:40]!a}, expected '#emg 1 rate_hz=... unit=uV channels=a,b'"
        )
    if int(match[1]) != VERSION:
        raise InputError(f"live EMG: version {match[1]} of the protocol, this soleus speaks version {VERSION}")
    said = dict(part.split("=", 1) for part in match[2].split())
    channels = tuple(name for name in said.get("channels", "").split(",") if name)
    if not 1 <= len(channels) <= MOST_CHANNELS or len(set(channels)) != len(channels):
        raise InputError(f"live EMG: expected 1 to {MOST_CHANNELS} different channels=, got {len(channels)}")
    if said.get("unit") not in _UNITS:
        raise InputError(f"live EMG: expected unit= one of {', '.join(_UNITS)}, got {said.get('unit', 'none')[:10]!a}")
    rate_hz = _number(said.get("rate_hz", ""))
    if not 1.0 <= rate_hz <= 100_000.0:
        raise InputError(f"live EMG: expected rate_hz= samples a second, got {said.get('rate_hz', 'none')[:20]!a}")
    return LineHeader(channels=channels, rate_hz=rate_hz, unit=said["unit"])


class LineReader:
    """Lines in order: the header first, then a sample a line. Broken lines are counted; a hundred in a row end it."""

    def __init__(self) -> None:
        self.header: LineHeader | None = None
        self.n_broken = 0
        self._broken_now = 0
        self._last_s = math.nan

    def read(self, line: str) -> Sample | None:
        """The sample of one line; None for the header, other ``#`` lines, blank and broken ones.

        Raises
        ------
        InputError  if the header is wrong, or a hundred lines in a row cannot be read
        """
        text = line.strip()
        if self.header is None:
            if text:
                self.header = read_header(text)
            return None
        if not text or text.startswith("#"):
            return None
        sample = self._sample(text, self.header)
        if sample is None:
            self.n_broken += 1
            self._broken_now += 1
            if self._broken_now >= MOST_BROKEN:
                raise InputError(f"live EMG: {MOST_BROKEN} lines in a row cannot be read, the last is {text[:40]!a}")
            return None
        self._broken_now = 0
        return sample

    def _sample(self, text: str, header: LineHeader) -> Sample | None:
        parts = text.split(",") if len(text) <= LONGEST_LINE else []
        if len(parts) != len(header.channels) + 1:
            return None
        time_s = _number(parts[0])
        if not math.isfinite(time_s) or time_s <= self._last_s:
            return None
        factor = TO_SI[header.unit][1]
        volts = tuple(factor * _number(part) if part.strip() else math.nan for part in parts[1:])
        step = 0.0 if math.isnan(self._last_s) else (time_s - self._last_s) * header.rate_hz
        self._last_s = time_s
        return Sample(time_s=time_s, volts=volts, n_lost=max(0, round(step) - 1))


def _number(text: str) -> float:
    """A finite number, or NaN."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
