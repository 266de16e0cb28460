"""A plain table: a time and a glucose column under names that say so; anything unclear is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.readers.draft import Draft, parse_value
from soleus.glucose.readers.stamps import parse_date, parse_time, split_stamp, unix_from_digits
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readers.unit import unit_in
from soleus.glucose.readings import MG_DL_PER_MMOL_L

NAME = "csv"
MOST_PEOPLE = 10_000  # of a column whose values are remembered
_GLUCOSE = re.compile(
    r"gluc|gluk|glyc[aeé]m|glic[eé]m|(^|[^a-z])(gl|sgv|egv|bg|bgl|cgm|sg)([^a-z]|$)|blood.?sugar|blutzucker",
    re.IGNORECASE,
)
_NOT_READING = re.compile(
    r"rate|trend|delta|target|ketone|/\s*min|mean|average|unit|type|count|source|id$", re.IGNORECASE
)
_TIME = re.compile(
    r"time|date|stamp|zeit|datum|fecha|hora|heure|horodat|(^|[^a-z])(day|dt|ts)([^a-z]|$)", re.IGNORECASE
)
_NOT_STAMP = re.compile(r"zone|offset|update|duration|elapsed|since|_s$|transmitter", re.IGNORECASE)
_PERSON = re.compile(r"^(subject|patient|person|participant|user|pt|case)?[ _-]?(id|name|no|nr)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where things stand; ``clock`` is -1 where date and time share a column, ``person`` -1 where nobody is named."""

    header: int
    stamp: int
    clock: int
    glucose: int
    second_glucose: int
    person: int


def find_plain(head: Sequence[Row], where: str) -> Columns | None:
    """The columns, if a row of names holds a time and a glucose column, or bare rows hold stamps and numbers.

    Raises
    ------
    InputError  if several columns could be the glucose, or the stamps have no date
    """
    for k, row in enumerate(head[:50]):
        glucose = [i for i, name in enumerate(row) if _GLUCOSE.search(name) and not _NOT_READING.search(name)]
        glucose = [i for i in glucose if parse_value(row[i]) is None and not re.search(r"time|date", row[i], re.I)]
        if not glucose and any(_TIME.search(name) for name in row):
            glucose = [
                i for i, name in enumerate(row) if re.fullmatch(r"value|reading|mg/?dl|mmol/?l", name, re.IGNORECASE)
            ]
        times = [i for i, name in enumerate(row) if _TIME.search(name) and not _NOT_STAMP.search(name)]
        times = [i for i in times if i not in glucose]
        times.sort(key=lambda i: not re.search(r"display|local", row[i], re.I))  # what the person's clock showed
        if glucose and times:
            return _columns(k, row, times, glucose, head[k + 1 :], where)
    return _bare(head)


def _columns(
    k: int, names: Row, times: list[int], glucose: list[int], below: Sequence[Row], where: str
) -> Columns | None:
    rows = [row for row in below if any(row)][:50]
    stamp, clock = _stamp_columns(times, rows, names, where)
    if len(glucose) > 2 or (len(glucose) == 2 and {unit_in(names[i]) for i in glucose} != {"mg/dL", "mmol/L"}):
        listed = ", ".join(repr(names[i]) for i in glucose)
        raise InputError(f"{where}: several columns may be the glucose ({listed}); keep the sensor's own one only")
    glucose.sort(key=lambda i: unit_in(names[i]) != "mg/dL")
    person = next((i for i, name in enumerate(names) if name and _PERSON.fullmatch(name) and i not in times), -1)
    return Columns(
        header=k,
        stamp=stamp,
        clock=clock,
        glucose=glucose[0],
        second_glucose=glucose[1] if len(glucose) == 2 else -1,
        person=person,
    )


def _stamp_columns(times: list[int], rows: list[Row], names: Row, where: str) -> tuple[int, int]:
    """The column of whole stamps, or those of date and time of day."""

    def cells(i: int) -> list[str]:
        return [row[i] for row in rows if i < len(row) and row[i]]

    for i in times:
        if any(_is_stamp(cell) for cell in cells(i)):
            return i, -1
    days = [i for i in times if any(parse_date(cell) is not None for cell in cells(i))]
    clocks = [i for i in times if any(parse_time(cell) for cell in cells(i))]
    if days and clocks:
        return days[0], clocks[0]
    if clocks:
        raise InputError(
            f"{where}: the stamps in {names[clocks[0]]!r} have a time but no date; add the date, as in 2025-05-01 08:00"
        )
    if days:
        raise InputError(f"{where}: the stamps in {names[days[0]]!r} have a date but no time of day; add the time")
    return times[0], -1


def _is_stamp(text: str) -> bool:
    if unix_from_digits(text) is not None:
        return True
    day, clock = split_stamp(text)
    return parse_date(day) is not None and parse_time(clock) is not None


def _bare(head: Sequence[Row]) -> Columns | None:
    """Rows of a stamp and a number without names above them."""
    rows = [row for row in head if any(row)][:20]
    if len(rows) < 2 or not all(len(row) == 2 and _is_stamp(row[0]) and parse_value(row[1]) for row in rows):
        return None
    return Columns(header=-1, stamp=0, clock=-1, glucose=1, second_glucose=-1, person=-1)


def read_plain(table: TextTable, at: Columns, draft: Draft) -> None:
    """Readings of one person.

    Raises
    ------
    InputError          if several people share the table or two columns of units disagree
    NotEnoughDataError  if there is a header only
    """
    names = table.head[at.header] if at.header >= 0 else []
    draft.reader, draft.unit = NAME, unit_in(names[at.glucose]) if names else None
    people: set[str] = set()
    needed = max(at.stamp, at.clock, at.glucose)
    n_rows = 0
    for number, row in enumerate(table.rows()):
        if number <= at.header or not any(row):
            continue
        n_rows += 1
        if len(row) <= needed:
            draft.drop("row that is cut")
            continue
        value = row[at.glucose]
        if at.second_glucose >= 0:
            value = _agreed(row, at, value, table.where)
        if 0 <= at.person < len(row) and row[at.person]:
            people.add(row[at.person] if len(people) < MOST_PEOPLE else "")
        if value and value.lower() not in ("nan", "na", "null", "none", "-"):
            draft.add(row[at.stamp], value, clock=row[at.clock] if at.clock >= 0 else "")
        else:
            draft.drop("row without a value")
    if 1 < len(people) <= n_rows / 2:  # a name for every row is a number of the record
        raise InputError(f"{table.where}: several people in column {names[at.person]!r}; one file for each person")
    if not n_rows:
        raise NotEnoughDataError(f"{table.where}: a header but no rows; export the readings again")


def _agreed(row: Row, at: Columns, value: str, where: str) -> str:
    """The mg/dL cell, checked against the mmol/L cell beside it; their rounding allows 0.5 mg/dL and 0.05 mmol/L."""
    other = parse_value(row[at.second_glucose]) if at.second_glucose < len(row) else None
    own = parse_value(value) if value else None
    if own and other and abs(own[0] - other[0] * MG_DL_PER_MMOL_L) > 0.5 + 0.05 * MG_DL_PER_MMOL_L + 0.01 * own[0]:
        raise InputError(
            f"{where}: the mg/dL and mmol/L columns disagree ({value} and {row[at.second_glucose]}); keep one"
        )
    if not own and other:
        return f"{other[0] * MG_DL_PER_MMOL_L:.6g}"
    return value
