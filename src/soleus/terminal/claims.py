"""What `soleus claims` shows."""

from rich.console import Console

from soleus.exercises import Claim, claims, find_claim
from soleus.exercises.answer import claim_json, claims_json
from soleus.exercises.words import source_words
from soleus.terminal.show import print_json

COLOUR = {"supported": "green", "depends": "yellow", "plausible, unproven": "yellow", "contradicted": "red"}


def show_claims(claim_id: str | None, *, as_object: bool) -> None:
    """All claims, one line and the verdict each; or one with its numbers; or JSON.

    Raises
    ------
    InputError  if the claim is unknown
    """
    if as_object:
        print_json(claims_json(claims()) if claim_id is None else claim_json(find_claim(claim_id)))
        return
    console = Console()
    if claim_id is not None:
        lines = claim_lines(find_claim(claim_id))
    else:
        lines = [line for claim in claims().values() for line in [*_head(claim), ""]]
        lines.append("[dim]soleus claims NUMBER shows the figures and their sources.[/dim]")
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def claim_lines(claim: Claim) -> list[str]:
    """One claim as a page."""
    lines = [*_head(claim), ""]
    lines += [f"- {number.says} [dim]({source_words(number)})[/dim]" for number in claim.numbers]
    return [*lines, "", f"[bold]Your own data[/bold]: {claim.measures}"]


def _head(claim: Claim) -> list[str]:
    grade = f"[{COLOUR[claim.grade]}]{claim.grade}[/{COLOUR[claim.grade]}]"
    return [f"{claim.number}. [bold]{claim.sentence}[/bold] {grade}", f"   {claim.verdict}"]
