"""`soleus walk`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from soleus.cli.arguments import AsJson, check_range
from soleus.recording.signals import Placement, Side


def walk(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="GPX, FIT, TCX, Health export, or a sensor recording.")],
    placement: Annotated[Placement | None, typer.Option(help="Where the phone or sensor was.")] = None,
    side: Annotated[Side | None, typer.Option(help="Which leg, where a file holds one of two.")] = None,
    column: Annotated[str | None, typer.Option(metavar="X,Y,Z[:UNIT]", help="Acceleration columns to use.")] = None,
    rate_hz: Annotated[float | None, typer.Option(help="Sampling rate of a file without a clock.")] = None,
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass, for energy and work.")] = None,
    sex: Annotated[Literal["female", "male"] | None, typer.Option(help="For the energy from cadence alone.")] = None,
    as_json: AsJson = False,
    plot: Annotated[Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf.")] = None,
) -> None:
    """Count steps, climb, stairs and toe walking, and say what they ask of the calf."""
    from soleus.outing import measure_walk
    from soleus.person import Person
    from soleus.plots import check_picture
    from soleus.terminal.walk import show_walk

    check_range("--rate-hz", rate_hz, 1.0, 100_000.0)
    if plot is not None:
        check_picture(plot)
    person = Person(body_mass_kg=body_mass_kg, sex=sex)
    measured = measure_walk(file, placement=placement, side=side, column=column, rate_hz=rate_hz, person=person)
    show_walk(measured, as_object=as_json, plot=plot)
