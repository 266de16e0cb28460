"""Column types: a moment, a list of words, a JSON object, a target; the same values from SQLite and PostgreSQL."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from soleus.errors import InputError
from soleus.store.records import Target


class Instant(TypeDecorator[datetime]):
    """A moment: timestamptz in PostgreSQL, ISO 8601 text in UTC (which sorts) in SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise InputError(f"expected a time with its offset, got {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)


class Items(TypeDecorator[tuple[Any, ...]]):
    """A tuple of words or numbers as a JSON list; a number that is none is null."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> Any:
        """To a list."""
        return None if value is None else plain(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...] | None:
        """To a tuple."""
        return None if value is None else tuple(value)


class Object(TypeDecorator[Mapping[str, object]]):
    """A JSON object."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, object] | None, dialect: Dialect) -> Any:
        """To what JSON has."""
        return None if value is None else plain(value)


class TargetColumn(TypeDecorator[Target]):
    """A target as a JSON object without its unknown fields."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Target | None, dialect: Dialect) -> Any:
        """Known fields only."""
        return None if value is None else {k: v for k, v in asdict(value).items() if v is not None}

    def process_result_value(self, value: Any, dialect: Dialect) -> Target | None:
        """Back to the value."""
        return None if value is None else Target(**value)


def plain(value: Any) -> Any:
    """The value as JSON has it: lists, objects, and null for a number that is none (NaN, infinity)."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    return plain(value.item()) if hasattr(value, "item") else str(value)
