from dataclasses import replace

import numpy as np
import pytest

from soleus.reps.clock import evenly, smooth, stretches
from soleus.simulate.ordinary import ordinary


def on_clock(time_s: np.ndarray, values: np.ndarray, **more: float) -> tuple[np.ndarray, float]:
    return evenly(replace(ordinary("height", 0).recording, time_s=time_s), values, **more)


def test_an_even_clock_is_left_alone() -> None:
    values = np.arange(500.0)
    got, rate_hz = on_clock(np.arange(500) / 100, values)
    assert rate_hz == pytest.approx(100)
    assert got is values


def test_short_gaps_are_bridged_and_long_ones_stay_unknown() -> None:
    time_s = np.arange(1000) / 100
    keep = ~((time_s > 2.0) & (time_s < 2.2)) & ~((time_s > 5.0) & (time_s < 6.0))
    got, _ = on_clock(time_s[keep], np.sin(time_s[keep]))
    assert got[:500] == pytest.approx(np.sin(time_s[:500]), abs=1e-3)
    assert np.isnan(got[505:595]).all()


def test_a_changing_rate_becomes_even() -> None:
    time_s = np.concatenate([np.arange(0, 5, 0.01), np.arange(5, 10, 0.013)])
    got, rate_hz = on_clock(time_s, time_s**2)
    assert got == pytest.approx((np.arange(len(got)) / rate_hz) ** 2, abs=1e-3)


def test_missing_values_are_gaps() -> None:
    values = np.ones(300)
    values[100:105] = np.nan
    values[200:280] = np.nan
    got, _ = on_clock(np.arange(300) / 100, values)
    assert np.isfinite(got[100:105]).all()
    assert np.isnan(got[200:280]).all()


def test_a_high_rate_is_averaged_down() -> None:
    got, rate_hz = on_clock(np.arange(1000) / 400, np.arange(1000.0), at_most_hz=100.0)
    assert rate_hz == pytest.approx(100.0)
    assert got[:3] == pytest.approx([1.5, 5.5, 9.5])


def test_smoothing_keeps_parabolas_and_gaps() -> None:
    x = np.arange(200) / 100
    values = 1.0 - (x - 0.7) ** 2
    values[150] = np.nan
    got = smooth(values, 100.0)
    assert got[15:135] == pytest.approx(values[15:135], abs=1e-9)
    assert np.isnan(got[150])


def test_stretches_are_half_open() -> None:
    assert stretches(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
    assert stretches(np.zeros(3, dtype=bool)) == []
