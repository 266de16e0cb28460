"""Pictures of a dose: one repetition, the comparison ladder, bending the knee, tendon load over sessions."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from soleus.dose.dose import Dose
from soleus.dose.models import DEFAULT_MODEL, find_model
from soleus.dose.sharing import share_load
from soleus.dose.tendon import LADDER
from soleus.plots.style import GREY, INK, MUSCLE, MUSCLE_PALE, PALE, PAPER, TENDON, calm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KNEES_DEG = np.arange(0.0, 111.0, 2.0)
MOMENTS_NM = (10.0, 20.0, 40.0, 80.0)  # a seated push-up, a loaded one, standing on two legs, on one
ANKLE_DEG = 0.0


def dose_figure(dose: Dose, *, title: str, note: str = "") -> "Figure":
    """Activation and force over the typical repetition, and where its tendon load stands among other exercises."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.0, 6.4), facecolor=PAPER, layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.25, 1.0))
    activation, force = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[1, 0])
    _repetition(activation, force, dose)
    _ladder(figure.add_subplot(grid[:, 1]), dose)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    if note:
        figure.text(0.995, 0.985, note, ha="right", va="top", color=GREY, fontsize=9)
    return figure


def _repetition(activation: "Axes", force: "Axes", dose: Dose) -> None:
    work = dose.work
    middle = int(np.argsort(dose.cycles.peak_m)[len(dose.cycles.peak_m) // 2])
    phase = 100.0 * (np.arange(work.moment_nm.shape[1]) + 0.5) / work.moment_nm.shape[1]
    soleus = work.place("soleus")
    heads = [work.place("gasmed"), work.place("gaslat")]
    lines = {
        "soleus": (work.activation[middle, :, soleus], work.force_n[middle, :, soleus], MUSCLE, "-"),
        "gastrocnemius": (
            work.activation[middle][:, heads].max(axis=1),
            work.force_n[middle][:, heads].sum(axis=1),
            MUSCLE_PALE,
            "--",
        ),
    }
    for name, (activated, pull, colour, dashes) in lines.items():
        activation.plot(phase, 100.0 * activated, dashes, color=colour, linewidth=2, label=name)
        force.plot(phase, pull, dashes, color=colour, linewidth=2, label=name)
    force.plot(phase, work.achilles_n[middle], color=TENDON, linewidth=2, label="Achilles tendon")
    activation.set_ylabel("activation, % of maximum")
    force.set_ylabel("force of one leg, N")
    force.set_xlabel("one repetition, %: heel up, down")
    for axis in (activation, force):
        calm(axis)
        axis.set_ylim(bottom=0.0)
        axis.set_xlim(0.0, 100.0)
        axis.legend(frameon=False, fontsize=9, labelcolor=INK)


def _ladder(axis: "Axes", dose: Dose) -> None:
    """Published peaks by one method; this set by the same one."""
    here = dose.tendon.peak_bw_fixed_arm
    rungs = sorted([(rung.peak_bw, rung.name, rung.certainty) for rung in LADDER] + [(here, "this set", "")])
    for place, (peak_bw, name, certainty) in enumerate(rungs):
        mine = name == "this set"
        axis.barh(
            place,
            peak_bw,
            color=TENDON if mine else PALE,
            height=0.6,
            hatch=None if mine else "//" * bool(certainty != "seen"),
        )
        label = f"{name} ({certainty})" if certainty not in ("", "seen") else name
        axis.text(0.0, place + 0.42, label, color=INK, fontsize=9, fontweight="bold" if mine else "normal")
        axis.text(peak_bw + 0.1, place, f"{peak_bw:.1f}", va="center", color=INK, fontsize=9)
    axis.set_yticks([])
    axis.set_xlim(0.0, 8.2)
    axis.set_xlabel("peak Achilles load, body weights\n(ankle moment over a fixed 5 cm arm, as in Baxter 2021)")
    calm(axis)
    axis.grid(visible=False)
    axis.spines["left"].set_visible(False)


def soleus_share_figure(*, model: str = DEFAULT_MODEL) -> "Figure":
    """Does bending the knee help? Soleus' share of the triceps' force against knee flexion, at four loads."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 5.0), facecolor=PAPER, layout="constrained")
    axis = figure.add_subplot()
    for moment_nm, style in zip(MOMENTS_NM, ("-", "--", "-.", ":"), strict=True):
        shares = share_load(np.radians(ANKLE_DEG), np.radians(KNEES_DEG), moment_nm, model=find_model(model))
        soleus = 100.0 * shares.force_n[:, 0] / shares.achilles_n
        axis.plot(KNEES_DEG, soleus, style, color=MUSCLE, linewidth=2, label=f"{moment_nm:g} Nm")
    axis.set_xlabel("knee flexion, deg: 0 standing straight, 90 seated")
    axis.set_ylabel("soleus' share of the Achilles force, %")
    axis.set_ylim(0.0, 100.0)
    axis.legend(frameon=False, title="moment of one ankle", labelcolor=INK)
    calm(axis)
    title = "Bending the knee hands the work to the soleus"
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    axis.set_title(
        f"{model}, ankle at {ANKLE_DEG:g} deg; a model, not an EMG measurement", loc="left", color=GREY, fontsize=9
    )
    return figure


def tendon_load_figure(sessions: Sequence[tuple[date, float]], *, title: str, note: str = "") -> "Figure":
    """Achilles load of every session: force impulse of one leg, body weights times seconds.

    Parameters
    ----------
    sessions : at least one (day, impulse), in any order; all by one method, or the bars cannot be compared
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 4.0), facecolor=PAPER, layout="constrained")
    axis = figure.add_subplot()
    days, impulses = zip(*sorted(sessions), strict=True)
    axis.bar(list(days), list(impulses), color=TENDON, width=0.6)
    axis.set_ylabel("Achilles impulse of one leg, BW s")
    calm(axis)
    figure.suptitle(title, x=0.01, ha="left", color=INK, fontsize=13, fontweight="bold")
    if note:
        axis.set_title(note, loc="left", color=GREY, fontsize=9)
    return figure
