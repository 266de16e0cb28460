"""What `soleus analyse` shows: one table a recording, one row a recording where there are many, JSON, pictures."""

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from soleus.analysis import Analysis, analyse, as_json
from soleus.batch import Failure, Outcome, analyse_many
from soleus.errors import InputError, SoleusError
from soleus.plots import PICTURES, check_picture, emg_figure, heel_motion_figure, save_figure
from soleus.terminal.dose import dose_lines
from soleus.terminal.emg import emg_headline, emg_lines, emg_table
from soleus.terminal.show import print_json, progress_bar

ROWS_SHOWN = 60  # repetitions in the table; the rest is in --json
WORTH_PROCESSES_BYTES = 32_000_000  # less is done sooner than a pool of processes has started

Options = dict[str, Any]


def show_analyses(files: Sequence[Path], options: Options, *, as_object: bool, plot: Path | None) -> SoleusError | None:
    """Analyse and show; returns the error that decides the exit code, if any recording failed.

    Raises
    ------
    SoleusError  if there is one recording and it cannot be analysed
    """
    if plot is not None:
        _check_plot(plot, several=len(files) > 1)
    if len(files) == 1:
        _show_one(files[0], options, as_object=as_object, plot=plot)
        return None
    return _show_many(files, options, as_object=as_object, plot=plot)


def _show_one(path: Path, options: Options, *, as_object: bool, plot: Path | None) -> None:
    with progress_bar(path.name, 1.0) as advance:
        result = analyse(path, progress=advance, **options)
    if plot is not None:
        save_picture(result, plot)
    if as_object:
        print_json(as_json(result))
        return
    console = Console()
    console.print(*_headline(result), sep="\n", highlight=False, soft_wrap=True)
    lines = [*_dose(result), *_footnotes(result)]
    if result.emg is not None:
        console.print(emg_table(result.emg))
        lines = [*emg_lines(result.emg), *_footnotes(result)]
    elif len(result.reps):
        console.print(_rep_table(result))
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
    if plot is not None:
        console.print(f"Picture: {plot}", highlight=False, soft_wrap=True)


def _show_many(paths: Sequence[Path], options: Options, *, as_object: bool, plot: Path | None) -> SoleusError | None:
    outcomes: list[dict[str, object]] = []
    rows: list[tuple[list[str], tuple[str, ...]]] = []
    worst: SoleusError | None = None
    with progress_bar(f"{len(paths)} recordings", len(paths)) as advance:
        for done, outcome in enumerate(_outcomes(paths, options), start=1):
            if isinstance(outcome, Failure):
                message = " ".join(str(outcome.error).split())
                outcomes.append({"path": str(outcome.path), "error": message})
                worst = outcome.error if worst is None or isinstance(outcome.error, InputError) else worst
                rows.append(([outcome.path.name, "-", "", "", ""], (message,)))
            else:
                if plot is not None:
                    save_picture(outcome, plot / f"{outcome.recording.path.stem}.png")
                outcomes.append(as_json(outcome))
                rows.append((_summary_row(outcome), outcome.warnings))
            advance(done)
    if as_object:
        print_json({"results": outcomes})
    else:
        _print_summary(rows)
    failed = sum("error" in outcome for outcome in outcomes)
    if failed:
        print(f"soleus: {failed} of {len(paths)} recordings could not be analysed; the list says why", file=sys.stderr)
    return worst


def _outcomes(paths: Sequence[Path], options: Options) -> Iterator[Outcome]:
    """In processes of their own where that pays."""
    if sum(path.stat().st_size for path in paths if path.is_file()) < WORTH_PROCESSES_BYTES:
        yield from analyse_many(paths, **options)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from analyse_many(paths, pool, **options)


def _headline(result: Analysis) -> list[str]:
    recording, reps = result.recording, result.reps
    where = " ".join(filter(None, [recording.sensor, recording.placement, recording.side]))
    lines = [f"[bold]{_what(result)}[/bold]: [bold]{_found(result)}[/bold]  ({recording.path.name}, {where}, "]
    lines[0] += f"{recording.duration_s:.0f} s at {recording.rate_hz:.0f} Hz)"
    if len(reps) > 1 and result.emg is None:
        lines.append(f"Cadence {reps.cadence_per_min:.0f}/min; up {_spread(reps.concentric_s, 's')}, ")
        lines[-1] += f"top {_spread(reps.hold_s, 's')}, down {_spread(reps.eccentric_s, 's')}"
    if len(reps) and result.motion.scaled:
        lines.append(f"Heel height {_spread(100 * reps.heel_raise_height_m, 'cm')}")
    return lines


def _what(result: Analysis) -> str:
    otherwise = "Heel raises" if result.emg is None else "EMG"
    return result.exercise.name if result.exercise else otherwise


