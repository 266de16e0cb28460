"""How values look on a page: the filters of the templates."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

__all__ = ["as_json", "clock", "day", "decimal", "span", "unix_day"]

UNKNOWN = "\N{EN DASH}"


def as_json(values: Sequence[Any]) -> str:
    """Dataclasses as JSON, for a ``data-`` attribute that a script reads."""
    return json.dumps([asdict(value) for value in values])


def clock(seconds: float | None) -> str:
    """Minutes and seconds, ``4:05``; hours where there are any."""
    if seconds is None:
        return UNKNOWN
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def day(moment: datetime, now: datetime) -> str:
    """``today, 14:05``, ``yesterday, 14:05`` or ``Tue 4 March 2025, 14:05``."""
    apart = (now.date() - moment.date()).days
    name = {0: "today", 1: "yesterday"}.get(apart) or f"{moment:%a} {moment.day} {moment:%B %Y}"
    return f"{name}, {moment:%H:%M}"


def decimal(value: float | None, digits: int = 0) -> str:
    """A number of that many digits, or a dash where it is not known."""
    return UNKNOWN if value is None else f"{value:.{digits}f}"


def span(values: tuple[float, float] | None) -> str:
    """``3`` or ``3 to 5``."""
    if values is None:
        return UNKNOWN
    low, high = values
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def unix_day(value: date) -> int:
    """Midnight of a day in UTC, in seconds: where a chart places it."""
    return int(datetime.combine(value, time(), UTC).timestamp())
