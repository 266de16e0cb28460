"""The usual day of a glucose sensor: median and bands over the clock, with the range to aim for."""

from typing import TYPE_CHECKING

import numpy as np

from soleus.glucose.profile import DailyProfile
from soleus.plots.style import GREY, INK, MUSCLE, PAPER, TENDON, calm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TARGET_MG_DL = (70.0, 180.0)  # Battelino 2023, doi:10.1016/s2213-8587(22)00319-9: the range that diabetes care aims for
AXIS_MG_DL = (40.0, 250.0)  # shown at least, so that two people's pictures compare


def daily_glucose_figure(profile: DailyProfile, *, title: str, note: str) -> "Figure":
    """Ambulatory glucose profile, upright for a phone: median, middle half, nine in ten, and the bounds in words.

    Parameters
    ----------
    profile : percentiles over the day
    title : the answer in words
    note : one line below the picture, whose readings and how many days
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.0, 6.4), facecolor=PAPER)
    axis = figure.add_axes((0.125, 0.17, 0.785, 0.69))
    hour = profile.minute / 60.0
    p05, p25, p50, p75, p95 = profile.glucose_mg_dl
    axis.axhspan(*TARGET_MG_DL, color=TENDON, alpha=0.07, linewidth=0)
    axis.fill_between(hour, p05, p95, color=MUSCLE, alpha=0.16, linewidth=0)
    axis.fill_between(hour, p25, p75, color=MUSCLE, alpha=0.34, linewidth=0)
    for edge in (p05, p95):
        axis.plot(hour, edge, color=MUSCLE, linewidth=0.9, linestyle=(0, (4, 2)))
    axis.plot(hour, p50, color=INK, linewidth=2.4)
    _bounds(axis)
    _limits(axis, profile)
    calm(axis)
    figure.text(0.03, 0.965, title, color=INK, fontsize=14, fontweight="bold", va="top")
    figure.text(0.03, 0.905, note, color=GREY, fontsize=10.5, va="top")
    _key(figure)
    return figure


def _bounds(axis: "Axes") -> None:
    for bound in TARGET_MG_DL:
        axis.axhline(bound, color=TENDON, linewidth=1.2)
        axis.annotate(
            f"{bound:.0f}",
            (1.0, bound),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            color=TENDON,
            fontsize=11,
            va="center",
        )


def _limits(axis: "Axes", profile: DailyProfile) -> None:
    low, high = np.nanmin(profile.glucose_mg_dl), np.nanmax(profile.glucose_mg_dl)
    axis.set_ylim(min(AXIS_MG_DL[0], low - 10.0), max(AXIS_MG_DL[1], high + 15.0))
    axis.set_xlim(0.0, 24.0)
    axis.set_xticks(range(0, 25, 4), [f"{hour:02d}" for hour in range(0, 25, 4)], fontsize=11)
    axis.tick_params(axis="y", labelsize=11)
    axis.set_xlabel("hour of the day", fontsize=11.5, color=INK)
    axis.set_ylabel("glucose, mg/dL", fontsize=11.5, color=INK)


def _key(figure: "Figure") -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        Line2D([], [], color=INK, linewidth=2.4, label="median"),
        Patch(facecolor=MUSCLE, alpha=0.5, label="middle half"),
        Patch(facecolor=MUSCLE, alpha=0.16, edgecolor=MUSCLE, linestyle="--", label="nine in ten"),
        Patch(facecolor=TENDON, alpha=0.15, label="70 to 180"),
    ]
    figure.legend(
        handles=marks, loc="lower center", ncols=4, frameon=False, fontsize=10.5, handlelength=1.4, columnspacing=1.2
    )
