"""Time stamps of activity files, and which of them can be believed."""

import re
from datetime import date

_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d(?:[.,]\d+)?))?\s*(Z|[+-]\d\d:?\d\d)?\s*", re.ASCII
)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST_UNIX_S = 631_152_000.0  # 1990: before any GPS receiver that people own
LAST_UNIX_S = 4_102_444_800.0  # 2100


def unix_s(text: str | None) -> float:
    """Seconds since 1970 of an ISO stamp (UTC where it names no zone); NaN where it is none, or no date that can be."""
    match = _ISO.fullmatch(text) if text and len(text) < 64 else None
    if not match:
        return float("nan")
    try:
        days = date(int(match[1]), int(match[2]), int(match[3])).toordinal() - _EPOCH_DAY
    except ValueError:
        return float("nan")
    seconds = days * 86400.0 + int(match[4]) * 3600 + int(match[5]) * 60 + float((match[6] or "0").replace(",", "."))
    if match[7] and match[7] != "Z":
        digits = match[7][1:].replace(":", "")
        seconds -= (-1.0 if match[7][0] == "-" else 1.0) * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)
    return seconds if FIRST_UNIX_S <= seconds <= LAST_UNIX_S else float("nan")


def number(text: str | None) -> float:
    """A finite number, or NaN."""
    try:
        value = float(text) if text and len(text) < 64 else float("nan")
    except ValueError:
        return float("nan")
    return value if abs(value) < 1e12 else float("nan")


def amount(text: str | None) -> float:
    """A finite number that is not below zero, as times, ways and counts are; or NaN."""
    value = number(text)
    return value if value >= 0 else float("nan")
