"""The layout of a text table: encoding, separator, decimal mark, header, found from its first 64 kB."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.source import HEAD_BYTES, MAX_TEXT_TURNED_BYTES, Source, utf16_without_mark
from soleus.recording.table import Kind

MAX_COLUMNS = 4096  # 300 markers x 3 and every force plate fit; a header of more is no recording
LOOK_AHEAD = 12
FEW_LINES = 100  # enough for nearly every file; all lines of the first 64 kB where a preamble is longer
COMMENTS = ("#", "//", "%", "!")

MISSING_WORDS = ("", "nan", "na", "n/a", "null", "none", "-", "--", "-nan", "#n/a")
_INFINITE = ("inf", "-inf", "+inf", "infinity", "-infinity")
_NUMBER = {
    False: re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    True: re.compile(r"[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?"),
}
DATETIME = re.compile(
    r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)[T ]+(\d\d?):(\d\d?)(?::(\d\d?(?:[.,]\d+)?))?\s*(Z|UTC|[+-]\d\d:?\d\d)?"
)
CLOCK_TIME = re.compile(r"(\d\d?):(\d\d?):(\d\d?(?:[.,]\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How to read a text table; rows of ``header`` stand right above the data, the units row (if any) in ``units``."""

    separator: str
    decimal_comma: bool
    skip_lines: int
    n_fields: int
    header: tuple[tuple[str, ...], ...]
    units: tuple[str, ...]
    kinds: tuple[Kind, ...]
    preamble: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    quoted: bool


def as_text(source: Source) -> tuple[Source, list[str], bool]:
    """The complete lines within the first 64 kB, the source in a coding that polars reads, and whether all was seen.

    Raises
    ------
    UnknownFormatError  if the bytes are no text
    """
    head = source.head
    order = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else utf16_without_mark(head)
    if order:
        data = source.all_bytes(MAX_TEXT_TURNED_BYTES).decode(order, errors="replace").encode("utf-8", errors="replace")
        source = replace(source, data=data)
        head = source.head
    if b"\0" in head or _is_binary(head):
        raise UnknownFormatError(f"{source.where}: binary data of no known format; export the recording as CSV")
    if b"\n" not in head and b"\r" in head:
        source = replace(source, data=source.all_bytes(MAX_TEXT_TURNED_BYTES).replace(b"\r", b"\n"))
        head = source.head
    whole = source.size <= HEAD_BYTES
    try:
        text = head.decode("utf-8-sig", errors="strict" if whole else "ignore")
        text = text if whole or "\ufffd" not in text else head.decode("cp1252", errors="replace")
    except UnicodeDecodeError:
        text = head.decode("cp1252", errors="replace")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if not whole or not lines[-1]:
        lines.pop()
    return source, lines, whole


def _is_binary(head: bytes) -> bool:
    control = sum(head.count(byte) for byte in (*range(1, 9), *range(14, 32), 127))
    return control > 0.02 * len(head)


def cells(line: str, separator: str) -> list[str]:
    """One line cut at its separators, quotes and blanks around cells removed."""
    if separator == " ":
        return line.split()
    if '"' in line:
        try:
            return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
        except (csv.Error, StopIteration):
            pass
    return [cell.strip() for cell in line.split(separator)]


def kind_of(cell: str, decimal_comma: bool) -> Kind | None:
    """What a cell holds; None where it says nothing (missing)."""
    low = cell.lower()
    if low in MISSING_WORDS:
        return None
    if low in _INFINITE or (len(cell) < 400 and _NUMBER[decimal_comma].fullmatch(cell)):
        return "number"
    if DATETIME.fullmatch(cell):
        return "datetime"
    return "clock" if CLOCK_TIME.fullmatch(cell) else "text"


def _is_data(row: Sequence[str], decimal_comma: bool) -> bool:
    kinds = [kind for cell in row if (kind := kind_of(cell, decimal_comma))]
    solid = sum(kind != "text" for kind in kinds)
    return solid > 0 and 2 * solid >= len(kinds)


def sniff(source: Source, lines: list[str], whole: bool) -> Layout:
    """Find the layout.

    Raises
    ------
    UnknownFormatError  if there is no table of numbers
    InputError          if header and rows do not fit together
    NotEnoughDataError  if there is a header of a recording but no row
    """
    if not whole and not lines:
        raise InputError(f"{source.where}: the first line is longer than 64 kB, no recording has such a header")
    options = _options(lines[:FEW_LINES]) or _options(lines)
    if not options:
        raise _no_table(source, lines, whole)
    score, layout = max(options, key=lambda option: option[0])
    if layout.n_fields > MAX_COLUMNS:
        raise InputError(f"{source.where}: {layout.n_fields} columns, at most {MAX_COLUMNS} can be read")
    if score[0] == 0 and layout.skip_lines:
        above = next((line for line in reversed(lines[: layout.skip_lines]) if line.strip()), "")
        n_names = len(cells(above, layout.separator))
        if n_names > 1:
            raise InputError(
                f"{source.where}: {n_names} names in the header but {layout.n_fields} fields in a row; "
                "if commas are decimal marks, separate the columns by semicolons"
            )
    return layout


