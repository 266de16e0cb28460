"""`soleus trial power|plan|analyse`."""

import json
import secrets
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from soleus.cli.arguments import check_range
from soleus.errors import InputError, NotEnoughDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from soleus.glucose.bouts import Bout
    from soleus.glucose.trial.conduct import BothWays
    from soleus.glucose.trial.pairs import Eaten

app = typer.Typer(help="Does it lower mine? A trial with one person.", rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def power(
    cv: Annotated[float | None, typer.Option(help="Within-person CV of the outcome, 0.25 for 25 %.")] = None,
    fall: Annotated[float | None, typer.Option(help="Expected fall, 0.30 for 30 %; without it, a table.")] = None,
    meals: Annotated[Path | None, typer.Option(help="CSV of your repeated meals: value, optional meal.")] = None,
    as_json: AsJson = False,
) -> None:
    """Pairs of meals that are needed (two-sided 5 %, power 80 %)."""
    from soleus.glucose.trial.pairs import read_repeats
    from soleus.glucose.trial.power import FALLS, pairs_needed, variability

    if cv is not None and meals is None:
        known, mine = cv, None
    elif meals is not None and cv is None:
        mine = variability(read_repeats(meals))
        known = mine.cv
    else:
        raise InputError("trial power: expected --cv, or --meals with your own repeated meals")
    table = {each: pairs_needed(known, each) for each in ([fall] if fall is not None else FALLS)}
    answer: dict[str, object] = {
        "n_pairs": None if fall is None else table[fall],
        "cv": known,
        "cv_ci95": None if mine is None else list(mine.ci95),
        "n_meals": None if mine is None else mine.n_meals,
        "table": [{"fall": each, "n_pairs": n} for each, n in table.items()],
    }
    lines = [f"Within-person CV {100 * known:.0f} %" + ("" if mine is None else f", {mine.in_words()}")]
    lines += [f"  a fall of {100 * each:.0f} %: {n} pairs, {2 * n} meals" for each, n in table.items()]
    lines.append("Four of five such trials would see it; a smaller fall needs more pairs, and most stay unseen.")
    _print(answer, lines, as_json=as_json)


@app.command()
def plan(
    pairs: Annotated[int, typer.Option(help="Pairs of meals; decide before the first.")],
    seed: Annotated[int | None, typer.Option(help="Seed of the order; without one it is drawn and shown.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="First day, 2026-03-02; default tomorrow.")] = None,
    days_apart: Annotated[int, typer.Option(help="Days from meal to meal (washout).")] = 1,
    push_up_minutes: Annotated[int, typer.Option(help="Minutes of push-ups after the meal.")] = 60,
    meal: Annotated[
        str, typer.Option(help="The meal, always the same.")
    ] = "50 to 75 g of glucose, or one fixed breakfast",
    meal_time: Annotated[str, typer.Option(metavar="HH:MM", help="Time of the first bite.")] = "08:00",
    ical: Annotated[Path | None, typer.Option(metavar="OUT.ics", help="Write a calendar.")] = None,
    as_json: AsJson = False,
) -> None:
    """Randomised order of the meals, and a calendar."""
    from soleus.glucose.trial import schedule

    check_range("--push-up-minutes", push_up_minutes, 1, 360)
    first = _day(start) if start else date.today() + timedelta(days=1)
    bite = _clock(meal_time)
    drawn = secrets.randbelow(2**31) if seed is None else seed
    days = schedule.plan(pairs, drawn, first, days_apart=days_apart)
    if ical is not None:
        text = schedule.as_ical(
            days,
            seed=drawn,
            now=datetime.now(UTC),
            meal_time=bite,
            meal=meal,
            push_up_minutes=push_up_minutes,
        )
        _write(ical, text)
    answer = {
        "seed": drawn,
        "n_pairs": pairs,
        "meal": meal,
        "push_up_minutes": push_up_minutes,
        "rules": list(schedule.RULES),
        "schedule": [{"pair": day.pair, "date": day.date.isoformat(), "condition": day.condition} for day in days],
    }
    lines = [f"{pairs} pairs, seed {drawn} (keep it: it proves the order)"]
    lines += [f"  {day.date:%a %d %b %Y}  pair {day.pair:>2}  {day.condition}" for day in days]
    lines += ["Each time:", *(f"  - {rule}" for rule in schedule.RULES)]
    lines += [] if ical is None else [f"Calendar: {ical}"]
    _print(answer, lines, as_json=as_json)


@app.command()
def analyse(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns pair, condition, value, maybe minutes.")],
    planned_pairs: Annotated[int | None, typer.Option(help="Pairs decided on before the first meal.")] = None,
    sessions: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Measured push-ups: an export of the coach, or its data folder."),
    ] = None,
    as_json: AsJson = False,
    plot: Annotated[Path | None, typer.Option(metavar="OUT", help="Picture: .png, .svg or .pdf.")] = None,
) -> None:
    """One verdict: lower, higher or cannot tell."""
    from soleus.glucose.trial import analysis, conduct
    from soleus.glucose.trial.pairs import read_eaten
    from soleus.plots import check_picture, save_figure, trial_figure

    if plot is not None:
        check_picture(plot)
    eaten = _with_sessions(read_eaten(file), sessions, file)
    found = _named(lambda: conduct.both_ways(eaten, planned_pairs=planned_pairs), file)
    trial = found.as_planned
    if plot is not None:
        save_figure(trial_figure(trial), plot)
    lines = [f"[bold]{analysis.in_words(trial)}[/bold]  ({len(trial.pairs)} pairs)", *analysis.details(trial)]
    lines += conduct.details(found)
    lines += [f"[yellow]![/yellow] {warning}" for warning in trial.warnings]
    lines += [] if plot is None else [f"Picture: {plot}"]
    measured = {} if sessions is None else conduct.as_json(found)
    _print(analysis.as_json(trial) | measured, lines, as_json=as_json)


def _with_sessions(eaten: "Sequence[Eaten]", sessions: Path | None, file: Path) -> "Sequence[Eaten]":
    """The meals with what was measured after each of them."""
    if sessions is None:
        return eaten
    from soleus.glucose.trial.conduct import with_bouts

    if all(meal.at is None for meal in eaten):
        raise InputError(f"{file.name}: column time is missing; --sessions needs the time of every first bite")
    return with_bouts(eaten, _bouts(sessions))


def _bouts(sessions: Path) -> "list[Bout]":
    from soleus.glucose.bouts import read_bouts

    if not sessions.is_dir():
        return read_bouts(sessions)
    if not (sessions / "soleus.db").is_file():
        raise InputError(f"--sessions {sessions}: no data folder of soleus; expected its soleus.db in it, or an export")
    from soleus.workspace.glucose_bouts import bouts
    from soleus.workspace.place import open_workspace

    now = datetime.now().astimezone()
    with open_workspace(sessions) as workspace:
        return bouts(workspace.local_desk(now), now=now)


def _named(analyse: "Callable[[], BothWays]", file: Path) -> "BothWays":
    try:
        return analyse()
    except NotEnoughDataError as error:
        raise NotEnoughDataError(f"{file.name}: {error}") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--start {text[:40]!r}: expected a day that exists, as 2026-03-02") from error


def _clock(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise InputError(f"--meal-time {text[:40]!r}: expected a time of day, as 08:00") from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"--ical {path}: cannot be written ({error.strerror})") from error


def _print(answer: dict[str, object], lines: list[str], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    from rich.console import Console

    for line in lines:
        Console().print(line, highlight=False, soft_wrap=True)
