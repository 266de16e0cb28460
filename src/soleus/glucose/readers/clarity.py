"""Dexcom Clarity: CSV of 11 to 14 columns, in any language; alert rows carry settings, not readings."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readers.unit import unit_in
from soleus.glucose.readings import Flag

NAME = "dexcom-clarity"
_STAMP = re.compile(r"\(\w{4}-\w{2}-\w{2}[T ]\w{2}:\w{2}:\w{2}\)")  # "Timestamp (YYYY-MM-DDThh:mm:ss)", translated too
_CALIBRATION = re.compile(r"cali|kali", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where things stand; the order of Clarity's columns is the same in every language."""

    header: int
    stamp: int
    event: int
    glucose: int
    carbs: int
    tick: int
    device: int


def find_clarity(head: Sequence[Row]) -> Columns | None:
    """The columns, if the first rows are Clarity's."""
    for k, row in enumerate(head[:20]):
        stamp = next((i for i, cell in enumerate(row) if _STAMP.search(cell)), None)
        if stamp is None:
            continue
        after = range(stamp + 2, len(row))
        glucose = next((i for i in after if unit_in(row[i]) and not re.search(r"/\s*min", row[i])), None)
        if glucose is None:
            continue
        tick = next((i for i, cell in enumerate(row) if "long" in cell.lower() and i > glucose), -1)
        return Columns(
            header=k,
            stamp=stamp,
            event=stamp + 1,
            glucose=glucose,
            carbs=glucose + 2,
            tick=tick,
            device=tick + 1 if tick >= 0 else -1,
        )
    return None


def read_clarity(table: TextTable, at: Columns, draft: Draft) -> None:
    """Readings (EGV), calibrations and logged meals; everything else is counted by its kind."""
    draft.reader, draft.unit, draft.clocked = NAME, unit_in(table.head[at.header][at.glucose]), "time"
    own = _own_event(table.head[at.header + 1 :], at)
    for number, row in enumerate(table.rows()):
        if number <= at.header or len(row) <= at.glucose:
            continue
        event, stamp, value = row[at.event], row[at.stamp], row[at.glucose]
        if event == own and value:
            draft.add(stamp, value, device=_cell(row, at.device), tick=_tick(_cell(row, at.tick)))
        elif stamp and value and _CALIBRATION.search(event):
            draft.add(stamp, value, Flag.CALIBRATION)
        elif stamp and (grams := _cell(row, at.carbs)):
            draft.meal(stamp, grams)
        elif event and (value or stamp):
            draft.drop(f"{event.lower()} row" if event.isascii() and len(event) < 30 else "other event")


def _own_event(rows: Sequence[Row], at: Columns) -> str:
    """The word for a sensor reading: EGV, or in a translation the commonest one with both stamp and value."""
    kinds = Counter(
        row[at.event] for row in rows if len(row) > at.glucose and row[at.stamp] and row[at.glucose] and row[at.event]
    )
    return "EGV" if "EGV" in kinds or not kinds else kinds.most_common(1)[0][0]


def _cell(row: Row, i: int) -> str:
    return row[i] if 0 <= i < len(row) else ""


def _tick(text: str) -> float:
    return float(text) if text.isdecimal() and len(text) < 16 else float(np.nan)
