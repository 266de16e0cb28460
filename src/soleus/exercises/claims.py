"""What is claimed for heel raises, and how far the evidence carries it."""

from dataclasses import dataclass
from functools import cache

from soleus.errors import InputError
from soleus.exercises.evidence import GRADES, Finding, Grade, read_findings
from soleus.exercises.table import Table, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim: the sentence, the grade, the answer in plain words, the figures, what soleus measures about it."""

    id: str
    number: int
    sentence: str
    grade: Grade
    verdict: str
    numbers: tuple[Finding, ...]
    measures: str


@cache
def claims() -> dict[str, Claim]:
    """All claims by id, in their order."""
    return read_claims()


def find_claim(claim_id: str) -> Claim:
    """The claim of that id or number.

    Raises
    ------
    InputError  if there is none; the message lists them
    """
    for claim in claims().values():
        if claim_id in (claim.id, str(claim.number)):
            return claim
    raise InputError(f"claim {claim_id!r} is unknown; expected 1 to {len(claims())} or one of {', '.join(claims())}")


def read_claims(text: str | None = None) -> dict[str, Claim]:
    """Parse ``claims.toml``, or ``text`` in its place.

    Raises
    ------
    InputError  if a claim is malformed, or the numbers are not 1, 2, 3, ...
    """
    whole = read_table("claims.toml", text)
    found = [_claim(table) for table in whole.tables("claim")]
    whole.end()
    if [claim.number for claim in found] != list(range(1, len(found) + 1)):
        raise InputError(f"claims.toml: expected the numbers 1 to {len(found)} in order, each once")
    if len({claim.id for claim in found}) < len(found):
        raise InputError("claims.toml: two claims have the same id; name each once")
    return {claim.id: claim for claim in found}


def _claim(table: Table) -> Claim:
    claim = Claim(
        id=table.text("id"),
        number=int(table.number("number", 1, 999)),
        sentence=table.text("sentence"),
        grade=table.one_of("grade", GRADES),
        verdict=table.text("verdict"),
        numbers=read_findings(table.tables("numbers"), graded=False),
        measures=table.text("measures"),
    )
    table.end()
    return claim
