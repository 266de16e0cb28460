"""Which table keeps which record; importing it loads every table."""

from sqlalchemy import String, Table

from soleus.store import entry_tables, glucose_tables
from soleus.store.records import Record
from soleus.store.tables import Base, Owned

__all__ = ["KINDS", "Base", "entry_tables", "glucose_tables", "in_order", "parents_of", "table_of", "text_lengths"]

_TABLES: dict[type[Record], type[Owned]] = {table.record: table for table in Owned.__subclasses__()}
KINDS: tuple[type[Record], ...] = tuple(_TABLES)


def table_of(record: type[Record]) -> type[Owned]:
    """The table of a kind of record."""
    return _TABLES[record]


def in_order() -> list[type[Record]]:
    """Every kind, after those that it refers to."""
    places = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    return sorted(KINDS, key=lambda kind: places[table_of(kind).__tablename__])


def parents_of(record: type[Record]) -> dict[str, tuple[type[Record], bool]]:
    """Fields that refer to another kind: which, and whether the field may be empty."""
    kinds = {table_of(kind).__tablename__: kind for kind in KINDS}
    return {
        column.name: (kinds[key.column.table.name], bool(column.nullable))
        for column in _table(record).columns
        for key in column.foreign_keys
        if key.column.table.name in kinds
    }


def text_lengths(record: type[Record]) -> dict[str, int]:
    """The most characters of each field that has a limit."""
    lengths = {column.name: column.type.length for column in _table(record).columns if isinstance(column.type, String)}
    return {name: length for name, length in lengths.items() if length is not None}


def _table(record: type[Record]) -> Table:
    table = table_of(record).__table__
    if not isinstance(table, Table):
        raise TypeError(f"{record.__name__} is mapped to no table")
    return table
