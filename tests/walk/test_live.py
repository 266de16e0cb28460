"""Counting steps while they are made gives what the file gives, after a stated delay."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.recording import Imu, read_recording
from soleus.reps.clock import evenly
from soleus.simulate.walking import SimulatedWalk, car_ride, trunk_walk
from soleus.walk.live import DELAY_S, SURE_S, WINDOW_S, LiveSteps
from soleus.walk.rhythm import StepRhythm
from soleus.walk.steps import Steps
from tests.walk.test_walks import OXFORD


def fed(time_s: np.ndarray, force: np.ndarray) -> LiveSteps:
    live = LiveSteps()
    for at_s, row in zip(time_s.tolist(), force, strict=True):
        live.take(at_s, row)
    live.look()
    return live


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), n_steps=st.integers(20, 150), step_s=st.floats(0.45, 0.75))
def test_a_simulated_walk_counts_live_as_it_does_from_a_file(seed: int, n_steps: int, step_s: float) -> None:
    walk = trunk_walk(np.random.default_rng(seed), n_steps=n_steps, step_s=step_s)
    offline = StepRhythm()(walk.imu.acceleration_m_s2, 100.0).time_s
    live = fed(walk.imu.time_s, walk.imu.acceleration_m_s2)
    assert abs(live.count - len(offline)) <= 1
    assert abs(live.count - n_steps) <= 2


@pytest.mark.parametrize("name", OXFORD)
def test_each_shared_walk_counts_live_as_it_does_from_a_file(shared: Path, name: str) -> None:
    recording = read_recording(shared / "steps" / "oxford" / name, sensor="imu")
    assert isinstance(recording.signal, Imu)
    force = recording.signal.acceleration_m_s2
    assert force is not None
    even, rate_hz = evenly(recording, force)
    offline = StepRhythm()(even, rate_hz).time_s
    live = fed(np.asarray(recording.time_s), np.asarray(force, np.float64))
    assert abs(live.count - len(offline)) <= 0.02 * len(offline)


def steps_before(walk: SimulatedWalk, at_s: float) -> int:
    return int((walk.contact_s < at_s).sum())


def test_the_count_that_is_shown_is_late_by_no_more_than_is_said() -> None:
    walk = trunk_walk(np.random.default_rng(1), n_steps=120)
    live, worst = LiveSteps(), 0
    for at_s, row in zip(walk.imu.time_s.tolist(), walk.imu.acceleration_m_s2, strict=True):
        live.take(at_s, row)
        worst = max(worst, steps_before(walk, at_s - DELAY_S) - live.count)
    assert worst <= 1


def test_what_is_older_than_the_sure_part_never_changes() -> None:
    walk = trunk_walk(np.random.default_rng(2), n_steps=150)
    live, before = LiveSteps(), np.empty(0)
    for at_s, row in zip(walk.imu.time_s.tolist(), walk.imu.acceleration_m_s2, strict=True):
        live.take(at_s, row)
        sure = live.step_s[live.step_s <= at_s - SURE_S - 1.0]
        assert np.array_equal(sure[: len(before)], before)
        before = sure


def test_memory_is_that_of_half_a_minute() -> None:
    walk = trunk_walk(np.random.default_rng(3), n_steps=300)
    live = fed(walk.imu.time_s, walk.imu.acceleration_m_s2)
    assert len(live._samples) <= 4 * (WINDOW_S + 1.0) * 100


def test_standing_and_a_ride_in_a_car_count_nothing() -> None:
    rng = np.random.default_rng(0)
    still = np.array([0.0, 0.0, 9.81]) + rng.normal(0.0, 0.02, (6000, 3))
    assert fed(np.arange(6000) / 100.0, still).count == 0
    ride = car_ride(rng, duration_s=120.0)
    assert fed(ride.time_s, ride.acceleration_m_s2).count == 0


def test_a_gap_in_the_middle_loses_its_own_steps_only() -> None:
    walk = trunk_walk(np.random.default_rng(4), n_steps=120)
    kept = (walk.imu.time_s < 30.0) | (walk.imu.time_s > 45.0)
    live = fed(walk.imu.time_s[kept], walk.imu.acceleration_m_s2[kept])
    outside = int(((walk.contact_s < 30.0) | (walk.contact_s > 45.0)).sum())
    assert abs(live.count - outside) <= 4


def test_samples_that_come_twice_or_are_broken_change_nothing() -> None:
    walk = trunk_walk(np.random.default_rng(5), n_steps=40)
    live, again = LiveSteps(), LiveSteps()
    for at_s, row in zip(walk.imu.time_s.tolist(), walk.imu.acceleration_m_s2, strict=True):
        live.take(at_s, row)
        again.take(at_s, row)
        again.take(at_s, 5.0 * row)
        again.take(at_s - 3.0, row)
        again.take(at_s + 1e-4, np.array([np.nan, 0.0, 0.0]))
    assert live.count == again.count > 30
    assert live.pace_per_min is not None or live.time_s > 0


class Wavering:
    """Finds a step every half second, at each look a little later or earlier."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self, force: np.ndarray, rate_hz: float, *, start_s: float) -> Steps:
        self.looks += 1
        time_s = np.arange(0.25, 200.0, 0.5) + (0.05 if self.looks % 2 else -0.05)
        time_s = time_s[(time_s >= start_s) & (time_s < start_s + len(force) / rate_hz)]
        return Steps(time_s=time_s, side=np.zeros(len(time_s), np.int64))


@pytest.mark.parametrize("begin_s", [0.0, 0.11, 0.23, 0.26, 0.37])
def test_a_step_that_two_looks_place_differently_counts_once(begin_s: float) -> None:
    live = LiveSteps(Wavering())  # type: ignore[arg-type]
    for at_s in np.arange(begin_s, 90.0, 0.01).tolist():
        live.take(at_s, np.array([0.0, 0.0, 9.81]))
    live.look()
    assert live.count == pytest.approx(180, abs=1)
