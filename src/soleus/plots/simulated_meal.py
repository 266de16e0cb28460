"""A simulated meal without and with push-ups, with the assumptions printed on it."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from soleus.glucose.simulation.meal import Comparison
from soleus.glucose.simulation.push_ups import PushUps
from soleus.plots.style import GREY, INK, MUSCLE, PAPER, TENDON, calm

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def simulated_meal_figure(result: Comparison, push_ups: PushUps, *, title: str, assumptions: Sequence[str]) -> "Figure":
    """Glucose above, insulin below; the bouts are shaded; what was assumed stands at the side.

    Parameters
    ----------
    result : the first person of it is drawn
    push_ups : its bouts
    title : the answer in words
    assumptions : one sentence each
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 6.4), facecolor=PAPER)
    grid = figure.add_gridspec(2, 1, left=0.07, right=0.66, top=0.90, bottom=0.09, height_ratios=(3, 2), hspace=0.16)
    glucose, insulin = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    for axis, pair, label in (
        (glucose, (result.control.glucose_mg_dl[0], result.push_ups.glucose_mg_dl[0]), "glucose, mg/dL"),
        (insulin, (result.control.insulin_pmol_l[0], result.push_ups.insulin_pmol_l[0]), "insulin, pmol/L"),
    ):
        time_min = result.control.time_min
        axis.plot(time_min, pair[0], "--", color=TENDON, linewidth=1.8, label="sitting still")
        axis.plot(time_min, pair[1], "-", color=MUSCLE, linewidth=1.8, label="with push-ups")
        axis.axhline(pair[0][0], color=GREY, linewidth=0.7, linestyle=":")
        for k, (start, end) in enumerate(push_ups.bouts_min):
            axis.axvspan(start, end, color=MUSCLE, alpha=0.07, linewidth=0, label=None if k else "push-ups")
        axis.set_xlim(time_min[0], time_min[-1])
        axis.set_ylabel(label)
        calm(axis)
    glucose.set_xticklabels([])
    glucose.legend(frameon=False, loc="lower right")
    insulin.set_xlabel("minutes after the meal")
    lines = ["SIMULATED, not measured. Assumed:"]
    lines += [textwrap.fill(f"- {sentence}", 44, subsequent_indent="  ") for sentence in assumptions]
    figure.text(0.685, 0.89, "\n\n".join(lines), va="top", color=INK, fontsize=8.5)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=12.5, fontweight="bold")
    return figure
