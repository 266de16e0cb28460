"""`soleus analyse`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from soleus.cli.arguments import check_range, exit_code
from soleus.recording.signals import Marker, Placement, Sensor, Side


def analyse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Recordings: files, folders or zips.")],
    exercise: Annotated[str | None, typer.Option(help="Which exercise it was, e.g. soleus-push-up.")] = None,
    sensor: Annotated[Sensor | None, typer.Option(help="What measured, where the file does not say.")] = None,
    placement: Annotated[Placement | None, typer.Option(help="Where the phone or sensor was.")] = None,
    side: Annotated[Side | None, typer.Option(help="Which leg.")] = None,
    marker: Annotated[Marker, typer.Option(help="Where the sticker or marker was.")] = "malleolus",
    sticker_mm: Annotated[float, typer.Option(help="Side of the printed sticker's black square.")] = 40.0,
    column: Annotated[str | None, typer.Option(metavar="NAME[:UNIT]", help="Column to use, e.g. ankle:deg.")] = None,
    rate_hz: Annotated[float | None, typer.Option(help="Sampling rate of a file without a clock.")] = None,
    reference: Annotated[
        str | None,
        typer.Option(metavar="FILE|START-END", help="Maximal contraction of an EMG: a file, or its seconds."),
    ] = None,
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass, for the dose.")] = None,
    stature_m: Annotated[float | None, typer.Option(help="Body height; heights scale with it.")] = None,
    sex: Annotated[Literal["female", "male"] | None, typer.Option(help="For the strength of the calf.")] = None,
    age: Annotated[int | None, typer.Option(help="In years, for the strength of the calf.")] = None,
    max_moment_nm: Annotated[
        float | None, typer.Option(help="Measured isometric maximum of one leg, knee straight, ankle at 0.")
    ] = None,
    load_kg: Annotated[float, typer.Option(help="External load in all, for the dose.")] = 0.0,
    legs: Annotated[Literal["1", "2"] | None, typer.Option(help="Raised one leg or two, for the dose.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf; several files: a folder.")
    ] = None,
) -> None:
    """Count and measure the repetitions of a recording."""
    from soleus.person import Person
    from soleus.terminal.analyses import show_analyses

    check_range("--rate-hz", rate_hz, 1.0, 100_000.0)
    check_range("--load-kg", load_kg, 0.0, 500.0)
    check_range("--sticker-mm", sticker_mm, 10.0, 500.0)
    options = {
        "exercise": exercise,
        "sensor": sensor,
        "placement": placement,
        "side": side,
        "marker": marker,
        "sticker_mm": sticker_mm,
        "column": column,
        "rate_hz": rate_hz,
        "reference": reference,
        "person": Person(
            stature_m=stature_m,
            body_mass_kg=body_mass_kg,
            sex=sex,
            age_years=age,
            max_plantarflexor_moment_nm=max_moment_nm,
        ),
        "load_kg": load_kg,
        "legs": int(legs) if legs else None,
    }
    worst = show_analyses(files, options, as_object=as_json, plot=plot)
    raise typer.Exit(exit_code(worst))
