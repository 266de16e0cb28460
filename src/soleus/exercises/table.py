"""A table of a catalogue file, read key by key: every wrong or unknown word is one line that says where it stands."""

import math
import tomllib
from importlib.resources import files
from typing import Any, TypeVar

from soleus.errors import InputError

Word = TypeVar("Word", bound=str)
Span = tuple[float, float]
_REQUIRED: Any = object()


class Table:
    """The entries of one table; each is taken once, and ``end`` refuses what nobody asked for."""

    def __init__(self, entries: object, where: str) -> None:
        if not isinstance(entries, dict):
            raise InputError(f"{where}: expected a table, got {entries!r}")
        self._entries: dict[str, Any] = dict(entries)
        self.where = where

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """A text without line breaks; empty only where a default allows its absence."""
        value = self._take(key, default)
        if not isinstance(value, str) or "\n" in value or (default is _REQUIRED and not value.strip()):
            raise self._wrong(key, "a text of one line", value)
        return value

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        """A list of texts; not empty where it is required."""
        value = self._take(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self._wrong(key, "a list of texts", value)
        if default is _REQUIRED and not value:
            raise self._wrong(key, "at least one text", value)
        return tuple(value)

    def number(self, key: str, low: float, high: float, default: float | None = _REQUIRED) -> float:
        """A finite number between the bounds, as float."""
        value = self._take(key, default)
        if not _is_number(value) or not low <= value <= high:
            raise self._wrong(key, f"a number from {low:g} to {high:g}", value)
        return float(value)

    def optional_number(self, key: str, low: float, high: float) -> float | None:
        """The same, or None where there is none."""
        return self.number(key, low, high) if key in self._entries else None

    def span(self, key: str, low: float, high: float) -> Span | None:
        """Lowest and highest of something, or None where there is none."""
        value = self._take(key, None)
        if value is None:
            return None
        ordered = isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
        if not ordered or not low <= value[0] <= value[1] <= high:
            raise self._wrong(key, f"[least, most] from {low:g} to {high:g}", value)
        return float(value[0]), float(value[1])

    def one_of(self, key: str, allowed: tuple[Word, ...]) -> Word:
        """One of the words allowed."""
        value = self._take(key, _REQUIRED)
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(key, f"one of {', '.join(allowed)}", value)
        return allowed[allowed.index(value)]

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        return Table(self._take(key, _REQUIRED), f"{self.where}, {key}")

    def tables(self, key: str, default: tuple[()] = _REQUIRED) -> list["Table"]:
        """A list of tables inside this one; each is called by its id where it has one."""
        value = self._take(key, default)
        if not isinstance(value, (list, tuple)) or (default is _REQUIRED and not value):
            raise self._wrong(key, "a list of tables", value)
        return [Table(item, f"{self.where}, {_called(item, key, k)}") for k, item in enumerate(value, start=1)]

    def end(self) -> None:
        """Refuse words that mean nothing here."""
        if self._entries:
            raise InputError(f"{self.where}: {', '.join(self._entries)} mean nothing here; correct or remove")

    def names(self) -> tuple[str, ...]:
        """What has not been taken yet."""
        return tuple(self._entries)

    def has(self, key: str) -> bool:
        """Whether the entry is there and not yet taken."""
        return key in self._entries

    def _take(self, key: str, default: Any) -> Any:
        if key not in self._entries and default is _REQUIRED:
            raise InputError(f"{self.where}: {key} is missing")
        return self._entries.pop(key, default)

    def _wrong(self, key: str, expected: str, value: object) -> InputError:
        return InputError(f"{self.where}: {key}: expected {expected}, got {value!r}")


def read_table(name: str, text: str | None = None) -> Table:
    """The catalogue file of that name, or ``text`` in its place.

    Raises
    ------
    InputError  if it is not TOML
    """
    if text is None:
        text = files("soleus.exercises").joinpath("data", name).read_text(encoding="utf-8")
    try:
        return Table(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not TOML ({error}); correct the file") from error


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _called(item: object, key: str, position: int) -> str:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else f"{key} {position}"
