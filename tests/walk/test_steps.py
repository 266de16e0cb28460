"""Steps from sensors on the body: simulated walkers with exact truth, and what is no walking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.reps.clock import evenly
from soleus.simulate.foot import FootStride, foot_imu
from soleus.simulate.ordinary import ordinary
from soleus.simulate.walking import car_ride, trunk_walk
from soleus.walk.foot import FootSwings, both_feet
from soleus.walk.rhythm import StepRhythm
from soleus.walk.shin import ShinRhythm, ShinSwings
from soleus.walk.steps import LEFT, RIGHT, UNKNOWN, Steps
from soleus.walk.terrain import StairCounter, ToeWalking
from soleus.walk.trunk import TrunkContacts

FLAT, UP = FootStride(), FootStride(length_m=0.6, rise_m=0.34)
DOWN, ON_TOES = FootStride(length_m=0.6, rise_m=-0.34), FootStride(length_m=0.7, on_toes=True)


def read_only(values: np.ndarray) -> np.ndarray:
    values = values.copy()
    values.flags.writeable = False
    return values


def walked(strides: list[FootStride], seed: int = 1, **options: float) -> Steps:
    imu = foot_imu(strides, np.random.default_rng(seed), **options)
    force, turn = read_only(imu.acceleration_m_s2), read_only(imu.angular_velocity_rad_s)
    return FootSwings()(force, turn, options.get("rate_hz", 200.0), side="left")


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n=st.integers(12, 90), step_s=st.floats(0.42, 0.8))
def test_every_step_of_a_trunk_is_found_with_its_side(seed: int, n: int, step_s: float) -> None:
    walk = trunk_walk(np.random.default_rng(seed), n_steps=n, step_s=step_s)
    steps = TrunkContacts()(read_only(walk.imu.acceleration_m_s2), read_only(walk.imu.angular_velocity_rad_s), 100.0)
    assert n <= len(steps.time_s) <= n + 1  # as the body comes to rest it may bounce once more
    nearest = np.abs(steps.time_s[:, None] - walk.contact_s).argmin(axis=1)[:n]
    assert np.abs(steps.time_s[:n] - walk.contact_s[nearest]).max() < 0.1
    right = (steps.side[:n] == LEFT) == walk.is_left[nearest]
    assert right.mean() > 0.95


def test_a_knock_before_the_other_foot_lands_is_no_contact() -> None:
    walk = trunk_walk(np.random.default_rng(7), n_steps=40, step_s=0.8, bounce_m=0.012, sway_m_s=0.2)
    knocked_s = walk.contact_s[[8, 15, 22, 29]] + 0.45
    force = walk.imu.acceleration_m_s2.copy()
    up = force[:300].mean(axis=0) / np.linalg.norm(force[:300].mean(axis=0))
    for knock_s in knocked_s:
        force += 5.0 * np.exp(-(((walk.imu.time_s - knock_s) / 0.06) ** 2))[:, None] * up
    plain = TrunkContacts()(walk.imu.acceleration_m_s2, walk.imu.angular_velocity_rad_s, 100.0)
    knocked = TrunkContacts()(force, walk.imu.angular_velocity_rad_s, 100.0)
    assert len(knocked.time_s) == len(plain.time_s)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n=st.integers(20, 120), step_s=st.floats(0.45, 0.75))
def test_the_rhythm_counts_each_step_once_however_the_phone_lies(seed: int, n: int, step_s: float) -> None:
    walk = trunk_walk(np.random.default_rng(seed), n_steps=n, step_s=step_s)
    assert StepRhythm()(read_only(walk.imu.acceleration_m_s2), 100.0).n_steps == pytest.approx(n, abs=2)


def test_twice_the_rate_finds_the_same_steps() -> None:
    counts = [
        StepRhythm()(trunk_walk(np.random.default_rng(3), n_steps=60, rate_hz=rate).imu.acceleration_m_s2, rate).n_steps
        for rate in (50.0, 100.0, 200.0, 400.0)
    ]
    assert max(counts) - min(counts) <= 1


def test_without_a_gyroscope_sides_stay_open() -> None:
    walk = trunk_walk(np.random.default_rng(2))
    steps = TrunkContacts()(walk.imu.acceleration_m_s2, None, 100.0)
    assert set(steps.side.tolist()) == {UNKNOWN}
    assert "left and right stay open" in steps.warnings[0]


@pytest.mark.parametrize("seed", range(12))
def test_a_car_ride_has_no_steps(seed: int) -> None:
    assert StepRhythm()(car_ride(np.random.default_rng(seed)).acceleration_m_s2, 100.0).n_steps == 0


@pytest.mark.parametrize("kind", ["thigh", "waist"])
@pytest.mark.parametrize("seed", range(10))
def test_heel_raises_and_push_ups_are_no_steps(kind: str, seed: int) -> None:
    session = ordinary(kind, seed)
    recording = session.recording
    force, rate_hz = evenly(recording, recording.signal.acceleration_m_s2)
    steps = StepRhythm()(force, rate_hz)
    assert (steps.time_s < session.peak_s[-1]).sum() == 0  # afterwards some get up and walk
    if kind == "waist":
        whole = np.nan_to_num(force)
        assert (TrunkContacts()(whole, None, rate_hz).time_s < session.peak_s[-1]).sum() == 0


def test_sitting_still_and_an_empty_recording_have_no_steps() -> None:
    still = np.random.default_rng(0).normal([0.0, 0.0, 9.81], 0.03, (6000, 3))
    assert StepRhythm()(still, 100.0).n_steps == 0
    assert StepRhythm()(np.full((500, 3), np.nan), 100.0).n_steps == 0
    assert TrunkContacts()(still, np.zeros_like(still), 100.0).n_steps == 0
    assert FootSwings()(still, np.zeros_like(still), 100.0).n_steps == 0
    assert ShinSwings()(np.random.default_rng(1).normal(0, 0.02, (6000, 3)), 100.0).n_steps == 0


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), stride_s=st.floats(0.8, 1.5), length_m=st.floats(0.6, 1.6), n=st.integers(6, 20))
def test_a_foot_lands_once_a_stride_and_goes_its_way(seed: int, stride_s: float, length_m: float, n: int) -> None:
    steps = walked([FootStride(length_m=length_m)] * n, seed, stride_s=stride_s)
    assert (len(steps.time_s), steps.n_steps) == (n, 2 * n)
    assert steps.strides is not None
    assert np.nansum(steps.strides.length_m) == pytest.approx(n * length_m, rel=0.03)
    assert np.abs(steps.strides.rise_m).max() < 0.05


@pytest.mark.parametrize(("stride", "up", "down"), [(UP, 12, 0), (DOWN, 0, 12)])
def test_risers_and_their_height_are_counted(stride: FootStride, up: int, down: int) -> None:
    steps = walked([FLAT] * 3 + [stride] * 6 + [FLAT] * 3)
    assert steps.strides is not None
    stairs = StairCounter()(steps.strides)
    assert (stairs.n_up, stairs.n_down) == (up, down)
    assert stairs.ascent_m + stairs.descent_m == pytest.approx(6 * 0.34, abs=0.1)


def test_one_stair_at_a_time_is_one_riser_a_stride() -> None:
    strides = walked([FLAT] * 3 + [FootStride(length_m=0.3, rise_m=0.17)] * 7 + [FLAT] * 3).strides
    assert strides is not None
    assert StairCounter()(strides).n_up == 7


@pytest.mark.parametrize("slope", [0.0, 0.1, -0.15])
def test_a_hill_is_no_stair(slope: float) -> None:
    strides = walked([FootStride(length_m=1.3, rise_m=1.3 * slope)] * 10).strides
    assert strides is not None
    assert StairCounter()(strides)[:2] == (0, 0)


def test_toe_walking_is_found_with_its_way_and_stairs_are_none() -> None:
    steps = walked([FLAT] * 4 + [ON_TOES] * 8 + [FLAT] * 4)
    assert steps.strides is not None
    stairs = StairCounter()(steps.strides)
    on_toes = ToeWalking()(steps.strides, stairs.on_stairs)
    assert on_toes.sum() == 8
    assert np.nansum(steps.strides.length_m[on_toes]) == pytest.approx(8 * 0.7, abs=0.7)
    down = walked([FLAT] * 3 + [DOWN] * 6 + [FLAT] * 3).strides
    assert down is not None
    assert ToeWalking()(down, StairCounter()(down).on_stairs).sum() == 0


def test_two_feet_are_one_walk() -> None:
    left, right = walked([UP] * 5), walked([UP] * 5, seed=2)
    both = both_feet(left, Steps(time_s=right.time_s + 0.55, side=-right.side, feet_seen=1, strides=right.strides))
    assert len(both.time_s) == 10
    assert (np.diff(both.time_s) >= 0).all()
    assert {LEFT, RIGHT} == set(both.side.tolist())


def test_a_shin_swings_once_a_stride() -> None:
    time_s = np.arange(0, 60, 0.01)
    swing = np.maximum(0.0, np.sin(2 * np.pi * time_s / 1.1)) ** 2 * 4.0 - 1.0
    turn = np.stack([0.2 * np.sin(9 * time_s), swing, 0.1 * swing], axis=1)
    steps = ShinSwings()(turn, 100.0)
    assert len(steps.time_s) == pytest.approx(60 / 1.1, abs=1)
    assert steps.n_steps == 2 * len(steps.time_s)


def test_half_of_the_steps_hit_the_own_shin() -> None:
    walk = trunk_walk(np.random.default_rng(5), n_steps=80)
    both, own = StepRhythm()(walk.imu.acceleration_m_s2, 100.0), ShinRhythm()(walk.imu.acceleration_m_s2, 100.0)
    assert len(own.time_s) == pytest.approx(len(both.time_s) / 2, abs=1)
