"""Repetitions by electromyogram: a burst of the counted muscle is one; how high the heel rose stays unknown."""

import numpy as np
from numpy.typing import NDArray

from soleus.emg.bursts import Bursts
from soleus.emg.measure import EmgAnalysis
from soleus.reps.signals import HeelMotion, Rejected, Reps

Floats = NDArray[np.float64]

TOP_FRAC = 0.95  # of the rise, as for repetitions of the heel


def counted_motion(analysis: EmgAnalysis) -> HeelMotion:
    """The envelope of the counted channel in the place of the heel's height, without scale."""
    channel = analysis.counted
    bursts = channel.bursts
    rest = bursts.level if bursts.level > 0.0 else float(np.finfo(np.float64).tiny)
    return HeelMotion(
        heel_raise_height_m=bursts.envelope,
        rate_hz=bursts.rate_hz,
        start_s=bursts.start_s + 0.5 / bursts.rate_hz,
        scaled=False,
        smallest_rise_m=rest,
        side=channel.place.side,
        method={"name": "emg-envelope", "channel": channel.name},
        warnings=(f"repetitions are bursts of {channel.name}: any contraction counts, and no height can be known",),
    )


def counted_reps(analysis: EmgAnalysis, motion: HeelMotion) -> Reps:
    """One repetition for every whole burst of the counted channel; cut ones and low ones are rejected."""
    bursts = analysis.counted.bursts
    at = _samples(bursts, motion)
    whole = ~bursts.cut
    start, peak, end = at[:, whole]
    top, drop = _top(bursts.envelope, start, peak, end)
    nothing = np.full(len(peak), np.nan)
    return Reps(
        start=start,
        peak=peak,
        end=end,
        heel_raise_height_m=nothing,
        range_of_motion_rad=nothing,
        concentric_s=(top - start) / motion.rate_hz,
        hold_s=(drop - top) / motion.rate_hz,
        eccentric_s=(end - drop) / motion.rate_hz,
        rejected=_rejected(bursts, at[:, ~whole], motion),
        rate_hz=motion.rate_hz,
        motion_start_s=motion.start_s,
        side=motion.side,
        method=analysis.method,
    )


def _samples(bursts: Bursts, motion: HeelMotion) -> NDArray[np.int64]:
    """Start, peak and end of every burst as samples of the envelope, shape (3, n); each part lasts a sample or more."""
    times_s = np.stack([bursts.onset_s, bursts.peak_s, bursts.offset_s])
    at = np.round((times_s - motion.start_s) * motion.rate_hz).astype(np.int64)
    at[0] = np.clip(np.minimum(at[0], at[1] - 1), 0, None)
    at[2] = np.clip(np.maximum(at[2], at[1] + 1), None, len(bursts.envelope))
    return at


def _top(
    envelope: Floats, start: NDArray[np.int64], peak: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the envelope first reaches the top and where it last leaves it."""
    top, drop = peak.copy(), peak.copy()
    for k, (a, p, b) in enumerate(zip(start.tolist(), peak.tolist(), end.tolist(), strict=True)):
        base = min(float(envelope[a]), float(envelope[min(b, len(envelope) - 1)]))
        high = np.flatnonzero(envelope[a:b] >= base + TOP_FRAC * (envelope[p] - base))
        if len(high):
            top[k], drop[k] = a + high[0], a + high[-1]
    return top, drop


def _rejected(bursts: Bursts, cut: NDArray[np.int64], motion: HeelMotion) -> Rejected:
    low = [time_s for time_s, reason in bursts.rejected if reason == "too low"]
    peaks = np.round((np.array(low) - motion.start_s) * motion.rate_hz).astype(np.int64)
    peak = np.concatenate([cut[1], peaks])
    order = np.argsort(peak, kind="stable")
    reasons = np.array(["cut"] * cut.shape[1] + ["too low"] * len(low), dtype=object)
    return Rejected(
        start=np.concatenate([cut[0], peaks])[order],
        peak=peak[order],
        end=np.concatenate([cut[2], peaks + 1])[order],
        reason=tuple(reasons[order]),
    )
