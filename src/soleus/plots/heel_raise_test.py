"""The heel-raise test: height of every raise, and the count beside the norms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.plots.style import GREY, INK, MUSCLE, PALE, PAPER, TENDON, calm
from soleus.response.norms import MEASUREMENT_ERROR_REPS, SPREAD_LOG, Z_95, Norm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGS = ((MUSCLE, "o", "-"), (TENDON, "s", "--"))  # colour, mark and line: nothing depends on colour alone
Z_80 = 1.2816  # eight of ten people lie within


def heel_raise_test_figure(
    heights_m: Sequence[NDArray[np.float64]], names: Sequence[str], norms: Sequence[Norm]
) -> "Figure":
    """Draw one or two legs: each raise's height on the left, the first leg's count beside the norms on the right.

    Parameters
    ----------
    heights_m : heights of each leg, (n_reps,) m, NaN where the sensor has no scale
    names : of each leg, for the legend
    norms : compared with the first leg
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 4.4), facecolor=PAPER, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    _heights(left, heights_m, names)
    _counts(right, len(heights_m[0]), names[0], norms)
    told = "; ".join(f"{name} {len(heights)} raises" for name, heights in zip(names, heights_m, strict=True))
    figure.suptitle(f"Heel-raise test: {told}", x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    return figure


def _heights(axis: "Axes", heights_m: Sequence[NDArray[np.float64]], names: Sequence[str]) -> None:
    for heights, name, (colour, mark, line) in zip(heights_m, names, LEGS, strict=False):
        raises = np.arange(1, len(heights) + 1)
        axis.plot(raises, 100.0 * heights, line, marker=mark, color=colour, markersize=4, linewidth=1, label=name)
    if not any(np.isfinite(heights).any() for heights in heights_m):
        axis.text(0.5, 0.5, "this sensor knows no heights", transform=axis.transAxes, ha="center", color=GREY)
    axis.set_xlabel("raise")
    axis.set_ylabel("height, cm")
    axis.set_ylim(bottom=0.0)
    calm(axis)
    if len(names) > 1:
        axis.legend(frameon=False)


def _counts(axis: "Axes", n_reps: int, name: str, norms: Sequence[Norm]) -> None:
    shown = [norm for norm in norms if norm.median_reps is not None]
    for row, norm in enumerate(shown):
        median = norm.median_reps or 0.0
        low, high = median * np.exp(np.array([-Z_80, Z_80]) * SPREAD_LOG)
        axis.plot([low, high], [row, row], color=PALE, linewidth=9, solid_capstyle="butt")
        axis.plot(median, row, "|", color=INK, markersize=16, markeredgewidth=2)
        axis.annotate(f"median {median:g}", (median, row), (0, 12), textcoords="offset points", ha="center", fontsize=8)
        label = f"{norm.source.split(' (')[0]}, {norm.group}"
        box = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
        axis.annotate(label, (low, row), (0, -20), textcoords="offset points", fontsize=8, color=GREY, bbox=box)
    error = Z_95 * MEASUREMENT_ERROR_REPS
    axis.axvspan(n_reps - error, n_reps + error, color=MUSCLE, alpha=0.15, linewidth=0)
    axis.axvline(n_reps, color=MUSCLE, linewidth=2)
    axis.set_ylim(-0.7, max(len(shown), 1) - 0.3)
    axis.set_yticks([])
    axis.set_xlabel(
        f"raises; red: {name}, {n_reps} with the error of one test;\ngrey: eight of ten people (spread borrowed)"
    )
    calm(axis)
