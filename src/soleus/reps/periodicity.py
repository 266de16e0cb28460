"""How a signal repeats: its local period, and the phase of its cycles. Arrays in, arrays out; no sensor is known here.

The period is tracked as the pitch of a voice is: similarity at every lag, then the best path through time (Boersma
1993, Proc. Institute of Phonetic Sciences Amsterdam 17:97-110). Differs from it: similarity is one less the squared
difference over the variance (de Cheveigne & Kawahara 2002, doi:10.1121/1.1458024), of all channels together, and the
window grows with the lag.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Phasors = NDArray[np.complex128]

POINTS_PER_CYCLE = 16  # eight times what the fundamental needs; between the points it is interpolated
WINDOW_CYCLES = 2.0  # a Hann window of two cycles: the shortest that keeps mean, fundamental and second harmonic apart
NO_VARIANCE = np.finfo(np.float64).tiny


class Axes(NamedTuple):
    """Channels that share a unit, shape (n, k); a rate is the time derivative of what the other axes show."""

    values: Floats
    is_rate: bool


class OrderTrack(NamedTuple):
    """Channels on a grid that is even in phase, m points; similarities are -1 (unlike) to 1 (the same)."""

    sample: Floats  # (m,) place of each point on the clock of the samples
    cycles: Floats  # (m,) tracked phase
    alike: Floats  # (m,) similarity of the cycle before and the cycle after
    repeated: Floats  # (m,) similarity of the quarter cycle about it and the one a cycle before or after, the better
    speed: Floats  # (m,) change per point, over a quarter of a cycle
    phasors: Phasors  # (m, k) the channel is the real part of phasor * exp(2 pi i cycles)
    points_per_cycle: int = POINTS_PER_CYCLE


def similarity(axes: list[Axes], lags: Ints, frames: Ints, *, rate_hz: float) -> Floats:
    """How alike two stretches are that begin one lag apart: 1 the same, 0 unrelated, -1 opposite.

    Parameters
    ----------
    axes : channels on one even clock of n samples, no NaN
    lags : (l,) candidate periods in samples, each at most 0.6 n
    frames : (f,) samples midway between the two stretches; each stretch is two lags long, less at the ends
    rate_hz : sampling rate

    Returns
    -------
    (l, f) float64
    """
    n = len(axes[0].values)
    out = np.empty((len(lags), len(frames)))
    sums = [_sums(a.values) for a in axes]
    for row, lag in enumerate(lags):
        first = np.clip(frames - lag // 2 - lag, 0, n - lag)
        last = np.clip(frames - lag // 2 + lag + 1, 0, n - lag)
        difference, variance = np.zeros(len(frames)), np.zeros(len(frames))
        for a, sums_of_a in zip(axes, sums, strict=True):
            weight = (lag / rate_hz / (2 * np.pi)) ** 2 if a.is_rate else 1.0  # a rate over its angular frequency
            step = a.values[lag:] - a.values[:-lag]
            run = _running(np.einsum("ij,ij->i", step, step))
            difference += weight * (run[last] - run[first]) / np.maximum(last - first, 1)
            variance += weight * _variance(sums_of_a, first, last, lag)
        out[row] = np.where(last - first >= lag / 2, _alike(difference, variance), -1.0)
    return out


def best_path(score: Floats, octaves: Floats, *, jump_cost: float) -> Ints:
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


def order_track(axes: list[Axes], period: Floats, *, rate_hz: float) -> OrderTrack:
    """Lay the channels on a grid of phase and follow their fundamental.

    Parameters
    ----------
    axes : channels on one even clock of n samples, no NaN
    period : (n,) tracked period in samples
    rate_hz : sampling rate

    Returns
    -------
    OrderTrack; a rate is divided by its angular frequency, so that all channels have one unit, and its phasors by i,
    so that they are those of the posture
    """
    at = np.arange(len(period))
    phase = np.concatenate(([0.0], np.cumsum(1 / period)[:-1]))
    cycles = np.arange(int(phase[-1] * POINTS_PER_CYCLE) + 1) / POINTS_PER_CYCLE
    sample = np.interp(cycles, phase, at)
    omega = 2 * np.pi * rate_hz / np.interp(sample, at, period)
    values = [np.stack([np.interp(sample, at, column) for column in a.values.T], axis=1) for a in axes]
    values = [v / omega[:, None] if a.is_rate else v for v, a in zip(values, axes, strict=True)]
    phasors = [_local_fit(v, cycles) / (1j if a.is_rate else 1) for v, a in zip(values, axes, strict=True)]
    together = np.concatenate(values, axis=1)
    alike, repeated = _neighbours(together)
    return OrderTrack(sample, cycles, alike, repeated, _speed(together), np.concatenate(phasors, axis=1))


def common_phase(phasors: Phasors) -> Phasors:
    """One phasor (m,) for all channels: their first principal component, real where the posture is extreme.

    The component is complex, so that a circling movement (channels a quarter of a cycle apart) has one phase too.
    """
    _, vectors = np.linalg.eigh(phasors.conj().T @ phasors)
    weights = vectors[:, -1]
    turn = 0.5 * np.angle(np.sum(weights.conj() ** 2))
    return np.asarray(phasors @ weights * np.exp(1j * turn))


def _neighbours(values: Floats) -> tuple[Floats, Floats]:
    """Similarity of whole cycles and of quarter cycles with their neighbours, (m,) each, for values (m, k)."""
    m, lag = len(values), POINTS_PER_CYCLE
    if m < lag + lag // 2 + 1:
        return np.full(m, -1.0), np.full(m, -1.0)
    at = np.arange(m)
    first, last = np.clip(at - lag, 0, m - lag), np.clip(at, 0, m - lag)
    step = values[lag:] - values[:-lag]
    run = _running(np.einsum("ij,ij->i", step, step))
    variance = _variance(_sums(values), first, last, lag)
    whole = _alike((run[last] - run[first]) / np.maximum(last - first, 1), variance)
    pair = at[: m - lag]
    a, b = np.clip(pair - lag // 8, 0, m - lag), np.clip(pair + lag // 8 + 1, 0, m - lag)
    middle = np.clip(pair + lag, min(lag, m - lag), max(lag, m - lag))  # where the variance is that of whole cycles
    quarter = _alike((run[b] - run[a]) / (b - a), variance[middle])
    repeated = np.full(m, -1.0)
    repeated[: m - lag] = quarter
    repeated[lag:] = np.maximum(repeated[lag:], quarter)
    return np.where(last - first >= lag // 2, whole, -1.0), repeated


def _speed(values: Floats) -> Floats:
    """Root mean square of the change per point over a quarter of a cycle, shape (m,)."""
    change = np.diff(values, axis=0, append=values[-1:])
    run = _running(np.einsum("ij,ij->i", change, change))
    at, half = np.arange(len(values)), POINTS_PER_CYCLE // 8
    first, last = np.clip(at - half, 0, len(values)), np.clip(at + half + 1, 0, len(values))
    return np.asarray(np.sqrt(np.maximum(run[last] - run[first], 0.0) / (last - first)))


def _local_fit(values: Floats, cycles: Floats) -> Phasors:
    """Weighted least squares of mean, cosine and sine about every point, shape (m, k); valid right up to the ends."""
    half = round(WINDOW_CYCLES * POINTS_PER_CYCLE / 2)
    window = np.hanning(2 * half + 1)

    def smooth(course: Floats) -> Floats:
        return np.asarray(np.convolve(course, window)[half : half + len(cycles)])

    basis = np.stack([np.ones_like(cycles), np.cos(2 * np.pi * cycles), np.sin(2 * np.pi * cycles)])
    gram = np.empty((len(cycles), 3, 3))
    right = np.empty((len(cycles), 3, values.shape[1]))
    for i in range(3):
        for j in range(i, 3):
            gram[:, i, j] = gram[:, j, i] = smooth(basis[i] * basis[j])
        for k in range(values.shape[1]):
            right[:, i, k] = smooth(basis[i] * values[:, k])
    fit = np.linalg.solve(gram, right)
    return np.asarray(fit[:, 1] - 1j * fit[:, 2])


def _alike(difference: Floats, variance: Floats) -> Floats:
    """One less the mean squared difference over twice the variance, at least -1; without variance -1."""
    ratio = difference / np.maximum(2 * variance, NO_VARIANCE)
    return np.asarray(np.where(variance > NO_VARIANCE, np.maximum(1 - np.minimum(ratio, 2.0), -1.0), -1.0))


def _sums(values: Floats) -> Floats:
    """Running sums of the values and, in the last column, of their squared length, shape (n + 1, k + 1)."""
    return _running(np.column_stack([values, np.einsum("ij,ij->i", values, values)]))


def _variance(sums: Floats, first: Ints, last: Ints, lag: int) -> Floats:
    """Variance of the samples of [first, last) and the same one lag later, about their mean, all channels together."""
    both = sums.take(last, axis=0) - sums.take(first, axis=0)
    both += sums.take(last + lag, axis=0) - sums.take(first + lag, axis=0)
    both /= np.maximum(2 * (last - first), 1)[:, None]
    mean, power = both[:, :-1], both[:, -1]
    return np.asarray(np.maximum(power - np.einsum("ij,ij->i", mean, mean), 0.0))


def _running(values: Floats) -> Floats:
    """Cumulative sum with a zero in front."""
    out = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=out[1:])
    return out
