"""Power spectra of an electromyogram: of a whole recording, and of one burst."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FRAME_S = 2.0  # half a hertz of resolution: a line of the mains stands in one or two bins
MOST_FRAMES = 64  # spread over the recording; the mean of more is not smoother than is needed
NEIGHBOURS_HZ = (2.0, 8.0)  # beside a line: outside its own width, inside the shape of an electromyogram's spectrum


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """Power density (k,) at evenly spaced frequencies, the mean of ``n_frames`` independent ones."""

    frequency_hz: Floats
    density: Floats
    n_frames: float

    @property
    def power(self) -> float:
        """Mean square."""
        return float(self.density.sum() * self.frequency_hz[1])

    @property
    def bandwidth_hz(self) -> float:
        """Width of the rectangle of as much power whose mean square is as uncertain: (sum S)^2 / sum S^2.

        Bendat and Piersol call it the statistical bandwidth; a density that is a mean of few frames looks rougher
        than it is, which is taken out.
        """
        squares = float((self.density**2).sum())
        if squares == 0.0:
            return 0.0
        width_hz = float(self.density.sum() ** 2 / squares * self.frequency_hz[1])
        return width_hz * (1.0 + 1.0 / self.n_frames)

    @property
    def median_hz(self) -> float:
        """Half of the power lies below it; NaN without power."""
        total = np.cumsum(self.density)
        return float(np.interp(0.5 * total[-1], total, self.frequency_hz)) if total[-1] > 0 else float("nan")

    def times(self, gain: Floats) -> "Spectrum":
        """After a filter of this gain of power."""
        return Spectrum(frequency_hz=self.frequency_hz, density=self.density * gain, n_frames=self.n_frames)

    def part(self, low_hz: float, high_hz: float) -> float:
        """Part of the power from ``low_hz`` up to ``high_hz``; 0 without power."""
        inside = (self.frequency_hz >= low_hz) & (self.frequency_hz < high_hz)
        total = float(self.density.sum())
        return float(self.density[inside].sum()) / total if total > 0 else 0.0

    def line(self, line_hz: float, ratio: float = 10.0) -> float:
        """Power of a line at this frequency above its neighbours; 0 if it does not stand out by ``ratio``."""
        away = np.abs(self.frequency_hz - line_hz)
        beside = (away >= NEIGHBOURS_HZ[0]) & (away <= NEIGHBOURS_HZ[1])
        near = away <= max(0.5, self.frequency_hz[1])
        if not beside.any() or not near.any():
            return 0.0
        floor = float(np.median(self.density[beside]))
        highest = float(self.density[near].max())
        return highest - floor if highest > ratio * floor and highest > 0.0 else 0.0


def frequencies_hz(size: int, rate_hz: float) -> Floats:
    """Frequencies of the spectrum of ``size`` samples."""
    return np.asarray(np.fft.rfftfreq(size, 1.0 / rate_hz), np.float64)


def mean_spectrum(values: Floats, rate_hz: float) -> Spectrum:
    """Mean of the spectra of frames of 2 s (one frame if there is less), Hann windows, half overlapping."""
    size = min(len(values), int(FRAME_S * rate_hz))
    starts = np.unique(
        np.linspace(0, len(values) - size, max(1, min(MOST_FRAMES, 2 * len(values) // size)), dtype=np.int64)
    )
    window = np.hanning(size + 2)[1:-1]
    density = np.zeros(size // 2 + 1)
    for start in starts.tolist():
        density += np.abs(np.fft.rfft(window * values[start : start + size])) ** 2
    density *= 2.0 / (len(starts) * rate_hz * float((window**2).sum()))
    return Spectrum(frequency_hz=frequencies_hz(size, rate_hz), density=density, n_frames=max(1.0, len(starts) / 2.0))


def burst_spectrum(values: Floats, rate_hz: float) -> Spectrum:
    """Spectrum of one burst, interpolated to 1 Hz or finer."""
    size = max(len(values), int(rate_hz))
    window = np.hanning(len(values) + 2)[1:-1]
    density = np.abs(np.fft.rfft(window * values, size)) ** 2 * 2.0 / (rate_hz * float((window**2).sum()))
    return Spectrum(frequency_hz=frequencies_hz(size, rate_hz), density=density, n_frames=1.0)
