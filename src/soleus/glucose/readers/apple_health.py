"""Apple Health's export.xml, streamed: only the tags of glucose records are looked at, nothing is ever expanded.

The file is not given to an XML parser: the document type that iOS writes is broken in some versions, control characters
occur, and entities are a risk. A scanner finds the records by their type and reads their attributes.
"""

import re
from collections.abc import Iterator

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.stamps import parse_stamp
from soleus.glucose.readings import MG_DL_PER_MMOL_L, Flag
from soleus.recording.packed import Readable

NAME = "apple-health"
TYPE = b"HKQuantityTypeIdentifierBloodGlucose"
CHUNK_BYTES = 1 << 20
MAX_RECORD_BYTES = 1 << 16  # a record with its metadata takes under 2 kB
HEAD_BYTES = 1 << 18  # the document type before the root takes some 12 kB
_ROOT = re.compile(rb"<HealthData[\s>]")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENTERED = re.compile(rb"""key\s*=\s*["']HKWasUserEntered["']\s+value\s*=\s*["']1["']""")
_REFERENCE = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,40});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def read_apple_health(stream: Readable, where: str, draft: Draft) -> None:
    """Glucose records of every source; entries by hand count as fingersticks.

    Raises
    ------
    UnknownFormatError  if it is some other XML
    InputError          if a record never ends
    NotEnoughDataError  if it holds no glucose
    """
    draft.reader = NAME
    units: dict[str, int] = {}
    for record in _records(stream, where, draft):
        unit = _read_record(record, draft)
        units[unit] = units.get(unit, 0) + 1
    mmol, mg = units.get("mmol/L", 0), units.get("mg/dL", 0)
    draft.unit = "mg/dL"
    draft.shown_unit = "mmol/L" if mmol > mg else "mg/dL"
    if mmol and mg:
        draft.notes.append(f"{mg} records in mg/dL and {mmol} in mmol/L; each was read in its own unit")
    if not mmol + mg:
        raise NotEnoughDataError(f"{where}: no blood glucose in it; let the sensor's app write to Apple Health first")


def _records(stream: Readable, where: str, draft: Draft) -> Iterator[bytes]:
    """The bytes of each glucose record, from its ``<`` to its end, in bounded memory."""
    head = stream.read(HEAD_BYTES)
    root = _ROOT.search(head)
    if not root:
        raise UnknownFormatError(f"{where}: XML of no known format; expected Apple Health's export.xml")
    buffer, ended = head[root.start() :], False
    position = 0
    while True:
        found = buffer.find(TYPE, position)
        if found >= 0:
            record, position = _record(buffer, found, ended=ended)
            if record is None and not ended:
                if len(buffer) - found > MAX_RECORD_BYTES:
                    raise InputError(f"{where}: a glucose record of over 64 kB; export the data again")
                buffer, position, ended = _more(stream, buffer, max(0, buffer.rfind(b"<", 0, found)))
                continue
            if record:
                yield record
            continue
        if ended:
            break
        buffer, position, ended = _more(stream, buffer, max(position, len(buffer) - MAX_RECORD_BYTES))
    if b"</HealthData>" not in buffer[-4096:]:
        draft.notes.append("the file breaks off before its end; later records are missing")


def _more(stream: Readable, buffer: bytes, kept_from: int) -> tuple[bytes, int, bool]:
    """The buffer, its used part dropped and a chunk added; the place to search from; whether it was the last."""
    rest = buffer[kept_from:]
    chunk = stream.read(CHUNK_BYTES)
    return rest + chunk, 0, not chunk


def _record(buffer: bytes, found: int, *, ended: bool) -> tuple[bytes | None, int]:
    """The record around the type name, and the place after it; None where it is cut or no record."""
    start = buffer.rfind(b"<", max(0, found - MAX_RECORD_BYTES), found)
    after = found + len(TYPE)
    if start < 0 or not buffer.startswith(b"<Record", start) or b">" in _unquoted(buffer[start:found]):
        return (b"" if start >= 0 or ended else None), after
    end = _tag_end(buffer, after)
    if end < 0:
        return None, after
    if buffer[end - 1 : end] == b"/":
        return buffer[start : end + 1], end + 1
    close = buffer.find(b"</Record>", end, end + MAX_RECORD_BYTES)
    if close < 0:
        return None, after
    return buffer[start:close], close


def _unquoted(piece: bytes) -> bytes:
    return re.sub(rb"\"[^\"]*\"|'[^']*'", b"", piece)


def _tag_end(buffer: bytes, position: int) -> int:
    """Where the tag's ``>`` stands; ``position`` is inside a quoted value."""
    quote = re.compile(rb"[\"']").search(buffer, position, position + MAX_RECORD_BYTES)
    if not quote:
        return -1
    tail = re.compile(rb"(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>").match(buffer, quote.end(), quote.end() + MAX_RECORD_BYTES)
    return tail.end() - 1 if tail else -1


def _read_record(record: bytes, draft: Draft) -> str:
    """Add the reading; returns its unit, empty where it cannot be read."""
    tag_end = _tag_end(record, record.find(TYPE) + len(TYPE))
    tag = record if tag_end < 0 else record[: tag_end + 1]
    cells = {name.decode("ascii", "replace"): one or two for name, one, two in _ATTRIBUTE.findall(tag)}
    unit, value = _text(cells.get("unit", b"")), _text(cells.get("value", b""))
    stamp = parse_stamp(_text(cells.get("startDate", b"")) or "")
    factor = _mg_dl_per(unit)
    if factor is None or value is None or stamp is None:
        draft.drop("record with a unit, value or time that cannot be read")
        return ""
    number = _number(value)
    if number is None:
        draft.drop("record with a unit, value or time that cannot be read")
        return ""
    entered = bool(_ENTERED.search(record))
    offset = 0.0 if stamp[1] is None else stamp[1]
    draft.add_instant(stamp[0] - offset, offset, number * factor, Flag.CALIBRATION if entered else 0)
    return "mg/dL" if factor == 1.0 else "mmol/L"


def _text(value: bytes) -> str | None:
    """An attribute with its references resolved; None where it names an entity of the document."""
    text = value.decode("utf-8", "replace")
    if "&" not in text:
        return text
    unknown = False

    def resolved(match: re.Match[str]) -> str:
        nonlocal unknown
        name = match[1]
        if name[0] == "#":
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            if code < 0x110000:
                return chr(code)
        elif name in _NAMED:
            return _NAMED[name]
        unknown = True
        return ""

    text = _REFERENCE.sub(resolved, text)
    return None if unknown else text


def _mg_dl_per(unit: str | None) -> float | None:
    """What one of the record's unit is in mg/dL: Apple writes ``mg/dL`` or ``mmol<molar mass>/L``."""
    if unit is None:
        return None
    plain = unit.replace(" ", "").lower()
    if plain == "mg/dl":
        return 1.0
    found = re.fullmatch(r"mmol(?:<(\d{2,3}(?:\.\d+)?)>)?/l", plain)
    if not found:
        return None
    return float(found[1]) / 10.0 if found[1] else MG_DL_PER_MMOL_L


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
