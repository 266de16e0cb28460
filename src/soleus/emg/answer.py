"""The ``emg`` objects of ``soleus analyse --json``."""

import math

import numpy as np
from numpy.typing import NDArray

from soleus.emg.fatigue import FrequencyTrend
from soleus.emg.measure import EmgAnalysis, EmgChannel
from soleus.emg.selectivity import Selectivity

Floats = NDArray[np.float64]


def as_json(analysis: EmgAnalysis) -> dict[str, object]:
    """One object a channel; numbers that are not known are None."""
    return {channel.name: _channel(channel) for channel in analysis.channels}


def selectivity_json(analysis: EmgAnalysis) -> list[dict[str, object]]:
    """One object for every soleus with a gastrocnemius beside it."""
    return [_selectivity(pair) for pair in analysis.selectivity]


def _channel(channel: EmgChannel) -> dict[str, object]:
    bursts = channel.bursts
    level_frac = channel.level_frac
    at = np.searchsorted(bursts.time_s, bursts.peak_s - 1e-9)
    return {
        "n_bursts": len(bursts),
        "onset_s": _numbers(bursts.onset_s),
        "peak_s": _numbers(bursts.peak_s),
        "offset_s": _numbers(bursts.offset_s),
        "cut": bursts.cut.tolist(),
        "muscle": channel.place.muscle,
        "side": channel.place.side,
        "unit": channel.unit,
        "rest": _significant(bursts.level),
        "peak": [_significant(value) for value in bursts.peak.tolist()],
        "mean": [_significant(value) for value in bursts.mean.tolist()],
        "peak_pct_mvc": None if level_frac is None else _numbers(100.0 * level_frac[at]),
        "snr_db": _number(channel.snr_db),
        "median_frequency_hz": _numbers(bursts.median_hz),
        "fatigue": None if channel.fatigue is None else _fatigue(channel.fatigue),
        "mains_hz": channel.conditioned.hum_hz,
        "rejected": [{"peak_s": _number(time_s), "reason": reason} for time_s, reason in bursts.rejected],
    }


def _fatigue(trend: FrequencyTrend) -> dict[str, object]:
    return {
        "n_bursts": trend.n_bursts,
        "start_hz": _number(trend.start_hz),
        "end_hz": _number(trend.end_hz),
        "change_frac": _number(trend.change_frac),
        "slope_hz_per_min": _number(trend.slope_hz_per_min),
        "slope_ci95_hz_per_min": [_number(value) for value in trend.slope_ci95_hz_per_min],
        "verdict": trend.verdict,
    }


def _selectivity(pair: Selectivity) -> dict[str, object]:
    return {
        "soleus": pair.soleus,
        "gastrocnemius": list(pair.gastrocnemius),
        "side": pair.side,
        "level_of": "reference" if pair.from_reference else "own highest peak",
        "peak_s": _numbers(pair.peak_s),
        "soleus_frac": _numbers(pair.soleus_frac),
        "gastrocnemius_frac": _numbers(pair.gastrocnemius_frac),
        "soleus_share_frac": _numbers(pair.soleus_share_frac),
    }


def _number(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None


def _numbers(values: Floats) -> list[float | None]:
    return [_number(value) for value in values.tolist()]


def _significant(value: float) -> float | None:
    """Six digits whatever the unit: volts of an electromyogram are small numbers."""
    return float(f"{value:.6g}") if math.isfinite(value) else None
