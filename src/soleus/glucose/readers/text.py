"""Text exports as rows of cells: encoding, separator, limits."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.source import HEAD_BYTES, Source, checked_table_file, utf16_without_mark

HEAD_ROWS = 300  # preambles are some ten lines; alert rows of Clarity another ten
MAX_CELL = 1 << 17  # 128 kB: a note, not a table behind a quote that nobody closed
MAX_LINES_A_ROW = 50  # a note may run over some lines
SEPARATORS = (",", ";", "\t", "|")
_MANGLED_MARKS = ("\ufeff", "ï»¿")  # a byte-order mark, and one that was taken for Latin-1 and encoded again

Row = list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """A text file under one separator; ``head`` holds its first rows, cells stripped."""

    source: Source
    encoding: str
    separator: str
    head: tuple[Row, ...]

    @property
    def where(self) -> str:
        """Name for messages."""
        return self.source.where

    def rows(self) -> Iterator[Row]:
        """Every row, cells stripped, from the first line on.

        Raises
        ------
        InputError  if a quote is never closed or a cell is beyond all measure
        """
        with _opened(self.source, self.encoding) as text:
            yield from _rows(text, self.separator, self.where)


def text_tables(source: Source) -> list[TextTable]:
    """The file under each separator that its first rows hold.

    Raises
    ------
    UnknownFormatError  if it is no text
    InputError          if its first line is endless
    NotEnoughDataError  if it is blank
    """
    checked_table_file(source)
    encoding = _encoding(source)
    with _opened(source, encoding) as text:
        sample = text.read(HEAD_BYTES)
    if not sample.strip():
        raise NotEnoughDataError(f"{source.where}: the file holds blank lines only; export the readings again")
    whole = len(sample) < HEAD_BYTES
    lines = sample.splitlines(keepends=True)
    if not whole:
        lines = lines[:-1]
    if not lines:
        raise InputError(f"{source.where}: the first line is longer than 64 kB, no export has such a header")
    head = "".join(lines)
    return [
        TextTable(source=source, encoding=encoding, separator=mark, head=tuple(_head(head, mark, source.where)))
        for mark in ([mark for mark in SEPARATORS if mark in head] or [","])
    ]


def _head(text: str, separator: str, where: str) -> Iterator[Row]:
    try:
        for count, row in enumerate(_rows(io.StringIO(text), separator, where)):
            if count >= HEAD_ROWS:
                return
            yield row
    except InputError:
        return


def _rows(text: io.TextIOBase, separator: str, where: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(text, delimiter=separator)
    line, first = 0, True
    try:
        for row in reader:
            if reader.line_num - line > MAX_LINES_A_ROW:
                raise InputError(f"{where}: a quote in line {line + 1} is never closed; export the file again")
            line = reader.line_num
            if first and row:
                row[0] = _without_mark(row[0])
                first = False
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise InputError(f"{where}: line {line + 1} cannot be read ({error}); export the file again") from error


def _without_mark(cell: str) -> str:
    for mark in _MANGLED_MARKS:
        cell = cell.removeprefix(mark)
    return cell.strip('"')


def _opened(source: Source, encoding: str) -> io.TextIOWrapper:
    if source.data is None:
        return source.path.open(encoding=encoding, errors="replace", newline="")
    return io.TextIOWrapper(io.BytesIO(source.data), encoding=encoding, errors="replace", newline="")


def _encoding(source: Source) -> str:
    head = source.head
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    order = utf16_without_mark(head)
    if order:
        return order
    if b"\0" in head or _n_control(head) > 0.02 * len(head):
        raise UnknownFormatError(f"{source.where}: binary data of no known format; export the readings as CSV")
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(head) - 4 and len(head) >= HEAD_BYTES else "cp1252"
    return "utf-8"


def _n_control(head: bytes) -> int:
    return sum(head.count(byte) for byte in (*range(1, 9), *range(14, 32), 127))
