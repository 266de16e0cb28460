"""Text tables: the generic CSV, and the loader that every text format shares."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.names import split_unit, unit_word
from soleus.recording.sniff import MISSING_WORDS, Layout, as_text, cells, sniff
from soleus.recording.source import MAX_TEXT_TURNED_BYTES, Source, checked_table_file
from soleus.recording.table import MAX_ROWS, Column, Kind, Loaded, Table
from soleus.recording.written_times import past_midnight, seconds_of

BROKEN_FRAC = 0.01  # more broken lines or cells than this, and the file as a whole is not trusted
_NULLS = [
    word for lower in MISSING_WORDS if lower for word in {lower, lower.upper(), lower.capitalize(), lower.title()}
]

Array = NDArray[np.floating[Any]]


def open_text(source: Source) -> tuple[Source, Layout]:
    """Check the file, find its layout, bring it into a form that polars reads."""
    checked_table_file(source)
    source, lines, whole = as_text(source)
    layout = sniff(source, lines, whole)
    if layout.separator == " ":
        data = re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", source.all_bytes(MAX_TEXT_TURNED_BYTES)))
        source, layout = replace(source, data=data), replace(layout, separator="\t")
    return source, layout


def read_csv(source: Source, layout: Layout, format_name: str = "csv") -> Table:
    """The generic table: names and units from the header rows, values on demand."""
    columns = columns_of(layout)
    warnings: tuple[str, ...] = ()
    if not layout.header:
        warnings = ("no header: columns are known by position only",)
    return Table(
        path=source.path,
        format=format_name,
        columns=columns,
        load=loader(source, layout, columns),
        stream=source.where,
        warnings=warnings,
    )


def columns_of(layout: Layout) -> tuple[Column, ...]:
    """Columns from one header row, or from two (sensor above axis); units from names or from a row of units."""
    n = layout.n_fields
    rows = [(*row, *("",) * (n - len(row)))[:n] for row in layout.header]
    names = rows[-1] if rows else tuple(f"column_{i + 1}" for i in range(n))
    groups = rows[0] if len(rows) == 2 else ("",) * n
    units = (*layout.units, *("",) * n)[:n]
    stated = [unit_word(unit) or split_unit(name)[1] for name, unit in zip(names, units, strict=True)]
    return tuple(
        Column(name=name, unit=unit, group=group, kind=kind)
        for name, unit, group, kind in zip(names, stated, groups, layout.kinds, strict=True)
    )


def loader(source: Source, layout: Layout, columns: Sequence[Column]) -> Callable[[Sequence[int], int | None], Loaded]:
    """What reads the needed columns: fast where every cell is a number, else cell by cell."""

    def load(channels: Sequence[int], clock: int | None) -> Loaded:
        kinds: dict[int, Kind] = {i: columns[i].kind for i in (*channels, *(() if clock is None else (clock,)))}
        for i in channels:
            if kinds[i] != "number":
                raise InputError(
                    f"{source.where}: column {columns[i].name!r} holds no numbers; name another with --column"
                )
        half_line = _last_line_is_cut(source, layout)
        job = _Job(
            source=source, layout=layout, needed=tuple(sorted(kinds)), clock=clock, kinds=kinds, half_line=half_line
        )
        values, notes = job.read()
        if half_line:
            notes = (*notes, "the last line breaks off and is left out")
        if min(map(len, values.values()), default=0) < 1:
            raise NotEnoughDataError(f"{source.where}: a header but no rows; record first, then export")
        return Loaded(values=values, warnings=notes)

    return load


class Growing:
    """An array that is filled block by block; its room is foreseen from the part of the file already read."""

    def __init__(self, kind: type[np.floating[Any]]) -> None:
        self._room: Array = np.empty(0, kind)
        self.n = 0

    def append(self, values: Array, done_frac: float) -> None:
        """Add values; ``done_frac`` of the file is read."""
        n = self.n + len(values)
        if n > len(self._room):
            room = np.empty(max(n, int(1.02 * n / max(done_frac, 1e-3))), self._room.dtype)
            room[: self.n] = self._room[: self.n]
            self._room = room
        self._room[self.n : n] = values
        self.n = n

    @property
    def values(self) -> Array:
        """What was filled."""
        filled: Array = self._room[: self.n]
        return filled


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One reading of some columns."""

    source: Source
    layout: Layout
    needed: tuple[int, ...]
    clock: int | None
    kinds: dict[int, Kind]
    half_line: bool

    def read(self) -> tuple[dict[int, Array], tuple[str, ...]]:
        """Block by block straight into numbers if every line fits, else line by line."""
        types = {i: _type(self.kinds[i], i == self.clock) for i in self.needed}
        try:
            return self._blocks(types), ()
        except pl.exceptions.PolarsError:
            frame, notes = self._carefully(types)
            return {i: self._values(frame, i) for i in self.needed}, notes

    def _blocks(self, types: dict[int, Any]) -> dict[int, Array]:
        """Fill one array a column; a block at a time keeps the memory near what the arrays need."""
        filled = {i: Growing(np.float64 if i == self.clock else np.float32) for i in self.needed}
        done = 0
        for block in self.source.blocks(self.layout.skip_lines):
            frame = self._parse(block, types)
            done += len(block)
            if filled[self.needed[0]].n + frame.height > MAX_ROWS:
                raise InputError(f"{self.source.where}: over {MAX_ROWS} rows are too many; split the recording")
            for i in self.needed:
                filled[i].append(self._values(frame, i), done / self.source.size)
        n = filled[self.needed[0]].n - self.half_line
        arrays: dict[int, Array] = {i: column.values[:n] for i, column in filled.items()}
        for i in self.needed:
            if self.kinds[i] == "clock":
                arrays[i] = past_midnight(arrays[i])
        return arrays

    @property
    def _has_missing_words(self) -> bool:
        words = {cell.lower() for row in self.layout.sample for cell in row}
        return bool(words & {word for word in MISSING_WORDS if word not in ("", "nan")})

    def _values(self, frame: pl.DataFrame, i: int) -> Array:
        column, kind = frame[f"column_{i + 1}"], self.kinds[i]
        return column.to_numpy() if kind == "number" else seconds_of(column.to_list(), kind)

    def _parse(self, block: bytes, types: dict[int, Any], *, lossy: bool = False) -> pl.DataFrame:
        layout = self.layout
        if not block.strip():
            return pl.DataFrame({f"column_{i + 1}": [] for i in self.needed}).cast(pl.Float64)
        schema = {f"column_{i + 1}": types.get(i, pl.String) for i in range(layout.n_fields)}
        return pl.read_csv(
            block,
            has_header=False,
            schema=schema,
            columns=[f"column_{i + 1}" for i in self.needed],
            separator=layout.separator,
            decimal_comma=layout.decimal_comma,
            quote_char='"' if layout.quoted else None,
            null_values=_NULLS if lossy or self._has_missing_words else None,  # a list costs a third of the time
            encoding="utf8-lossy" if lossy else "utf8",
        )

    def _carefully(self, types: dict[int, Any]) -> tuple[pl.DataFrame, tuple[str, ...]]:
        """Leave out lines with too few or many fields and cells that are no numbers, if they are few; say how many."""
        where, layout = self.source.where, self.layout
        lines = self.source.all_bytes().split(b"\n")[layout.skip_lines :]
        if self.half_line:
            lines.pop()
        good, n_broken, first_broken = _fitting(lines, layout)
        total = len(good) + n_broken
        if n_broken > max(1, BROKEN_FRAC * total):
            raise InputError(
                f"{where}: line {first_broken + layout.skip_lines + 1} does not have {layout.n_fields} fields, "
                f"nor do {n_broken - 1} more; export the file again (decimal commas need semicolons between columns)"
            )
        if not good:
            raise NotEnoughDataError(f"{where}: a header but no whole row; record first, then export")
        del lines
        try:
            texts = self._parse(b"\n".join(good), dict.fromkeys(self.needed, pl.String), lossy=True)
        except pl.exceptions.PolarsError as error:
            raise InputError(f"{where}: the rows cannot be read as a table; export the file again as CSV") from error
        bad = 0
        numbers = []
        for i in self.needed:
            column, failed = _as_numbers(texts[f"column_{i + 1}"], types[i], layout.decimal_comma)
            if failed.any():
                row = int(failed.arg_true()[0])
                if int(failed.sum()) > max(1, BROKEN_FRAC * total):
                    word = str(texts[f"column_{i + 1}"][row])[:20]
                    raise InputError(
                        f"{where}: {int(failed.sum())} cells of column {i + 1} are no numbers, the first is {word!r}; "
                        "export the file again or name another column with --column"
                    )
                bad += int(failed.sum())
            numbers.append(column)
        notes = [f"{n_broken} lines with too few or too many fields left out"] if n_broken else []
        notes += [f"{bad} cells that are no numbers taken as missing"] if bad else []
        return pl.DataFrame(numbers), tuple(notes)


