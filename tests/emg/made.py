"""Recordings of electromyograms from arrays, and noises that hold no contraction."""

from pathlib import Path

import numpy as np

from soleus.recording.signals import Emg, Recording
from soleus.simulate.emg import SENSOR_NOISE_V, electromyogram, regular

RATE_HZ = 1000.0


def record(rate_hz=RATE_HZ, *, time_s=None, **channels):
    """A recording of these channels."""
    n = len(next(iter(channels.values())))
    return Recording(
        path=Path("made.csv"),
        sha256="0" * 64,
        format="csv",
        sensor="emg",
        signal=Emg(channels_v=channels),
        time_s=np.arange(n) / rate_hz if time_s is None else time_s,
    )


def contractions_of(seed=0, n=8, *, level=1.0, rate_hz=RATE_HZ, **pace):
    """Volts with ``n`` contractions, and what they are."""
    planned = regular(n, level=level, **pace)
    volts = electromyogram(
        np.random.default_rng(seed), planned, duration_s=float(planned.offset_s[-1]) + 1.0, rate_hz=rate_hz
    )
    return volts, planned


def _white(rng, n, time_s):
    return rng.normal(size=n)


def _pink(rng, n, time_s):
    spectrum = np.fft.rfft(rng.normal(size=n))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), n)


def _drifting(rng, n, time_s):
    return np.cumsum(rng.normal(size=n))


def _narrow(rng, n, time_s):
    from scipy.signal import butter, sosfilt

    return sosfilt(butter(2, [90.0, 110.0], "band", fs=1.0 / (time_s[1] - time_s[0]), output="sos"), rng.normal(size=n))


def _steps_of_a_converter(rng, n, time_s):
    return np.round(0.3 * rng.normal(size=n))


def _hum(rng, n, time_s):
    return np.sin(2 * np.pi * 50.0 * time_s + rng.uniform(0, 6)) + 0.2 * np.sin(2 * np.pi * 150.0 * time_s)


def _hum_over_noise(rng, n, time_s):
    return 5 * np.sin(2 * np.pi * 60.05 * time_s + rng.uniform(0, 6)) + 0.5 * rng.normal(size=n)


def _hum_that_swells(rng, n, time_s):
    strength = 5 * (1 + 0.5 * np.sin(2 * np.pi * 0.2 * time_s))
    return strength * np.sin(2 * np.pi * 50.0 * time_s) + 0.2 * rng.normal(size=n)


def _hum_switched_on(rng, n, time_s):
    on = time_s > 0.5 * time_s[-1]
    return 5 * on * np.sin(2 * np.pi * 50.0 * time_s + rng.uniform(0, 6)) + 0.2 * rng.normal(size=n)


def _spikes(rng, n, time_s):
    out = 0.2 * rng.normal(size=n)
    for at in range(200, n - 20, int(0.9 / (time_s[1] - time_s[0]))):
        out[at : at + 8] += 20 * np.hanning(8)
    return out


def _steps(rng, n, time_s):
    return 0.2 * rng.normal(size=n) + 5 * np.sign(np.sin(np.pi * time_s))


def _cable_swings(rng, n, time_s):
    return 0.2 * rng.normal(size=n) + 20 * np.sin(4 * np.pi * time_s) * (np.sin(0.4 * np.pi * time_s) > 0)


def _nothing(rng, n, time_s):
    return np.full(n, 3.0)


NO_CONTRACTION = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _white,
        _pink,
        _drifting,
        _narrow,
        _steps_of_a_converter,
        _hum,
        _hum_over_noise,
        _hum_that_swells,
        _hum_switched_on,
        _spikes,
        _steps,
        _cable_swings,
        _nothing,
    )
}


def nothing_of(kind, seed):
    """A recording of 3 to 40 s without any contraction, at a rate of common devices."""
    rng = np.random.default_rng(seed)
    rate_hz = float(rng.choice([500.0, 1000.0, 1259.26, 2000.0]))
    n = int(rate_hz * rng.uniform(3.0, 40.0))
    time_s = np.arange(n) / rate_hz
    return record(rate_hz, quiet=SENSOR_NOISE_V * NO_CONTRACTION[kind](rng, n, time_s))
