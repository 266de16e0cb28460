"""Electromyograms with their envelopes and bursts, one row a channel."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from soleus.plots.style import GREY, INK, MUSCLE, PALE, PAPER, TENDON, calm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from soleus.emg.against_model import AgainstModel, MuscleMatch
    from soleus.emg.measure import EmgAnalysis, EmgChannel

Floats = NDArray[np.float64]

MOST_CHANNELS = 16  # rows of a picture that can still be read
COLUMNS = 2200  # of a row: the signal is drawn as its range in each


def emg_figure(analysis: "EmgAnalysis", *, title: str, note: str = "") -> "Figure":
    """Signal in band, linear envelope and bursts of every channel; long recordings are squeezed.

    Bursts are shaded and numbered, with a dot at the peak; what was not counted has a cross and its reason in words.
    Nothing depends on colour.
    """
    from matplotlib.figure import Figure

    shown = analysis.channels[:MOST_CHANNELS]
    figure = Figure(figsize=(11.0, 1.2 + 1.9 * len(shown)), facecolor=PAPER, layout="constrained")
    axes = np.atleast_1d(figure.subplots(len(shown), 1, sharex=True))
    for axis, channel in zip(axes, shown, strict=True):
        _draw(axis, channel)
    axes[-1].set_xlabel("time, s")
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    if note:
        figure.text(0.995, 0.995, note, ha="right", va="top", color=GREY, fontsize=9)
    return figure


def _draw(axis: "Axes", channel: "EmgChannel") -> None:
    bursts = channel.bursts
    factor = 1e3 if channel.unit == "V" else 1.0
    time_s, low, high = _ranges(channel)
    axis.fill_between(time_s, factor * low, factor * high, color=PALE, linewidth=0, zorder=2)
    axis.plot(bursts.time_s, factor * bursts.envelope, color=INK, linewidth=1.2, zorder=3)
    spans = zip(bursts.onset_s, bursts.peak_s, bursts.offset_s, bursts.peak, strict=True)
    for k, (onset_s, peak_s, offset_s, peak) in enumerate(spans):
        axis.axvspan(onset_s, offset_s, color=MUSCLE, alpha=0.13, linewidth=0, zorder=1)
        axis.plot(peak_s, factor * peak, "o", color=MUSCLE, markersize=4, zorder=4)
        if len(bursts) <= 60:
            _label(axis, str(k + 1), peak_s, factor * peak, INK)
    for time_at, reason in bursts.rejected[:60]:
        height = float(np.interp(time_at, bursts.time_s, factor * bursts.envelope))
        axis.plot(time_at, height, "x", color=INK, markersize=5, zorder=4)
        _label(axis, reason, time_at, height, GREY)
    axis.set_ylabel(f"{channel.name[:24]}\n{'mV' if channel.unit else 'no unit'}", fontsize=9)
    axis.set_xlim(float(bursts.time_s[0]), float(bursts.time_s[-1]))
    axis.margins(y=0.15)
    calm(axis)


def _label(axis: "Axes", text: str, time_s: float, height: float, colour: str) -> None:
    axis.annotate(
        text,
        (time_s, height),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=colour,
        zorder=5,
    )


def _ranges(channel: "EmgChannel") -> tuple[Floats, Floats, Floats]:
    """Lowest and highest value in each column of the picture."""
    band, rate_hz = channel.conditioned.band, channel.conditioned.rate_hz
    group = max(1, len(band) // COLUMNS)
    n = len(band) // group
    pieces = band[: n * group].reshape(n, group)
    time_s = channel.conditioned.start_s + (np.arange(n) + 0.5) * group / rate_hz
    return np.asarray(time_s), pieces.min(axis=1), pieces.max(axis=1)


def against_model_figure(result: "AgainstModel", *, title: str) -> "Figure":
    """Measured envelope (solid, with spread) and modelled activation (dashed) of each muscle over one repetition."""
    from matplotlib.figure import Figure

    n = len(result.matches)
    figure = Figure(figsize=(max(5.5, 4.2 * n), 4.6), facecolor=PAPER, layout="constrained")
    axes = np.atleast_1d(figure.subplots(1, n, squeeze=False)[0])
    for axis, match in zip(axes, result.matches, strict=True):
        _draw_match(axis, match, 100.0 * result.phase)
    axes[0].legend(frameon=False, fontsize=9, loc="upper left")
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    figure.supxlabel(f"{_wrapped(result.caveat)}", fontsize=8, color=GREY)
    return figure


def _draw_match(axis: "Axes", match: "MuscleMatch", percent: Floats) -> None:
    low, high = match.measured_frac - match.measured_sd_frac, match.measured_frac + match.measured_sd_frac
    axis.fill_between(percent, np.maximum(low, 0.0), high, color=MUSCLE, alpha=0.15, linewidth=0)
    of = "of the maximum" if match.from_reference else "of its own peak"
    axis.plot(percent, match.measured_frac, color=MUSCLE, linewidth=1.8, label=f"measured, part {of}")
    axis.plot(percent, match.modelled_frac, "--", color=TENDON, linewidth=1.8, label="model, activation")
    axis.set_title(f"{match.channel}: r = {match.correlation:.2f}", fontsize=10, color=INK)
    axis.set_xlabel("repetition, %")
    axis.set_xlim(0.0, 100.0)
    axis.set_ylim(bottom=0.0)
    calm(axis)


def _wrapped(text: str) -> str:
    from textwrap import fill

    return fill(text, 110)
