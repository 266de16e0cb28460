"""Published values; the first line of each table says whose, the second how close."""

import csv
from pathlib import Path


def golden(name: str) -> tuple[list[dict[str, str]], float]:
    """Rows of a table and its tolerance."""
    source, tolerance, *rows = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    assert source.startswith("# source: ")
    assert tolerance.startswith("# tolerance: ")
    return list(csv.DictReader(rows)), float(tolerance.split()[2])
