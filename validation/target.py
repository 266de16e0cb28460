"""One row of the validation page."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published figure, ours, and whether ours lies where the figure allows.

    ``number``: of the project's list of targets; ``accepted``: lowest and highest; ``source``: of the figure; ``note``:
    why it fails, or what it does not say.
    """

    number: int
    what: str
    ours: float
    accepted: tuple[float, float]
    unit: str
    source: str
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether ours lies where the figure allows; NaN does not."""
        return self.accepted[0] <= self.ours <= self.accepted[1]


def read_targets(path: Path, ours: Mapping[str, float]) -> list[Target]:
    """Published figures of a file beside our figures of the same keys, by number.

    Raises
    ------
    ValueError  if a figure of one side has none on the other
    """
    published = tomllib.loads(path.read_text(encoding="utf-8"))
    if published.keys() != ours.keys():
        raise ValueError(f"{path.name}: without a counterpart: {sorted(published.keys() ^ ours.keys())}")
    rows = [Target(ours=ours[key], **{**row, "accepted": tuple(row["accepted"])}) for key, row in published.items()]
    return sorted(rows, key=lambda target: target.number)


def row(target: Target) -> str:
    """The target as a line of a table."""
    low, high = target.accepted
    cells = (
        str(target.number),
        target.what,
        f"{target.ours:.4g} {target.unit}",
        f"{low:.4g} to {high:.4g}" if low != high else f"{low:.4g}",
        "holds" if target.holds else "**fails**",
        target.source,
        target.note,
    )
    return "| " + " | ".join(cell.strip() for cell in cells) + " |"
