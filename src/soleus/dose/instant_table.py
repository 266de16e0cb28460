"""A CSV table of instants, read block by block: the header by itself, the rows as text, numbers where there are some.

Rows keep their place whatever is in them. What is wrong with the whole file (separators, decimal commas, columns) is
refused; what is wrong with a row makes its numbers NaN.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from soleus.errors import InputError

NEEDED = ("ankle_deg", "knee_flex_deg", "moment_nm")
OPTIONAL = ("ankle_velocity_deg_s", "knee_velocity_deg_s")
BLOCK_ROWS = 131_072  # bounds the memory: some 100 bytes a row and column of text
CHUNK_BYTES = 1 << 22
LONGEST_ROW_BYTES = 1 << 24
HEADER_BYTES = 65_536  # a header is shorter
DECIMAL_COMMA = r"^\s*[+-]?\d+,\d+\s*$"
DECIMAL_POINT = r"^\s*[+-]?\d*\.\d+"
SURPLUS = "surplus"  # the column that takes the first field beyond the header


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Names of the columns as they stand, and how many lines they take."""

    names: tuple[str, ...]
    n_lines: int

    def column(self, name: str) -> str:
        """The block's own name of a column: its place."""
        return str(self.names.index(name))


def read_header(source: Path) -> Header:
    """The first row that is not blank.

    Raises
    ------
    InputError  if there is no such file, if it is no text in columns, or if a needed column is missing or there twice
    """
    text = _beginning(source)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        row = next((row for row in reader if row), None)
    except csv.Error as error:
        raise InputError(f"{source.name}: cannot be read as CSV ({error}); expected a header and rows") from error
    if row is None:
        raise InputError(f"{source.name}: is empty; expected a header with {', '.join(NEEDED)}")
    header = Header(names=tuple(name.strip() for name in row), n_lines=reader.line_num)
    _check_columns(source, header.names)
    return header


def read_blocks(source: Path, header: Header) -> Iterator[tuple[float, pl.DataFrame]]:
    """The rows as columns of text, named by their place and SURPLUS, each block with the share of the file behind it.

    Nothing comes where the file has a header only.
    """
    schema = dict.fromkeys([*(str(k) for k in range(len(header.names))), SURPLUS], pl.String)
    first = True
    for done, text in _chunks(source, header):
        try:
            rows = pl.scan_csv(
                text,
                has_header=False,
                schema=schema,
                missing_columns="insert",
                truncate_ragged_lines=True,
                encoding="utf8-lossy",
            ).collect()
        except pl.exceptions.PolarsError as error:
            reason = printable(" ".join(str(error).split("\n\n")[0].split()))[:120]
            raise InputError(f"{source.name}: cannot be read as CSV ({reason}); expected a header and rows") from error
        if first:
            _check_decimals(source, header, rows)
        first = False
        for start in range(0, len(rows), BLOCK_ROWS):
            yield done, rows.slice(start, BLOCK_ROWS)


def _chunks(source: Path, header: Header) -> Iterator[tuple[float, bytes]]:
    """Whole rows, some megabytes at a time, with the share of the file that is read."""
    rest = b""
    for done, data in _pieces(source, header):
        rest += data
        end = _end_of_rows(rest)
        if end:
            yield done, rest[:end]
            rest = rest[end:]
        elif len(rest) > LONGEST_ROW_BYTES:
            raise InputError(f"{source.name}: a quote is opened and not closed for {len(rest) >> 20} MiB; close it")
    if rest:
        yield 1.0, rest


def _pieces(source: Path, header: Header) -> Iterator[tuple[float, bytes]]:
    try:
        size = source.stat().st_size
        with source.open("rb") as file:
            for _ in range(header.n_lines):
                file.readline()
            while data := file.read(CHUNK_BYTES):
                yield min(file.tell() / size, 1.0), data
    except OSError as error:
        raise InputError(f"{source.name}: cannot be read ({error.strerror})") from error


def _end_of_rows(text: bytes) -> int:
    """Where the last whole row ends: at a line end outside quotes."""
    if b'"' not in text:
        return text.rfind(b"\n") + 1
    codes = np.frombuffer(text, dtype=np.uint8)
    quoted = np.cumsum(codes == ord('"'), dtype=np.uint8) & 1
    ends = np.flatnonzero((codes == ord("\n")) & (quoted == 0))
    return int(ends[-1]) + 1 if len(ends) else 0


def numbers(block: pl.DataFrame, header: Header, name: str) -> NDArray[np.float64]:
    """A column as numbers; NaN where the text is none, or where the row has more fields than the header."""
    column = block[header.column(name)].str.strip_chars().cast(pl.Float64, strict=False)
    values = np.array(column.fill_null(float("nan")).to_numpy(), dtype=np.float64)
    values[surplus(block).to_numpy()] = np.nan
    return values


def surplus(block: pl.DataFrame) -> pl.Series:
    """Where a row has more fields than the header, so that it cannot be said which is which."""
    return block[SURPLUS].is_not_null()


def printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _beginning(source: Path) -> str:
    try:
        if not source.is_file():
            raise InputError(f"{source}: there is no such file")
        with source.open("rb") as file:
            start = file.read(HEADER_BYTES)
    except OSError as error:
        raise InputError(f"{source.name[:120]}: cannot be read ({error.strerror})") from error
    if b"\0" in start:
        raise InputError(f"{source.name}: is no text in UTF-8; save the table as CSV in UTF-8")
    if b"\r" in start and b"\n" not in start:
        raise InputError(f"{source.name}: its lines end in a bare carriage return; save it with usual line ends")
    return start.decode("utf-8-sig", errors="replace")


def _check_columns(source: Path, names: tuple[str, ...]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing and len(names) == 1:
        for separator, called in ((";", "semicolons"), ("\t", "tabs")):
            if separator in names[0]:
                raise InputError(
                    f"{source.name}: its columns are separated by {called}; expected commas, with decimal points"
                )
    if missing:
        shown = printable(", ".join(names))[:120]
        raise InputError(
            f"{source.name}: column {', '.join(missing)} is missing; expected {', '.join(NEEDED)}, got {shown}"
        )
    twice = [name for name, n in Counter(names).items() if n > 1 and name in NEEDED + OPTIONAL]
    if twice:
        raise InputError(f"{source.name}: column {', '.join(twice)} is there more than once; keep the one that counts")


def _check_decimals(source: Path, header: Header, block: pl.DataFrame) -> None:
    """A habit of the whole file, seen in its first block: decimal commas, quoted or splitting fields."""
    if len(block) < 2 * surplus(block).sum():
        raise InputError(
            f"{source.name}: most rows have more fields than the header has names; write decimals with a point"
        )
    for name in (name for name in NEEDED + OPTIONAL if name in header.names):
        column = block[header.column(name)]
        commas, points = (column.str.contains(kind).sum() for kind in (DECIMAL_COMMA, DECIMAL_POINT))
        if commas > points:
            raise InputError(f"{source.name}: {name} is written with decimal commas; expected decimal points")
