"""Bursts of muscle activity: when they begin, peak and end, and what only looks like one."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.emg.condition import HUM_S, HUMS_HZ, Conditioned
from soleus.emg.spectrum import Spectrum, burst_spectrum
from soleus.reps.clock import stretches
from soleus.reps.segment import too_low

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

Reason = Literal["too low", "spike", "mains", "motion", "reference"]

RECTIFIED_CV2 = np.pi / 2.0 - 1.0  # squared coefficient of variation of the magnitude of Gaussian noise
LINE_HZ = 3.0  # half width of a line of the mains whose strength changes within the burst
SWITCHED_FRAC = 0.5  # of the change of a removed hum: what is left of it where it is switched on is a third
WIDTH_TO_SIGMA = 1.0 / sqrt(8.0 * np.log(2.0))  # of a Gaussian's width at half its height
WIDTH_TO_WINDOW = 2.0 * sqrt(np.pi) * WIDTH_TO_SIGMA  # the even mean over this time is as sure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bursts:
    """Bursts of one channel, earliest first; arrays have shape (n,), times count from the start of the recording.

    ``envelope`` (m,) is the linear envelope at ``rate_hz``, in the unit of the channel; ``level`` its resting level.
    ``peak`` is the envelope's maximum in the burst, ``cut`` whether the recording or a gap cuts it, ``median_hz`` the
    median frequency of its spectrum (NaN where the file held no raw signal). ``rejected`` tells what was not counted.
    """

    onset_s: Floats
    peak_s: Floats
    offset_s: Floats
    peak: Floats
    mean: Floats
    cut: Mask
    median_hz: Floats
    envelope: Floats
    rate_hz: float
    start_s: float
    level: float
    rejected: tuple[tuple[float, Reason], ...] = field(default=())

    def __len__(self) -> int:
        return len(self.peak_s)

    @property
    def time_s(self) -> Floats:
        """Times of the envelope, shape (m,)."""
        return np.asarray(self.start_s + (np.arange(len(self.envelope)) + 0.5) / self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleThreshold:
    """A burst is a peak of the linear envelope that noise does not reach, between the times where rest returns.

    1. Resting level: the ``quiet_frac`` quantile of the mean magnitude in windows of ``quiet_s``, divided by what that
       quantile of noise of the signal's own bandwidth is.
    2. High threshold: the envelope, smoothed over ``contraction_s``, exceeds the resting level by ``least_snr_db``,
       and by what noise of that bandwidth exceeds once in ``1 / false_rate`` recordings of this length.
    3. Two peaks are two bursts if the envelope falls to ``valley_frac`` of the lower one between them; a burst lower
       than a third of the typical one is none (`soleus.reps.segment.too_low`, the rule for repetitions).
    4. Low threshold: it begins and ends where the envelope, smoothed over ``edge_s``, passes the resting level plus
       ``edge_sd`` standard deviations of noise, and ``edge_frac`` of the burst's peak; pauses of up to
       ``contraction_s`` belong to it.
    5. No contraction: nine tenths of the energy within ``spike_s``; the power lies at multiples of 50 or 60 Hz, by
       ``hum_frac`` of the way from where it would lie by chance; a removed hum changes its strength there by more than
       twice the peak; a median frequency below ``motion_hz``.

    References
    ----------
    Two thresholds: Bonato 1998, doi:10.1109/10.661154. Level and 3 standard deviations: Hodges and Bui 1996,
    doi:10.1016/s0013-4694(96)95190-5. The linear envelope's peaks count activations of walking right: Gait Posture
    2024, PubMed 38718524. 8 dB: above it De Marchis finds onsets within 10 +- 15 ms. ``contraction_s``: in 99.6 ms
    the force of the triceps surae falls by half (doi:10.1152/jappl.1982.52.6.1636), so that a pause of half that time
    or a valley to half the height is no end of a contraction. Movement artefacts lie below 20 Hz: De Luca 2010.
    """

    quiet_frac: float = 0.1
    quiet_s: float = 0.1
    contraction_s: float = 0.1
    least_snr_db: float = 8.0
    false_rate: float = 1e-3
    valley_frac: float = 0.5
    edge_s: float = 0.02  # a fifth of a contraction: as sharp as the mean of a few action potentials can be
    edge_sd: float = 3.0
    edge_frac: float = 0.1  # the foot of the smoothing itself
    spike_s: float = 0.025  # a spike through the 20 Hz filter keeps nine tenths of its energy within it
    hum_frac: float = 0.75
    motion_hz: float = 30.0

    def __call__(self, channel: Conditioned) -> Bursts:
        """Find the bursts of one channel."""
        rate_hz = channel.step_rate_hz
        envelope = smooth(channel.rectified_mean, channel.live, self.contraction_s, rate_hz)
        level = self._level(channel)
        above = np.where(channel.live, np.maximum(envelope - level, 0.0), 0.0)
        peaks, bounds = self._peaks(above)
        high = (self._high(channel) - 1.0) * level
        strong = above[peaks] > high
        low = too_low(above[peaks], strong) & strong
        fine = smooth(channel.rectified_mean, channel.live, self.edge_s, rate_hz)
        kept: list[tuple[int, int, int, float]] = []
        rejected: list[tuple[float, Reason]] = []
        for k in np.flatnonzero(strong).tolist():
            peak = int(peaks[k])
            first, last = self._edges(channel, fine, level, peak, int(bounds[k]), int(bounds[k + 1]), rate_hz)
            reason, median_hz = self._doubt(channel, first, last, float(envelope[peak]))
            if low[k] or reason is not None:
                rejected.append((channel.start_s + (peak + 0.5) / rate_hz, reason or "too low"))
                continue
            kept.append((first, peak, last, median_hz))
        return _bursts(channel, envelope, level, kept, tuple(rejected))

    def _noise_cv(self, channel: Conditioned, seconds: float) -> float:
        """Coefficient of variation of the mean magnitude of noise over this time; 0 where no spectrum is known."""
        if channel.spectrum is None:
            return 0.0
        independent = max(0.5, 2.0 * channel.spectrum.bandwidth_hz * seconds)
        return float(np.sqrt(RECTIFIED_CV2 / independent))

    def _level(self, channel: Conditioned) -> float:
        size = max(1, round(self.quiet_s * channel.step_rate_hz))
        m = len(channel.live) // size
        floor = 0.5 * channel.quantum  # toggling between two steps of the converter is no activity
        live = channel.live[: m * size].reshape(m, size).all(axis=1)
        if not live.any():
            return floor
        means = channel.rectified_mean[: m * size].reshape(m, size).mean(axis=1)[live]
        return max(floor, float(np.quantile(means, self.quiet_frac)) / self._quantile(channel))

    def _quantile(self, channel: Conditioned) -> float:
        """What the quiet quantile of pure noise is, over its mean."""
        cv = self._noise_cv(channel, self.quiet_s)
        return _gamma_quantile(self.quiet_frac, cv) if cv > 0 else 1.0

    def _high(self, channel: Conditioned) -> float:
        """High threshold over the resting level."""
        heard = sqrt(1.0 + 10.0 ** (self.least_snr_db / 10.0))
        window_s = WIDTH_TO_WINDOW * self.contraction_s
        cv = self._noise_cv(channel, 0.5 * window_s)  # at the ends the mirrored signal fills half of the window
        if cv == 0.0:
            return heard
        windows = max(1.0, len(channel.live) / channel.step_rate_hz / window_s)
        return max(heard, _gamma_quantile(1.0 - self.false_rate / windows, cv))

    def _peaks(self, above: Floats) -> tuple[Ints, Ints]:
        """Peaks that stand out of the valleys beside them, and the lowest point between each two and at both ends."""
        from scipy.signal import find_peaks

        padded = np.concatenate([[0.0], above, [0.0]])
        found, shape = find_peaks(padded, prominence=0.0)
        peaks = found[shape["prominences"] >= (1.0 - self.valley_frac) * padded[found]] - 1
        between = [int(a + np.argmin(above[a:b])) for a, b in pairwise(peaks)]
        return np.asarray(peaks, np.int64), np.array([0, *between, len(above)], dtype=np.int64)

    def _edges(
        self, channel: Conditioned, fine: Floats, level: float, peak: int, first: int, last: int, rate_hz: float
    ) -> tuple[int, int]:
        """Where activity around the peak begins and ends, half-open."""
        window_s = WIDTH_TO_WINDOW * self.edge_s
        height = float(fine[max(first, peak - 2) : min(last, peak + 3)].max())
        noise = level * (1.0 + self.edge_sd * self._noise_cv(channel, window_s))
        low = min(max(noise, level + self.edge_frac * (height - level)), 0.5 * (level + height))
        active = (fine[first:last] > low) & channel.live[first:last]
        active[peak - first] = True
        runs = _joined(stretches(active), int(self.contraction_s * rate_hz))
        a, b = next((a, b) for a, b in runs if a <= peak - first < b)
        return first + a, first + b

    def _doubt(self, channel: Conditioned, first: int, last: int, height: float) -> tuple[Reason | None, float]:
        """Why this is no contraction, if so, and its median frequency."""
        if not channel.is_raw:
            return None, float("nan")
        beside = round(HUM_S * channel.step_rate_hz)
        removed = channel.hum_level[max(0, first - beside) : last + beside]
        if height < SWITCHED_FRAC * float(removed.max() - removed.min()):
            return "mains", float("nan")
        values = channel.band[first * channel.group : last * channel.group]
        energy = np.concatenate([[0.0], np.cumsum(values**2)])
        width = min(len(values), max(1, round(self.spike_s * channel.rate_hz)))
        if (energy[width:] - energy[:-width]).max() > 0.9 * energy[-1]:
            return "spike", float("nan")
        spectrum = burst_spectrum(values, channel.rate_hz)
        near_hz = max(LINE_HZ, channel.rate_hz / len(values))
        if any(self._is_hum(spectrum, base_hz, near_hz) for base_hz in HUMS_HZ):
            return "mains", float("nan")
        if spectrum.median_hz < self.motion_hz:
            return "motion", float("nan")
        return None, spectrum.median_hz

    def _is_hum(self, spectrum: Spectrum, base_hz: float, near_hz: float) -> bool:
        by_chance = min(1.0, 2.0 * near_hz / base_hz)
        away = np.abs((spectrum.frequency_hz + 0.5 * base_hz) % base_hz - 0.5 * base_hz)
        at_lines = float(spectrum.density[away < near_hz].sum() / spectrum.density.sum())
        return by_chance < 1.0 and at_lines > by_chance + self.hum_frac * (1.0 - by_chance)


def smooth(values: Floats, live: Mask, width_s: float, rate_hz: float) -> Floats:
    """Gaussian mean, ``width_s`` at half its height, of what was measured; it has no side lobes to take for bursts."""
    from scipy.ndimage import gaussian_filter1d

    sigma = WIDTH_TO_SIGMA * width_s * rate_hz
    if live.all():
        return np.asarray(gaussian_filter1d(values, sigma, mode="reflect"))
    weight = gaussian_filter1d(live.astype(np.float64), sigma, mode="reflect")
    total = gaussian_filter1d(np.where(live, values, 0.0), sigma, mode="reflect")
    return np.asarray(np.where(weight > 0.1, total / np.maximum(weight, 0.1), 0.0))


def _gamma_quantile(probability: float, cv: float) -> float:
    """Quantile of a gamma distribution of mean 1: a mean of magnitudes of Gaussian noise is close to one."""
    from scipy.special import gammaincinv

    shape = cv**-2
    return float(gammaincinv(shape, probability) / shape)


def _joined(runs: list[tuple[int, int]], pause: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, last in runs:
        if out and first - out[-1][1] <= pause:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def _bursts(
    channel: Conditioned,
    envelope: Floats,
    level: float,
    kept: list[tuple[int, int, int, float]],
    rejected: tuple[tuple[float, Reason], ...],
) -> Bursts:
    rows = np.array(kept, dtype=np.float64).reshape(-1, 4)
    first, peak, last = rows[:, :3].astype(np.int64).T
    rate_hz, start_s = channel.step_rate_hz, channel.start_s
    sums = np.concatenate([[0.0], np.cumsum(channel.rectified_mean)])
    padded = np.concatenate([[False], channel.live, [False]])
    return Bursts(
        onset_s=start_s + first / rate_hz,
        peak_s=start_s + (peak + 0.5) / rate_hz,
        offset_s=start_s + last / rate_hz,
        peak=envelope[peak],
        mean=(sums[last] - sums[first]) / (last - first),
        cut=~padded[first] | ~padded[last + 1],
        median_hz=rows[:, 3],
        envelope=envelope,
        rate_hz=rate_hz,
        start_s=start_s,
        level=level,
        rejected=rejected,
    )


def without(bursts: Bursts, start_s: float, end_s: float) -> Bursts:
    """The bursts whose peak lies outside a stretch; the others are said to be the reference."""
    outside = (bursts.peak_s < start_s) | (bursts.peak_s >= end_s)
    columns = ("onset_s", "peak_s", "offset_s", "peak", "mean", "cut", "median_hz")
    kept = {name: getattr(bursts, name)[outside] for name in columns}
    inside: tuple[tuple[float, Reason], ...] = tuple((float(t), "reference") for t in bursts.peak_s[~outside])
    return replace(bursts, **kept, rejected=tuple(sorted((*bursts.rejected, *inside))))
