"""Ups and downs of heights that are not exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.walk.climb import climb, dead_band_m


def test_a_hill_goes_up_and_down_by_its_height() -> None:
    hill = np.concatenate([np.full(5, 100.0), np.linspace(100, 160, 100), np.linspace(160, 120, 80), np.full(5, 120.0)])
    found = climb(hill)
    assert (found.ascent_m, found.descent_m) == (pytest.approx(60, abs=1), pytest.approx(40, abs=1))


@pytest.mark.parametrize(("heights", "sd_m", "most_m"), [("barometer", 0.15, 3.0), ("gps", 1.0, 12.0)])
def test_noise_on_the_level_hardly_climbs(heights: str, sd_m: float, most_m: float) -> None:
    level = 500.0 + np.random.default_rng(0).normal(0.0, sd_m, 600)
    raw = np.clip(np.diff(level), 0, None).sum()
    assert climb(level, heights).ascent_m < most_m < 0.1 * raw


@given(st.lists(st.floats(-400, 4000), min_size=2, max_size=60), st.sampled_from(["barometer", "gps", "unknown"]))
def test_ups_less_downs_are_no_more_than_the_range(heights_m: list[float], kind: str) -> None:
    values = np.array(heights_m)
    found = climb(values, kind)
    assert found.ascent_m >= 0
    assert found.descent_m >= 0
    assert abs(found.ascent_m - found.descent_m) <= np.ptp(values) + 1e-9


@given(st.lists(st.integers(0, 300), min_size=4, max_size=60), st.floats(-100, 1000))
def test_a_higher_country_changes_nothing(heights_m: list[int], by_m: float) -> None:
    values = np.array(heights_m, float)
    assert climb(values + by_m).ascent_m == pytest.approx(climb(values).ascent_m, abs=1e-6)


def test_the_way_back_swaps_up_and_down() -> None:
    values = np.cumsum(np.random.default_rng(3).normal(0.0, 2.0, 300))
    there, back = climb(values), climb(values[::-1].copy())
    assert there.ascent_m == pytest.approx(back.descent_m, rel=0.02)


def test_the_band_is_six_deviations_of_what_smoothing_leaves() -> None:
    noise = np.random.default_rng(1).normal(0.0, 2.0, 100_000)
    assert dead_band_m(noise, "barometer") == pytest.approx(6 * 2.0 * np.sqrt(0.3**2 + 0.4**2 + 0.3**2), rel=0.03)


def test_half_a_metre_up_and_down_counts_with_a_barometer_only() -> None:
    waves = 500.0 + 0.4 * np.sin(np.arange(2000) / 40.0)
    assert climb(waves, "gps").ascent_m == 0.0
    assert climb(waves, "barometer").ascent_m == pytest.approx(0.8 * 8, abs=0.9)
