"""A walk over time: cadence from contact to contact, or the heights of a track along its way."""

from typing import TYPE_CHECKING

import numpy as np

from soleus.plots.style import GREY, INK, MUSCLE, PAPER, TENDON, calm
from soleus.walk.route import Route
from soleus.walk.steps import BOUT_GAP_S, LEFT, RIGHT, Steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def walk_figure(steps: Steps | None, route: Route | None, *, title: str) -> "Figure":
    """Cadence of every step, left and right with marks of their own; or the ups and downs of the way."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 4.0), facecolor=PAPER, layout="constrained")
    axis = figure.subplots()
    if steps is not None:
        _cadence(axis, steps)
    elif route is not None:
        _heights(axis, route)
    calm(axis)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    return figure


def _cadence(axis: "Axes", steps: Steps) -> None:
    gaps_s = np.diff(steps.time_s)
    near = (gaps_s > 0) & (gaps_s <= BOUT_GAP_S)
    per_min = (2 if steps.feet_seen == 1 else 1) * 60.0 / gaps_s[near]
    time_s, side = steps.time_s[1:][near], steps.side[1:][near]
    for code, marker, colour, name in (
        (LEFT, "<", MUSCLE, "left"),
        (RIGHT, ">", TENDON, "right"),
        (0, "o", GREY, "foot open"),
    ):
        rows = side == code
        if rows.any():
            axis.plot(time_s[rows], per_min[rows], marker, color=colour, markersize=4, label=name)
    axis.set_xlabel("time, s")
    axis.set_ylabel("steps a minute")
    if len(time_s):
        axis.legend(frameon=False)


def _heights(axis: "Axes", route: Route) -> None:
    way_m = np.concatenate([[0.0], np.cumsum(route.legs.distance_m)])
    climb_m = np.concatenate([[0.0], np.cumsum(route.legs.climb_m)])
    axis.plot(way_m, climb_m, color=INK, linewidth=1.3)
    axis.fill_between(way_m, climb_m, climb_m.min(), color=TENDON, alpha=0.12, linewidth=0)
    axis.set_xlabel("way, m")
    axis.set_ylabel("height above the start, m")
