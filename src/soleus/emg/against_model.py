"""Measured envelopes beside the activations of the dose's muscle model, over one mean repetition."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.dose.dose import Dose
from soleus.emg.measure import EmgAnalysis, EmgChannel
from soleus.errors import NotEnoughDataError
from soleus.reps.signals import Reps

Floats = NDArray[np.float64]

LARGEST_DELAY_S = 0.15  # electromyogram before force; more is another movement
CAVEAT = (
    "an electromyogram and a model's activation are not the same quantity: the one is heard on the skin above some "
    "fibres, the other is what a smallest sum of squares asks of a generic calf; a like course supports the sharing, a "
    "like height proves nothing, and a poor one may be the electrode, the timing or the model"
)
_MODELLED = {"soleus": ("soleus",), "gastrocnemius": ("gasmed", "gaslat")}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MuscleMatch:
    """One channel and its muscle over one mean repetition; arrays have shape (n_phases,).

    ``measured_frac`` is the part of the maximal contraction, or of the highest of this mean (``from_reference``).
    ``correlation`` is at the same time, ``best_correlation`` with the measured one ``best_delay_s`` earlier.
    """

    channel: str
    muscle: str
    from_reference: bool
    measured_frac: Floats
    measured_sd_frac: Floats
    modelled_frac: Floats
    correlation: float
    best_correlation: float
    best_delay_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AgainstModel:
    """Every channel whose muscle is modelled; ``phase`` runs from 0 to 1 over ``duration_s``."""

    phase: Floats
    duration_s: float
    n_reps: int
    matches: tuple[MuscleMatch, ...]
    caveat: str = CAVEAT


def against_model(emg: EmgAnalysis, dose: Dose, *, reps: Reps | None = None) -> AgainstModel:
    """Measured envelopes beside modelled activations over the mean repetition.

    Parameters
    ----------
    emg : of the same leg
    dose : of the same repetitions, measured or planned
    reps : from a sensor that ran on the same clock; without it a repetition is a whole burst of the counted channel,
        which leaves out what the muscle did before and after

    Raises
    ------
    NotEnoughDataError  if no channel is named soleus or gastrocnemius, or there is no whole repetition
    """
    channels = [channel for channel in emg.channels if channel.place.muscle in _MODELLED]
    if not channels:
        raise NotEnoughDataError("no channel is called soleus or gastrocnemius; name the channels after their muscles")
    windows = _windows(emg, reps)
    n_phases = dose.work.activation.shape[1]
    phase = (np.arange(n_phases) + 0.5) / n_phases
    duration_s = float(np.mean(windows[1] - windows[0]))
    matches = [_match(channel, dose, windows, phase, duration_s) for channel in channels]
    return AgainstModel(phase=phase, duration_s=duration_s, n_reps=windows.shape[1], matches=tuple(matches))


def _windows(emg: EmgAnalysis, reps: Reps | None) -> Floats:
    """Starts and ends in seconds, shape (2, n)."""
    bursts = emg.counted.bursts
    if reps is None:
        found = np.stack([bursts.onset_s, bursts.offset_s])[:, ~bursts.cut]
    else:
        found = np.stack([reps.start_s, reps.end_s])
    inside = (found[0] >= bursts.time_s[0] - 1.0 / bursts.rate_hz) & (
        found[1] <= bursts.time_s[-1] + 1.0 / bursts.rate_hz
    )
    if not inside.any():
        raise NotEnoughDataError("no whole repetition lies within the electromyogram; check that both ran on one clock")
    return np.asarray(found[:, inside])


def _match(channel: EmgChannel, dose: Dose, windows: Floats, phase: Floats, duration_s: float) -> MuscleMatch:
    muscle = str(channel.place.muscle)
    level = channel.level_frac
    from_reference = level is not None
    course = level if level is not None else np.maximum(channel.bursts.envelope - channel.bursts.level, 0.0)
    at = windows[0][:, None] + (windows[1] - windows[0])[:, None] * phase
    each = np.interp(at, channel.bursts.time_s, course)
    measured, spread = each.mean(axis=0), each.std(axis=0)
    top = 1.0 if from_reference else max(float(measured.max()), float(np.finfo(np.float64).tiny))
    modelled = _modelled(dose, muscle)
    delay, best = _best_delay(measured, modelled, duration_s)
    return MuscleMatch(
        channel=channel.name,
        muscle=muscle,
        from_reference=from_reference,
        measured_frac=measured / top,
        measured_sd_frac=spread / top,
        modelled_frac=modelled,
        correlation=_correlation(measured, modelled),
        best_correlation=best,
        best_delay_s=delay,
    )


def _modelled(dose: Dose, muscle: str) -> Floats:
    """Mean activation over the repetitions, of the mean of a muscle's heads."""
    weights = dose.cycles.count / dose.cycles.count.sum()
    heads = dose.work.activation[..., [dose.work.place(name) for name in _MODELLED[muscle]]].mean(axis=-1)
    return np.asarray(weights @ np.nan_to_num(heads))


def _correlation(one: Floats, two: Floats) -> float:
    """Pearson's, NaN where one of them does not change."""
    if len(one) < 3 or np.ptp(one) == 0.0 or np.ptp(two) == 0.0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])


def _best_delay(measured: Floats, modelled: Floats, duration_s: float) -> tuple[float, float]:
    """Delay in seconds at which the measured course, shifted later, is most like the modelled one."""
    step_s = duration_s / len(measured)
    most = min(len(measured) // 3, round(LARGEST_DELAY_S / step_s))
    tried = [(_correlation(measured[: len(measured) - k], modelled[k:]), -k) for k in range(most + 1)]
    known = [pair for pair in tried if np.isfinite(pair[0])]
    best, shift = max(known, default=(float("nan"), 0))
    return -shift * step_s, best
