"""The command line: parse, call, show. Exit codes: 0 done, 2 wrong input, 3 too little to answer."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.recording.signals import Marker, Placement, Sensor, Side

OK, WRONG_INPUT, NOT_ENOUGH, INTERRUPTED = 0, 2, 3, 130

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Counts and measures heel raises, offline, with what people own.",
)


@app.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    """Show the help where no command is given; it becomes the coach when that is built."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
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
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass, for the dose.")] = None,
    stature_m: Annotated[float | None, typer.Option(help="Body height; heights scale with it.")] = None,
    load_kg: Annotated[float | None, typer.Option(help="External load, for the dose.")] = None,
    legs: Annotated[Literal["1", "2"] | None, typer.Option(help="Raised one leg or two, for the dose.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf; several files: a folder.")
    ] = None,
) -> None:
    """Count and measure the repetitions of a recording."""
    from soleus.person import Person
    from soleus.terminal import show_analyses

    _check_range("--rate-hz", rate_hz, 1.0, 100_000.0)
    _check_range("--load-kg", load_kg, 0.0, 500.0)
    _check_range("--sticker-mm", sticker_mm, 10.0, 500.0)
    options = {
        "exercise": exercise,
        "sensor": sensor,
        "placement": placement,
        "side": side,
        "marker": marker,
        "sticker_mm": sticker_mm,
        "column": column,
        "rate_hz": rate_hz,
        "person": Person(stature_m=stature_m, body_mass_kg=body_mass_kg),
    }
    worst = show_analyses(files, options, print_json=as_json, plot=plot)
    raise typer.Exit(_exit_code(worst))


@app.command()
def muscles(
    source: Annotated[Path, typer.Argument(metavar="IN.csv", help="Columns ankle_deg, knee_flex_deg, moment_nm.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where the result goes.")],
    model: Annotated[str, typer.Option(help="lai-uhlrich2023, rajagopal2016 or gait2392.")] = "lai-uhlrich2023",
    tendon: Annotated[Literal["elastic", "rigid"], typer.Option(help="How the tendons behave.")] = "elastic",
    exponent: Annotated[Literal["2", "3"], typer.Option(help="Power of activation whose sum is least.")] = "2",
) -> None:
    """Share a plantarflexor moment among the muscles of the calf, row by row."""
    from soleus.dose.muscle_table import run

    run(source, target, model=model, tendon=tendon, exponent=2 if exponent == "2" else 3)


def _check_range(option: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InputError(f"{option}: expected {low:g} to {high:g}, got {value:g}")


def main() -> None:
    """Run the command line; every expected error is one line on stderr and an exit code."""
    try:
        code = app(standalone_mode=False) or OK
    except SoleusError as error:
        code = refuse(error)
    except typer.TyperException as error:
        code = refuse(InputError(error.format_message()))
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        code = OK
    sys.exit(code)


def refuse(error: SoleusError) -> int:
    """Say what is wrong in one line; returns the exit code."""
    print(f"soleus: {' '.join(str(error).split())}", file=sys.stderr)
    return _exit_code(error)


def _exit_code(error: SoleusError | None) -> int:
    if error is None:
        return OK
    return NOT_ENOUGH if isinstance(error, NotEnoughDataError) else WRONG_INPUT
