"""Our figures of electromyograms, on signals whose bursts are known."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from soleus.emg import measure_emg
from soleus.recording.signals import Emg, Recording
from soleus.simulate.emg import CONTRACTION_V, SENSOR_NOISE_V, Contractions, muscle_noise, regular

RATE_HZ = 1000.0
SEEDS = 40
MARGIN_DB = 4.0  # above the detector's own 8 dB: what is fainter is refused, not timed


def _recording(volts: np.ndarray) -> Recording:
    return Recording(
        path=Path("made.csv"),
        sha256="",
        format="csv",
        sensor="emg",
        signal=Emg(channels_v={"calf": volts}),
        time_s=np.arange(len(volts)) / RATE_HZ,
    )


def _made(seed: int, planned: Contractions, snr_db: float) -> np.ndarray:
    """Contractions that are on or off, over noise of the same spectrum."""
    rng = np.random.default_rng(seed)
    n = round((planned.offset_s[-1] + 1.0) * RATE_HZ)
    time_s = np.arange(n) / RATE_HZ
    on = np.zeros(n)
    for onset_s, offset_s in zip(planned.onset_s, planned.offset_s, strict=True):
        on[(time_s >= onset_s) & (time_s < offset_s)] = 1.0
    noise = CONTRACTION_V * 10.0 ** (-snr_db / 20.0)
    return CONTRACTION_V * on * muscle_noise(rng, n, RATE_HZ) + noise * muscle_noise(rng, n, RATE_HZ)


def _edges(snr_db: float) -> tuple[np.ndarray, float]:
    """Errors of all beginnings and ends in milliseconds, and the part of the contractions that were found."""
    planned, errors, found = regular(8), [], 0
    for seed in range(SEEDS):
        bursts = measure_emg(_recording(_made(seed, planned, snr_db))).channels[0].bursts
        for onset_s, offset_s in zip(planned.onset_s, planned.offset_s, strict=True):
            near = np.flatnonzero((bursts.onset_s < offset_s) & (bursts.offset_s > onset_s))
            if len(near) == 1:
                found += 1
                errors += [bursts.onset_s[near[0]] - onset_s, bursts.offset_s[near[0]] - offset_s]
    return 1e3 * np.asarray(errors), found / (SEEDS * len(planned.onset_s))


def _bias_ms(errors_ms: np.ndarray) -> float:
    """The larger mean error of beginnings (every other one) and ends: they would cancel each other."""
    return float(max(abs(errors_ms[::2].mean()), abs(errors_ms[1::2].mean())))


def _false() -> float:
    """Recordings of noise alone that have a burst, of a hundred."""
    wrong = 0
    for seed in range(100):
        volts = SENSOR_NOISE_V * np.random.default_rng(seed).normal(size=20_000)
        wrong += len(measure_emg(_recording(volts)).channels[0].bursts) > 0
    return 100.0 * wrong / 100


def ours() -> Mapping[str, float]:
    """Every figure that validation/emg.toml asks for."""
    faint_ms, faint_found = _edges(8.0 + MARGIN_DB)
    clear_ms, clear_found = _edges(20.0)
    return {
        "faint_bias_ms": _bias_ms(faint_ms),
        "faint_sd_ms": float(np.std(faint_ms)),
        "faint_found_pct": 100.0 * faint_found,
        "clear_bias_ms": _bias_ms(clear_ms),
        "clear_sd_ms": float(np.std(clear_ms)),
        "clear_found_pct": 100.0 * clear_found,
        "false_pct": _false(),
    }
