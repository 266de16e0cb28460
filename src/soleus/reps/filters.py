"""Filters without phase shift, on an even clock."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def low_pass(values: Floats, cut_hz: float, rate_hz: float, *, ends: Literal["odd", "even"] = "odd") -> Floats:
    """Second-order Butterworth, forward and backward; too slow a clock leaves the values as they are.

    ``ends``: how the signal goes on outside: turned about the end sample (keeps its slope; right for smooth signals)
    or mirrored (does not double that one sample's noise).
    """
    from scipy.signal import butter, sosfiltfilt

    if cut_hz >= 0.45 * rate_hz:
        return values
    sos = butter(2, cut_hz, fs=rate_hz, output="sos")
    pad = min(len(values) - 1, int(rate_hz / cut_hz))
    return np.asarray(sosfiltfilt(sos, values, axis=0, padtype=ends, padlen=pad))


def moving_mean(values: Floats, window_s: float, rate_hz: float) -> Floats:
    """Mean over a window centred on each sample, shorter at the ends."""
    half = max(1, round(0.5 * window_s * rate_hz))
    sums = np.concatenate([[0.0], np.cumsum(values)])
    first = np.maximum(np.arange(len(values)) - half, 0)
    last = np.minimum(np.arange(len(values)) + half + 1, len(values))
    return np.asarray((sums[last] - sums[first]) / (last - first))


def moving_rms(values: Floats, window_s: float, rate_hz: float) -> Floats:
    """Root mean square over a window centred on each sample."""
    return np.sqrt(np.maximum(moving_mean(values**2, window_s, rate_hz), 0.0))


def widen(mask: Mask, by: int) -> Mask:
    """True within ``by`` samples of where the mask is true."""
    sums = np.concatenate([[0], np.cumsum(mask)])
    at = np.arange(len(mask))
    return np.asarray(sums[np.minimum(at + by + 1, len(mask))] > sums[np.maximum(at - by, 0)])
