"""What the coach promises of a phone as a sensor, tried on simulated sets at the slowest pace of each promise."""

import numpy as np
import pytest

from soleus.exercises import Exercise, catalogue, find_exercise
from soleus.person import Person
from soleus.reps.motion import heel_motion
from soleus.reps.phone_way import PhoneWay, phone_way
from soleus.reps.segment import segment
from soleus.reps.signals import Reps
from soleus.simulate.phone import Curve, waist_phone
from soleus.simulate.session import Session
from tests.reps.test_sensors import recorded

PERSON = Person(stature_m=1.75, body_mass_kg=75.0)
STANDING = [
    exercise.id
    for exercise in catalogue().values()
    if (way := phone_way(exercise)) is not None and way.place == "waist"
]


def performed(exercise: Exercise, cadence_per_min: float, seed: int, n: int = 10) -> Session:
    """A set in the exercise's own proportions; parts of it vary by 6 %, the heel is down a twentieth of the time."""
    rng, tempo = np.random.default_rng(seed), exercise.tempo
    assert tempo is not None
    longer = tempo.cadence_per_min / cadence_per_min

    def vary(seconds: float) -> np.ndarray:
        return longer * seconds * np.clip(rng.normal(1.0, 0.06, n), 0.8, 1.25)

    up, hold, down = vary(tempo.concentric_s), vary(tempo.hold_s), vary(tempo.eccentric_s)
    rest_s = max(longer * tempo.pause_s, 3.0 / cadence_per_min)
    start_s = 6.0 + np.concatenate([[0.0], np.cumsum(up + hold + down + rest_s)[:-1]])
    rise_m = exercise.heel_raise_height_m(PERSON) * rng.uniform(0.75, 1.0) * np.clip(rng.normal(1.0, 0.06, n), 0.8, 1.2)
    duration_s = float(start_s[-1] + up[-1] + hold[-1] + down[-1]) + 6.0
    return Session(start_s=start_s, rise_s=up, hold_s=hold, fall_s=down, rise_m=rise_m, duration_s=duration_s)


def swaying(rng: np.random.Generator) -> Curve:
    """Vertical acceleration of a standing body: breath and sway, then tremor; twice what quiet standing shows."""
    waves = [(0.008, 0.1, 0.5), (0.016, 0.5, 3.0), (0.05, 3.0, 8.0)]  # rms in m/s2, from and to Hz
    rates = [rng.uniform(low, high, 12) for _, low, high in waves]
    phases = rng.uniform(0, 2 * np.pi, (3, 12))

    def lift_m_s2(time_s: np.ndarray) -> np.ndarray:
        out = np.zeros_like(time_s)
        for (rms, _, _), hz, phase in zip(waves, rates, phases, strict=True):
            out += rms * np.sqrt(2 / 12) * np.sin(2 * np.pi * np.multiply.outer(time_s, hz) + phase).sum(axis=-1)
        return out

    return lift_m_s2


def told(session: Session, exercise: Exercise, seed: int) -> Reps:
    rng = np.random.default_rng(100 + seed)
    imu = waist_phone(session, rng, rate_hz=60.0, extra_acceleration_m_s2=swaying(rng))
    return segment(heel_motion(recorded(imu, placement="waist"), PERSON, exercise=exercise))


def way_of(exercise_id: str) -> PhoneWay:
    way = phone_way(find_exercise(exercise_id))
    assert way is not None
    return way


@pytest.mark.parametrize("exercise_id", STANDING)
def test_from_the_slowest_pace_that_is_offered_on_the_repetitions_are_counted(exercise_id: str) -> None:
    exercise, way = find_exercise(exercise_id), way_of(exercise_id)
    assert exercise.tempo is not None
    for pace in (way.counts_from_per_min, max(way.counts_from_per_min, way.unsure_below_per_min), 24.0):
        missed = [len(told(performed(exercise, pace, seed), exercise, seed)) - 10 for seed in range(12)]
        if pace < way.unsure_below_per_min:
            assert np.mean(np.abs(missed)) <= 1.0, pace
        else:
            assert missed.count(0) >= 10, pace
            assert max(map(abs, missed)) <= 1, pace


@pytest.mark.parametrize("exercise_id", STANDING)
def test_from_the_pace_at_which_heights_are_told_they_are_right_to_half_a_centimetre(exercise_id: str) -> None:
    exercise, way = find_exercise(exercise_id), way_of(exercise_id)
    errors = []
    for seed in range(12):
        session = performed(exercise, way.heights_from_per_min, seed)
        reps = told(session, exercise, seed)
        if len(reps) == len(session):
            errors.append(reps.heel_raise_height_m - session.rise_m)
    assert len(errors) >= 10
    error_m = np.concatenate(errors)
    assert np.sqrt(np.mean(error_m**2)) <= 0.005
    assert np.abs(error_m).max() <= 0.015


@pytest.mark.parametrize(
    "exercise_id", [one for one in STANDING if one not in ("heel-raise-test", "eccentric-heel-drop")]
)
def test_what_is_not_offered_is_lost_indeed(exercise_id: str) -> None:
    """Else the coach would refuse for nothing."""
    exercise = find_exercise(exercise_id)
    counted = [len(told(performed(exercise, 10.0, seed), exercise, seed)) for seed in range(8)]
    assert counted.count(10) < 6
    assert way_of(exercise_id).tells(10.0) == "nothing"


def test_who_sits_may_be_as_slow_as_the_catalogue_says_and_steps_and_hops_are_no_raises() -> None:
    assert way_of("seated-calf-raise").tells(10.0) == "heights"
    assert way_of("seated-calf-raise").place == "thigh"
    for exercise_id in ("toe-walking", "two-leg-hop", "seated-isometric-hold"):
        assert phone_way(find_exercise(exercise_id)) is None


def test_the_longer_the_way_down_the_quicker_it_must_be_for_a_height() -> None:
    drop = way_of("eccentric-heel-drop")
    assert drop.tells(12.0) == "count"
    assert drop.unsure_below_per_min > 12.0
    assert drop.tells(33.0) == "heights"
