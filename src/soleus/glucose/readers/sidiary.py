"""xDrip's export for SiDiary: DAY;TIME;UDT_CGMS;BG_LEVEL;CH_GR;BOLUS;REMARK, dates day.month.year, no unit stated."""

from collections.abc import Sequence

from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readings import Flag

NAME = "xdrip-sidiary"


def find_sidiary(head: Sequence[Row]) -> int | None:
    """The row of the header, if the first rows are a SiDiary export's."""
    for k, row in enumerate(head[:12]):
        names = [cell.upper() for cell in row]
        if {"DAY", "TIME", "UDT_CGMS"} <= set(names):
            return k
    return None


def read_sidiary(table: TextTable, header: int, draft: Draft) -> None:
    """Sensor readings, fingersticks and meals."""
    draft.reader = NAME
    names = [cell.upper() for cell in table.head[header]]
    at = {
        name: names.index(name) for name in ("DAY", "TIME", "UDT_CGMS", "BG_LEVEL", "CH_GR", "REMARK") if name in names
    }
    for number, row in enumerate(table.rows()):
        if number <= header or not any(row):
            continue
        cells = {name: row[i] if i < len(row) else "" for name, i in at.items()}
        day, clock = cells["DAY"], cells["TIME"]
        if cells["UDT_CGMS"]:
            draft.add(day, cells["UDT_CGMS"], clock=clock)
        if cells.get("BG_LEVEL"):
            draft.add(day, cells["BG_LEVEL"], Flag.CALIBRATION, clock=clock)
        if cells.get("CH_GR"):
            draft.meal(day, cells["CH_GR"], cells.get("REMARK", ""), clock=clock)
        if not (cells["UDT_CGMS"] or cells.get("BG_LEVEL") or cells.get("CH_GR")):
            draft.drop("row without a reading")
