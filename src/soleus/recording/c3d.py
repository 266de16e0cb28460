"""C3D: EMG and other analogue channels at their rate, markers at theirs."""

import importlib.util
import struct
from typing import Any

import numpy as np

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.isolated import arrays_from
from soleus.recording.names import unit_word
from soleus.recording.source import Source
from soleus.recording.table import Column, Options, Table, in_memory

MAX_C3D_BYTES = 1 << 29  # 512 MiB: an hour of 40 markers at 200 Hz with 16 channels at 2 kHz
BLOCK_BYTES = 512
_AXES = {"X": 0, "Y": 1, "Z": 2}


def read_c3d(source: Source, options: Options) -> Table:
    """The analogue channels, or the marker heights where those are wanted.

    Raises
    ------
    InputError          if ezc3d is not installed or the file is damaged
    NotEnoughDataError  if it holds no frames
    """
    _check_header(source)
    content = _extracted(source)
    markers, channels = _markers(content, source), _analogue(content, source)
    table = _wanted(markers, channels, options)
    if table is None:
        raise NotEnoughDataError(f"{source.where}: neither analogue channels nor markers were recorded")
    return table


def _extracted(source: Source) -> dict[str, Any]:
    """The file's arrays by way of ``c3d_worker``: a damaged file may end that process, not this one."""
    try:
        installed = importlib.util.find_spec("ezc3d") is not None
    except ValueError:
        installed = False
    if not installed:
        raise InputError(f"{source.where}: C3D files need one more package; pip install 'soleus[c3d]'")
    content = arrays_from("soleus.recording.c3d_worker", source.path)
    if content is None:
        raise InputError(f"{source.where}: the C3D file is damaged; export it again")
    return content


def _check_header(source: Source) -> None:
    """Refuse a header that claims more frames than the file has bytes for, before anything is allocated."""
    head, size = source.head, source.size
    if size > MAX_C3D_BYTES:
        raise InputError(f"{source.where}: {size / 1e9:.1f} GB, at most 0.5 GiB can be read; cut the trial")
    if size < 2 * BLOCK_BYTES or head[0] < 2:
        raise InputError(f"{source.where}: no C3D file, or one that breaks off in its header; export it again")
    order = _byte_order(source)
    n_points, n_analogue, first, last = struct.unpack(order + "4H", head[2:10])
    (data_block,) = struct.unpack(order + "H", head[16:18])
    n_frames = last - first + 1 if last >= first else 0
    needed = (data_block - 1) * BLOCK_BYTES + n_frames * 2 * (4 * n_points + n_analogue)
    if last != 65535 and needed > size + BLOCK_BYTES:
        raise InputError(f"{source.where}: the header claims {n_frames} frames, the file ends before; copy it again")


def _byte_order(source: Source) -> str:
    """Parameter block, byte 4: 84 Intel, 85 DEC, 86 MIPS."""
    head = source.head
    start = (head[0] - 1) * BLOCK_BYTES
    if len(head) < start + 4 or head[start + 3] not in (84, 85, 86):
        raise InputError(f"{source.where}: no C3D file, or a damaged one: its parameters are not where it says")
    return ">" if head[start + 3] == 86 else "<"


def _wanted(markers: Table | None, channels: Table | None, options: Options) -> Table | None:
    """Markers for heights, analogue channels otherwise; a named column decides where it is found."""
    if options.column is not None and options.sensor is None and markers is not None:
        name = options.column.rpartition(":")[0] or options.column
        labels = [c.name.lower() for c in channels.columns] if channels else []
        if name.lower() not in labels and options.column.lower() not in labels:
            return markers
    if options.sensor == "height":
        return markers or channels
    return channels or markers


def _words(content: dict[str, Any], name: str, n: int, otherwise: str) -> list[str]:
    """Exactly ``n`` labels, units or descriptions; what is missing is numbered or blank."""
    words = [str(word) for word in content[name]][:n]
    return words + [otherwise.format(i + 1) for i in range(len(words), n)]


def _rate(content: dict[str, Any], group: str, source: Source) -> float:
    rates = content[f"{group}_RATE"]
    rate_hz = float(rates[0]) if len(rates) else 0.0
    if not (np.isfinite(rate_hz) and rate_hz > 0):
        raise InputError(f"{source.where}: the {group.lower()} rate is {rate_hz:g} Hz; export the trial again")
    return rate_hz


def _analogue(content: dict[str, Any], source: Source) -> Table | None:
    values = content["analogs"]
    if values.ndim != 3 or values.shape[1] == 0 or values.shape[2] == 0:
        return None
    n = values.shape[1]
    labels, units = _words(content, "ANALOG_LABELS", n, "analog_{}"), _words(content, "ANALOG_UNITS", n, "")
    columns = tuple(Column(name=label, unit=unit_word(unit)) for label, unit in zip(labels, units, strict=True))
    return Table(
        path=source.path,
        format="c3d",
        columns=columns,
        load=in_memory(list(values[0])),
        rate_hz=_rate(content, "ANALOG", source),
    )


def _markers(content: dict[str, Any], source: Source) -> Table | None:
    """Heights of the markers along the vertical axis of the laboratory (``POINT:Y_SCREEN``, else Z)."""
    points = content["points"]
    if points.ndim != 3 or points.shape[0] < 3 or points.shape[1] == 0 or points.shape[2] == 0:
        return None
    n = points.shape[1]
    units = content["POINT_UNITS"]
    unit = unit_word(str(units[0])) if len(units) else None
    axis, sign = _vertical(content)
    names, notes = _told_apart(
        _words(content, "POINT_LABELS", n, "point_{}"), _words(content, "POINT_DESCRIPTIONS", n, "")
    )
    return Table(
        path=source.path,
        format="c3d",
        columns=tuple(Column(name=name, unit=unit) for name in names),
        load=in_memory([np.float32(sign) * points[axis, i] for i in range(n)]),
        rate_hz=_rate(content, "POINT", source),
        warnings=notes,
    )


def _vertical(content: dict[str, Any]) -> tuple[int, float]:
    screen = content["Y_SCREEN"]
    word = str(screen[0]).strip().upper() if len(screen) else "+Z"
    return _AXES.get(word[-1:], 2), -1.0 if word.startswith("-") else 1.0


def _told_apart(labels: list[str], descriptions: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Old files cut labels to four letters: the first of equal ones keeps it, later ones take the description."""
    names: list[str] = []
    doubled = []
    for i, label in enumerate(labels):
        if label not in names:
            names.append(label)
            continue
        doubled.append(label)
        description = descriptions[i] if i < len(descriptions) else ""
        names.append(description if description and description not in names else f"{label} ({i + 1})")
    note = f"labels that occur twice mean their first marker: {', '.join(dict.fromkeys(doubled))}"
    return names, (note,) if doubled else ()
