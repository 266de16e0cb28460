"""Load sharing for a table of instants: CSV in, CSV out, block by block, one row out for one row in."""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from soleus.dose.instant_table import NEEDED, OPTIONAL, Header, numbers, read_blocks, read_header
from soleus.dose.models import MUSCLES, find_model
from soleus.dose.sharing import STATUSES, Exponent, LoadShares, Tendon, share_load
from soleus.errors import InputError

RESULTS = ("status", "achilles_n", *(f"{kind}_{muscle}" for kind in "afr" for muscle in MUSCLES))


def run(
    source: Path,
    target: Path,
    *,
    model: str = "lai-uhlrich2023",
    tendon: Tendon = "elastic",
    exponent: Exponent = 2,
    progress: Callable[[float], None] | None = None,
) -> int:
    """Solve every row of a CSV file; returns how many there were.

    Reads ``ankle_deg, knee_flex_deg, moment_nm`` and, where they are there, ``ankle_velocity_deg_s,
    knee_velocity_deg_s``; writes the file back with ``status, achilles_n, a_<muscle>, f_<muscle>, r_<muscle>`` (0..1,
    N, m) at full precision. Forces and activations are empty unless the status is `ok` or `slack`, arms where it is
    `invalid`.
    ``target`` appears only once it is complete; a device or a pipe is written as the rows come.
    ``progress`` is called with the share of the file that is done, 0..1.

    Raises
    ------
    InputError  if the file cannot be read or written, or a needed column is missing
    """
    find_model(model)
    header = read_header(source)
    given = [(str(k), name) for k, name in enumerate(header.names) if name not in RESULTS]
    n = 0
    with _replacing(target) as out:
        out.write(_header_line([*(name for _, name in given), *RESULTS]))
        for done, block in read_blocks(source, header):
            shares = _share(block, header, model, tendon, exponent)
            block.select(place for place, _ in given).hstack(_results(shares)).write_csv(out, include_header=False)
            n += len(block)
            if progress is not None:
                progress(done)
    return n


def _share(block: pl.DataFrame, header: Header, model: str, tendon: Tendon, exponent: Exponent) -> LoadShares:
    ankle, knee, moment = (numbers(block, header, name) for name in NEEDED)
    ankle_velocity, knee_velocity = (
        np.radians(numbers(block, header, name)) if name in header.names else 0.0 for name in OPTIONAL
    )
    return share_load(
        np.radians(ankle),
        np.radians(knee),
        moment,
        model=model,
        tendon=tendon,
        exponent=exponent,
        ankle_velocity_rad_s=ankle_velocity,
        knee_velocity_rad_s=knee_velocity,
    )


def _header_line(names: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(names)
    return text.getvalue().encode()


def _results(shares: LoadShares) -> pl.DataFrame:
    """The columns of RESULTS; empty where there is no number."""
    columns = [pl.Series("status", np.array(STATUSES)[shares.status]), pl.Series("achilles_n", shares.achilles_n)]
    for kind, values in (("a", shares.activation), ("f", shares.force_n), ("r", shares.moment_arm_m)):
        columns += [pl.Series(f"{kind}_{muscle}", values[:, k]) for k, muscle in enumerate(MUSCLES)]
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file beside the target that takes its place at the end, and is gone if something went wrong."""
    try:
        with contextlib.ExitStack() as stack:
            if target.exists() and not target.is_file() and not target.is_dir():
                yield stack.enter_context(target.open("wb"))
                return
            if target.is_dir() or not target.resolve().parent.is_dir():
                raise InputError(f"{target}: expected the name of a file in a folder that exists")
            yield stack.enter_context(_beside(target.resolve()))
    except BrokenPipeError:
        raise
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:120]
        raise InputError(f"{_short(target)}: cannot be written ({reason})") from error


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    handle, name = tempfile.mkstemp(prefix=".soleus-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _short(target: Path) -> str:
    name = str(target)
    return name if len(name) < 120 else f"{name[:60]}..."


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
