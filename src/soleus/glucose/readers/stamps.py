"""Time stamps as apps write them: parsed without deciding what 3/4 means."""

import re
from datetime import date
from functools import lru_cache
from typing import Literal

DateOrder = Literal["dmy", "mdy"]
FIRST_YEAR, LAST_YEAR = 1900, 2100  # de-identified exports are shifted by decades; anything else is damage

_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})\.?")
_NAMED = re.compile(r"(\d{1,2})[-/. ]+([^\W\d]{3,9})\.?[-/. ,]+(\d{2}|\d{4})|([^\W\d]{3,9})\.? (\d{1,2}),? +(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}(?:[.,]\d+)?))?\s*([aApP]\.?\s?[mM]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_DAY_S = 86400.0


@lru_cache(maxsize=100_000)
def parse_date(text: str) -> int | None:
    """A date as a day number (positive), or as ``-(year * 10000 + first * 100 + second)`` where it has two readings.

    Dates with dots are day.month.year: no country writes the month first with dots.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return _named_month(text)
    first, mark, second, third = int(found[1]), found[2], int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return _day(first, second, third)
    if len(found[1]) > 2 or len(found[4]) not in (2, 4):
        return None
    year = third + 2000 if len(found[4]) == 2 else third  # no sensor is older
    if mark == "." or first == second:
        return _day(year, second, first)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    return -(year * 10000 + first * 100 + second)


def _named_month(text: str) -> int | None:
    found = _NAMED.fullmatch(text)
    if not found:
        return None
    day, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    month = name[:3].lower()
    if month not in _MONTHS:
        return None
    return _day(int(year) + (2000 if len(year) == 2 else 0), _MONTHS.index(month) + 1, int(day))


def _day(year: int, month: int, day: int) -> int | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def ordered_day(code: int, order: DateOrder) -> int | None:
    """Day number of an ambiguous date under one order."""
    year, rest = divmod(-code, 10000)
    first, second = divmod(rest, 100)
    day, month = (first, second) if order == "dmy" else (second, first)
    return _day(year, month, day)


def order_of(code: int) -> DateOrder | None:
    """The only order that an ambiguous date allows, if there is one."""
    first, second = divmod(-code % 10000, 100)
    if first > 12:
        return "dmy"
    return "mdy" if second > 12 else None


@lru_cache(maxsize=200_000)
def parse_time(text: str) -> tuple[float, float | None] | None:
    """Seconds of the day and the offset to UTC in seconds, if the text states one."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), float((found[3] or "0").replace(",", "."))
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    if hour > 23 or minute > 59 or second >= 60.0:
        return None
    return hour * 3600.0 + minute * 60.0 + second, _offset(found[5])


def _offset(text: str | None) -> float | None:
    if not text:
        return None
    if text[0] not in "+-":
        return 0.0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return (-60.0 if text[0] == "-" else 60.0) * minutes if minutes <= 18 * 60 else None


@lru_cache(maxsize=4096)
def split_stamp(text: str) -> tuple[str, str]:
    """Date and time of day of a stamp that holds both; the second is empty where there is none."""
    text = text.strip()
    for mark in ("T", " "):
        head, found, tail = text.partition(mark)
        if found and parse_date(head.rstrip(",")) is not None:
            return head.rstrip(","), tail.strip()
    cut = re.search(r"\s(?=\d{1,2}[:.]\d{2})", text)  # 14 Mar 2024 10:05
    return (text[: cut.start()].rstrip(","), text[cut.end() :]) if cut else (text, "")


EPOCH_DAY = date(1970, 1, 1).toordinal()


def unix_from_digits(text: str) -> float | None:
    """Unix time in s from a number of seconds (10 digits) or milliseconds (13 digits)."""
    if not text.isdecimal() or len(text) not in (10, 13):
        return None
    return int(text) / (1.0 if len(text) == 10 else 1000.0)


def day_start_s(day: int) -> float:
    """Seconds since 1970 at which a day number begins."""
    return (day - EPOCH_DAY) * _DAY_S


def parse_stamp(text: str, order: DateOrder | None = None) -> tuple[float, float | None] | None:
    """Wall clock in s since 1970 and the stated offset; None where it is no stamp or its order is not known."""
    unix = unix_from_digits(text.strip())
    if unix is not None:
        return unix, 0.0
    day_text, time_text = split_stamp(text)
    day, clock = parse_date(day_text), parse_time(time_text)
    if day is not None and day < 0:
        only = order_of(day) or order
        day = ordered_day(day, only) if only else None
    if day is None or clock is None:
        return None
    return day_start_s(day) + clock[0], clock[1]
