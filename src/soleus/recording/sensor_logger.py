"""Sensor Logger: one CSV a sensor, ``time`` (ns since 1970) and ``seconds_elapsed`` first, axes in the order z, y, x.

Android and standardised files follow the convention of ``Imu`` (at rest specific force points up). An iPhone's own
values have the opposite sign; ``Metadata.csv`` tells.
"""

import csv
from dataclasses import dataclass, replace

from soleus.recording.delimited import read_csv
from soleus.recording.sniff import Layout
from soleus.recording.source import Source
from soleus.recording.table import Table
from soleus.recording.vectors import stream_of

MAX_META_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What ``Metadata.csv`` says of the phone."""

    platform: str = ""
    standardised: bool = False

    @property
    def inverted(self) -> bool:
        """Whether acceleration has the sign of iOS."""
        return self.platform == "ios" and not self.standardised


def is_sensor_logger(layout: Layout) -> bool:
    """Both clocks by their names."""
    names = [name.lower() for name in layout.header[-1]] if layout.header else []
    return "seconds_elapsed" in names and "time" in names


def read_sensor_logger(source: Source, layout: Layout) -> Table:
    """One sensor's CSV; what it holds is said by the file's name only, unless gravity shows in it."""
    table = read_csv(source, layout, "sensor-logger")
    stream = stream_of(source.where)
    total = "total" in source.where.lower() or "uncalibrated" in source.where.lower()
    total_only = "total" in source.where.lower()
    units = {"gyro": "rad/s"} if "uncalibrated" in source.where.lower() else {"gyro": "rad/s", "acceleration": "m/s2"}
    linear = stream == "linear" or (stream == "acceleration" and not total)
    return replace(
        table, units=units, gravity_included=False if linear else total_only or None, start_unix_s=_start(layout)
    )


def _start(layout: Layout) -> float | None:
    """Unix time of the first row."""
    names = [name.lower() for name in layout.header[-1]]
    try:
        start = float(layout.sample[0][names.index("time")]) * 1e-9
    except (ValueError, IndexError):
        return None
    return start if 631_152_000.0 < start < 4_102_444_800.0 else None


def read_metadata(meta: Source) -> Metadata:
    """Platform and standardisation from the one data row of ``Metadata.csv``."""
    if meta.size > MAX_META_BYTES:
        return Metadata()
    rows = list(csv.reader(meta.all_bytes(MAX_META_BYTES).decode("utf-8-sig", errors="replace").splitlines()))
    if len(rows) < 2:
        return Metadata()
    values = {name.strip().lower(): value.strip().lower() for name, value in zip(rows[0], rows[1], strict=False)}
    return Metadata(
        platform=values.get("platform", ""), standardised=values.get("standardisation", "") in ("true", "1")
    )
