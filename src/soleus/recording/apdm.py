"""APDM Opal: several sensors side by side, either as ``Label/Quantity/Axis`` or in three header rows (``Format=7``)."""

import re

from soleus.errors import InputError
from soleus.recording.delimited import loader
from soleus.recording.names import unit_word
from soleus.recording.sniff import Layout, cells
from soleus.recording.source import Source
from soleus.recording.table import Column, Table

_SHORT = {"acceleration": "acc", "accelerometer": "acc", "angular velocity": "gyro", "gyroscope": "gyro"}
_UNITS = {"acc": "m/s2", "gyro": "rad/s"}


def is_apdm(layout: Layout) -> bool:
    """``Format=7`` in the first cell, or a header of ``Label/Acceleration/X`` names."""
    return _three_rows(layout) or _slashed(layout) is not None


def _three_rows(layout: Layout) -> bool:
    first = next((line for line in layout.preamble if line.strip()), "")
    return re.match(r"\ufeff?\"?Format=\d+", first) is not None and layout.skip_lines >= 3


def _slashed(layout: Layout) -> list[str] | None:
    for line in reversed(layout.preamble):
        names = cells(line, layout.separator)
        if len(names) > 3 and names[0].lower() == "time" and re.search(r"/Acceleration/X", line, re.IGNORECASE):
            return names
    return None


def read_apdm(source: Source, layout: Layout) -> Table:
    """A table whose columns carry their sensor's label as group.

    Raises
    ------
    InputError  if the header does not fit the rows
    """
    names = _slashed(layout)
    columns = _from_slashed(names, layout) if names else _from_three_rows(layout, source.where)
    if len(columns) != layout.n_fields:
        raise InputError(f"{source.where}: {len(columns)} names for {layout.n_fields} fields; export the file again")
    return Table(
        path=source.path,
        format="apdm",
        columns=columns,
        load=loader(source, layout, columns),
        units={"acceleration": "m/s2", "gyro": "rad/s"},
        gravity_included=True,
    )


def _column(label: str, quantity: str, axis: str, unit: str | None) -> Column:
    short = _SHORT.get(quantity.lower().strip())
    if short and axis.lower() in ("x", "y", "z"):
        return Column(name=f"{short}_{axis.lower()}", unit=unit or _UNITS[short], group=label)
    return Column(name=f"{quantity}/{axis}".strip("/"), unit=None, group=label)


def _from_slashed(names: list[str], layout: Layout) -> tuple[Column, ...]:
    units = next((cells(line, layout.separator) for line in reversed(layout.preamble) if line.strip()), [])
    units = units if len(units) == len(names) and units != names else [""] * len(names)
    columns = [Column(name="time", unit=unit_word(units[0]) or "s")]
    for name, unit in zip(names[1:], units[1:], strict=True):
        label, _, rest = name.partition("/")
        quantity, _, axis = rest.partition("/")
        columns.append(_column(label, quantity, axis, unit_word(unit)))
    return tuple(columns)


def _from_three_rows(layout: Layout, where: str) -> tuple[Column, ...]:
    lines = [line.lstrip("\ufeff") for line in layout.preamble if line.strip()]
    if len(lines) < 3:
        raise InputError(f"{where}: expected three header rows after Format=, got {len(lines)}; export the file again")
    n = layout.n_fields
    devices, quantities, axes = ((cells(line, layout.separator) + [""] * n)[:n] for line in lines[:3])
    columns = [Column(name="time", unit="us")]
    label = quantity = ""
    for i in range(1, n):
        # the id stands above a sensor's first column, its label some columns on
        if devices[i].isdigit() or (i == 1 and devices[1]):
            label = next((cell for cell in devices[i + 1 : i + 8] if cell and not cell.isdigit()), devices[i])
        quantity = quantities[i] or quantity
        columns.append(_column(label, quantity, axes[i], None))
    return tuple(columns)