def _found(result: Analysis) -> str:
    return _repetitions(len(result.reps)) if result.emg is None else emg_headline(result.emg)


def _repetitions(n: int) -> str:
    return "1 repetition" if n == 1 else f"{n} repetitions"


def _spread(values: "np.ndarray[tuple[Any, ...], np.dtype[np.float64]]", unit: str) -> str:
    """Median and the range that holds nine of ten."""
    low, middle, high = np.percentile(values, [5, 50, 95])
    return f"{middle:.1f} {unit} ({low:.1f} to {high:.1f})"


def _dose(result: Analysis) -> list[str]:
    """The dose in words, or what is missing for it."""
    if result.dose is not None:
        return [*dose_lines(result.dose)[1:], *(f"[yellow]![/yellow] {warning}" for warning in result.dose.warnings)]
    return [f"[dim]No dose: {result.dose_unavailable}.[/dim]"] if len(result.reps) else []


def _rep_table(result: Analysis) -> Table:
    """One row a repetition; a column that this sensor does not know is left out."""
    reps = result.reps
    columns = {
        "rep": [str(k + 1) for k in range(len(reps))],
        "top at s": _fixed(reps.peak_s, 2),
        "height cm": _fixed(100 * reps.heel_raise_height_m, 1),
        "motion deg": _fixed(np.degrees(reps.range_of_motion_rad), 0),
        "up s": _fixed(reps.concentric_s, 2),
        "top s": _fixed(reps.hold_s, 2),
        "down s": _fixed(reps.eccentric_s, 2),
    }
    known = {name: cells for name, cells in columns.items() if set(cells) != {"-"}}
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in known:
        table.add_column(name, justify="right")
    for row in list(zip(*known.values(), strict=True))[:ROWS_SHOWN]:
        table.add_row(*row)
    return table


def _fixed(values: "np.ndarray[tuple[Any, ...], np.dtype[np.float64]]", digits: int) -> list[str]:
    return [_known(value, digits) for value in values.tolist()]


def _footnotes(result: Analysis) -> list[str]:
    reps = result.reps
    notes: list[str] = []
    if len(reps) > ROWS_SHOWN:
        notes.append(f"... and {len(reps) - ROWS_SHOWN} more (--json has all)")
    if len(reps.rejected):
        reasons = sorted(set(reps.rejected.reason))
        told = ", ".join(f"{reps.rejected.reason.count(reason)} {reason}" for reason in reasons)
        notes.append(f"Not counted: {told}")
    if not len(reps) and not len(reps.rejected):
        nothing = "moves like a heel raise" if result.emg is None else "looks like a contraction"
        notes.append(f"Nothing in this recording {nothing}.")
    return notes + [f"[yellow]![/yellow] {warning}" for warning in result.warnings]


def _print_summary(rows: list[tuple[list[str], tuple[str, ...]]]) -> None:
    """One row a recording; what holds for all of them is said once, below."""
    common = [note for note in rows[0][1] if all(note in notes for _, notes in rows)]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("recording")
    for name in ("reps", "not counted", "cadence/min", "height cm"):
        table.add_column(name, justify="right")
    table.add_column("notes")
    for cells, notes in rows:
        table.add_row(*cells, "; ".join(note for note in notes if note not in common))
    console = Console()
    console.print(table)
    for note in common:
        console.print(f"[yellow]![/yellow] {note}", highlight=False, soft_wrap=True)


def _summary_row(result: Analysis) -> list[str]:
    reps = result.reps
    height = float(np.median(reps.heel_raise_height_m)) if len(reps) else float("nan")
    return [
        result.recording.path.name,
        str(len(reps)),
        str(len(reps.rejected)),
        _known(reps.cadence_per_min, 0),
        _known(100 * height),
    ]


def _known(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}" if np.isfinite(value) else "-"


def _check_plot(plot: Path, *, several: bool) -> None:
    if several:
        if plot.suffix.lower() in PICTURES:
            raise InputError(f"--plot {plot}: several recordings need a folder, not one picture")
        plot.mkdir(parents=True, exist_ok=True)
    else:
        check_picture(plot)


def save_picture(result: Analysis, path: Path) -> None:
    """Draw the heel height with its repetitions, or the electromyogram with its bursts, and save it."""
    recording = result.recording
    if result.emg is not None:
        title = f"{_what(result)}: {emg_headline(result.emg)}"
        save_figure(emg_figure(result.emg, title=title, note=recording.path.name), path)
        return
    figure = heel_motion_figure(
        result.motion,
        result.reps,
        title=f"{_what(result)}: {_repetitions(len(result.reps))}, {len(result.reps.rejected)} not counted",
        note=f"{recording.path.name} ({result.motion.method.get('name')})",
    )
    save_figure(figure, path)
