import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import find_peaks

from soleus.reps import turning
from soleus.reps.segment import Prominence, find_turns, segment
from soleus.reps.signals import HeelMotion
from tests.reps.motions import humps, motion_of, rise_lists, wanderings


def test_ten_raises_are_ten_repetitions_of_their_height_and_time() -> None:
    reps = segment(motion_of(humps([0.08] * 10, period_s=1.5)))
    assert len(reps) == 10
    assert reps.heel_raise_height_m == pytest.approx(0.08, abs=2e-4)
    assert reps.cadence_per_min == pytest.approx(40.0)
    assert reps.peak_s == pytest.approx(2.0 + 0.6 + 1.5 * np.arange(10), abs=0.011)
    assert reps.end_s - reps.start_s == pytest.approx(reps.concentric_s + reps.hold_s + reps.eccentric_s)


def test_a_raise_that_is_held_has_its_hold() -> None:
    rise = 0.5 * (1 - np.cos(np.pi * np.linspace(0, 1, 101)))
    height = 0.09 * np.concatenate([np.zeros(200), rise, np.ones(300), rise[::-1], np.zeros(200)])
    reps = segment(motion_of(height))
    assert len(reps) == 1
    assert reps.hold_s[0] == pytest.approx(3.0 + 2 * 0.14, abs=0.03)  # a cosine is above 95 % for a seventh of its rise
    assert reps.concentric_s[0] == pytest.approx(reps.eccentric_s[0], abs=0.02)


@given(rise_lists, st.floats(0.0, 20.0))
def test_quiet_lead_in_adds_no_reps_and_shifts_times(rises: list[float], lead_s: float) -> None:
    plain, late = humps(rises), np.concatenate([np.zeros(round(100 * lead_s)), humps(rises)])
    one, two = segment(motion_of(plain)), segment(motion_of(late))
    assert len(two) == len(one)
    assert two.peak_s == pytest.approx(one.peak_s + round(100 * lead_s) / 100)


@given(rise_lists)
def test_double_height_is_double_rise(rises: list[float]) -> None:
    one, two = segment(motion_of(humps(rises))), segment(motion_of(2 * humps(rises)))
    assert len(two) == len(one)
    assert two.heel_raise_height_m == pytest.approx(2 * one.heel_raise_height_m, rel=1e-9)


@given(rise_lists)
def test_twice_the_rate_changes_heights_by_under_one_percent(rises: list[float]) -> None:
    one = segment(motion_of(humps(rises, rate_hz=100.0), rate_hz=100.0))
    two = segment(motion_of(humps(rises, rate_hz=200.0), rate_hz=200.0))
    assert two.heel_raise_height_m == pytest.approx(one.heel_raise_height_m, rel=0.01)
    assert two.concentric_s == pytest.approx(one.concentric_s, abs=0.021)


@given(rise_lists, st.floats(-0.3, 0.3))
def test_the_origin_of_the_height_does_not_matter(rises: list[float], origin_m: float) -> None:
    one, two = segment(motion_of(humps(rises))), segment(motion_of(humps(rises) + origin_m))
    assert two.heel_raise_height_m == pytest.approx(one.heel_raise_height_m, abs=1e-9)


@given(wanderings, st.sampled_from([0.005, 0.02]))
def test_turns_are_the_peaks_of_that_prominence(height: np.ndarray, smallest: float) -> None:
    """Oracle: scipy's topographic prominence, between gaps; the turn by 40 % of the rise can only join peaks."""
    found = find_turns(height, smallest)
    for peak in found[found[:, 3] == turning.DONE, 1]:
        first = max(np.flatnonzero(np.isnan(height[:peak])), default=-1) + 1
        last = min(np.flatnonzero(np.isnan(height[peak:])) + peak, default=len(height))
        edged = np.concatenate([[-9.0], height[first:last], [-9.0]])
        _, facts = find_peaks(edged, prominence=0, plateau_size=1)
        at = np.flatnonzero((facts["left_edges"] <= peak - first + 1) & (facts["right_edges"] >= peak - first + 1))
        assert len(at) == 1
        part = edged[1:-1]
        higher = np.flatnonzero(part > part[peak - first])
        left = max(higher[higher < peak - first], default=-1) + 1
        right = min(higher[higher > peak - first], default=len(part))
        drop = min(
            part[peak - first] - part[left : peak - first + 1].min(),
            part[peak - first] - part[peak - first : right].min(),
        )
        assert drop >= smallest - 1e-12


