"""The values of a trial: pairs of meals, read from a CSV file."""

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.bouts import PushUps
from soleus.glucose.readings import LoggedMeal
from soleus.glucose.trial.schedule import CONDITIONS, Condition

Floats = NDArray[np.float64]
MAX_BYTES = 5_000_000
MISSING = ("", "na", "nan", "null", "none", "-")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Complete pairs in the order of their labels; every array has shape (n_pairs,).

    ``minutes`` of push-ups is NaN where it was not logged. ``n_incomplete`` pairs lack a value and are left out.
    """

    label: tuple[str, ...]
    control: Floats
    push_ups: Floats
    minutes: Floats
    n_incomplete: int = 0

    def __post_init__(self) -> None:
        """Check once: as many of each, all finite."""
        for name in ("control", "push_ups"):
            values = getattr(self, name)
            if values.shape != (len(self.label),) or not np.isfinite(values).all():
                raise InputError(f"{name}: expected {len(self.label)} finite values, got {values.shape}")

    def __len__(self) -> int:
        return len(self.label)

    def without(self, k: int) -> "Pairs":
        """All pairs but one."""
        keep = np.arange(len(self)) != k
        return Pairs(
            label=tuple(name for name, kept in zip(self.label, keep, strict=True) if kept),
            control=self.control[keep],
            push_ups=self.push_ups[keep],
            minutes=self.minutes[keep],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Eaten:
    """One meal of a trial. ``value`` is NaN where it is not known, ``minutes`` where nobody logged push-ups.

    ``push_ups`` is None where there were no sessions to compare with.
    """

    pair: str
    condition: Condition
    value: float
    minutes: float = math.nan
    at: LoggedMeal | None = None
    push_ups: PushUps | None = None


def pairs_of(control: Floats, push_ups: Floats) -> Pairs:
    """Pairs from two columns of equal length."""
    n = len(control)
    return Pairs(
        label=tuple(str(k + 1) for k in range(n)),
        control=np.asarray(control, dtype=np.float64),
        push_ups=np.asarray(push_ups, dtype=np.float64),
        minutes=np.full(n, np.nan),
    )


def read_pairs(path: Path) -> Pairs:
    """Read columns ``pair, condition, value`` and, if there, ``minutes`` of push-ups; rows in any order.

    Raises
    ------
    InputError          if the file or a row is wrong; the message names the line
    NotEnoughDataError  if fewer than two pairs are complete
    """
    try:
        return pairs_of_meals(read_eaten(path))
    except NotEnoughDataError as error:
        raise NotEnoughDataError(f"{path.name}: {error}") from error


def read_eaten(path: Path) -> list[Eaten]:
    """Read the meals of a trial: as `read_pairs`, and ``time`` (of the first bite, ISO 8601) where it is there.

    Raises
    ------
    InputError  if the file or a row is wrong; the message names the line
    """
    found: dict[tuple[str, Condition], Eaten] = {}
    for line, row in _rows(path):
        where = f"{path.name}, line {line}"
        condition, label = _condition(row["condition"], where), _label(row["pair"], where)
        if (label, condition) in found:
            raise InputError(f"{where}: pair {label} has more than one {condition} meal; expected one of each")
        found[label, condition] = Eaten(
            pair=label,
            condition=condition,
            value=_number(row["value"], where, "value"),
            minutes=_number(row.get("minutes", ""), where, "minutes"),
            at=_first_bite(row.get("time", ""), where),
        )
    return sorted(found.values(), key=lambda meal: _order(meal.pair))


def pairs_of_meals(eaten: Iterable[Eaten]) -> Pairs:
    """Complete pairs in the order in which they come; the minutes are those of the meal with push-ups.

    Raises
    ------
    NotEnoughDataError  if fewer than two pairs are complete
    """
    found: dict[str, dict[Condition, Eaten]] = {}
    for meal in eaten:
        found.setdefault(meal.pair, {})[meal.condition] = meal
    complete = {
        label: pair
        for label, pair in found.items()
        if len(pair) == 2 and all(math.isfinite(meal.value) for meal in pair.values())
    }
    if len(complete) < 2:
        raise NotEnoughDataError(f"expected at least two complete pairs, got {len(complete)}")
    return Pairs(
        label=tuple(complete),
        control=np.array([pair["control"].value for pair in complete.values()]),
        push_ups=np.array([pair["push-ups"].value for pair in complete.values()]),
        minutes=np.array([pair["push-ups"].minutes for pair in complete.values()]),
        n_incomplete=len(found) - len(complete),
    )


def read_repeats(path: Path) -> list[list[float]]:
    """Read column ``value`` and, if there, ``meal``: the values of each kind of meal."""
    groups: dict[str, list[float]] = {}
    for line, row in _rows(path, needed=("value",)):
        value = _number(row["value"], f"{path.name}, line {line}", "value")
        if math.isfinite(value):
            groups.setdefault(row.get("meal", "").strip(), []).append(value)
    return list(groups.values())


def _rows(path: Path, needed: tuple[str, ...] = ("pair", "condition", "value")) -> list[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; comma, semicolon or tab."""
    try:
        if not path.is_file():
            raise InputError(f"{path.name}: there is no such file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path.name}: larger than {MAX_BYTES // 1_000_000} MB; a trial is a short table")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name}: expected a CSV file in UTF-8 with columns {', '.join(needed)}") from error
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror})") from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"{path.name}: cannot be read as CSV ({error})") from error
    names = [name.strip().lower() for name in table[0]] if table else []
    missing = [name for name in needed if name not in names]
    if missing:
        shown = ", ".join(names)[:80] or "nothing"
        raise InputError(
            f"{path.name}: column {', '.join(missing)} is missing; expected {', '.join(needed)}, got {shown}"
        )
    rows = []
    for line, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            raise InputError(f"{path.name}, line {line}: expected {len(names)} cells, got {len(cells)}")
        rows.append((line, dict(zip(names, cells, strict=True))))
    return rows


def _condition(text: str, where: str) -> Condition:
    for condition in CONDITIONS:
        if text.strip().lower() == condition:
            return condition
    raise InputError(f"{where}: condition {text.strip()[:40]!r} is unknown; expected {' or '.join(CONDITIONS)}")


def _first_bite(text: str, where: str) -> LoggedMeal | None:
    """When the meal was eaten; without an offset it is what the clock showed."""
    if text.strip().lower() in MISSING:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{where}: time: expected 2026-03-02T08:00, got {text.strip()[:40]!r}") from error
    offset = moment.utcoffset()
    return LoggedMeal(
        time_s=(moment if offset is not None else moment.replace(tzinfo=UTC)).timestamp(),
        utc_offset_s=0.0 if offset is None else offset.total_seconds(),
        zoned=offset is not None,
    )


def _label(text: str, where: str) -> str:
    if not text.strip():
        raise InputError(f"{where}: the pair has no name; number the pairs from 1")
    return text.strip()


def _number(text: str, where: str, name: str) -> float:
    """A finite number, or NaN where the cell is empty."""
    if text.strip().lower() in MISSING:
        return math.nan
    try:
        value = float(text)
    except ValueError as error:
        raise InputError(
            f"{where}: {name}: expected a number with a decimal point, got {text.strip()[:40]!r}"
        ) from error
    if not math.isfinite(value) or abs(value) > 1e9:
        raise InputError(f"{where}: {name}: expected a number of ordinary size, got {text.strip()[:40]!r}")
    return value


def _order(label: str) -> tuple[int, float, str]:
    """Numbers before names, each in its own order."""
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label
