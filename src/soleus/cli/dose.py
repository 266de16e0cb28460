"""`soleus dose`."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def dose(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="Id of the catalogue, e.g. soleus-push-up.")],
    reps: Annotated[int | None, typer.Option(help="Repetitions of the set.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Or its length.")] = None,
    cadence_per_min: Annotated[float | None, typer.Option(help="Repetitions a minute.")] = None,
    height_m: Annotated[float | None, typer.Option(help="Rise of the ankle bone, e.g. 0.06.")] = None,
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass.")] = None,
    stature_m: Annotated[float | None, typer.Option(help="Body height.")] = None,
    sex: Annotated[Literal["female", "male"] | None, typer.Option(help="For the strength of the calf.")] = None,
    age: Annotated[int | None, typer.Option(help="In years, for the strength of the calf.")] = None,
    max_moment_nm: Annotated[
        float | None, typer.Option(help="Measured isometric maximum of one leg, knee straight, ankle at 0.")
    ] = None,
    load_kg: Annotated[float, typer.Option(help="External load in all.")] = 0.0,
    legs: Annotated[Literal["1", "2"] | None, typer.Option(help="Raised on one leg or two.")] = None,
    model: Annotated[str, typer.Option(help="lai-uhlrich2023, rajagopal2016 or gait2392.")] = "lai-uhlrich2023",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf.")] = None,
) -> None:
    """Say what a planned set asks of soleus, gastrocnemius, Achilles tendon and energy."""
    from soleus.dose import planned_dose
    from soleus.person import Person
    from soleus.plots import check_picture
    from soleus.terminal.dose import show_dose

    if plot is not None:
        check_picture(plot)
    person = Person(
        stature_m=stature_m,
        body_mass_kg=body_mass_kg,
        sex=sex,
        age_years=age,
        max_plantarflexor_moment_nm=max_moment_nm,
    )
    result = planned_dose(
        exercise,
        person,
        reps=reps,
        minutes=minutes,
        cadence_per_min=cadence_per_min,
        height_m=height_m,
        load_kg=load_kg,
        legs=int(legs) if legs else None,
        model=model,
    )
    show_dose(result, as_object=as_json, plot=plot)
