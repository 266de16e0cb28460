"""Heel height over time with its repetitions."""

from typing import TYPE_CHECKING

import numpy as np

from soleus.plots.style import GREY, INK, MUSCLE, PALE, PAPER, calm
from soleus.reps.signals import HeelMotion, Reps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SECONDS_PER_ROW = 60.0  # more would squeeze a raise of 1.2 s under 10 px


def heel_motion_figure(motion: HeelMotion, reps: Reps, *, title: str, note: str = "") -> "Figure":
    """Heel height over time with the repetitions marked; long recordings run over several rows.

    Counted repetitions are shaded, numbered and have a filled dot at the top; rejected ones are hatched, have a cross
    and their reason in words. Nothing depends on colour.
    """
    from matplotlib.figure import Figure

    time_s = motion.time_s
    rows = int(np.clip(np.ceil((time_s[-1] - time_s[0]) / SECONDS_PER_ROW), 1, 12))
    figure = Figure(figsize=(11.0, 1.6 + 2.4 * rows), facecolor=PAPER, layout="constrained")
    axes = np.atleast_1d(figure.subplots(rows, 1, sharey=True))
    bounds_s = np.linspace(time_s[0], time_s[-1], rows + 1)
    for row, axis in enumerate(axes):
        _draw(axis, motion, reps, bounds_s[row], bounds_s[row + 1])
    axes[-1].set_xlabel("time, s")
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    if note:
        figure.text(0.995, 0.985, note, ha="right", va="top", color=GREY, fontsize=9)
    return figure


def _draw(axis: "Axes", motion: HeelMotion, reps: Reps, first_s: float, last_s: float) -> None:
    unit = 100.0 if motion.scaled else 1.0
    shown = (motion.time_s >= first_s) & (motion.time_s <= last_s)
    height = unit * motion.heel_raise_height_m
    axis.plot(motion.time_s[shown], height[shown], color=INK, linewidth=1.1, zorder=3)
    for k, (start_s, peak_s, end_s) in enumerate(zip(reps.start_s, reps.peak_s, reps.end_s, strict=True)):
        if first_s <= peak_s <= last_s:
            axis.axvspan(start_s, end_s, color=MUSCLE, alpha=0.13, linewidth=0, zorder=1)
            axis.plot(peak_s, height[reps.peak[k]], "o", color=MUSCLE, markersize=5, zorder=4)
            _label(axis, str(k + 1), peak_s, height[reps.peak[k]], INK)
    rejected = reps.rejected
    for start, peak, end, reason in zip(rejected.start, rejected.peak, rejected.end, rejected.reason, strict=True):
        start_s, peak_s, end_s = (motion.start_s + sample / motion.rate_hz for sample in (start, peak, end))
        if first_s <= peak_s <= last_s:
            axis.axvspan(start_s, end_s, facecolor="none", edgecolor=PALE, hatch="////", linewidth=0, zorder=1)
            axis.plot(peak_s, height[peak], "x", color=INK, markersize=7, zorder=4)
            _label(axis, reason, peak_s, height[peak], GREY)
    axis.set_xlim(first_s, last_s)
    axis.margins(y=0.22)
    axis.set_ylabel("heel height, cm" if motion.scaled else "movement, no scale")
    calm(axis)
    if not motion.scaled:
        axis.set_yticks([])


def _label(axis: "Axes", text: str, time_s: float, height: float, colour: str) -> None:
    axis.annotate(
        text,
        (time_s, height),
        xytext=(0, 7),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        color=colour,
        bbox={"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.85},
        zorder=5,
    )
