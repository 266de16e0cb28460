"""The FIT container: from bytes to columns of numbers, message kind by message kind.

Own code, because a walk of ten hours must be read within a second and general decoders take two and more (see
docs/decisions). Nothing is followed blindly: every length is checked against the bytes that are there, every loop moves
forward, and what is readable before a fault is kept.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from soleus.walk.steps import Floats, Ints

# base type (low 5 bits) -> size, numpy code, value that means "invalid"; FIT protocol, "Base Types"
_BASE: dict[int, tuple[int, str, int | None]] = {
    0: (1, "u1", 0xFF),
    1: (1, "i1", 0x7F),
    2: (1, "u1", 0xFF),
    3: (2, "i2", 0x7FFF),
    4: (2, "u2", 0xFFFF),
    5: (4, "i4", 0x7FFFFFFF),
    6: (4, "u4", 0xFFFFFFFF),
    8: (4, "f4", None),
    9: (8, "f8", None),
    10: (1, "u1", 0),
    11: (2, "u2", 0),
    12: (4, "u4", 0),
    13: (1, "u1", 0xFF),
    14: (8, "i8", 0x7FFFFFFFFFFFFFFF),
    15: (8, "u8", None),
    16: (8, "u8", 0),
}
TIMESTAMP = 253
MAX_DEFINITIONS = 10_000  # devices write some dozens; more is no activity
HEADER_SIZES = (12, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    number: int
    offset: int
    size: int
    base: int


@dataclass(slots=True, kw_only=True)
class _Definition:
    """How one local message looks, and where its messages lie in the file."""

    kind: int
    order: str
    fields: tuple[_Field, ...]
    size: int
    at: list[int] = field(default_factory=list)
    ordinals: list[int] = field(default_factory=list)
    stamps: list[float] = field(default_factory=list)  # from compressed headers; NaN where the message has its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Columns by message kind and field number, (n,) each, in the order of the file; NaN where there is no value."""

    columns: Mapping[int, Mapping[int, Floats]]
    faults: tuple[str, ...]

    def column(self, kind: int, number: int) -> Floats:
        """One field of one kind of message; NaN where it is not there."""
        of_kind = self.columns.get(kind, {})
        if number in of_kind:
            return of_kind[number]
        return np.full(len(next(iter(of_kind.values()))) if of_kind else 0, np.nan)

    def last(self, kind: int, number: int) -> float:
        """The last known value of a field."""
        known = self.column(kind, number)
        known = known[np.isfinite(known)]
        return float(known[-1]) if len(known) else float("nan")

    def total(self, kind: int, number: int) -> float:
        """Sum of an amount over all messages that have it; NaN where none has. None is below zero."""
        known = self.column(kind, number)
        known = known[np.isfinite(known) & (known >= 0)]
        return float(known.sum()) if len(known) else float("nan")


def read_messages(data: bytes, wanted: frozenset[int]) -> Messages:
    """All messages of the wanted kinds, of every file chained in ``data``; faults say what could not be read."""
    definitions: list[_Definition] = []
    faults: list[str] = []
    at = 0
    while at < len(data):
        head = _header(data, at)
        if head is None:
            faults.append(f"what follows byte {at} is no FIT file and is left out")
            break
        header_size, size = head
        first, last = at + header_size, at + header_size + size
        if last > len(data):
            faults.append(f"the file ends {last + 2 - len(data)} bytes before the length that its header states")
        elif last + 2 > len(data):
            faults.append(f"the file breaks off {last + 2 - len(data)} byte before its end; its checksum is missing")
        elif _crc(data[at:last]) != int.from_bytes(data[last : last + 2], "little"):
            faults.append("the checksum does not fit: some values may be wrong")
        fault = _scan(data, first, min(last, len(data)), definitions, wanted)
        if fault:
            faults.append(fault)
            break
        at = last + 2
    return Messages(columns=_columns(data, definitions), faults=tuple(faults))


def _header(data: bytes, at: int) -> tuple[int, int] | None:
    if len(data) < at + 12 or data[at] not in HEADER_SIZES or data[at + 8 : at + 12] != b".FIT":
        return None
    return data[at], struct.unpack_from("<I", data, at + 4)[0]


