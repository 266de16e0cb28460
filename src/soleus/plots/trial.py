"""A trial as a picture: every pair, and how large the difference may be."""

from typing import TYPE_CHECKING

import numpy as np

from soleus.glucose.trial.analysis import Trial, in_words
from soleus.glucose.trial.posterior import EVIDENCE
from soleus.plots.style import GREY, INK, MUSCLE, PALE, PAPER, TENDON, calm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHANGE_SHOWN = (-80.0, 80.0)  # percent; an interval that leaves the picture ends in an arrow


def trial_figure(trial: Trial, *, quantity: str = "glucose rise") -> "Figure":
    """Draw a trial; the title is the verdict in words.

    Left: each pair as a line from the meal without push-ups to the meal with. Right: the change in percent with its
    95 % interval against "no difference"; below it, what to believe together with the earlier trials.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 5.0), facecolor=PAPER, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2, 3))
    _pairs(left, trial, quantity)
    _change(right, trial)
    figure.suptitle(in_words(trial), x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    return figure


def _pairs(axis: "Axes", trial: Trial, quantity: str) -> None:
    pairs = trial.pairs
    for before, after in zip(pairs.control, pairs.push_ups, strict=True):
        colour, style = (MUSCLE, "-") if after < before else (GREY, "--")
        axis.plot([0, 1], [before, after], style, color=colour, linewidth=1.0, marker="o", markersize=4, alpha=0.8)
    for at, values in ((0, pairs.control), (1, pairs.push_ups)):
        axis.plot([at - 0.12, at + 0.12], [values.mean()] * 2, color=INK, linewidth=3)
    fell = int((pairs.push_ups < pairs.control).sum())
    axis.set_title(f"{fell} of {len(pairs)} pairs were lower with push-ups (solid)", fontsize=10, color=INK, loc="left")
    axis.set_xticks([0, 1], ["sitting still", "with push-ups"])
    axis.set_xlim(-0.35, 1.35)
    axis.set_ylim(bottom=min(0.0, float(min(pairs.control.min(), pairs.push_ups.min()))))
    axis.set_ylabel(f"{quantity}; thick: mean")
    calm(axis)


def _change(axis: "Axes", trial: Trial) -> None:
    low, high = CHANGE_SHOWN
    axis.axvspan(low, 0, color=MUSCLE, alpha=0.05, linewidth=0)
    axis.axvline(0, color=INK, linewidth=1.2)
    if trial.ratio.ci95 is None:
        axis.annotate("", (high, 2), (low, 2), arrowprops={"arrowstyle": "<->", "color": PALE, "linewidth": 5})
        _text(axis, low + 2, 2.24, "your meals alone: no limit in either direction")
    else:
        _bar(axis, 2.0, trial.ratio.ratio, trial.ratio.ci95, MUSCLE, "your meals alone")
    before, after = EVIDENCE.belief(), trial.posterior
    _bar(axis, 1.0, before.median, before.ci95, GREY, "the earlier trials alone, read with doubt")
    _bar(axis, 0.0, after.median, after.ci95, TENDON, "both together")
    chances = f"{_percent(before.p_lower)} before your meals, {_percent(after.p_lower)} with them"
    _text(axis, low + 2, -0.55, f"chance that push-ups lower it: {chances}")
    _text(axis, -2, 2.75, "lower with push-ups", ha="right")
    _text(axis, 2, 2.75, "higher")
    axis.set_xlim(low, high)
    axis.set_ylim(-0.8, 3.0)
    axis.set_yticks([])
    ticks = np.arange(low, high + 1, 20)
    axis.set_xticks(ticks, ["no\ndifference" if tick == 0 else f"{tick:+.0f} %" for tick in ticks])
    axis.set_title("bar: where the true change lies, 95 % sure", fontsize=10, color=INK, loc="left")
    calm(axis)
    axis.spines["left"].set_visible(False)


def _text(axis: "Axes", percent: float, row: float, text: str, ha: str = "left") -> None:
    box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.9}
    axis.text(percent, row, text, ha=ha, color=INK, fontsize=10, bbox=box)


def _bar(axis: "Axes", row: float, middle: float, ends: tuple[float, float], colour: str, label: str) -> None:
    shown = np.clip([100.0 * (ratio - 1.0) for ratio in (ends[0], middle, ends[1])], *CHANGE_SHOWN)
    axis.plot(shown[[0, 2]], [row, row], color=colour, linewidth=7, alpha=0.45, solid_capstyle="butt")
    axis.plot(shown[1], row, "o", color=colour, markersize=10)
    for end, mark in ((ends[0], "<"), (ends[1], ">")):
        percent = 100.0 * (end - 1.0)
        if not CHANGE_SHOWN[0] <= percent <= CHANGE_SHOWN[1]:
            axis.plot(np.clip(percent, *CHANGE_SHOWN), row, mark, color=colour, markersize=9, clip_on=False)
    _text(axis, CHANGE_SHOWN[0] + 2, row + 0.24, label)
    changes = [f"{100.0 * (ratio - 1.0):+.0f} %" for ratio in (middle, *ends)]
    _text(axis, CHANGE_SHOWN[1] - 2, row + 0.24, f"{changes[0]} ({changes[1]} to {changes[2]})", ha="right")


def _percent(share: float) -> str:
    return "above 99 %" if share > 0.99 else "below 1 %" if share < 0.01 else f"{100 * share:.0f} %"
