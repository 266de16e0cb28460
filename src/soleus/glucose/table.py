"""Readings as a Parquet table: how the store keeps them, with every flag."""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from soleus.errors import InputError
from soleus.glucose.readings import Readings

COLUMNS = ("time_s", "utc_offset_s", "glucose_mg_dl", "flags", "zoned")


def write_table(readings: Readings, file: BinaryIO) -> None:
    """Write one row a reading; ``zoned`` says the same in every row, so that the file explains itself."""
    import polars as pl

    columns = {name: getattr(readings, name) for name in COLUMNS[:-1]}
    pl.DataFrame({**columns, "zoned": np.full(len(readings), readings.zoned)}).write_parquet(file)


def read_table(path: Path) -> Readings:
    """Read what `write_table` wrote.

    Raises
    ------
    InputError  if the file is another or damaged
    """
    import polars as pl

    try:
        frame = pl.read_parquet(path, columns=list(COLUMNS))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path.name}: no table of glucose readings; restore it from a backup") from error
    return Readings(
        time_s=frame["time_s"].to_numpy(),
        utc_offset_s=frame["utc_offset_s"].to_numpy(),
        glucose_mg_dl=frame["glucose_mg_dl"].to_numpy(),
        flags=frame["flags"].to_numpy(),
        zoned=bool(frame["zoned"].all()) and frame.height > 0,
    )
