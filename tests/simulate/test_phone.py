"""The simulator against physics that it does not use itself."""

import numpy as np
import pytest

from soleus.person import Person
from soleus.simulate.ordinary import KINDS, ordinary
from soleus.simulate.phone import SensorNoise, thigh_phone, waist_phone
from soleus.simulate.session import seated_session, standing_session

SILENT = SensorNoise(
    acceleration_m_s2=0.0,
    acceleration_bias_m_s2=0.0,
    angular_velocity_rad_s=0.0,
    angular_velocity_bias_rad_s=0.0,
    jitter_frac=0.0,
)


def test_at_rest_a_phone_feels_gravity_and_no_turn() -> None:
    imu = thigh_phone(seated_session(np.random.default_rng(0)), Person(), np.random.default_rng(1), noise=SILENT)
    assert np.linalg.norm(imu.acceleration_m_s2[:200], axis=1) == pytest.approx(9.80665, abs=1e-6)
    assert np.abs(imu.angular_velocity_rad_s[:200]).max() < 1e-9


def test_turn_rate_integrates_to_the_pitch_that_lifts_the_knee() -> None:
    session, person = seated_session(np.random.default_rng(2)), Person(stature_m=1.8)
    imu = thigh_phone(session, person, np.random.default_rng(3), rate_hz=1000.0, noise=SILENT)
    axis = np.linalg.svd(imu.angular_velocity_rad_s, full_matrices=False)[2][0]
    pitch = np.cumsum(imu.angular_velocity_rad_s @ axis) / 1000.0
    swing = np.ptp(pitch)
    assert person.thigh_length_m * np.sin(swing) == pytest.approx(session.rise_m.max(), rel=0.03)


def test_vertical_acceleration_integrates_to_the_height() -> None:
    session = standing_session(np.random.default_rng(4), n_reps=3)
    imu = waist_phone(session, np.random.default_rng(5), rate_hz=1000.0, noise=SILENT)
    lift = np.linalg.norm(imu.acceleration_m_s2, axis=1) - 9.80665
    until = round(1000 * session.peak_s[0])
    height = np.cumsum(np.cumsum(lift[:until])) / 1e6
    assert height[-1] == pytest.approx(session.rise_m[0], abs=0.004)


def test_the_same_seed_is_the_same_session() -> None:
    for kind in KINDS:
        one, two = ordinary(kind, 7), ordinary(kind, 7)
        assert (one.recording.time_s == two.recording.time_s).all()
        assert (one.rise_m == two.rise_m).all()
        assert len(ordinary(kind, 8).recording.time_s) != len(one.recording.time_s)


def test_the_truth_touches_zero_and_the_stated_tops() -> None:
    session = standing_session(np.random.default_rng(6))
    assert session.height_m(session.peak_s) == pytest.approx(session.rise_m)
    assert session.height_m(session.start_s) == pytest.approx(0.0)
    assert session.height_m(session.end_s) == pytest.approx(0.0, abs=1e-12)
    assert session.height_m(np.array([-1.0, session.duration_s])) == pytest.approx(0.0)
