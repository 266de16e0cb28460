"""Parquet: named columns of numbers, read without the ones that are not needed."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.recording.names import split_unit
from soleus.recording.source import Source, checked_table_file
from soleus.recording.table import MAX_ROWS, Column, Kind, Loaded, Table

MAX_COLUMNS = 4096
_STDERR_LOCK = threading.Lock()


def read_parquet(source: Source) -> Table:
    """A table from a Parquet file; date-times are the clock in seconds since 1970.

    Raises
    ------
    InputError  if the file is damaged or too large
    """
    where = source.where
    if source.tail[-4:] != b"PAR1":
        raise InputError(f"{where}: the Parquet file breaks off; copy it again")
    checked_size(source)
    schema = _guarded(lambda: pl.read_parquet_schema(source.path), where)
    n_rows = int(_guarded(lambda: pl.scan_parquet(source.path, glob=False).select(pl.len()).collect().item(), where))
    if n_rows == 0:
        raise NotEnoughDataError(f"{where}: the table has no rows; record first, then export")
    if n_rows > MAX_ROWS or len(schema) > MAX_COLUMNS:
        raise InputError(f"{where}: {n_rows} rows x {len(schema)} columns are too many; split the recording")
    columns = tuple(Column(name=name, unit=split_unit(name)[1], kind=_kind(kind)) for name, kind in schema.items())
    names = [column.name for column in columns]

    def load(channels: Sequence[int], clock: int | None) -> Loaded:
        for i in channels:
            if columns[i].kind != "number":
                raise InputError(f"{where}: column {names[i]!r} holds no numbers; name another with --column")
        needed = sorted({*channels, *(() if clock is None else (clock,))})
        chosen = [_expression(names[i], columns[i].kind, i == clock) for i in needed]
        frame = _guarded(lambda: pl.scan_parquet(source.path, glob=False).select(chosen).collect(), where)
        values: dict[int, NDArray[np.floating[Any]]] = {i: frame[names[i]].to_numpy() for i in needed}
        return Loaded(values=values)

    return Table(path=source.path, format="parquet", columns=columns, load=load, stream=where)


def checked_size(source: Source) -> None:
    """The size limit of tables."""
    try:
        checked_table_file(source)
    except InputError as error:
        if "zeros" not in str(error):  # zeros are fine in a binary file
            raise


def _kind(kind: Any) -> Kind:
    if kind.is_numeric() or kind == pl.Boolean:
        return "number"
    return "datetime" if isinstance(kind, (pl.Datetime, pl.Duration)) else "text"


def _expression(name: str, kind: Kind, is_clock: bool) -> pl.Expr:
    if kind == "datetime":
        return _seconds(pl.col(name)).alias(name)
    return pl.col(name).cast(pl.Float64 if is_clock else pl.Float32, strict=False).alias(name)


def _seconds(column: pl.Expr) -> pl.Expr:
    """Nanoseconds since 1970 (or of a duration) as seconds."""
    return column.cast(pl.Datetime("ns"), strict=False).to_physical().cast(pl.Float64) * 1e-9


def _guarded(action: Callable[[], Any], where: str) -> Any:
    """Run a polars action; whatever a damaged file makes it raise (or print) is one clean error."""
    try:
        with _STDERR_LOCK, _silent_stderr():
            return action()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OverflowError) as error:
        raise InputError(
            f"{where}: the Parquet file is damaged or holds types that are no numbers; write it again"
        ) from error


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Point the process's standard error elsewhere: a panic of the Rust side prints its backtrace there."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
