"""What `soleus walk` shows."""

from pathlib import Path

from rich.console import Console

from soleus.dose.uncertainty import Range
from soleus.outing import Walk, as_json
from soleus.terminal.show import print_json


def show_walk(walk: Walk, *, as_object: bool, plot: Path | None) -> None:
    """Print the walk in words or as JSON, and draw it."""
    if plot is not None:
        from soleus.plots import save_figure, walk_figure

        save_figure(walk_figure(walk.steps, walk.route, title=walk.path.name), plot)
    if as_object:
        print_json(as_json(walk))
        return
    console = Console()
    for line in [*walk_lines(walk), *(f"[yellow]![/yellow] {note}" for note in (*walk.warnings, *walk.dose.warnings))]:
        console.print(line, highlight=False, soft_wrap=True)
    if plot is not None:
        console.print(f"Picture: {plot}", highlight=False, soft_wrap=True)


def walk_lines(walk: Walk) -> list[str]:
    """The walk in plain words."""
    lines = [f"[bold]Steps[/bold]     {_known(walk.n_steps, '')}, {_known(walk.cadence_per_min, 'a minute')}"]
    minutes = None if walk.duration_s is None else walk.duration_s / 60.0
    lines.append(f"[bold]Way[/bold]       {_known(walk.distance_m, 'm')} in {_known(minutes, 'min', 1)}")
    if walk.ascent_m is not None:
        lines.append(f"[bold]Climb[/bold]     {walk.ascent_m:.0f} m up, {walk.descent_m or 0.0:.0f} m down")
    if walk.n_stairs:
        lines.append(f"[bold]Stairs[/bold]    {walk.n_stairs} risers")
    if walk.flights:
        lines.append(f"[bold]Floors[/bold]    {walk.flights} by the device")
    if walk.toe_walking.n_steps:
        lines.append(
            f"[bold]On toes[/bold]   {walk.toe_walking.n_steps} steps, {_known(walk.toe_walking.distance_m, 'm')}"
        )
    dose = walk.dose
    if dose.stretches:
        peaks = [part.achilles_peak_bw for part in dose.stretches]
        lowest, highest = min(peak.low for peak in peaks), max(peak.high for peak in peaks)
        lines.append(
            f"[bold]Tendon[/bold]    a step loads the Achilles with {lowest:.1f} to {highest:.1f} body weights "
            "(published, not measured here; other methods say 1.1 to 4.5)"
        )
    if dose.soleus_work_total_j is not None:
        lines.append(f"[bold]Soleus[/bold]    work {_range(dose.soleus_work_total_j, 1e-3, 1)} kJ, both legs (derived)")
    if dose.energy_total_kj is not None:
        lines.append(
            f"[bold]Energy[/bold]    {_range(dose.energy_total_kj, 1.0, 0)} kJ above rest ({dose.energy_method})"
        )
    return lines


def _known(value: float | None, unit: str, digits: int = 0) -> str:
    return "unknown" if value is None else f"{value:.{digits}f} {unit}".strip()


def _range(spread: Range, factor: float, digits: int) -> str:
    mid, low, high = (factor * value for value in (spread.mid, spread.low, spread.high))
    return f"{mid:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
