"""`soleus test`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.cli.arguments import check_range
from soleus.errors import NotEnoughDataError
from soleus.person import Sex
from soleus.recording.signals import Marker, Placement, Sensor, Side

if TYPE_CHECKING:
    from soleus.analysis import Analysis
    from soleus.person import Person
    from soleus.response.heel_raise import HeelRaiseTest


def heel_raise_test(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Recording of one leg.")],
    other_leg: Annotated[Path | None, typer.Argument(metavar="[OTHER_LEG]", help="Recording of the other.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="For the norms.")] = None,
    age: Annotated[int | None, typer.Option(help="Years, for the norms.")] = None,
    body_mass_kg: Annotated[float | None, typer.Option(help="Body mass, for the work.")] = None,
    stature_m: Annotated[float | None, typer.Option(help="Body height.")] = None,
    cadence_per_min: Annotated[float, typer.Option(help="Raises a minute; only 30 is the published test.")] = 30.0,
    earlier_reps: Annotated[int | None, typer.Option(help="Raises of this leg in an earlier test.")] = None,
    side: Annotated[Side | None, typer.Option(help="Which leg FILE is.")] = None,
    sensor: Annotated[Sensor | None, typer.Option(help="What measured, where the file does not say.")] = None,
    placement: Annotated[Placement | None, typer.Option(help="Where the phone or sensor was.")] = None,
    marker: Annotated[Marker, typer.Option(help="Where the sticker or marker was.")] = "malleolus",
    sticker_mm: Annotated[float, typer.Option(help="Side of the printed sticker's black square.")] = 40.0,
    column: Annotated[str | None, typer.Option(metavar="NAME[:UNIT]", help="Column to use.")] = None,
    rate_hz: Annotated[float | None, typer.Option(help="Sampling rate of a file without a clock.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf.")] = None,
) -> None:
    """Measure a heel-raise test: one leg or both, against the norms."""
    from soleus.analysis import analyse
    from soleus.person import Person
    from soleus.plots import check_picture
    from soleus.response.protocol import check_cadence

    check_cadence(cadence_per_min)
    check_range("--rate-hz", rate_hz, 1.0, 100_000.0)
    check_range("--sticker-mm", sticker_mm, 10.0, 500.0)
    check_range("--earlier-reps", earlier_reps, 0, 1000)
    if plot is not None:
        check_picture(plot)
    person = Person(stature_m=stature_m, body_mass_kg=body_mass_kg, sex=sex, age_years=age)
    legs = [
        analyse(
            path,
            exercise="heel-raise-test",
            sensor=sensor,
            placement=placement,
            side=leg,
            marker=marker,
            sticker_mm=sticker_mm,
            column=column,
            rate_hz=rate_hz,
            person=person,
        )
        for path, leg in ((file, side), (other_leg, _opposite(side)))
        if path is not None
    ]
    tests = [_measured(leg, person) for leg in legs]
    _show(legs, tests, person, earlier_reps, as_json=as_json, plot=plot)


def _measured(leg: "Analysis", person: "Person") -> "HeelRaiseTest":
    from soleus.response.heel_raise import measure

    try:
        return measure(leg.reps, person)
    except NotEnoughDataError as error:
        raise NotEnoughDataError(f"{leg.recording.path.name}: {error}") from error


def _opposite(side: Side | None) -> Side | None:
    return None if side is None else ("left" if side == "right" else "right")


def _show(
    legs: "list[Analysis]",
    tests: "list[HeelRaiseTest]",
    person: "Person",
    earlier_reps: int | None,
    *,
    as_json: bool,
    plot: Path | None,
) -> None:
    from soleus.response import heel_raise

    told = [(*leg.warnings, *heel_raise.warnings(leg.reps, one, person)) for leg, one in zip(legs, tests, strict=True)]
    said = dict.fromkeys([*told[0], *(f"other leg: {text}" for text in told[-1] if text not in told[0])])
    change = None if earlier_reps is None else heel_raise.change_in_words(earlier_reps, tests[0].n_reps)
    answer = heel_raise.as_json(tests[0], person, tuple(said), *tests[1:]) | {"change": change}
    if plot is not None:
        _draw(legs, tests, person, plot)
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    from rich.console import Console

    for line in _lines(legs, tests, person, change):
        Console().print(line, highlight=False, soft_wrap=True)
    for warning in said:
        Console().print(f"[yellow]![/yellow] {warning}", highlight=False, soft_wrap=True)
    if plot is not None:
        print(f"Picture: {plot}")


def _lines(legs: "list[Analysis]", tests: "list[HeelRaiseTest]", person: "Person", change: str | None) -> list[str]:
    from soleus.response.heel_raise import MDC_REPS, SEATED_BENCHMARK_BW, symmetry
    from soleus.response.norms import AGE_CONFLICT, norms

    lines = [f"[bold]Heel-raise test: {tests[0].n_reps} raises[/bold]"]
    lines += [_leg(leg.recording.path.name, one) for leg, one in zip(legs, tests, strict=True)]
    lines.append(change or f"Between two tests a change of up to {MDC_REPS:g} raises is within measurement error.")
    if len(tests) > 1:
        both = symmetry(tests[0], tests[1])
        work = _number(100 * both.work_frac, "%", 0)
        verdict = "[bold]the legs differ by more than 10 %[/bold]" if both.flagged else "within 10 %"
        weaker = f" (weaker by work: {both.weaker_by_work})" if both.flagged and both.weaker_by_work else ""
        lines.append(
            f"Weaker over stronger leg: {100 * both.reps_frac:.0f} % by raises, {work} by work: {verdict}{weaker}"
        )
    lines.append("")
    for norm in norms(tests[0].n_reps, person):
        lines.append(f"[bold]{norm.source}[/bold], {norm.group}:")
        if norm.median_reps is not None and norm.percentile_range is not None:
            low, high = norm.percentile_range
            error = f"(test error alone: {low} to {high}; spread borrowed)"
            place = f"more than about {norm.percentile_reps} of 100 people {error}"
            lines.append(f"  median {norm.median_reps:g} raises; {tests[0].n_reps} is {place}")
        if norm.median_work_total_j is not None and norm.median_displacement_total_m is not None:
            height = _number(100 * (norm.median_peak_height_m or float("nan")), "cm", 1)
            whole = (
                f"{norm.median_work_total_j:.0f} J, {norm.median_displacement_total_m:.2f} m, highest raise {height}"
            )
            lines.append(f"  medians of work and height: {whole}")
        lines += [f"  {norm.note}"] if norm.note else []
    lines.append(AGE_CONFLICT[0].upper() + AGE_CONFLICT[1:] + ".")
    if person.body_mass_kg is not None:
        benchmark = f"{SEATED_BENCHMARK_BW * person.body_mass_kg:.0f} kg ({SEATED_BENCHMARK_BW:g} x body weight)"
        lines.append(
            f"Seated strength, knee bent: experts name {benchmark}; a benchmark of elite sport, not measured here."
        )
    return lines


def _leg(name: str, one: "HeelRaiseTest") -> str:
    parts = [
        f"{one.side or name}: {one.n_reps} raises",
        f"work {_number(one.work_total_j, 'J', 0)}",
        f"displacement {_number(one.displacement_total_m, 'm', 2)}",
        f"highest {_number(100 * one.peak_height_m, 'cm', 1)}",
        f"height lost to the end {_number(100 * one.height_loss_frac, '%', 0)}",
        f"{_number(one.cadence_per_min, 'a minute', 0)}",
    ]
    return "; ".join(parts)


def _number(value: float, unit: str, digits: int) -> str:
    return f"{value:.{digits}f} {unit}" if value == value else "unknown"


def _draw(legs: "list[Analysis]", tests: "list[HeelRaiseTest]", person: "Person", plot: Path) -> None:
    from soleus.plots import heel_raise_test_figure, save_figure
    from soleus.response.norms import norms

    names = [one.side or leg.recording.path.stem for leg, one in zip(legs, tests, strict=True)]
    heights = [leg.reps.heel_raise_height_m for leg in legs]
    save_figure(heel_raise_test_figure(heights, names, norms(tests[0].n_reps, person)), plot)
