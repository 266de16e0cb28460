"""Which table keeps which record; importing it loads every table."""

from soleus.store import entry_tables, glucose_tables
from soleus.store.records import Record
from soleus.store.tables import Base, Owned

__all__ = ["KINDS", "Base", "entry_tables", "glucose_tables", "table_of"]

_TABLES: dict[type[Record], type[Owned]] = {table.record: table for table in Owned.__subclasses__()}
KINDS: tuple[type[Record], ...] = tuple(_TABLES)


def table_of(record: type[Record]) -> type[Owned]:
    """The table of a kind of record."""
    return _TABLES[record]