@given(wanderings)
def test_nothing_is_lost_and_nothing_overlaps(height: np.ndarray) -> None:
    reps = segment(motion_of(height))
    assert (reps.start < reps.peak).all()
    assert (reps.peak < reps.end).all()
    assert (reps.end[:-1] <= reps.start[1:] + 1).all()
    found = find_turns(height, 0.02)
    assert len(reps) + len(reps.rejected) == len(found)


def test_the_first_and_the_last_repetition_are_rejected_when_cut() -> None:
    whole = humps([0.08] * 7, period_s=2.0)
    reps = segment(motion_of(whole[270 : 200 + 1200 + 95]))
    assert len(reps) == 5
    assert reps.rejected.reason == ("cut", "cut")


def test_a_gap_cuts_the_repetition_that_it_falls_into() -> None:
    height = humps([0.08] * 5, period_s=2.0)
    height[660:700] = np.nan  # in the third
    reps = segment(motion_of(height))
    assert len(reps) == 4
    assert set(reps.rejected.reason) == {"cut"}


def test_shaking_at_five_per_second_is_too_fast() -> None:
    time_s = np.arange(3000) / 100
    reps = segment(motion_of(0.03 * np.sin(2 * np.pi * 5 * time_s)))
    assert len(reps) == 0
    assert "too fast" in reps.rejected.reason


def test_standing_up_is_too_high() -> None:
    reps = segment(motion_of(humps([0.08, 0.4, 0.08]), largest_rise_m=0.17))
    assert len(reps) == 2
    assert reps.rejected.reason == ("too high",)


def test_a_small_movement_on_the_way_into_position_is_too_low() -> None:
    reps = segment(motion_of(humps([0.022, 0.09, 0.09, 0.09])))
    assert len(reps) == 3
    assert reps.rejected.reason == ("too low",)


def test_under_two_centimetres_nothing_counts() -> None:
    reps = segment(motion_of(humps([0.019] * 6)))
    assert len(reps) == 0
    assert len(reps.rejected) == 0


def test_a_wobble_at_the_top_is_one_repetition() -> None:
    height = humps([0.10], period_s=3.0)
    height -= 0.025 * np.exp(-(((np.arange(len(height)) - height.argmax()) / 12.0) ** 2))
    assert len(segment(motion_of(height))) == 1


def test_drift_does_not_become_height() -> None:
    drift = np.linspace(0.0, 0.03, len(humps([0.08] * 20)))
    reps = segment(motion_of(humps([0.08] * 20) + drift))
    assert len(reps) == 20
    assert reps.heel_raise_height_m == pytest.approx(0.08, abs=0.002)


def test_a_motion_without_scale_gives_counts_and_no_heights() -> None:
    motion = HeelMotion(heel_raise_height_m=100 * humps([0.08] * 4), rate_hz=100.0, scaled=False, smallest_rise_m=2.0)
    reps = segment(motion)
    assert len(reps) == 4
    assert np.isnan(reps.heel_raise_height_m).all()


def test_an_empty_and_an_unknown_motion_have_no_repetition() -> None:
    for height in (np.empty(0), np.full(50, np.nan), np.zeros(1)):
        assert len(segment(motion_of(height))) == 0


def test_the_method_says_every_parameter() -> None:
    assert segment(motion_of(np.zeros(9))).method == {"name": "prominence", "min_rise_m": 0.02, "min_rise_s": 0.15}
    assert Prominence(min_rise_m=0.03) == Prominence(min_rise_m=0.03)