def _type(kind: Kind, is_clock: bool) -> Any:
    if kind != "number":
        return pl.String
    return pl.Float64 if is_clock else pl.Float32


def _fitting(lines: list[bytes], layout: Layout) -> tuple[list[bytes], int, int]:
    """Lines with as many fields as the layout has; how many have not; the first of those."""
    mark, want = layout.separator.encode(), layout.n_fields - 1
    good, n_broken, first_broken = [], 0, -1
    for number, line in enumerate(lines):
        text = line.rstrip(b"\r")
        if not text.strip():
            continue
        fits = text.count(mark) == want
        if b'"' in text:
            fits = len(cells(text.decode("utf-8", errors="replace"), layout.separator)) == want + 1
        if fits:
            good.append(text)
            continue
        n_broken += 1
        first_broken = number if first_broken < 0 else first_broken
    return good, n_broken, first_broken


def _as_numbers(texts: pl.Series, kind: Any, decimal_comma: bool) -> tuple[pl.Series, pl.Series]:
    """Numbers of a column of text, and where there was text but no number."""
    stripped = texts.str.strip_chars(" \t\r\"'")
    if kind == pl.String:
        return stripped, pl.Series([False] * 0, dtype=pl.Boolean)
    pointed = stripped.str.replace(",", ".", literal=True) if decimal_comma else stripped
    numbers = pointed.cast(kind, strict=False)
    missing = stripped.is_null() | stripped.str.to_lowercase().is_in(list(MISSING_WORDS))
    return numbers, numbers.is_null() & ~missing


def _last_line_is_cut(source: Source, layout: Layout) -> bool:
    """Whether the file ends within a line: no line end, and fewer fields or a shorter last one than other lines."""
    tail = source.tail
    if tail.endswith((b"\n", b"\r")):
        return False
    lines = [line for line in tail.decode("utf-8", errors="replace").split("\n") if line.strip()]
    if len(lines) < 3:
        return False
    rows = [cells(line.rstrip("\r"), layout.separator) for line in lines]
    last, others = rows[-1], [row for row in rows[1:-1][-64:] if len(row) == layout.n_fields]
    if len(last) != layout.n_fields:
        return True
    mark = "," if layout.decimal_comma else "."
    return bool(others) and _digits(last[-1], mark) < min(_digits(row[-1], mark) for row in others)


def _digits(cell: str, mark: str) -> int:
    """Characters after the decimal mark, or of a whole number."""
    whole, point, fraction = cell.lstrip("+-").partition(mark)
    return len(fraction) if point else len(whole) - 400  # a cut before the mark is shorter than any fraction
