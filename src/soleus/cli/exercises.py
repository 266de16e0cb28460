"""`soleus exercises`."""

from pathlib import Path
from typing import Annotated

import typer


def exercises(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="One exercise or recovery technique.")] = None,
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass: tells what the exercise loads.")] = None,
    stature_m: Annotated[float | None, typer.Option(help="Body height.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    picture: Annotated[Path | None, typer.Option(metavar="OUT.svg", help="Draw its start and end.")] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw for a dark ground.")] = False,
) -> None:
    """List the catalogue, or show one exercise: steps, dose, faults, stop rules, evidence."""
    from soleus.errors import InputError
    from soleus.person import Person
    from soleus.terminal.exercises import show_catalogue, show_entry

    person = Person(body_mass_kg=body_mass_kg, stature_m=stature_m)
    if id_ is not None:
        known = person if body_mass_kg is not None else None
        show_entry(id_, as_object=as_json, picture=picture, dark=dark, person=known)
    elif picture is not None:
        raise InputError("--picture: draws one exercise; name it, for example soleus-push-up")
    else:
        show_catalogue(as_object=as_json)
