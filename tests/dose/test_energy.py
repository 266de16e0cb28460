"""Metabolic power: the published equations at single points, what must always hold, and the seated push-up."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose.energy import (
    METHODS,
    PROBE_TISSUE,
    SOLEUS_MASS_RANGE_KG,
    Bhargava2004,
    Tissue,
    Umberger2010,
    idle,
    mean_power_w,
    power_above_rest_w,
    tissue_of,
)
from soleus.dose.fibres import FibreStates, share_cycle
from soleus.dose.models import MODELS, find_model
from soleus.errors import InputError

MODEL = find_model("lai-uhlrich2023")
ONE_KG, HALF = np.ones(8), np.full(8, 0.5)


def states(**given_values: float) -> FibreStates:
    """One instant, all muscles alike: at rest at optimal length unless said otherwise."""
    values = {
        "activation": 0.01,
        "length_norm": 1.0,
        "velocity_m_s": 0.0,
        "velocity_norm_per_s": 0.0,
        "active_force_n": 0.0,
        "passive_force_n": 0.0,
        "force_length": 1.0,
    } | given_values
    arrays = {name: np.full((1, 8), float(value)) for name, value in values.items()}
    return FibreStates(model=MODEL, loose=np.zeros((1, 8), dtype=bool), **arrays)


def push_up(height_m: float = 0.06, cadence_per_min: float = 50.0, moment_nm: float = 10.7) -> FibreStates:
    """Seated, knee 90 deg, foot flat to the height and back."""
    period = 60.0 / cadence_per_min
    time = np.arange(50) / 50 * period
    pitch = np.arcsin(height_m * (0.5 - 0.5 * np.cos(2 * np.pi * time / period)) / 0.14)
    return share_cycle(time, -pitch, np.pi / 2, moment_nm * np.cos(pitch)).fibres


def above_rest_w(fibres: FibreStates, method: Bhargava2004 | Umberger2010) -> float:
    tissue = tissue_of(MODEL)
    return float(2.0 * power_above_rest_w(method, fibres, tissue.mass_kg(MODEL), tissue.slow_share(MODEL)).sum())


def test_activation_heat_of_umberger_is_36_9_w_kg_at_three_tenths_of_a_slow_muscle():
    # by hand: 1.5 x 0.3^0.6 x (128 x 0.2 + 25) = 36.86
    power = Umberger2010(recruitment="fixed")(states(activation=0.3, length_norm=0.9), ONE_KG, np.full(8, 0.8))
    np.testing.assert_allclose(power, 36.856, atol=1e-3)


def test_heat_of_umberger_falls_with_force_beyond_optimal_length():
    # by hand: 36.856 x (0.4 + 0.6 x 0.5)
    longer = states(activation=0.3, length_norm=1.2, force_length=0.5)
    power = Umberger2010(recruitment="fixed")(longer, ONE_KG, np.full(8, 0.8))
    np.testing.assert_allclose(power, 25.799, atol=1e-3)


def test_shortening_of_umberger_adds_heat_and_work():
    # by hand, at 2 optimal lengths/s, 10 the largest: slow 25 x 2 = 50, fast 15.3 x 2 = 30.6, half each, x 1.5 x 0.5^2
    # = 15.1125; activation 1.5 x 0.5^0.6 x 89 = 88.0768; work 100 N x 0.1 m/s = 10
    moving = states(activation=0.5, velocity_m_s=-0.1, velocity_norm_per_s=-2.0, active_force_n=100.0)
    power = Umberger2010(recruitment="fixed")(moving, ONE_KG, HALF)
    np.testing.assert_allclose(power, 113.189, atol=2e-3)


def test_slow_fibres_shorten_at_their_limit_of_heat():
    # by hand: at 8 optimal lengths/s slow fibres would give 200 and are held at 100; 1.5 x 100 + 1.5 x 25
    fast = states(activation=1.0, velocity_m_s=-0.4, velocity_norm_per_s=-8.0)
    np.testing.assert_allclose(Umberger2010(recruitment="fixed")(fast, ONE_KG, np.ones(8)), 187.5)


@pytest.mark.parametrize(("keep", "expected"), [(False, 38.0337), (True, 43.5337)])
def test_lengthening_of_umberger(keep, expected):
    # by hand: activation 1.5 x 0.1^0.6 x 89 = 33.5337; lengthening 1.5 x 0.1 x 25 x 4 x 0.3 = 4.5, published; where
    # work done on the muscle is kept x 4.0 = 60 and less 50
    moving = states(activation=0.1, velocity_m_s=0.1, velocity_norm_per_s=4.0, active_force_n=500.0)
    power = Umberger2010(recruitment="fixed", keep_negative_work=keep)(moving, ONE_KG, HALF)
    np.testing.assert_allclose(power, expected, atol=1e-3)


def test_terms_of_bhargava_add_up():
    # by hand, fully active, half slow: activation 20 + 66.5, maintenance 37 + 55.5, shortening 0.25 x 80 x 0.1, work 10
    moving = states(activation=1.0, velocity_m_s=-0.1, active_force_n=100.0, passive_force_n=-20.0)
    np.testing.assert_allclose(Bhargava2004()(moving, ONE_KG, HALF), 191.0)


def test_maintenance_of_bhargava_follows_fibre_length():
    # by hand: 92.5 x 0.75 at three quarters of optimal length, x 0.5 at 1.25, none from 1.5 on
    for length, maintenance in ((0.75, 69.375), (1.25, 46.25), (1.6, 0.0)):
        power = Bhargava2004()(states(activation=1.0, length_norm=length), ONE_KG, HALF)
        np.testing.assert_allclose(power, 86.5 + maintenance)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("slow", [0.0, 0.5, 1.0])
def test_a_muscle_that_does_nothing_gives_off_1_w_kg(method, slow):
    np.testing.assert_allclose(method(states(activation=0.0), np.full(8, 0.4), np.full(8, slow)), 0.4)


@pytest.mark.parametrize("method", [Bhargava2004(keep_negative_work=True), Umberger2010(keep_negative_work=True)])
def test_a_muscle_never_makes_energy_from_being_stretched(method):
    pulled = states(activation=0.1, velocity_m_s=0.5, velocity_norm_per_s=0.1, active_force_n=5000.0)
    assert (method(pulled, ONE_KG, HALF) >= 0.0).all()


@pytest.mark.parametrize("method", METHODS)
@given(
    activation=st.floats(0.01, 1.0),
    length=st.floats(0.4, 1.5),
    speed=st.floats(-9.0, 9.0),
    force=st.floats(0.0, 5000.0),
    mass=st.floats(0.1, 2.0),
    slow=st.floats(0.0, 1.0),
)
def test_power_is_finite_and_covers_the_work(method, activation, length, speed, force, mass, slow):
    fibres = states(
        activation=activation,
        length_norm=length,
        velocity_m_s=0.05 * speed,
        velocity_norm_per_s=speed,
        active_force_n=force,
        force_length=0.7,
    )
    power = method(fibres, np.full(8, mass), np.full(8, slow))
    assert np.isfinite(power).all()
    assert (power >= max(-0.05 * speed * force, 0.0) + 0.999 * mass).all()


@pytest.mark.parametrize("method", METHODS)
@given(activation=st.floats(0.01, 0.9), slow=st.floats(0.0, 1.0))
def test_more_activation_costs_more(method, activation, slow):
    at = np.full(8, slow)
    fibres, more = states(activation=activation), states(activation=1.1 * activation)
    assert (method(more, ONE_KG, at) >= method(fibres, ONE_KG, at)).all()


@given(activation=st.floats(0.01, 1.0), slow=st.floats(0.0, 0.99))
def test_in_umberger_a_slower_muscle_costs_less(activation, slow):
    fibres, at = states(activation=activation), np.full(8, slow)
    for rule in ("recruited", "fixed"):
        method = Umberger2010(recruitment=rule)
        assert (method(fibres, ONE_KG, at + 0.01) <= method(fibres, ONE_KG, at) + 1e-9).all()


def test_in_bhargava_a_slower_muscle_costs_more_at_light_work_and_less_at_full():
    light, full = (
        [Bhargava2004()(states(activation=a), ONE_KG, np.full(8, share))[0, 0] for share in (0.5, 0.8)]
        for a in (0.1, 1.0)
    )
    assert light[0] < light[1]
    assert full[0] > full[1]


def test_published_umberger_doubles_light_work():
    light = states(activation=0.05)
    recruited, fixed = (Umberger2010(recruitment=rule)(light, ONE_KG, HALF)[0, 0] for rule in ("recruited", "fixed"))
    assert fixed > 2.0 * recruited


@pytest.mark.parametrize("name", MODELS)
def test_soleus_weighs_what_was_measured(name):
    model = find_model(name)
    low, high = SOLEUS_MASS_RANGE_KG
    assert low < 0.47 < tissue_of(model).mass_kg(model)[0] < 0.49 < high
    assert tissue_of(model).slow_share(model).tolist() == [0.8] + [0.5] * 7


def test_the_probe_makes_soleus_twice_too_heavy():
    assert PROBE_TISSUE.mass_kg(MODEL)[0] == pytest.approx(1.155, abs=0.001)  # 6194.84 N x 0.044 m / 0.25 MPa x 1059.7


def test_a_stronger_and_longer_calf_weighs_more():
    tissue = tissue_of(MODEL)
    scaled = MODEL.scaled(strength=1.2, size=1.1)
    np.testing.assert_allclose(tissue.mass_kg(scaled), 1.32 * tissue.mass_kg(MODEL))


@pytest.mark.parametrize("wrong", [{"soleus_slow_share": 1.2}, {"specific_tension_pa": 0.0}, {"density_kg_m3": -1.0}])
def test_impossible_tissue_is_refused(wrong):
    with pytest.raises(InputError):
        Tissue(**({"specific_tension_pa": 0.6e6} | wrong))


@pytest.mark.parametrize("method", METHODS)
def test_rest_costs_nothing_above_rest(method):
    fibres = idle(push_up())
    assert above_rest_w(fibres, method) == 0.0
    assert mean_power_w(method, fibres, ONE_KG, HALF).min() >= 1.0


def test_seated_push_ups_of_a_75_kg_person_cost_about_15_w():
    # target 25: 12 to 41 W; both models 15 to 32 with what the muscles cost idle
    watt = [above_rest_w(push_up(), method) for method in METHODS]
    assert 12.0 < min(watt) < max(watt) < 18.0
    tissue = tissue_of(MODEL)
    for method in METHODS:
        power = mean_power_w(method, push_up(), tissue.mass_kg(MODEL), tissue.slow_share(MODEL))
        assert 15.0 < 2.0 * power.sum() < 32.0


@pytest.mark.parametrize("method", METHODS)
def test_higher_faster_and_heavier_push_ups_cost_more(method):
    usual = above_rest_w(push_up(), method)
    assert above_rest_w(push_up(height_m=0.08), method) > usual
    assert above_rest_w(push_up(cadence_per_min=70.0), method) > usual
    assert above_rest_w(push_up(moment_nm=16.0), method) > usual


@pytest.mark.parametrize("method", METHODS)
def test_draws_at_once_are_the_draws_one_by_one(method):
    one = push_up()
    arrays = [field.name for field in fields(one) if field.name != "model"]
    both = replace(one, **{name: np.stack([getattr(one, name)] * 2) for name in arrays})
    mass, slow = np.array([[ONE_KG], [2.0 * ONE_KG]]), np.array([[HALF], [1.5 * HALF]])
    together = power_above_rest_w(method, both, mass, slow)
    assert together.shape == (2, 8)
    for k in range(2):
        np.testing.assert_allclose(together[k], power_above_rest_w(method, one, mass[k, 0], slow[k, 0]), rtol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_an_instant_without_a_solution_leaves_no_number(method):
    fibres = push_up(moment_nm=600.0)
    assert np.isnan(above_rest_w(fibres, method))
