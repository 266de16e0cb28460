"""How a signal repeats: its local period, and the phase of its cycles. Arrays in, arrays out; no sensor is known here.

The period is tracked as the pitch of a voice is: similarity at every lag, then the cheapest path through time (Boersma
1993, Proc. Inst. Phonetic Sciences Amsterdam 17:97-110). Differs from it: similarity is one less the squared difference
(de Cheveigne & Kawahara 2002, doi:10.1121/1.1458024) of all channels together, and the window grows with the lag.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
POINTS_PER_CYCLE = 16  # eight times what the fundamental needs; the interpolation between them is linear
WINDOW_CYCLES = 2.0  # a Hann window of two cycles: the shortest that keeps mean, fundamental and second harmonic apart


class Axes(NamedTuple):
    """Channels that share a unit, shape (n, k); a rate is the time derivative of what the other axes show."""

    values: Floats
    is_rate: bool


class Fundamental(NamedTuple):
    """The fundamental of each channel on a grid that is even in the tracked phase."""

    sample: Floats  # (m,) place of each grid point on the clock of the samples
    cycles: Floats  # (m,) tracked phase, in cycles
    alike: Floats
    activity: Floats
    near: Floats  # (m,) similarity of the cycle before and the cycle after, -1 to 1
    phasors: NDArray[np.complex128]  # (m, k) the channel is the real part of phasor * exp(2 pi i cycles)


def similarity(axes: list[Axes], lags: NDArray[np.int64], frames: NDArray[np.int64], *, rate_hz: float) -> Floats:
    """How alike neighbouring cycles are: 1 the same, 0 or less unrelated.

    Parameters
    ----------
    axes : channels on one even clock of n samples, no NaN
    lags : (l,) candidate periods in samples, each at most 0.6 n
    frames : (f,) sample at the border of the two cycles compared
    rate_hz : sampling rate

    Returns
    -------
    (l, f) float64; the window is two lags long, less at the ends
    """
    n = len(axes[0].values)
    out = np.empty((len(lags), len(frames)))
    sums = [(_running(a.values), _running(np.einsum("ij,ij->i", a.values, a.values))) for a in axes]
    for row, lag in enumerate(lags):
        first = np.clip(frames - lag // 2 - lag, 0, n - lag)
        last = np.clip(frames - lag // 2 + lag + 1, 0, n - lag)
        pairs = np.maximum(last - first, 1)
        difference, spread = np.zeros(len(frames)), np.full(len(frames), np.finfo(float).tiny)
        for a, (total, square) in zip(axes, sums, strict=True):
            weight = (lag / rate_hz / (2 * np.pi)) ** 2 if a.is_rate else 1.0  # a rate over its angular frequency
            step = a.values[lag:] - a.values[:-lag]
            run = _running(np.einsum("ij,ij->i", step, step))
            difference += weight * (run[last] - run[first]) / pairs
            spread += weight * _spread(total, square, first, last, lag)
        out[row] = np.where(last - first >= lag / 2, 1 - difference / (2 * np.maximum(spread, 1e-300)), -1.0)
    return np.maximum(out, -1.0)


def best_path(score: Floats, octaves: Floats, *, jump_cost: float) -> NDArray[np.int64]:
    """Row for every column of ``score`` that maximises the sum less ``jump_cost`` per octave of change.

    ``score`` has shape (l, f), ``octaves`` (l,) rises. Viterbi; the cost is linear, so each step is two running maxima.
    """
    slope = jump_cost * octaves
    best = np.empty(score.T.shape)
    best[0] = score[:, 0]
    for f in range(1, len(best)):
        up = np.maximum.accumulate(best[f - 1] + slope) - slope
        down = np.maximum.accumulate((best[f - 1] - slope)[::-1])[::-1] + slope
        best[f] = np.maximum(up, down) + score[:, f]
    path = np.empty(len(best), dtype=np.int64)
    path[-1] = best[-1].argmax()
    for f in range(len(best) - 1, 0, -1):
        path[f - 1] = (best[f - 1] - np.abs(slope - slope[path[f]])).argmax()
    return path


def fundamental(axes: list[Axes], period: Floats, *, rate_hz: float) -> Fundamental:
    """Follow the fundamental of every channel along a tracked period (order tracking).

    Parameters
    ----------
    axes : channels on one even clock of n samples, no NaN
    period : (n,) tracked period in samples

    Returns
    -------
    Fundamental; a rate is turned into what it is the rate of (divided by i times the angular frequency, in radians
    per sample), so all phasors are those of a posture
    """
    n = len(period)
    phase = np.concatenate(([0.0], np.cumsum(1 / period)[:-1]))
    cycles = np.arange(int(phase[-1] * POINTS_PER_CYCLE) + 1) / POINTS_PER_CYCLE
    sample = np.interp(cycles, phase, np.arange(n))
    omega = 2 * np.pi * rate_hz / np.interp(sample, np.arange(n), period)
    phasors, posture = [], []
    for a in axes:
        values = np.stack([np.interp(sample, np.arange(n), c) for c in a.values.T], axis=1)
        values = values / omega[:, None] if a.is_rate else values
        posture.append(values)
        phasors.append(_local_fit(values, cycles) / (1j if a.is_rate else 1))
    return Fundamental(sample, cycles, *neighbours_alike(np.concatenate(posture, axis=1)), np.concatenate(phasors, axis=1))


def neighbours_alike(values: Floats) -> Floats:
    n, lag = len(values), POINTS_PER_CYCLE
    if n <= lag + lag // 2: return np.full(n, -1.0), np.zeros(n), np.full(n,-1.)
    at = np.arange(n)
    first, last = np.clip(at - lag, 0, n - lag), np.clip(at, 0, n - lag)
    step = values[lag:] - values[:-lag]
    run = _running(np.einsum("ij,ij->i", step, step))
    pairs = np.maximum(last - first, 1)
    spread = _spread(_running(values), _running(np.einsum("ij,ij->i", values, values)), first, last, lag)
    r = 1 - (run[last] - run[first]) / pairs / (2 * np.maximum(spread, 1e-300))
    alike = np.where(last - first >= lag // 2, np.maximum(r, -1.0), -1.0)
    # pointwise: pair j compares j and j+lag
    m = n - lag; q = max(lag // EDGE_DIV, 1)
    j = np.arange(m)
    lo, hi = np.clip(j - q, 0, m), np.clip(j + q + 1, 0, m)
    d = (run[hi] - run[lo]) / (hi - lo)
    sp = np.maximum(spread[np.clip(j + lag, min(lag, n - lag), max(lag, n - lag))], 1e-300)
    pr = 1 - d / (2 * sp)
    near = np.full(n, -1.0)
    near[:m] = pr
    near[lag:] = np.maximum(near[lag:], pr)
    sp = np.einsum("ij,ij->i", *[np.diff(values, axis=0, append=values[-1:])] * 2)
    q = lag // 8
    c = _running(sp); lo, hi = np.clip(at - q, 0, n), np.clip(at + q + 1, 0, n)
    return np.minimum(alike,1), (c[hi] - c[lo]) / (hi - lo), np.maximum(near, -1)
EDGE_DIV = 4


def common_phase(phasors: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """One phasor (m,) for all channels: their first principal component, real where the posture is extreme.

    The component is complex, so that a circling movement (channels a quarter of a cycle apart) has a phase too.
    """
    _, vectors = np.linalg.eigh(phasors.conj().T @ phasors)
    weights = vectors[:, -1].conj()
    turn = 0.5 * np.angle(np.sum(weights * weights))
    return np.asarray(phasors @ (weights.conj() * np.exp(1j * turn)))


def _local_fit(values: Floats, cycles: Floats) -> NDArray[np.complex128]:
    """Weighted least squares of mean, cosine and sine about every point, shape (m, k); right up to the ends."""
    half = round(WINDOW_CYCLES * POINTS_PER_CYCLE / 2)
    window = np.hanning(2 * half + 1)[1:-1]
    basis = np.stack([np.ones_like(cycles), np.cos(2 * np.pi * cycles), np.sin(2 * np.pi * cycles)])
    smooth = lambda q: np.convolve(q, window, "full")[half - 1 : half - 1 + len(cycles)]  # noqa: E731
    gram = np.empty((len(cycles), 3, 3))
    right = np.empty((len(cycles), 3, values.shape[1]))
    for i in range(3):
        for j in range(i, 3):
            gram[:, i, j] = gram[:, j, i] = smooth(basis[i] * basis[j])
        for c in range(values.shape[1]):
            right[:, i, c] = smooth(basis[i] * values[:, c])
    fit = np.linalg.solve(gram, right)
    return np.asarray(fit[:, 1] - 1j * fit[:, 2])


def _spread(total: Floats, square: Floats, first, last, lag: int) -> Floats:
    """Variance of the samples in the two stretches compared, about their common mean, all channels together."""
    n = np.maximum(2 * (last - first), 1)
    mean = (total[last] - total[first] + total[last + lag] - total[first + lag]) / n[:, None]
    power = (square[last] - square[first] + square[last + lag] - square[first + lag]) / n
    return np.maximum(power - np.einsum("ij,ij->i", mean, mean), 0.0)


def _running(values: Floats) -> Floats:
    """Cumulative sum with a zero in front."""
    out = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=out[1:])
    return out
