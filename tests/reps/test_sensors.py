"""Every sensor that gives a height, against simulated truth; the thousand seeds run in `benchmarks.seeds`."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.recording.signals import AnkleAngle, Emg, HeelHeight, Imu, Recording
from soleus.reps.motion import heel_motion
from soleus.reps.segment import segment
from soleus.reps.thigh import ThighPhone
from soleus.simulate.besides import leg_shaking, talking, typing, walking_about
from soleus.simulate.ordinary import KINDS, Kind, ordinary
from soleus.simulate.phone import SimulatedImu, nothing, thigh_phone, waist_phone
from soleus.simulate.session import Session

RMS_M = {"thigh": 0.005, "waist": 0.005, "angle": 0.003, "height": 0.002}
WORST_M = {"thigh": 0.010, "waist": 0.010, "angle": 0.008, "height": 0.005}


def quiet(duration_s: float) -> Session:
    none = np.empty(0)
    return Session(start_s=none, rise_s=none, hold_s=none, fall_s=none, rise_m=none, duration_s=duration_s)


def recorded(imu: SimulatedImu, *, gyroscope: bool = True, gravity: bool = True, placement: str = "thigh") -> Recording:
    case = ordinary("thigh", 0).recording
    signal = Imu(
        acceleration_m_s2=imu.acceleration_m_s2,
        angular_velocity_rad_s=imu.angular_velocity_rad_s if gyroscope else None,
        gravity_included=gravity,
    )
    return replace(case, signal=signal, time_s=imu.time_s, placement=placement)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_ordinary_sessions_are_counted_and_measured(kind: Kind) -> None:
    errors = []
    for seed in range(12):
        case = ordinary(kind, seed)
        reps = segment(heel_motion(case.recording, case.person))
        assert len(reps) == len(case.rise_m), f"{kind} seed {seed}"
        assert np.abs(reps.peak_s - case.peak_s).max() < 0.35
        errors.append(reps.heel_raise_height_m - case.rise_m)
    error_m = np.concatenate(errors)
    assert np.sqrt(np.mean(error_m**2)) <= RMS_M[kind]
    assert np.abs(error_m).max() <= WORST_M[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_no_sensor_writes_into_its_input(kind: Kind) -> None:
    case = ordinary(kind, 1)
    match case.recording.signal:
        case Imu(acceleration_m_s2=force, angular_velocity_rad_s=turn):
            arrays = [force, turn]
        case AnkleAngle(ankle_angle_rad=values) | HeelHeight(height_m=values):
            arrays = [values]
    for array in [*arrays, case.recording.time_s]:
        array.setflags(write=False)
    assert len(segment(heel_motion(case.recording, case.person))) == len(case.rise_m)


@pytest.mark.parametrize("gyroscope", [True, False])
@pytest.mark.parametrize("what", ["still", "talking", "typing", "shaking", "walking"])
def test_ten_minutes_of_anything_else_on_the_thigh_are_no_repetition(what: str, gyroscope: bool) -> None:
    rng = np.random.default_rng(5)
    pitch, lift = {
        "still": (nothing, nothing),
        "talking": (talking(rng), nothing),
        "typing": (talking(rng), typing(rng)),
        "shaking": (leg_shaking(rng, 600.0), nothing),
        "walking": walking_about(10.0),
    }[what]
    imu = thigh_phone(
        quiet(600.0), Person(stature_m=1.7), rng, rate_hz=50.0, extra_pitch_rad=pitch, extra_acceleration_m_s2=lift
    )
    assert len(segment(heel_motion(recorded(imu, gyroscope=gyroscope)))) == 0


def test_walking_with_the_phone_at_the_waist_is_no_repetition() -> None:
    rng = np.random.default_rng(6)
    imu = waist_phone(quiet(120.0), rng, extra_acceleration_m_s2=walking_about(5.0)[1])
    assert len(segment(heel_motion(recorded(imu, placement="waist")))) == 0


def test_left_and_right_mirror_each_other() -> None:
    case = ordinary("thigh", 3)
    signal = case.recording.signal
    assert isinstance(signal, Imu)
    assert signal.acceleration_m_s2 is not None
    assert signal.angular_velocity_rad_s is not None
    mirror = np.array([-1.0, 1.0, 1.0])
    mirrored = replace(
        signal,
        acceleration_m_s2=signal.acceleration_m_s2 * mirror,
        angular_velocity_rad_s=-signal.angular_velocity_rad_s * mirror,
    )
    one = segment(heel_motion(case.recording, case.person))
    two = segment(heel_motion(replace(case.recording, signal=mirrored), case.person))
    assert two.heel_raise_height_m == pytest.approx(one.heel_raise_height_m, abs=1e-6)


def test_a_longer_thigh_rises_more() -> None:
    case = ordinary("thigh", 3)
    short, tall = (segment(heel_motion(case.recording, Person(stature_m=s))) for s in (1.6, 1.76))
    assert tall.heel_raise_height_m == pytest.approx(1.1 * short.heel_raise_height_m, rel=1e-6)


def test_without_a_gyroscope_the_count_holds_and_a_warning_is_given() -> None:
    case = ordinary("thigh", 2)
    signal = case.recording.signal
    assert isinstance(signal, Imu)
    motion = heel_motion(replace(case.recording, signal=replace(signal, angular_velocity_rad_s=None)), case.person)
    assert len(segment(motion)) == len(case.rise_m)
    assert "no gyroscope" in " ".join(motion.warnings)


def test_removed_gravity_is_said_not_guessed() -> None:
    imu = thigh_phone(quiet(20.0), Person(), np.random.default_rng(0))
    for placement in ("thigh", "waist"):
        with pytest.raises(NotEnoughDataError, match="gravity was removed"):
            heel_motion(recorded(imu, gravity=False, placement=placement))


def test_a_phone_that_stands_upright_is_not_on_a_thigh() -> None:
    upright = thigh_phone(quiet(20.0), Person(), np.random.default_rng(0), extra_pitch_rad=lambda t: 1.5 + 0 * t)
    with pytest.raises(NotEnoughDataError, match="never lies flat"):
        heel_motion(recorded(upright))


def test_slow_raises_with_the_phone_at_the_waist_carry_a_warning() -> None:
    starts = 6.0 + 7.0 * np.arange(6)
    slow = Session(
        start_s=starts,
        rise_s=np.full(6, 3.0),
        hold_s=np.zeros(6),
        fall_s=np.full(6, 3.0),
        rise_m=np.full(6, 0.08),
        duration_s=55.0,
    )
    motion = heel_motion(recorded(waist_phone(slow, np.random.default_rng(0)), placement="waist"))
    assert "film a sticker" in " ".join(motion.warnings)


def test_a_heel_marker_reads_less_at_the_malleolus() -> None:
    case = ordinary("height", 4)
    signal = case.recording.signal
    assert isinstance(signal, HeelHeight)
    at_heel = segment(heel_motion(replace(case.recording, signal=replace(signal, marker="heel")), case.person))
    plain = segment(heel_motion(case.recording, case.person))
    ratio = case.person.heel_to_malleolus
    assert 0.6 < ratio < 0.8
    assert at_heel.heel_raise_height_m == pytest.approx(ratio * plain.heel_raise_height_m, rel=1e-6)


def test_the_range_of_motion_is_peak_against_rest() -> None:
    time_s = np.arange(1000) / 100.0
    angle_deg = -6.0 - 30.0 * np.clip(np.sin(2 * np.pi * (time_s - 2.0) / 6.0), 0, None) * (time_s > 2) * (time_s < 5)
    recording = replace(
        ordinary("angle", 0).recording, signal=AnkleAngle(ankle_angle_rad=np.radians(angle_deg)), time_s=time_s
    )
    reps = segment(heel_motion(recording, Person(stature_m=1.75)))
    assert np.degrees(reps.range_of_motion_rad) == pytest.approx([30.0], abs=0.3)
    lever_m = 0.14 * 1.75 / 1.755
    assert reps.heel_raise_height_m == pytest.approx([lever_m * np.sin(np.radians(30.0))], abs=0.001)


def test_a_foot_sensor_is_not_used_to_count_push_ups() -> None:
    recording = replace(ordinary("thigh", 0).recording, placement="foot")
    with pytest.raises(InputError, match="lay the phone on the thigh"):
        heel_motion(recording, exercise=find_exercise("soleus-push-up"))


def test_an_electromyogram_has_no_heel_height() -> None:
    recording = replace(ordinary("thigh", 0).recording, sensor="emg", signal=Emg(channels_v={}))
    with pytest.raises(NotEnoughDataError, match="how high the heel is"):
        heel_motion(recording)


def test_the_wrong_signal_is_named() -> None:
    with pytest.raises(InputError, match="expected an inertial sensor, got height"):
        ThighPhone()(ordinary("height", 0).recording, Person())
