"""`soleus simulate meal`."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.cli.arguments import check_range

if TYPE_CHECKING:
    from soleus.glucose.simulation.meal import Comparison

app = typer.Typer(help="Simulated meals; a model, not a measurement.", rich_markup_mode=None)


@app.callback()
def _simulate() -> None:
    """Keep `meal` a command of its own."""


@app.command()
def meal(
    carbs_g: Annotated[float, typer.Option(help="Carbohydrate of the meal.")] = 75.0,
    preset: Annotated[str, typer.Option(help="normal, prediabetes or type2.")] = "prediabetes",
    push_ups: Annotated[str, typer.Option(help="Minutes after the meal: 0-60, or 0-20,40-60.")] = "0-180",
    extra_kcal_min: Annotated[
        float | None, typer.Option(help="Energy of the push-ups above rest; default: their dose.")
    ] = None,
    glucose_frac: Annotated[float, typer.Option(help="Part of that energy from blood glucose, 0 to 1.")] = 0.5,
    body_mass_kg: Annotated[float, typer.Option(help="Body mass.")] = 75.0,
    duration_min: Annotated[int, typer.Option(help="Minutes to follow, at least 180.")] = 180,
    people: Annotated[int, typer.Option(help="How many people who differ, besides the one shown.")] = 0,
    seed: Annotated[int, typer.Option(help="Seed of their differences.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf.")] = None,
) -> None:
    """Eat a virtual meal twice: sitting still, and with push-ups."""
    import numpy as np

    from soleus.glucose.simulation import report
    from soleus.glucose.simulation.meal import compare
    from soleus.glucose.simulation.people import VirtualPeople, find_preset, virtual_people
    from soleus.glucose.simulation.push_ups import PushUps, parse_bouts, push_up_energy
    from soleus.plots import check_picture, save_figure, simulated_meal_figure

    check_range("--body-mass-kg", body_mass_kg, 25.0, 350.0)
    check_range("--people", people, 0, 100_000)
    check_range("--seed", seed, 0, 2**63 - 1)
    if plot is not None:
        check_picture(plot)
    bouts = parse_bouts(push_ups)
    person = find_preset(preset, body_mass_kg=body_mass_kg)
    energy = push_up_energy(body_mass_kg) if extra_kcal_min is None else None
    spent = energy.mid if energy else extra_kcal_min or 0.0
    effort = PushUps(bouts_min=bouts, extra_kcal_min=spent, glucose_frac=glucose_frac)
    result = compare(VirtualPeople.of(person), carbs_g, effort, duration_min=duration_min)
    told = report.assumptions(preset, person, effort, energy=energy)
    answer = report.as_json(result, told) | {"oxidation": report.oxidation(result, effort, person)}
    if energy:
        efforts = [replace(effort, extra_kcal_min=kcal) for kcal in (energy.low, energy.high)]
        ends = [compare(VirtualPeople.of(person), carbs_g, each, duration_min=duration_min) for each in efforts]
        answer["iauc_change_frac_low_high_energy"] = [report.as_json(end, told)["iauc_change_frac"] for end in ends]
    crowd = None
    if people:
        differing = virtual_people(person, people, np.random.default_rng(seed))
        crowd = report.spread(compare(differing, carbs_g, effort, duration_min=duration_min))
        answer["population"] = crowd | {"seed": seed}
    if plot is not None:
        title = f"{carbs_g:g} g, {preset}: {_words(result)} in this model"
        save_figure(simulated_meal_figure(result, effort, title=title, assumptions=told), plot)
    if as_json:
        sys.stdout.write(json.dumps(answer) + "\n")
        return
    what = f"{carbs_g:g} g of carbohydrate, {preset}, push-ups {push_ups} min"
    lines = _lines(result, what, str(answer["oxidation"]))
    lines += [f"At the least and the most energy of the dose: {_words(ends[0])}, {_words(ends[1])}"] if energy else []
    lines += [] if crowd is None else [report.spread_in_words(crowd)]
    lines += ["Assumed:", *(f"  - {sentence}" for sentence in told)]
    lines += [] if plot is None else [f"Picture: {plot}"]
    from rich.console import Console

    for line in lines:
        Console().print(line, highlight=False, soft_wrap=True)


def _words(result: "Comparison") -> str:
    change = float(result.iauc_change_frac()[0])
    return "no rise to compare" if change != change else f"3 h rise {100 * change:+.0f} %"


def _lines(result: "Comparison", what: str, oxidation: str) -> list[str]:
    control, moving = result.control.balance, result.push_ups.balance
    rows = (
        ("eaten_g", "eaten"),
        ("absorbed_g", "absorbed"),
        ("produced_g", "made by liver"),
        ("used_g", "used at rest"),
        ("contraction_g", "by push-ups"),
        ("renal_g", "lost in urine"),
        ("stored_g", "more in blood"),
    )
    fall = float(result.mean_fall_60_120_mg_dl()[0])
    lowest = float(result.push_ups.glucose_mg_dl[0].min())
    return [
        f"[bold]Simulated, not measured[/bold]: {what}",
        f"[bold]{_words(result)} in this model[/bold]; {fall:.0f} mg/dL lower from 60 to 120 min; "
        f"lowest {lowest:.0f} mg/dL",
        "Glucose, g        sitting still  with push-ups",
        *(f"  {label:<16}{getattr(control, name)[0]:>12.1f}{getattr(moving, name)[0]:>15.1f}" for name, label in rows),
        f"  in less out less stored: {abs(float(moving.residual_g[0])):.0e} g; asked for: {moving.asked_g[0]:.1f} g",
        f"{oxidation[0].upper()}{oxidation[1:]}.",
    ]
