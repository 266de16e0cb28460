"""What is known: the muscle, and what is claimed for its training."""

from dataclasses import dataclass

from soleus.errors import InputError, NotFoundError
from soleus.exercises import Claim, claims, find_claim
from soleus.web.drawings import where_the_soleus_is
from soleus.web.pages import new_pages

pages = new_pages(where_the_soleus_is)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnPage:
    """Where to read on; how many claims there are."""

    n_claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPage:
    """Every claim with its grade."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """One claim, with figures and sources; its neighbours in the list."""

    claim: Claim
    before: str | None
    after: str | None


@pages.page("/learn", "learn.html", personal=False)
def learn() -> LearnPage:
    """The muscle, the claims, recovery."""
    return LearnPage(n_claims=len(claims()))


@pages.page("/claims", "claims.html", personal=False)
def every_claim() -> ClaimsPage:
    """What is claimed for heel raises, and how far it is supported."""
    return ClaimsPage(claims=tuple(claims().values()))


@pages.page("/claims/{claim_id}", "claim.html", personal=False)
def one_claim(claim_id: str) -> ClaimPage:
    """One claim: the answer, the figures, their sources, what soleus measures about it."""
    try:
        found = find_claim(claim_id)
    except InputError as error:
        raise NotFoundError(str(error)) from error
    ids = list(claims())
    place = ids.index(found.id)
    return ClaimPage(
        claim=found,
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place + 1 < len(ids) else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SoleusPage:
    """The muscle in figures: shares of the triceps surae, slow fibres, volume of young adults."""

    soleus_volume_cm3: int = 489  # Fukunaga 1992, 12 healthy adults, as the two below
    medial_volume_cm3: int = 245
    lateral_volume_cm3: int = 140
    soleus_section_frac: float = 0.71  # of the physiological cross-section of the triceps surae
    slow_low_frac: float = 0.70  # Edgerton 1975
    slow_high_frac: float = 0.88  # Johnson 1973, not checked in the source


@pages.page("/your-soleus", "soleus.html", personal=False)
def your_soleus() -> SoleusPage:
    """Where the muscle lies and what it does."""
    return SoleusPage()
