"""Steps from sensors on the body: simulated walkers with exact truth, and what is no walking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.reps.clock import evenly
from soleus.simulate.foot import FootStride, foot_imu
from soleus.simulate.ordinary import ordinary
from soleus.simulate.walking import SimulatedWalk, car_ride, trunk_walk
from soleus.walk.bands import bands
from soleus.walk.foot import FootSwings, both_feet
from soleus.walk.rhythm import StepRhythm
from soleus.walk.shin import ShinRhythm, ShinSwings
from soleus.walk.steps import LEFT, RIGHT, UNKNOWN, Steps, Strides
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
    for knock_s in knocked_s:
        force += 5.0 * np.exp(-(((walk.imu.time_s - knock_s) / 0.06) ** 2))[:, None] * upward(walk)
    plain = TrunkContacts()(walk.imu.acceleration_m_s2, walk.imu.angular_velocity_rad_s, 100.0)
    knocked = TrunkContacts()(force, walk.imu.angular_velocity_rad_s, 100.0)
    assert len(knocked.time_s) == len(plain.time_s)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n=st.integers(20, 120), step_s=st.floats(0.45, 0.75))
def test_the_rhythm_counts_each_step_once_however_the_phone_lies(seed: int, n: int, step_s: float) -> None:
    walk = trunk_walk(np.random.default_rng(seed), n_steps=n, step_s=step_s)
    assert StepRhythm()(read_only(walk.imu.acceleration_m_s2), 100.0).n_steps == pytest.approx(n, abs=2)


def upward(walk: SimulatedWalk) -> np.ndarray:
    """Where the sensor has up, from the seconds before the first step."""
    still = walk.imu.acceleration_m_s2[:300].mean(axis=0)
    return still / np.linalg.norm(still)


@pytest.mark.parametrize("seed", range(4))
def test_the_swing_of_a_leg_neither_hides_nor_multiplies_the_steps_of_a_pocket(seed: int) -> None:
    walk = trunk_walk(np.random.default_rng(seed), n_steps=60)
    time_s, contact_s = walk.imu.time_s, walk.contact_s
    steps = np.interp(time_s, contact_s, np.arange(60.0))
    swing = np.cos(np.pi * steps) + 2.0 * np.cos(3 * np.pi * steps) + np.cos(4 * np.pi * steps)
    swing *= (time_s > contact_s[0]) & (time_s < contact_s[-1])
    force = walk.imu.acceleration_m_s2 + swing[:, None] * upward(walk)
    assert StepRhythm()(force, 100.0).n_steps == pytest.approx(60, abs=1)


def test_who_stands_between_two_walks_takes_no_step_then() -> None:
    one = trunk_walk(np.random.default_rng(1), n_steps=24, lead_s=3.0)
    force = np.concatenate([one.imu.acceleration_m_s2] * 2)
    steps = StepRhythm()(force, 100.0)
    again_s = len(one.imu.time_s) / 100.0 + one.contact_s[0]
    assert steps.n_steps == pytest.approx(48, abs=1)
    assert not ((steps.time_s > one.contact_s[-1] + 0.6) & (steps.time_s < again_s - 0.6)).any()


def test_fewer_than_sixty_steps_a_minute_are_another_rhythm() -> None:
    walk = trunk_walk(np.random.default_rng(0), n_steps=30, step_s=1.2, bounce_m=0.02, sway_m_s=0.2)
    assert StepRhythm()(walk.imu.acceleration_m_s2, 100.0).n_steps == 0


def back(force: np.ndarray, walk: SimulatedWalk) -> Steps:
    return TrunkContacts()(force, walk.imu.angular_velocity_rad_s, 100.0)


@pytest.mark.parametrize("seed", range(3))
def test_contacts_are_those_moments_at_which_the_foot_first_touches(seed: int) -> None:
    walk = trunk_walk(np.random.default_rng(seed))
    steps = back(walk.imu.acceleration_m_s2, walk)
    assert abs(np.median(steps.time_s[:40] - walk.contact_s)) < 0.03


def test_three_steps_now_and_three_later_are_no_walk() -> None:
    walk = trunk_walk(np.random.default_rng(0), n_steps=3, lead_s=3.0)
    twice = [np.concatenate([one] * 2) for one in (walk.imu.acceleration_m_s2, walk.imu.angular_velocity_rad_s)]
    assert TrunkContacts()(twice[0], twice[1], 100.0).n_steps == 0


def test_who_sways_and_bounces_without_hitting_the_ground_does_not_walk() -> None:
    walk = trunk_walk(np.random.default_rng(0))
    (soft,) = bands(walk.imu.acceleration_m_s2, [(None, 3.0)], 100.0)
    assert back(soft, walk).n_steps == 0


def test_a_faint_contact_between_two_of_the_other_leg_counts() -> None:
    walk = trunk_walk(np.random.default_rng(3), n_steps=40, step_s=0.6)
    force = walk.imu.acceleration_m_s2.copy()
    for contact_s in walk.contact_s[[10, 17, 24]]:
        force -= 5.4 * np.exp(-(((walk.imu.time_s - contact_s - 0.06) / 0.12) ** 2))[:, None] * upward(walk)
    assert back(force, walk).n_steps == 40


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


def test_the_strides_onto_and_off_the_stairs_pass_a_riser_each() -> None:
    rise_m = np.array([0.0, 0.17, 0.34, 0.34, 0.34, 0.17, 0.0])
    length_m = np.array([1.2, 0.9, 0.6, 0.6, 0.6, 0.9, 1.2])
    nought = np.zeros(7)
    strides = Strides(time_s=nought, side=np.full(7, LEFT), length_m=length_m, rise_m=rise_m, pitch_rad=nought)
    stairs = StairCounter()(strides)
    assert (stairs.n_up, stairs.n_down, stairs.on_stairs.sum()) == (8, 0, 5)
    assert stairs.ascent_m == pytest.approx(1.36)


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


def test_a_foot_lands_when_it_hits_the_ground() -> None:
    imu = foot_imu([FLAT] * 10, np.random.default_rng(0))
    hit_s = 2.0 + 1.1 * (np.arange(10) + 0.9)
    blows = sum(60.0 * np.exp(-(((imu.time_s - at_s) / 0.01) ** 2)) for at_s in hit_s)
    force = imu.acceleration_m_s2 + blows[:, None] * np.array([0.0, 0.0, 1.0])
    assert FootSwings()(force, imu.angular_velocity_rad_s, 200.0).time_s == pytest.approx(hit_s, abs=0.011)


@pytest.mark.parametrize("walks", [True, False])
def test_a_foot_that_shifts_its_weight_makes_no_step(walks: bool) -> None:
    imu = foot_imu([FLAT] * 10, np.random.default_rng(0), lead_s=12.0)
    turn = imu.angular_velocity_rad_s
    shift_rad_s = 1.6 if walks else 0.6
    shifts = sum(shift_rad_s * np.exp(-(((imu.time_s - at_s) / 0.15) ** 2)) for at_s in (2.0, 4.0, 6.0, 8.0))
    turn = turn + shifts[:, None] * np.linalg.eigh(turn.T @ turn)[1][:, -1]
    until = len(turn) if walks else 2000
    assert len(FootSwings()(imu.acceleration_m_s2[:until], turn[:until], 200.0).time_s) == (10 if walks else 0)


def test_toe_walking_is_told_from_flat_steps_where_nobody_stood_still() -> None:
    strides = walked([FLAT] * 8 + [ON_TOES] * 8 + [FLAT] * 4, lead_s=0.3).strides
    assert strides is not None
    assert ToeWalking()(strides, np.zeros(len(strides.time_s), bool)).sum() == 8


def test_a_heel_that_hardly_leaves_the_ground_is_no_toe_walking() -> None:
    pitch_rad = np.radians([10.0] * 6 + [20.0] * 6)
    some = np.arange(12.0)
    strides = Strides(time_s=some, side=np.full(12, LEFT), length_m=some, rise_m=some, pitch_rad=pitch_rad)
    assert ToeWalking()(strides, np.zeros(12, bool)).tolist() == [False] * 6 + [True] * 6


def test_who_stands_for_five_seconds_has_stopped_walking() -> None:
    time_s = np.array([0.0, 0.5, 1.0, 1.5, 6.5, 7.0, 7.5])
    steps = Steps(time_s=time_s, side=np.zeros(7, np.int64))
    assert steps.bouts == [(0, 4), (4, 7)]
    assert (steps.cadence_per_min, steps.walking_s) == (120.0, 3.5)


def test_two_strides_on_the_toes_are_a_stumble() -> None:
    pitch_rad = np.radians([0.0, 25.0, 25.0, 0.0, 25.0, 25.0, 25.0])
    some = np.arange(7.0)
    strides = Strides(time_s=some, side=np.full(7, RIGHT), length_m=some, rise_m=some, pitch_rad=pitch_rad)
    assert ToeWalking()(strides, np.zeros(7, bool)).tolist() == [False] * 4 + [True] * 3


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


@pytest.mark.parametrize("direction", [1.0, -1.0])
def test_a_shin_lands_where_its_swing_is_turned_back(direction: float) -> None:
    time_s = np.arange(0, 33, 0.01)
    phase_s = time_s % 1.1
    forward = 4.0 * np.exp(-(((phase_s - 0.4) / 0.12) ** 2))
    back = 1.5 * np.exp(-(((phase_s - 0.7) / 0.06) ** 2)) + 0.6 * np.exp(-(((phase_s - 0.1) / 0.1) ** 2))
    turn = direction * (forward - back)[:, None] * np.array([0.2, 0.9, -0.3])
    landing_s = ShinSwings()(turn, 100.0).time_s
    assert landing_s == pytest.approx(0.7 + 1.1 * np.arange(30), abs=0.05)


@pytest.mark.parametrize("first", [0, 1])
def test_the_own_leg_is_the_one_that_hits_the_shin_harder(first: int) -> None:
    walk = trunk_walk(np.random.default_rng(5), n_steps=80)
    own_s = walk.contact_s[first::2]
    blows = sum(25.0 * np.exp(-(((walk.imu.time_s - at_s) / 0.02) ** 2)) for at_s in own_s)
    force = walk.imu.acceleration_m_s2 + blows[:, None] * upward(walk)
    found_s = ShinRhythm()(force, 100.0).time_s
    assert np.median(np.abs(found_s[:, None] - own_s).min(axis=1)) < 0.15


def test_half_of_the_steps_hit_the_own_shin() -> None:
    walk = trunk_walk(np.random.default_rng(5), n_steps=80)
    both, own = StepRhythm()(walk.imu.acceleration_m_s2, 100.0), ShinRhythm()(walk.imu.acceleration_m_s2, 100.0)
    assert len(own.time_s) == pytest.approx(len(both.time_s) / 2, abs=1)
