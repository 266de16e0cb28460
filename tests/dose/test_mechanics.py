"""Posture and moment against textbook figures and by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose.mechanics import task
from soleus.errors import InputError
from soleus.exercises import find_exercise
from soleus.person import Person

G = 9.80665
MAN = Person(body_mass_kg=75.0, stature_m=1.755)  # forefoot lever 0.14 m
FLAT, STILL, UP = np.array([0.0]), np.array([0.0]), np.array([True])


def peak_nm(exercise, person=MAN, **options):
    return task(find_exercise(exercise), person, **options).moment_nm(FLAT, STILL, UP)[0]


def test_an_unloaded_seated_push_up_of_75_kg_asks_for_about_10_7_nm():
    assert peak_nm("soleus-push-up") == pytest.approx(0.1043 * 75 * G * 0.14, rel=1e-3)


@pytest.mark.parametrize(("legs", "loaded_kg"), [(1, 15.0), (2, 7.5)])
def test_a_weight_on_the_thighs_is_shared_by_the_legs_that_work(legs, loaded_kg):
    more = peak_nm("seated-calf-raise", load_kg=15.0, legs=legs) - peak_nm("seated-calf-raise", legs=legs)
    assert more == pytest.approx(loaded_kg * G * 0.14 * math.cos(math.radians(10)), rel=1e-6)


def test_standing_on_one_leg_doubles_the_moment_of_two():
    two, one = (peak_nm("standing-calf-raise", legs=legs, load_kg=20.0) for legs in (2, 1))
    assert one == pytest.approx(2.0 * two, rel=1e-12)


def test_lowering_on_one_leg_doubles_the_moment_on_the_way_down():
    what = task(find_exercise("two-up-one-down"), MAN)
    up, down = (what.moment_nm(FLAT, STILL, np.array([rising]))[0] for rising in (True, False))
    assert down == pytest.approx(2.0 * up, rel=1e-12)


def test_the_moment_falls_with_the_cosine_of_the_pitch():
    what = task(find_exercise("single-leg-calf-raise"), MAN)
    height = np.array([0.14 * math.sin(math.radians(30))])
    assert what.pitch_rad(height)[0] == pytest.approx(math.radians(30), rel=1e-9)
    assert what.ankle_rad(height)[0] == pytest.approx(-math.radians(30), rel=1e-9)
    assert what.moment_nm(height, STILL, UP)[0] == pytest.approx(75 * G * 0.14 * math.cos(math.radians(30)), rel=1e-9)


def test_on_an_edge_the_heel_starts_below_the_forefoot():
    what = task(find_exercise("standing-calf-raise"), MAN)
    assert what.pitch_rad(FLAT)[0] == pytest.approx(-math.radians(15), rel=1e-9)


def test_an_upward_acceleration_adds_its_share_and_a_free_fall_unloads_the_forefoot():
    standing = task(find_exercise("single-leg-calf-raise"), MAN)
    assert standing.moment_nm(FLAT, np.array([G]), UP)[0] == pytest.approx(2.0 * 75 * G * 0.14, rel=1e-9)
    assert standing.moment_nm(FLAT, np.array([-2.0 * G]), UP)[0] == 0.0
    seated = task(find_exercise("soleus-push-up"), MAN)
    # shank and foot 0.061, thigh 0.100 x 0.540^2 about the hip: Winter 2009, table 4.1
    assert seated.moment_nm(FLAT, np.array([1.0]), UP)[0] - seated.moment_nm(FLAT, STILL, UP)[0] == pytest.approx(
        (0.061 + 0.100 * 0.540**2) * 75 * 0.14, rel=1e-9
    )


def test_a_rising_knee_tips_the_thigh():
    what = task(find_exercise("soleus-push-up"), MAN)
    bend = what.knee_flexion_rad(np.array([0.06]))[0] - math.pi / 2
    assert bend == pytest.approx(math.asin(0.06 / (0.245 * 1.755)), rel=1e-9)


@given(st.floats(40, 150), st.floats(1.4, 2.1), st.floats(0, 100), st.floats(0.0, 0.06))
def test_twice_the_mass_twice_the_moment(mass, stature, load, height):
    one, two = (
        task(
            find_exercise("seated-calf-raise"),
            Person(body_mass_kg=k * mass, stature_m=stature),
            load_kg=k * load,
            legs=2,
        ).moment_nm(np.array([height]), STILL, UP)[0]
        for k in (1, 2)
    )
    assert two == pytest.approx(2.0 * one, rel=1e-9)


@pytest.mark.parametrize(
    ("exercise", "options", "says"),
    [
        ("toe-walking", {}, "expected a seated or standing raise"),
        ("soleus-push-up", {"load_kg": -1.0}, "--load-kg"),
        ("soleus-push-up", {"load_kg": math.nan}, "--load-kg"),
        ("soleus-push-up", {"legs": 3}, "expected 1 or 2"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(exercise, options, says):
    with pytest.raises(InputError, match=says):
        task(find_exercise(exercise), MAN, **options)


def test_without_a_body_mass_there_is_no_load():
    with pytest.raises(InputError, match="--body-mass-kg"):
        task(find_exercise("soleus-push-up"), replace(MAN, body_mass_kg=None))
