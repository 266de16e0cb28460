"""From a raw electromyogram to its band, free of mains, and to its rectified mean in steps of 5 ms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.emg.spectrum import Spectrum, frequencies_hz, mean_spectrum
from soleus.errors import NotEnoughDataError
from soleus.recording.signals import Floats as AnyFloats
from soleus.recording.signals import Recording
from soleus.reps.clock import evenly, stretches

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BAND_HZ = (
    20.0,
    450.0,
)  # 20 Hz, 12 dB an octave: De Luca 2010, doi:10.1016/j.jbiomech.2010.01.027; the power ends by 450
NYQUIST_FRAC = 0.45  # of the rate: an upper edge above it would let the converter's own filter count as signal
LEAST_RATE_HZ = 200.0  # of a raw electromyogram: below it most of the power of 50 to 150 Hz is folded or lost
DRIFT_HZ = 1.0  # slower than a movement: an electrode that drifts
LEAST_S, LEAST_SAMPLES = 0.5, 20  # in less, no rest can be told from a contraction
STEP_S = 0.005  # of the rectified mean: a quarter of the finest smoothing
STUCK_S = 0.05  # equal values for longer are no measurement, whatever the step of the converter
HUM_S = 0.5  # over which a hum's strength and phase are averaged: a notch of 1 Hz to each side
HUM_STEP_S = 0.04  # whole periods of 50 Hz, and short against the half second
HUMS_HZ = (50.0, 60.0)
BLOCK, EDGE = 1 << 18, 1 << 12  # samples filtered at once, and of overlap: the filter rings for 0.1 s
RECTIFIED_SKEW = 0.25  # a rectified signal keeps to its floor, a raw one of whatever offset lies around its middle
FLOOR_FRAC = 0.2  # of the highest: an envelope comes near zero, and below it only by its filter's undershoot
# of the power from 1 Hz on lies above 20 Hz: less in an envelope (means over 50 ms leave 0.005), more in a rectified
# signal (0.5); a drifting electrode lies between (0.05, the spectrum of a random walk)
SLOW_FRAC, FAST_FRAC = 0.01, 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conditioned:
    """One channel, ready for detection.

    ``band`` (n,) is the signal between 20 and 450 Hz without mains, at ``rate_hz``; ``rectified_mean`` (m,) the mean
    of its magnitude in groups of ``group`` samples; ``live`` (m,) where the sensor measured. ``quantum`` is the
    smallest step of the converter; ``raw_spectrum`` is before, ``spectrum`` after filtering (None if the file held a
    rectified signal). ``hum_hz`` is the mains' frequency if it stood out, ``hum_frac`` its part of the power in band,
    ``hum_level`` (m,) the strength that was taken out.
    """

    name: str
    rate_hz: float
    start_s: float
    band: Floats
    group: int
    rectified_mean: Floats
    live: Mask
    quantum: float
    raw_spectrum: Spectrum | None
    spectrum: Spectrum | None
    hum_hz: float | None
    hum_frac: float
    hum_level: Floats

    @property
    def step_rate_hz(self) -> float:
        """Rate of ``rectified_mean``."""
        return self.rate_hz / self.group

    @property
    def is_raw(self) -> bool:
        """Whether the file held the electromyogram itself; a rectified one or an envelope has no spectrum."""
        return self.spectrum is not None


def condition(recording: Recording, name: str, values: AnyFloats) -> Conditioned:
    """Filter and rectify one channel.

    Raises
    ------
    NotEnoughDataError  if the channel is sampled too slowly, or for less than half a second
    """
    n_known = int(np.isfinite(values).sum())
    if n_known < LEAST_S * recording.rate_hz or n_known < LEAST_SAMPLES:
        raise NotEnoughDataError(
            f"{recording.path.name}: {name} holds {n_known} values, an electromyogram needs {LEAST_S} s or more; "
            "record for at least a few seconds"
        )
    raw, rate_hz, known = _even(recording, values)
    group = max(1, round(rate_hz * STEP_S))
    stuck = _stuck(raw, max(3, int(STUCK_S * rate_hz)))
    live = _whole(known & ~stuck, group)
    quantum = _quantum(raw)
    if _is_rectified(raw[known & ~stuck], rate_hz):
        band = _Band(values=np.where(known, raw, 0.0), hum_level=np.zeros(len(live)))
    elif rate_hz < LEAST_RATE_HZ:
        raise NotEnoughDataError(
            f"{recording.path.name}: {name} is sampled at {rate_hz:.0f} Hz, an electromyogram needs "
            f"{LEAST_RATE_HZ:.0f} Hz or more; record faster"
        )
    else:
        band = _in_band(np.where(known, raw - np.median(raw[known]), 0.0), rate_hz, group)
    m = len(live)
    return Conditioned(
        name=name,
        rate_hz=rate_hz,
        start_s=float(recording.time_s[0]),
        band=band.values,
        group=group,
        rectified_mean=np.abs(band.values[: m * group]).reshape(m, group).mean(axis=1),
        live=live,
        quantum=quantum,
        raw_spectrum=band.before,
        spectrum=band.after,
        hum_hz=band.hum_hz,
        hum_frac=band.hum_frac,
        hum_level=band.hum_level,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Band:
    """The signal in its band, and what was taken out; spectra before and after."""

    values: Floats
    hum_level: Floats
    before: Spectrum | None = None
    after: Spectrum | None = None
    hum_hz: float | None = None
    hum_frac: float = 0.0


def _even(recording: Recording, values: AnyFloats) -> tuple[Floats, float, Mask]:
    """Values on an even clock, and where a sample was measured: bridged gaps are no electromyogram."""
    even, rate_hz = evenly(recording, values)
    raw = np.asarray(even, np.float64)
    if len(raw) == len(values) and np.isfinite(values).all():
        return raw, rate_hz, np.ones(len(raw), dtype=np.bool_)
    measured_s = recording.time_s[np.isfinite(values)]
    grid_s = recording.time_s[0] + np.arange(len(raw)) / rate_hz
    after = np.clip(np.searchsorted(measured_s, grid_s), 1, len(measured_s) - 1)
    nearest_s = np.minimum(np.abs(grid_s - measured_s[after - 1]), np.abs(grid_s - measured_s[after]))
    known = np.isfinite(raw) & (nearest_s < 1.5 / rate_hz)
    return np.nan_to_num(raw), rate_hz, known


def _stuck(raw: Floats, longest: int) -> Mask:
    """Stretches of more than ``longest`` equal samples."""
    same = np.diff(raw, prepend=raw[:1] - 1.0) == 0.0
    out = np.zeros(len(raw), dtype=np.bool_)
    if same.mean() * len(raw) > longest:
        for first, last in stretches(same):
            if last - first >= longest:
                out[first - 1 : last] = True
    return out


def _whole(known: Mask, group: int) -> Mask:
    m = len(known) // group
    return np.asarray(known[: m * group].reshape(m, group).mean(axis=1) > 0.5)


def _quantum(raw: Floats) -> float:
    steps = np.abs(np.diff(raw))
    steps = steps[steps > 0.0]
    return float(steps.min()) if len(steps) else 0.0


def _is_rectified(raw: Floats, rate_hz: float) -> bool:
    """Whether the file holds magnitudes: rectified, or smoothed to an envelope."""
    if len(raw) < LEAST_SAMPLES:
        return False
    low, high = float(raw.min()), float(raw.max())
    if abs(low) > FLOOR_FRAC * high and low < 0.0:
        return False
    middle = float(np.median(raw))
    spectrum = mean_spectrum(raw - middle, rate_hz)
    moving = spectrum.part(DRIFT_HZ, np.inf)
    fast = spectrum.part(BAND_HZ[0], np.inf) / moving if moving > 0.0 else 0.0
    if low >= 0.0 and middle - low < RECTIFIED_SKEW * (high - middle) and fast > FAST_FRAC:
        return True
    return low < FLOOR_FRAC * high and fast < SLOW_FRAC


def _in_band(raw: Floats, rate_hz: float, group: int) -> _Band:
    high_hz = min(BAND_HZ[1], NYQUIST_FRAC * rate_hz)
    before = mean_spectrum(raw, rate_hz)
    wanted = before.times(_band_gain(before.frequency_hz, high_hz) ** 2)
    hum_hz, lines_hz = hum(wanted, high_hz)
    clean, level = raw, np.zeros(len(raw) // group)
    for line_hz in lines_hz:
        line, strength = _line(clean, rate_hz, line_hz)
        clean = clean - line
        level += np.interp(np.arange(len(level)), np.linspace(0, len(level) - 1, len(strength)), strength)
    values = _filtered(clean, rate_hz, high_hz)
    after = mean_spectrum(values, rate_hz) if lines_hz else wanted
    frac = max(0.0, 1.0 - after.power / wanted.power) if lines_hz else 0.0
    return _Band(values=values, hum_level=level, before=before, after=after, hum_hz=hum_hz, hum_frac=frac)


def _band_gain(frequency_hz: Floats, high_hz: float) -> Floats:
    """Magnitude of a second-order Butterworth band-pass, without its phase."""
    low = np.maximum(frequency_hz, 1e-9) / BAND_HZ[0]
    return np.asarray(1.0 / np.sqrt((1.0 + low**-4.0) * (1.0 + (frequency_hz / high_hz) ** 4)))


def hum(spectrum: Spectrum, high_hz: float) -> tuple[float | None, tuple[float, ...]]:
    """Frequency of the mains, and those of its harmonics that stand out of their neighbours."""
    best: tuple[float, float | None, tuple[float, ...]] = (0.0, None, ())
    for base_hz in HUMS_HZ:
        found = [(h, p) for h in np.arange(base_hz, high_hz, base_hz) if (p := spectrum.line(float(h))) > 0.0]
        power = sum(p for _, p in found)
        if power > best[0]:
            best = (power, base_hz, tuple(float(h) for h, _ in found))
    return best[1], best[2]


def _line(raw: Floats, rate_hz: float, line_hz: float) -> tuple[Floats, Floats]:
    """What oscillates near this frequency, strength and phase followed over half a second, and its strength in steps.

    Fitted in time and not cut from a spectrum, so that it holds up to both ends.
    """
    from scipy.ndimage import gaussian_filter1d

    group = max(1, round(HUM_STEP_S * rate_hz))
    n = len(raw)
    time_s = np.arange(n) / rate_hz
    turns = np.exp(-2j * np.pi * line_hz * time_s)
    whole = n // group * group
    if whole < 2 * group:
        return np.zeros(n), np.zeros(2)
    slow = (raw[:whole] * turns[:whole]).reshape(-1, group).mean(axis=1)
    step_s = group / rate_hz
    drift = np.angle(np.vdot(slow[:-1], slow[1:])) / step_s  # rad/s by which the mains are off
    middle_s = (np.arange(len(slow)) + 0.5) * step_s
    slow = slow * np.exp(-1j * drift * middle_s)
    sigma = HUM_S / np.sqrt(8.0 * np.log(2.0)) / step_s
    weight = gaussian_filter1d(np.ones(len(slow)), sigma, mode="constant")
    even = [gaussian_filter1d(part, sigma, mode="constant") / weight for part in (slow.real, slow.imag)]
    level = np.interp(time_s, middle_s, even[0]) + 1j * np.interp(time_s, middle_s, even[1])
    line = 2.0 * (level * np.exp(1j * drift * time_s) * turns.conj()).real
    return np.asarray(line), 2.0 * np.hypot(*even)


def _filtered(raw: Floats, rate_hz: float, high_hz: float) -> Floats:
    """Band-pass without phase shift, block by block; the ends are mirrored."""
    from scipy.fft import irfft, next_fast_len, rfft

    n = len(raw)
    edge = min(EDGE, n - 1)
    padded = np.pad(raw, edge, mode="reflect")
    out = np.empty(n)
    for first in range(0, n, BLOCK):
        last = min(first + BLOCK, n)
        piece = padded[first : last + 2 * edge]
        size = next_fast_len(len(piece), real=True)
        spectrum = rfft(piece, size)
        spectrum *= _band_gain(frequencies_hz(size, rate_hz), high_hz)
        out[first:last] = irfft(spectrum, size)[edge : edge + last - first]
    return out
