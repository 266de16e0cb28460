"""Repetitions on a common phase."""

from dataclasses import replace

import numpy as np
import pytest

from soleus.dose.cycles import measured, planned
from soleus.errors import InputError, NotEnoughDataError
from soleus.exercises import find_exercise
from soleus.person import Person
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion

MAN = Person(body_mass_kg=75.0, stature_m=1.80)
PUSH_UP = find_exercise("soleus-push-up")


def motion_of(heights_m, *, period_s=1.5, lead_s=2.0, rate_hz=100.0, noise_m=0.0):
    """Raised cosines over four fifths of each period."""
    time_s = np.arange(round((2 * lead_s + period_s * len(heights_m)) * rate_hz)) / rate_hz
    number, phase = np.divmod((time_s - lead_s) / period_s, 1.0)
    inside = (time_s >= lead_s) & (number < len(heights_m)) & (phase < 0.8)
    tall = np.asarray(heights_m)[np.clip(number, 0, len(heights_m) - 1).astype(int)]
    height = np.where(inside, 0.5 * tall * (1.0 - np.cos(2 * np.pi * phase / 0.8)), 0.0)
    height += noise_m * np.random.default_rng(0).standard_normal(len(height))
    height.setflags(write=False)
    return HeelMotion(heel_raise_height_m=height, rate_hz=rate_hz, scaled=True)


def test_a_measured_repetition_keeps_height_time_and_count():
    motion = motion_of([0.05, 0.07, 0.06])
    cycles = measured(segment(motion), motion)
    assert cycles.n_reps == 3
    assert cycles.peak_m == pytest.approx([0.05, 0.07, 0.06], abs=0.001)
    assert cycles.height_m.max(axis=1) == pytest.approx([0.05, 0.07, 0.06], abs=0.001)
    assert cycles.duration_s == pytest.approx([1.2, 1.2, 1.2], abs=0.2)
    assert cycles.total_s == pytest.approx(4.2, abs=0.2)


def test_the_acceleration_of_a_raised_cosine_is_found_through_noise():
    motion = motion_of([0.06] * 10, period_s=1.5, noise_m=0.0005)
    cycles = measured(segment(motion), motion)
    true_peak = 0.03 * (2 * np.pi / 1.2) ** 2  # half the height x squared angular frequency
    assert np.median(cycles.acceleration_m_s2.max(axis=1)) == pytest.approx(true_peak, rel=0.25)
    assert np.median(cycles.acceleration_m_s2.min(axis=1)) == pytest.approx(-true_peak, rel=0.25)


def test_a_plan_has_the_cadence_and_the_height_that_were_asked_for():
    plan = planned(PUSH_UP, MAN, minutes=20, cadence_per_min=50, height_m=0.06)
    assert plan.n_reps == 1000
    assert plan.total_s == pytest.approx(1200.0)
    assert plan.under_tension_s == pytest.approx(1200.0)
    assert plan.height_m.max() == pytest.approx(0.06, rel=0.01)


def test_a_plan_rises_and_falls_by_its_own_velocity():
    plan = planned(find_exercise("standing-calf-raise"), MAN, reps=1, height_m=0.06)
    step_s = plan.step_s[0, 0]
    moved = np.concatenate([[0.0], np.cumsum(plan.velocity_m_s[0] * step_s)])
    middles = 0.5 * (moved[1:] + moved[:-1])
    assert middles == pytest.approx(plan.height_m[0], abs=0.001)


def test_a_pause_with_the_heel_down_counts_for_the_set_and_not_for_the_tension():
    paused = replace(PUSH_UP.tempo, pause_s=PUSH_UP.tempo.concentric_s)
    exercise = replace(PUSH_UP, movement=replace(PUSH_UP.movement, tempo=paused))
    plan = planned(exercise, MAN, reps=10, cadence_per_min=20)
    assert plan.total_s == pytest.approx(30.0)
    assert plan.under_tension_s == pytest.approx(20.0)


def test_a_hold_is_time_under_tension():
    hold = planned(find_exercise("seated-isometric-hold"), MAN, reps=2)
    assert hold.under_tension_s == pytest.approx(64.0)
    assert hold.height_m.max() == pytest.approx(MAN.forefoot_lever_m * np.sin(np.radians(15)), rel=1e-6)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "--reps or --minutes"),
        ({"reps": 10, "minutes": 2}, "--reps or --minutes"),
        ({"reps": 0}, "1 to 100000"),
        ({"minutes": float("inf")}, "1 to 100000"),
        ({"reps": 10, "cadence_per_min": 0.0}, "--cadence-per-min"),
        ({"reps": 10, "cadence_per_min": float("nan")}, "--cadence-per-min"),
        ({"reps": 10, "height_m": 2.0}, "--height-m"),
        ({"reps": 10, "height_m": -0.05}, "--height-m"),
    ],
)
def test_an_impossible_plan_is_refused_and_says_which_option(options, says):
    with pytest.raises(InputError, match=says):
        planned(PUSH_UP, MAN, **options)


def test_without_a_repetition_or_a_scale_there_is_no_dose():
    still = HeelMotion(heel_raise_height_m=np.zeros(500), rate_hz=100.0, scaled=True)
    with pytest.raises(NotEnoughDataError, match="no repetition"):
        measured(segment(still), still)
    scaleless = HeelMotion(
        heel_raise_height_m=motion_of([0.06] * 3).heel_raise_height_m, rate_hz=100.0, scaled=False, smallest_rise_m=0.01
    )
    with pytest.raises(NotEnoughDataError, match="cannot tell heights"):
        measured(segment(scaleless), scaleless)
