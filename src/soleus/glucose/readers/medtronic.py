"""Medtronic: CareLink's CSV (sections with a header each, newest first) and iPro2's text; ISIG marks both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readers.unit import unit_in
from soleus.glucose.readings import Flag, GlucoseUnit

CARELINK, IPRO2 = "medtronic-carelink", "medtronic-ipro2"
_GRAMS = re.compile(r"(?:meal|carb)\w*:\s*([\d.,]+)", re.IGNORECASE)
_MARKER = re.compile(r"event|marker", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where things stand in one section; -1 where it has no such column."""

    name: str
    unit: GlucoseUnit
    index: int
    day: int
    clock: int
    glucose: int
    fingersticks: tuple[int, ...]
    carbs: int
    marker: int
    excluded: int


def columns_of(row: Row) -> Columns | None:
    """The columns, if the row is a header of CareLink or iPro2."""
    low = [cell.lower() for cell in row]
    isig = next((i for i, cell in enumerate(row) if re.search(r"\bISIG\b", cell)), -1)
    named = next((i for i, cell in enumerate(low) if cell.startswith("sensor glucose") and unit_in(cell)), -1)
    if len(row) < 6 or (isig < 0 and (named < 0 or not {"date", "time"} <= set(low))):
        return None
    beside = (i for i in (named, isig - 1, isig + 1) if 0 <= i < len(row) and unit_in(row[i]))
    glucose = next(beside, -1)
    unit = unit_in(row[glucose]) if glucose >= 0 else None
    if not unit:
        return None
    return Columns(
        name=IPRO2 if "excluded" in low or "used in calibration" in low else CARELINK,
        unit=unit,
        index=0,
        day=low.index("date") if "date" in low else 1,
        clock=low.index("time") if "time" in low else 2,
        glucose=glucose,
        fingersticks=tuple(i for i, cell in enumerate(low) if i != glucose and _is_fingerstick(cell)),
        carbs=next((i for i, cell in enumerate(low) if "carb input" in cell), -1),
        marker=next((i for i, cell in enumerate(low) if _MARKER.search(cell)), -1),
        excluded=low.index("excluded") if "excluded" in low else -1,
    )


def _is_fingerstick(name: str) -> bool:
    return bool(unit_in(name)) and ("bg reading" in name or "calibration bg" in name)


def is_medtronic(head: Sequence[Row]) -> bool:
    """Whether one of the first rows is a header of CareLink or iPro2."""
    return any(columns_of(row) for row in head)


def read_medtronic(table: TextTable, draft: Draft) -> None:
    """Sensor readings, fingersticks and meals of every section; alarms, insulin and the rest are counted."""
    at: Columns | None = None
    draft.clocked = "order"
    for row in table.rows():
        found = columns_of(row) if len(row) > 5 and not row[0].replace(",", "").replace(".", "").isdecimal() else None
        if found:
            at = found
            draft.reader, draft.unit = at.name, at.unit
        elif row and row[0].startswith("---"):  # the line between two sections
            continue
        elif at is None:
            draft.hints.other_dates += [word for cell in row for word in cell.split()]
        elif len(row) > at.clock and row[at.day] and row[at.clock]:
            _read_row(row, at, draft)


def _read_row(row: Row, at: Columns, draft: Draft) -> None:
    day, clock = row[at.day], row[at.clock]
    said = False
    if value := _cell(row, at.glucose):
        if _cell(row, at.excluded).lower() in ("true", "yes", "1", "x"):
            draft.drop("reading that the sensor excluded")
        else:
            draft.add(day, value, clock=clock, tick=_number(row[at.index]))
        said = True
    stick = next((value for i in at.fingersticks if (value := _cell(row, i))), "")
    if stick:
        draft.add(day, stick, Flag.CALIBRATION, clock=clock)
        said = True
    grams = _cell(row, at.carbs)
    if not grams and (found := _GRAMS.search(_cell(row, at.marker))):
        grams = found[1]
    if grams and _number(grams) > 0:
        draft.meal(day, grams, clock=clock)
        said = True
    if not said:
        draft.drop("event without a reading")


def _cell(row: Row, i: int) -> str:
    return row[i] if 0 <= i < len(row) else ""


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")