def _scan(data: bytes, at: int, end: int, found: list[_Definition], wanted: frozenset[int]) -> str | None:
    """Note where every message lies; returns the fault that ended the scan, if any."""
    local: list[_Definition | None] = [None] * 16
    ordinal = sum(len(d.at) for d in found)
    stamp = float("nan")
    while at < end:
        head = data[at]
        at += 1
        if head & 0xC0 == 0x40:
            definition, at = _definition(data, at, end, developer=bool(head & 0x20))
            if definition is None or len(found) >= MAX_DEFINITIONS:
                return f"a definition at byte {at} is cut or impossible; what stands before is read"
            local[head & 0x0F] = definition
            found.append(definition)
            continue
        known = local[(head >> 5) & 0x03 if head & 0x80 else head & 0x0F]
        if known is None:
            return f"a message at byte {at - 1} was never defined; what stands before is read"
        if at + known.size > end:
            return f"a message at byte {at - 1} is cut; what stands before is read"
        if head & 0x80:
            stamp = _rolled(stamp, head & 0x1F)
        elif (own := _own_stamp(data, at, known)) is not None:
            stamp = own
        if known.kind in wanted:
            known.at.append(at)
            known.ordinals.append(ordinal)
            known.stamps.append(stamp if head & 0x80 else float("nan"))
            ordinal += 1
        at += known.size
    return None


def _definition(data: bytes, at: int, end: int, *, developer: bool) -> tuple[_Definition | None, int]:
    if at + 5 > end:
        return None, at
    order = ">" if data[at + 1] == 1 else "<"
    kind = struct.unpack_from(order + "H", data, at + 2)[0]
    n_fields = data[at + 4]
    at += 5
    if at + 3 * n_fields > end:
        return None, at
    fields, offset = [], 0
    for k in range(n_fields):
        number, size, base = data[at + 3 * k : at + 3 * k + 3]
        fields.append(_Field(number=number, offset=offset, size=size, base=base & 0x1F))
        offset += size
    at += 3 * n_fields
    if developer:
        if at >= end or at + 1 + 3 * data[at] > end:
            return None, at
        offset += sum(data[at + 1 + 3 * k + 1] for k in range(data[at]))
        at += 1 + 3 * data[at]
    return _Definition(kind=kind, order=order, fields=tuple(fields), size=offset), at


def _own_stamp(data: bytes, at: int, known: _Definition) -> float | None:
    for one in known.fields:
        if one.number == TIMESTAMP and one.size == 4:
            value = struct.unpack_from(known.order + "I", data, at + one.offset)[0]
            return None if value == 0xFFFFFFFF else float(value)
    return None


def _rolled(stamp: float, offset: int) -> float:
    """The time that a compressed header means: the low five bits, never backward."""
    if stamp != stamp:
        return stamp
    low = int(stamp) & 0x1F
    return stamp - low + offset + (0x20 if offset < low else 0)


def _columns(data: bytes, definitions: list[_Definition]) -> dict[int, dict[int, Floats]]:
    """Values of all messages, each definition read in one go."""
    raw = np.frombuffer(data, np.uint8)
    parts: dict[int, list[tuple[Ints, dict[int, Floats]]]] = {}
    for one in definitions:
        if not one.at:
            continue
        at = np.array(one.at, np.int64)
        values = {f.number: _values(raw, at + f.offset, f, one.order) for f in one.fields if _is_scalar(f)}
        stamps = np.array(one.stamps)
        if TIMESTAMP not in values or np.isfinite(stamps).any():
            values[TIMESTAMP] = np.where(np.isfinite(stamps), stamps, values.get(TIMESTAMP, np.nan))
        parts.setdefault(one.kind, []).append((np.array(one.ordinals, np.int64), values))
    return {kind: _joined(of_kind) for kind, of_kind in parts.items()}


def _is_scalar(one: _Field) -> bool:
    return one.base in _BASE and one.size >= _BASE[one.base][0]


def _values(raw: NDArray[np.uint8], at: Ints, one: _Field, order: str) -> Floats:
    """The first element of the field in every message."""
    size, code, invalid = _BASE[one.base]
    cells = np.ascontiguousarray(raw[at[:, None] + np.arange(size)]).view(order + code)[:, 0]
    with np.errstate(invalid="ignore"):  # a float of one NaN or another
        values = cells.astype(np.float64)
    if invalid is not None:
        values[cells == np.array(invalid).astype(cells.dtype)] = np.nan
    return values


def _joined(parts: list[tuple[Ints, dict[int, Floats]]]) -> dict[int, Floats]:
    """Columns of several definitions of one kind, in the order of the file."""
    order = np.argsort(np.concatenate([ordinals for ordinals, _ in parts]), kind="stable")
    numbers = sorted({number for _, values in parts for number in values})
    out = {}
    for number in numbers:
        pieces = [values.get(number, np.full(len(ordinals), np.nan)) for ordinals, values in parts]
        out[number] = np.concatenate(pieces)[order]
    return out


def _crc(data: bytes) -> int:
    """The FIT checksum: CRC-16/ARC, 0x8005 reflected, as a table of bytes (protocol, "CRC")."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return table


_CRC_TABLE = _crc_table()
