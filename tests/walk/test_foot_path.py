"""The path of a foot: beside a plain loop over samples, and with sensors that err as sensors do."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.simulate.foot import FootStride, foot_imu
from soleus.simulate.phone import SensorNoise
from soleus.walk.foot import FootSwings
from soleus.walk.foot_path import foot_path, stillest
from soleus.walk.steps import Strides

G = 9.80665
STAIRS = [FootStride()] * 3 + [FootStride(length_m=0.6, rise_m=0.34)] * 6 + [FootStride()] * 3
EXACT = SensorNoise(acceleration_m_s2=0.0, angular_velocity_rad_s=0.0)


def turned(vector: np.ndarray) -> np.ndarray:
    """Rodrigues' rotation matrix."""
    angle = np.linalg.norm(vector)
    x, y, z = vector / angle if angle else vector
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def righted(error: np.ndarray) -> np.ndarray:
    """A turn whose half has half of this vector as its tangent."""
    size = np.linalg.norm(error)
    return turned(error / size * 2 * np.arctan(size / 2)) if size else np.eye(3)


def upward(force: np.ndarray, at: int, rate_hz: float) -> np.ndarray:
    half = max(1, int(0.05 * rate_hz))
    around = np.clip(np.arange(at - half, at + half + 1), 0, len(force) - 1)
    return force[around].mean(axis=0) / np.linalg.norm(force[around].mean(axis=0))


def one_stride(force: np.ndarray, turn: np.ndarray, first: int, last: int, rate_hz: float) -> tuple[float, float]:
    """Length and rise, sample after sample; (n, 3) arrays."""
    up, attitude, felt = upward(force, first, rate_hz), np.eye(3), [force[first]]
    for k in range(first + 1, last + 1):
        attitude = attitude @ turned((turn[k - 1] + turn[k]) / (2 * rate_hz))
        felt.append(attitude @ force[k])
    error = np.cross(attitude @ upward(force, last, rate_hz), up)
    n = last - first
    moving = [righted(error * k / n) @ f - G * up for k, f in enumerate(felt)]
    velocity = np.cumsum(moving, axis=0) / rate_hz
    even = np.arange(1, n + 2) / (n + 1)
    hard = np.cumsum([a @ a for a in moving]) / sum(a @ a for a in moving)
    along = sum(velocity[k] - velocity[-1] * even[k] for k in range(n + 1)) / rate_hz
    upwards = sum((velocity[k] - velocity[-1] * hard[k]) @ up for k in range(n + 1)) / rate_hz
    return float(np.linalg.norm(along - (along @ up) * up)), float(upwards)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rests=st.lists(st.integers(0, 399), min_size=2, max_size=9, unique=True).map(sorted),
    rate_hz=st.sampled_from([25.0, 102.4, 256.0]),
)
def test_a_plain_loop_gives_the_same_path(seed: int, rests: list[int], rate_hz: float) -> None:
    rng = np.random.default_rng(seed)
    force, turn = rng.normal([0.0, 0.0, G], 4.0, (400, 3)), rng.normal(0.0, 5.0, (400, 3))
    length_m, rise_m = foot_path(force.T.copy(), turn.T.copy(), np.array(rests), None, rate_hz)
    for k, (first, last) in enumerate(pairwise(rests)):
        if 2 < last - first <= 2.5 * rate_hz:
            expected = one_stride(force, turn, first, last, rate_hz)
            assert (length_m[k], rise_m[k]) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        else:
            assert np.isnan([length_m[k], rise_m[k]]).all()


def test_a_long_walk_is_measured_like_its_parts() -> None:
    rng = np.random.default_rng(0)
    force, turn = rng.normal([0.0, 0.0, G], 4.0, (9000, 3)).T.copy(), rng.normal(0.0, 5.0, (3, 9000))
    rests = np.arange(0, 9000, 20)  # more strides than are looked at at once
    whole = foot_path(force, turn, rests, None, 100.0)
    for part in (slice(0, 101), slice(200, 300), slice(250, 260)):
        alone = foot_path(force, turn, rests[part], None, 100.0)
        strides = slice(part.start, part.stop - 1)
        assert np.allclose([one[strides] for one in whole], alone, rtol=1e-9)


def measured(*, scale: float = 1.0, shift: float = 0.0) -> Strides:
    imu = foot_imu(STAIRS, np.random.default_rng(1), noise=EXACT)
    force = scale * imu.acceleration_m_s2 + shift * np.array([0.6, 0.0, 0.8])
    strides = FootSwings()(force, imu.angular_velocity_rad_s, 200.0).strides
    assert strides is not None
    return strides


@pytest.mark.parametrize("scale", [0.93, 0.97, 1.03, 1.08])
def test_an_accelerometer_of_a_wrong_scale_measures_the_same_stairs(scale: float) -> None:
    right, wrong = measured(), measured(scale=scale)
    assert np.abs(wrong.rise_m - right.rise_m).max() < 1e-3
    assert np.abs(wrong.length_m - right.length_m).max() < 1e-3


def test_what_is_further_off_than_sensors_err_is_not_scaled() -> None:
    assert np.abs(measured(scale=0.85).length_m - measured().length_m).max() > 0.01


def test_a_constant_error_of_the_accelerometer_hardly_changes_the_way() -> None:
    assert measured(shift=0.2).length_m.sum() == pytest.approx(measured().length_m.sum(), rel=0.02)


def test_the_stillest_second_is_found_where_the_foot_stands_and_only_there() -> None:
    turn = np.full((3, 1000), 2.0)
    assert stillest(turn, 100.0) is None
    turn[:, 600:720] = 0.01
    found = stillest(turn, 100.0)
    assert found is not None
    assert 640 <= found <= 680
    assert stillest(turn[:, :90], 100.0) is None
