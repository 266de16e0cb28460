"""Dates and clock times as text tables write them, in seconds."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.recording.sniff import CLOCK_TIME, DATETIME
from soleus.recording.table import Kind

_DAY_S = 86400.0

Array = NDArray[np.floating[Any]]


def seconds_of(texts: Sequence[str | None], kind: Kind) -> NDArray[np.float64]:
    """Dates become seconds since 1970, clock times seconds since midnight; NaN where there is none."""
    parse = _unix_s if kind == "datetime" else _midnight_s
    return np.array([parse(text) for text in texts], np.float64)


def past_midnight(stamps: Array) -> Array:
    """Clock times that go on after midnight."""
    turned = np.nan_to_num(np.diff(stamps)) < -_DAY_S / 2
    risen: Array = stamps + _DAY_S * np.concatenate([np.zeros(min(1, len(stamps))), np.cumsum(turned)])
    return risen


def _unix_s(text: str | None) -> float:
    match = DATETIME.fullmatch(text.strip()) if text else None
    if not match:
        return float("nan")
    try:
        days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return float("nan")
    seconds = int(match[4]) * 3600 + int(match[5]) * 60 + float((match[6] or "0").replace(",", "."))
    return days * _DAY_S + seconds - _offset_s(match[7])


def _offset_s(zone: str | None) -> float:
    if not zone or zone in ("Z", "UTC"):
        return 0.0
    digits = zone[1:].replace(":", "")
    return (-1.0 if zone[0] == "-" else 1.0) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def _midnight_s(text: str | None) -> float:
    match = CLOCK_TIME.fullmatch(text.strip()) if text else None
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3].replace(",", ".")) if match else float("nan")
