"""`soleus claims`."""

from typing import Annotated

import typer


def claims(
    claim: Annotated[str | None, typer.Argument(metavar="[NUMBER]", help="One claim, by number or id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """What is claimed for heel raises, and how far it is supported."""
    from soleus.terminal.claims import show_claims

    show_claims(claim, as_object=as_json)
