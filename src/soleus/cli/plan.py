"""`soleus plan`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer


def plan(
    profile: Annotated[Path, typer.Option(metavar="FILE.json", help="Person, goal, answers, tests, sessions.")],
    date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day to plan for; default is today.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    explain: Annotated[bool, typer.Option(help="Show what other inputs would have led to.")] = False,
) -> None:
    """Say what the next session is, and why."""
    from soleus.cli.show_plan import show_plan
    from soleus.programme.reading import read_profile

    day = (date or datetime.now().astimezone()).date()
    show_plan(read_profile(profile), day, print_json=as_json, explain=explain)
