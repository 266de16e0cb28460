"""What `soleus dose` shows."""

import math
from pathlib import Path

from rich.console import Console

from soleus.dose.answer import as_json
from soleus.dose.dose import Dose, total_impulse_bw_s
from soleus.dose.tendon import LADDER
from soleus.dose.uncertainty import Range
from soleus.plots import dose_figure, save_figure
from soleus.terminal.show import print_json


def show_dose(dose: Dose, *, as_object: bool, plot: Path | None) -> None:
    """Print the dose in words or as JSON, and draw it."""
    if plot is not None:
        save_figure(dose_figure(dose, title=f"{dose.exercise.name}: {dose.n_reps} repetitions"), plot)
    if as_object:
        print_json(as_json(dose))
        return
    console = Console()
    for line in [*dose_lines(dose), *(f"[yellow]![/yellow] {warning}" for warning in dose.warnings)]:
        console.print(line, highlight=False, soft_wrap=True)
    if plot is not None:
        console.print(f"Picture: {plot}", highlight=False, soft_wrap=True)


def dose_lines(dose: Dose) -> list[str]:
    """The dose in plain words; figures of one leg unless said."""
    tendon, spent = dose.tendon, dose.expenditure
    minutes = dose.cycles.total_s / 60.0
    soleus, calf = dose.ranges["soleus_activation_peak_frac"], dose.ranges["gastrocnemius_activation_peak_frac"]
    digits = 1 if spent.energy_total_kj.mid < 10.0 else 0
    return [
        f"[bold]{dose.exercise.name}[/bold]: {dose.n_reps} repetitions in {minutes:.1f} min, "
        f"{dose.work_total_j:.0f} J of lifting (both legs)",
        f"[bold]Muscle[/bold]    soleus works up to {_percent(soleus)} of its maximum, gastrocnemius up to "
        f"{_percent(calf)}; soleus makes {dose.soleus_share_frac:.0%} of the Achilles force",
        f"[bold]Tendon[/bold]    Achilles peak {tendon.largest_n / tendon.body_weight_n:.1f} body weights "
        f"({_span(dose.ranges['achilles_peak_bw'], 1)}; moment arm {1000 * tendon.arm_at_peak_m:.0f} mm), "
        f"{total_impulse_bw_s(tendon, dose.cycles):.0f} BW s in all",
        f"          {_standing(tendon.peak_bw_fixed_arm)}",
        f"[bold]Energy[/bold]    {_around(spent.energy_total_kj, digits)} kJ above rest (both legs), "
        f"{_around(spent.met, 1)} MET; {spent.from_work_kj:.0f} kJ if muscle were 25 % efficient",
        "[dim]Ranges hold nine of ten draws of what is not known of a person and of the models.[/dim]",
    ]


def _standing(here_bw: float) -> str:
    """Where the load stands on the published ladder."""
    below = [rung for rung in LADDER if rung.peak_bw <= here_bw]
    above = [rung for rung in LADDER if rung.peak_bw > here_bw]
    by = f"by the published method {here_bw:.1f} body weights"
    parts = [f"above {below[-1].name} ({below[-1].peak_bw:g})"] if below else []
    parts += [f"below {above[0].name} ({above[0].peak_bw:g})"] if above else []
    return f"{by}: {', '.join(parts)}"


def _percent(spread: Range) -> str:
    return f"{spread.mid:.0%} ({100 * spread.low:.0f} to {spread.high:.0%})"


def _span(spread: Range, digits: int) -> str:
    return f"{spread.low:.{digits}f} to {spread.high:.{digits}f}"


def _around(spread: Range, digits: int) -> str:
    return f"{spread.mid:.{digits}f} ({_span(spread, digits)})" if math.isfinite(spread.mid) else "unknown"
