"""Filters without phase shift, on an even clock."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from soleus.reps.clock import stretches

Floats = NDArray[np.float64]
AnyFloats = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]


def low_pass(values: AnyFloats, cut_hz: float, rate_hz: float, *, ends: Literal["odd", "even"] = "odd") -> Floats:
    """Second-order Butterworth, forward and backward, as one real gain; too slow a clock leaves the values as they are.

    ``ends``: how the signal goes on outside: turned about the end sample (keeps its slope; right for smooth signals)
    or mirrored (does not double that one sample's noise).
    """
    signal: Floats = np.asarray(values, dtype=np.float64)
    if cut_hz >= 0.45 * rate_hz or len(signal) < 2:
        return signal
    pad = min(len(signal) - 1, int(2.0 * rate_hz / cut_hz))  # there the response has died away to 1e-4
    padded = np.pad(signal, [(pad, pad), *[(0, 0)] * (signal.ndim - 1)], mode="reflect", reflect_type=ends)
    spectrum = np.fft.rfft(padded, axis=0)
    gain = 1.0 / (1.0 + (np.fft.rfftfreq(len(padded), 1.0 / rate_hz) / cut_hz) ** 4)
    spectrum *= gain.reshape(-1, *[1] * (signal.ndim - 1))
    return np.asarray(np.fft.irfft(spectrum, len(padded), axis=0)[pad : pad + len(signal)])


def means(values: AnyFloats, group: int) -> Floats:
    """Mean of each group of ``group`` neighbours, the last group maybe shorter; along the first axis."""
    whole = len(values) // group * group
    groups = values[:whole].reshape(-1, group, *values.shape[1:])
    out = np.einsum("ij...->i...", groups, dtype=np.float64, casting="same_kind") / group
    return np.concatenate([out, values[whole:].mean(axis=0, dtype=np.float64)[None]]) if whole < len(values) else out


def moving_mean(values: AnyFloats, window_s: float, rate_hz: float) -> Floats:
    """Mean over a window centred on each sample, shorter at the ends; in steps of a twentieth of the window."""
    group = max(1, int(rate_hz * window_s / 20))
    coarse = means(values, group)
    sums = np.concatenate([[0.0], np.cumsum(coarse)])
    half = max(1, round(0.5 * window_s * rate_hz / group))
    at = np.arange(len(coarse))
    first, last = np.maximum(at - half, 0), np.minimum(at + half + 1, len(coarse))
    return np.repeat((sums[last] - sums[first]) / (last - first), group)[: len(values)]


def moving_rms(values: AnyFloats, window_s: float, rate_hz: float) -> Floats:
    """Root mean square over a window centred on each sample."""
    return np.sqrt(np.maximum(moving_mean(values**2, window_s, rate_hz), 0.0))


def widen(mask: Mask, by: int) -> Mask:
    """True within ``by`` samples of where the mask is true."""
    out = np.zeros_like(mask)
    for first, last in stretches(mask):
        out[max(0, first - by) : last + by] = True
    return out
