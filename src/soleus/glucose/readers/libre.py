"""FreeStyle Libre: LibreView's CSV and the reader's own text, in any language.

The headers are translated but their order is not: ... time, record type, historic glucose, scan glucose, ... strip
glucose, ketone; and the units stand in them. So the columns are found by unit and order, and rows by the column that is
filled (re-saved and old files have wrong record types).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readers.unit import unit_in
from soleus.glucose.readings import Flag

NAME = "libreview"
READER_NAME = "libre-reader"
CARBS_AFTER_SCAN = 4  # rapid insulin as words and number, food as words, carbohydrates in grams
_KINDS = {"3": "ketone row", "4": "insulin row", "5": "food row without grams", "6": "note or time change"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where things stand; ``first`` is the column of the device (LibreView) or of the record's number (reader)."""

    header: int
    stamp: int
    kind: int
    historic: int
    scan: int
    strip: int
    carbs: int


def find_libre(head: Sequence[Row]) -> Columns | None:
    """The columns, if the first rows are a Libre export's."""
    for k, row in enumerate(head[:12]):
        units = [i for i, cell in enumerate(row) if unit_in(cell)]
        if len(units) < 3 or units[0] < 2 or units[1] != units[0] + 1 or len(row) < 12:
            continue
        if unit_in(row[units[0]]) != unit_in(row[units[1]]):
            continue
        return Columns(
            header=k,
            stamp=units[0] - 2,
            kind=units[0] - 1,
            historic=units[0],
            scan=units[1],
            strip=units[2],
            carbs=units[1] + CARBS_AFTER_SCAN,
        )
    return None


def read_libre(table: TextTable, at: Columns, draft: Draft) -> None:
    """Historic readings, scans, strips and food; other records are counted by their kind."""
    draft.reader = NAME if at.stamp == 2 else READER_NAME
    draft.unit = unit_in(table.head[at.header][at.historic])
    draft.hints.other_dates += [word for row in table.head[: at.header] for cell in row for word in cell.split()]
    for number, row in enumerate(table.rows()):
        if number <= at.header or len(row) <= at.scan:
            continue
        stamp = row[at.stamp]
        if row[at.historic]:
            draft.add(stamp, row[at.historic])
        elif row[at.scan]:
            draft.add(stamp, row[at.scan], Flag.SCAN)
        elif len(row) > at.strip and row[at.strip]:
            draft.add(stamp, row[at.strip], Flag.CALIBRATION)
        elif len(row) > at.carbs and row[at.carbs]:
            draft.meal(stamp, row[at.carbs])
        elif any(row):
            draft.drop(_KINDS.get(row[at.kind], "record without a reading"))
