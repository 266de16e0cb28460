"""phyphox: one CSV a sensor, units in the header, experiment time in seconds; ``meta/time.csv`` has the date."""

import csv
import math
from dataclasses import replace

from soleus.recording.delimited import read_csv
from soleus.recording.names import find_triads, split_unit
from soleus.recording.sniff import Layout
from soleus.recording.source import Source
from soleus.recording.table import Table

MAX_META_BYTES = 1 << 16


def is_phyphox(layout: Layout) -> bool:
    """A time column called ``Time (s)`` first, and other columns with their unit in brackets."""
    if len(layout.header) != 1:
        return False
    names = layout.header[0]
    return names[0].lower() == "time (s)" and len(names) > 1 and all("(" in name for name in names)


def read_phyphox(source: Source, layout: Layout) -> Table:
    """One sensor's CSV; ``Linear ...`` in a column or the file's name means that gravity is removed."""
    table = read_csv(source, layout, "phyphox")
    triads = find_triads(table.columns)
    linear = any(t.quantity == "linear" for t in triads) or "linear" in source.where.lower()
    units = {split_unit(name)[1] for name in layout.header[0]}
    return replace(table, gravity_included=False if linear and units & {"m/s2", "g"} else None)


def start_of(meta: Source) -> tuple[float | None, bool]:
    """Unix time of experiment time 0, and whether the experiment was paused and went on."""
    if meta.size > MAX_META_BYTES:
        return None, False
    text = meta.all_bytes(MAX_META_BYTES).decode("utf-8", errors="replace")
    separator = next((mark for mark in ("\t", ";", ",") if mark in text.split("\n", 1)[0]), ",")
    starts = []
    for row in csv.reader(text.splitlines(), delimiter=separator):
        if len(row) >= 3 and row[0].strip().upper() == "START":
            try:
                starts.append(_number(row[2]) - _number(row[1]))
            except ValueError:
                continue
    known = [start for start in starts if math.isfinite(start)]
    return (known[0] if known else None), len(starts) > 1


def _number(cell: str) -> float:
    return float(cell.strip().replace(",", "."))
