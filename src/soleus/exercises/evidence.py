"""What is known, how surely, and from where."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from soleus.errors import InputError
from soleus.exercises.table import Table, read_table

Grade = Literal["supported", "plausible, unproven", "contradicted", "depends"]
Certainty = Literal["seen", "second-hand", "derived", "unverified"]
GRADES: tuple[Grade, ...] = get_args(Grade)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
CERTAINTY_MEANS: dict[Certainty, str] = {
    "seen": "read in the study or the released file itself",
    "second-hand": "read in a text about the study",
    "derived": "calculated by soleus from such figures",
    "unverified": "from memory or custom, not checked",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a figure comes from."""

    id: str
    cite: str
    doi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence with its figures; ``grade`` is None where the grade belongs to the claim as a whole."""

    says: str
    certainty: Certainty
    sources: tuple[Source, ...]
    grade: Grade | None = None


@cache
def sources() -> dict[str, Source]:
    """All sources by id."""
    return read_sources()


def read_sources(text: str | None = None) -> dict[str, Source]:
    """Parse ``sources.toml``, or ``text`` in its place."""
    whole = read_table("sources.toml", text)
    return {name: _source(name, whole.table(name)) for name in whole.names()}


def read_findings(tables: list[Table], *, graded: bool) -> tuple[Finding, ...]:
    """Findings whose sources all exist.

    Raises
    ------
    InputError  if one is malformed or names a source that is not in sources.toml
    """
    return tuple(_finding(table, graded) for table in tables)


def find_sources(table: Table) -> tuple[Source, ...]:
    """The sources that a table names.

    Raises
    ------
    InputError  if one is not in sources.toml
    """
    names = table.texts("sources")
    unknown = [name for name in names if name not in sources()]
    if unknown:
        raise InputError(f"{table.where}: sources: {', '.join(unknown)} not in sources.toml")
    return tuple(sources()[name] for name in names)


def _finding(table: Table, graded: bool) -> Finding:
    finding = Finding(
        says=table.text("says"),
        certainty=table.one_of("certainty", CERTAINTIES),
        sources=find_sources(table),
        grade=table.one_of("grade", GRADES) if graded else None,
    )
    table.end()
    return finding


def _source(name: str, table: Table) -> Source:
    source = Source(id=name, cite=table.text("cite"), doi=table.text("doi") if table.has("doi") else None)
    table.end()
    return source
