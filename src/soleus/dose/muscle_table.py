"""Load sharing for a table of instants: CSV in, CSV out, block by block, one row out for one row in."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from soleus.dose.models import MUSCLES, find_model
from soleus.dose.sharing import STATUSES, Exponent, LoadShares, Tendon, share_load
from soleus.errors import InputError

NEEDED = ("ankle_deg", "knee_flex_deg", "moment_nm")
OPTIONAL = ("ankle_velocity_deg_s", "knee_velocity_deg_s")
RESULTS = ("status", "achilles_n", *(f"{kind}_{muscle}" for kind in "afr" for muscle in MUSCLES))
BLOCK_ROWS = 131_072  # bounds the memory: some 100 bytes a row and column of text


def run(
    source: Path, target: Path, *, model: str = "lai-uhlrich2023", tendon: Tendon = "elastic", exponent: Exponent = 2
) -> int:
    """Solve every row of a CSV file; returns how many there were.

    Reads ``ankle_deg, knee_flex_deg, moment_nm`` and, where they are there, ``ankle_velocity_deg_s,
    knee_velocity_deg_s``; writes the file back with ``status, achilles_n, a_<muscle>, f_<muscle>, r_<muscle>`` (0..1,
    N, m) at full precision. Forces and activations are empty unless the status is `ok` or `slack`, arms where it is
    `invalid`.
    ``target`` appears only once it is complete.

    Raises
    ------
    InputError  if the file cannot be read or written, or a needed column is missing
    """
    find_model(model)
    with _replacing(target) as out:
        n = 0
        for block in _blocks(source):
            columns = [_numbers(block, name) for name in NEEDED]
            speeds = [_numbers(block, name) if name in block.columns else 0.0 for name in OPTIONAL]
            shares = share_load(
                np.radians(columns[0]),
                np.radians(columns[1]),
                columns[2],
                model=model,
                tendon=tendon,
                exponent=exponent,
                ankle_velocity_rad_s=np.radians(speeds[0]),
                knee_velocity_rad_s=np.radians(speeds[1]),
            )
            given = block.select(name for name in block.columns if name not in RESULTS)
            given.hstack(_results(shares)).write_csv(out, include_header=n == 0)
            n += len(block)
    return n


def _blocks(source: Path) -> Iterator[pl.DataFrame]:
    """The file as text columns; at least one block, empty where the file has a header only."""
    if not source.is_file():
        raise InputError(f"{source.name}: there is no such file")
    try:
        lazy = pl.scan_csv(
            source,
            infer_schema=False,
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
            with_column_names=lambda names: [name.strip().lstrip("\ufeff") for name in names],
        )
        _check_columns(source, lazy.collect_schema().names())
        empty = True
        for block in lazy.collect_batches(chunk_size=BLOCK_ROWS, maintain_order=True):
            empty = False
            yield from (block.slice(k, BLOCK_ROWS) for k in range(0, max(len(block), 1), BLOCK_ROWS))
        if empty:
            yield lazy.head(0).collect()
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{source.name}: cannot be read as CSV ({reason}); expected a header and rows") from error


def _check_columns(source: Path, names: list[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        shown = ", ".join(names)[:120]
        raise InputError(
            f"{source.name}: column {', '.join(missing)} is missing; expected {', '.join(NEEDED)}, got {shown}"
        )


def _numbers(block: pl.DataFrame, name: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """A column as numbers; NaN where the text is none."""
    column = block[name].cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
    return np.asarray(column.fill_null(float("nan")).to_numpy(), dtype=np.float64)


def _results(shares: LoadShares) -> pl.DataFrame:
    """The columns of RESULTS; empty where there is no number."""
    columns = [pl.Series("status", np.array(STATUSES)[shares.status]), pl.Series("achilles_n", shares.achilles_n)]
    for kind, values in (("a", shares.activation), ("f", shares.force_n), ("r", shares.moment_arm_m)):
        columns += [pl.Series(f"{kind}_{muscle}", values[:, k]) for k, muscle in enumerate(MUSCLES)]
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file beside the target that takes its place at the end, and is gone if something went wrong."""
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise InputError(f"{target}: expected the name of a file in a folder that exists")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.absolute().parent)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
