"""Electromyograms with known bursts: noise of a muscle's spectrum, as strong as the muscle is active."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHAPE_HZ = (60.0, 120.0)  # corners of the spectrum: its median lies near 100 Hz, as in the shared recordings of calves
RAMP_S = 0.05  # over which activity rises and falls
CONTRACTION_V, SENSOR_NOISE_V = 2e-4, 4e-6  # root mean square at full activity, and at rest: 34 dB


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contractions:
    """When a muscle is active and how much, 0 to 1; arrays have shape (n,), earliest first."""

    onset_s: Floats
    offset_s: Floats
    level: Floats

    def activity(self, time_s: Floats) -> Floats:
        """Activity at any times: trapezia with ramps of 50 ms within onset and offset."""
        out = np.zeros_like(time_s)
        for onset_s, offset_s, level in zip(self.onset_s, self.offset_s, self.level, strict=True):
            rise = np.clip((time_s - onset_s) / RAMP_S, 0.0, 1.0)
            fall = np.clip((offset_s - time_s) / RAMP_S, 0.0, 1.0)
            out = np.maximum(out, level * np.minimum(rise, fall))
        return out


def regular(
    n: int, *, first_s: float = 1.0, period_s: float = 1.2, active_s: float = 0.7, level: float = 1.0
) -> Contractions:
    """Equal contractions at an even pace."""
    onset_s: Floats = first_s + period_s * np.arange(n, dtype=np.float64)
    return Contractions(onset_s=onset_s, offset_s=np.asarray(onset_s + active_s), level=np.full(n, level))


def muscle_noise(rng: np.random.Generator, n: int, rate_hz: float, *, stretch: float = 1.0) -> Floats:
    """Gaussian noise of an electromyogram's spectrum, root mean square 1; ``stretch`` below 1 compresses it."""
    low, high = (stretch * corner for corner in SHAPE_HZ)
    frequency_hz = np.fft.rfftfreq(n, 1.0 / rate_hz)
    gain = frequency_hz / np.sqrt(frequency_hz**2 + low**2) / (1.0 + (frequency_hz / high) ** 2)
    noise = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * gain, n)
    return np.asarray(noise / noise.std())


def electromyogram(
    rng: np.random.Generator, contractions: Contractions, *, duration_s: float, rate_hz: float, gain: float = 1.0
) -> Floats:
    """Volts of one channel."""
    n = round(duration_s * rate_hz)
    activity = contractions.activity(np.arange(n) / rate_hz)
    muscle = CONTRACTION_V * gain * activity * muscle_noise(rng, n, rate_hz)
    return np.asarray(muscle + rng.normal(0.0, SENSOR_NOISE_V, n))


def emg_lines(channels: Mapping[str, Floats], rate_hz: float, *, unit: str = "uV") -> Iterator[str]:
    """What an electromyograph sends by the line protocol of docs/emg-live.md: a header, then a line a sample."""
    factor = {"V": 1.0, "mV": 1e3, "uV": 1e6}[unit]
    yield f"#emg 1 rate_hz={rate_hz:g} unit={unit} channels={','.join(channels)}"
    for i, row in enumerate(zip(*channels.values(), strict=True)):
        yield f"{i / rate_hz:.4f}," + ",".join(f"{factor * value:.2f}" for value in row)
