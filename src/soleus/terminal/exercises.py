"""What `soleus exercises` shows."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from soleus.errors import InputError
from soleus.exercises import Exercise, Technique, catalogue, find_exercise, recovery
from soleus.exercises.answer import catalogue_json, exercise_json, technique_json
from soleus.exercises.words import dose_words, loads_words, pace_words, source_words, step_words
from soleus.person import Person
from soleus.terminal.show import print_json


def show_catalogue(*, as_object: bool) -> None:
    """All exercises and techniques: a row each, or JSON."""
    if as_object:
        print_json(catalogue_json(catalogue(), recovery()))
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("id", "position", "start with", "needs"):
        table.add_column(name, no_wrap=name == "id")
    for exercise in catalogue().values():
        table.add_row(exercise.id, exercise.position, dose_words(exercise), ", ".join(exercise.needs))
    for technique in recovery().techniques.values():
        table.add_row(technique.id, "recovery", f"{technique.duration_s / 60:.0f} min a leg", "")
    console = Console()
    console.print(table)
    console.print("[dim]soleus exercises ID shows one.[/dim]", highlight=False)


def show_entry(id_: str, *, as_object: bool, picture: Path | None, dark: bool, person: Person | None) -> None:
    """One exercise or technique: a page, or JSON, and its picture.

    Raises
    ------
    InputError  if the id is unknown or the picture cannot be written
    """
    technique = recovery().techniques.get(id_)
    if technique is None and id_ not in catalogue():
        known = ", ".join([*catalogue(), *recovery().techniques])
        raise InputError(f"exercise {id_!r} is unknown; expected one of {known}")
    if picture is not None:
        _draw(id_, picture, person, dark=dark)
    if as_object:
        print_json(technique_json(technique) if technique else exercise_json(find_exercise(id_), person))
        return
    lines = technique_lines(technique) if technique else exercise_lines(find_exercise(id_), person)
    console = Console()
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
    if picture is not None:
        console.print(f"Picture: {picture}", highlight=False, soft_wrap=True)


def exercise_lines(exercise: Exercise, person: Person | None) -> list[str]:
    """One exercise as a page."""
    lines = [f"[bold]{exercise.name}[/bold]: {exercise.summary}", ""]
    lines += [f"{k}. {step}" for k, step in enumerate(exercise.steps, start=1)]
    lines += ["", f"[bold]Start with[/bold]  {dose_words(exercise)}; {pace_words(exercise)}"]
    lines += [f"[bold]Progress[/bold]    by {', '.join(exercise.progress_by)}"] if exercise.kind != "test" else []
    lines += [f"[bold]Needs[/bold]       {', '.join(exercise.needs) or 'nothing'}" + _helps(exercise.helps)]
    lines += [f"[bold]Loads[/bold]       {loads_words(exercise)}{_load(exercise, person)}"]
    for name, ids in (("Easier", exercise.easier), ("Harder", exercise.harder)):
        lines += [f"[bold]{name}[/bold]      {', '.join(ids)}"] if ids else []
    lines += ["", *(f"  {cue}" for cue in exercise.cues)]
    lines += ["", *(f"- {fault.fault} {fault.instead}" for fault in exercise.faults)]
    lines += ["", "[bold]Not when[/bold]", *(f"- {reason}" for reason in exercise.not_when)]
    lines += ["[bold]Stop when[/bold]", *(f"- {reason}" for reason in exercise.stop_when)]
    lines += ["[bold]Evidence[/bold]", *(f"- {f.says} [dim]({source_words(f)})[/dim]" for f in exercise.evidence)]
    return lines


def technique_lines(technique: Technique) -> list[str]:
    """One recovery technique as a page."""
    lines = [f"[bold]{technique.name}[/bold]: {technique.summary}", ""]
    lines += [f"{k}. {step.does} [dim]({step_words(step)})[/dim]" for k, step in enumerate(technique.steps, start=1)]
    lines += ["", f"[bold]Pressure[/bold]  {technique.pressure_scale}", f"[bold]Expect[/bold]    {technique.expect}"]
    lines += ["[bold]Not when[/bold]", *(f"- {reason}" for reason in technique.not_when)]
    lines += ["[bold]Evidence[/bold]", *(f"- {f.says} [dim]({source_words(f)})[/dim]" for f in technique.evidence)]
    return lines


def _helps(words: tuple[str, ...]) -> str:
    return f" (helps: {', '.join(words)})" if words else ""


def _load(exercise: Exercise, person: Person | None) -> str:
    """Tendon load and soleus share by the dose model, for a person."""
    from soleus.dose.mechanics import RAISES

    if exercise.kind not in RAISES:
        return "; its load is not modelled"
    if person is None:
        return "; --body-mass-kg tells how much"
    from soleus.dose import planned_dose

    dose = planned_dose(exercise, person, reps=1, n_draws=20)
    peak = dose.tendon.largest_n / dose.tendon.body_weight_n
    return f"; Achilles {peak:.1f} body weights, soleus {dose.soleus_share_frac:.0%} of its force (model)"


def _draw(id_: str, path: Path, person: Person | None, *, dark: bool) -> None:
    from soleus.leg import REST, Theme, calf_map_svg, exercise_svg
    from soleus.leg.pictures import poses_of
    from soleus.leg.working import AVERAGE, tint_of

    if path.suffix.lower() != ".svg":
        raise InputError(f"--picture {path}: expected a name that ends in .svg")
    theme: Theme = "dark" if dark else "light"
    if id_ in recovery().techniques:
        drawn = calf_map_svg(theme=theme)
    else:
        exercise = find_exercise(id_)
        tints = [tint_of(exercise, pose.ankle_deg, person or AVERAGE) or REST for _, pose in poses_of(exercise)]
        drawn = exercise_svg(exercise, tints=tints, theme=theme)
    try:
        path.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--picture {path}: cannot be written ({error.strerror})") from error