def _options(lines: list[str]) -> list[tuple[tuple[float, ...], Layout]]:
    """Every separator and decimal mark under which rows of numbers are seen, with a score."""
    marks = (("\t", False), ("\t", True), (";", False), (";", True), (",", False), (" ", False))
    tried = [_try(lines, separator, comma) for separator, comma in marks]
    return [found for found in tried if found]


def _try(lines: list[str], separator: str, comma: bool) -> tuple[tuple[float, ...], Layout] | None:
    """Score and layout under one separator and decimal mark, or None where no row of numbers is seen."""
    rows = [cells(line, separator) if separator in line or line else [] for line in lines[:2000]]
    first = next((i for i, row in enumerate(rows) if _begins_data(lines, rows, i, comma)), None)
    if first is None:
        return None
    n_fields = len(rows[first])
    data = [row for row in rows[first:] if any(row)]
    fitting = [row for row in data if len(row) == n_fields]
    header, units = _header(lines, rows, first, n_fields)
    pure = sum(kind_of(c, comma) != "text" for row in fitting[:50] for c in row) / max(1, n_fields * len(fitting[:50]))
    match = 1.0 if header or first == 0 else 0.0
    if header and len(header[-1]) != n_fields:
        match = 0.5
    score = (match, round(len(fitting) / len(data), 2), round(pure, 2), 0.0 if separator == " " else 1.0, n_fields)
    kinds = tuple(_column_kind([row[i] for row in fitting[:50]], comma) for i in range(min(n_fields, MAX_COLUMNS)))
    layout = Layout(
        separator=separator,
        decimal_comma=comma,
        skip_lines=first,
        n_fields=n_fields,
        header=header,
        units=units,
        kinds=kinds,
        preamble=tuple(lines[:first]),
        sample=tuple(map(tuple, fitting[:50])),
        quoted=any('"' in line for line in lines[first : first + 50]),
    )
    return score, layout


def _begins_data(lines: list[str], rows: list[list[str]], i: int, comma: bool) -> bool:
    row = rows[i]
    if not any(row) or lines[i].lstrip().startswith(COMMENTS) or not _is_data(row, comma):
        return False
    following = [r for r in rows[i + 1 : i + 1 + LOOK_AHEAD] if any(r)]
    alike = sum(len(r) == len(row) and (_is_data(r, comma) or not any(kind_of(c, comma) for c in r)) for r in following)
    return 2 * alike >= len(following)


def _header(
    lines: list[str], rows: list[list[str]], first: int, n_fields: int
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Header rows right above the data (a commented one counts if it has as many names), and the row of units."""
    from soleus.recording.names import unit_word

    found: list[tuple[str, ...]] = []
    units: tuple[str, ...] = ()
    for i in range(first - 1, max(-1, first - 5), -1):
        row = tuple(rows[i])
        if lines[i].lstrip().startswith(COMMENTS):
            row = (row[0].lstrip("#/%! ").strip(), *row[1:]) if row else row
            if found or len(row) != n_fields:
                break
        filled = [cell for cell in row if cell]
        fits = len(row) in (n_fields - 1, n_fields, n_fields + 1) and 2 * len(filled) >= n_fields and len(found) < 2
        if not fits or any(kind_of(cell, False) in ("datetime", "number") for cell in filled[1:]):
            break
        if not found and not units and all(unit_word(cell) or not re.search(r"\w{4}", cell) for cell in filled):
            stated = sum(unit_word(cell) is not None for cell in filled)
            if 2 * stated > len(filled) and i > 0 and len(rows[i - 1]) == len(row):
                units = row
                continue
        found.insert(0, row)
    return tuple(found), units


def _column_kind(column: list[str], comma: bool) -> Kind:
    kinds = [kind for cell in column if (kind := kind_of(cell, comma))]
    return max(set(kinds), key=kinds.count) if kinds else "number"


def _no_table(source: Source, lines: list[str], whole: bool) -> Exception:
    from soleus.recording.names import clock_candidates, find_triads
    from soleus.recording.table import Column

    first = next((line for line in lines if line.strip() and not line.lstrip().startswith(COMMENTS)), "")
    for separator in ("\t", ";", ","):
        columns = [Column(name=name) for name in cells(first, separator)]
        if len(columns) > 1 and (clock_candidates(columns) or find_triads(columns)):
            if not whole and len(lines) < 3:
                return InputError(f"{source.where}: a line longer than 64 kB follows the header; export the file again")
            if len([line for line in lines if line.strip()]) <= 2:
                return NotEnoughDataError(f"{source.where}: a header but no rows; record first, then export")
            return InputError(f"{source.where}: the rows under the header hold no numbers; export the file again")
    if not any(line.strip() for line in lines) and whole:
        return NotEnoughDataError(f"{source.where}: the file holds blank lines only; export the recording again")
    return UnknownFormatError(f"{source.where}: no table of numbers; expected a time column and named columns as CSV")
