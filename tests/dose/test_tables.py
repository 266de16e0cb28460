"""The kernels' tables against the exact curves."""

import numpy as np
import pytest

from soleus.dose import MODELS, curves, find_model
from soleus.dose.kernels import active_factor, cubic, passive_factor, speed_factor, tendon_strain
from soleus.dose.muscle import isometric_force
from soleus.dose.shapes import shapes_of
from soleus.dose.tables import tables

RNG = np.random.default_rng(0)


MODELS_AND_SMOOTH = [*map(find_model, MODELS), find_model(MODELS[0]).smooth(width=1.33)]


@pytest.mark.parametrize("model", MODELS_AND_SMOOTH, ids=lambda m: f"{m.name}-{m.smooth_width}")
def test_curves_in_the_tables_are_right_to_3e_6_of_the_largest_force(model):
    t, shapes = tables(model), shapes_of(model)
    fibre = RNG.uniform(0.25, 2.2, 2000)
    np.testing.assert_allclose([active_factor(t, x)[0] for x in fibre], shapes.active(fibre), atol=3e-6)
    usual = fibre[fibre < 1.8]  # a smooth passive curve rises a hundredfold beyond
    for i, passive in enumerate(shapes.passive):
        np.testing.assert_allclose([passive_factor(t, i, x)[0] for x in usual], passive(usual), atol=3e-6, rtol=1e-6)
    speed = RNG.uniform(-1.0, 1.0, 2000)
    np.testing.assert_allclose([speed_factor(t, x)[0] for x in speed], shapes.speed(speed), atol=3e-6)


@pytest.mark.parametrize("model", MODELS_AND_SMOOTH, ids=lambda m: f"{m.name}-{m.smooth_width}")
def test_the_tendon_in_the_tables_is_as_long_as_the_curve_says(model):
    t = tables(model)
    force = np.exp(RNG.uniform(np.log(1e-8), np.log(1.5), 3000))
    strain = shapes_of(model).tendon(force) - 1.0
    np.testing.assert_allclose([tendon_strain(t, f)[0] for f in force], strain, rtol=1e-6, atol=1e-12)


def test_the_inverse_tendon_gives_every_force_back():
    t = tables(find_model(MODELS[0]))
    force = np.exp(RNG.uniform(np.log(1e-8), np.log(1.5), 3000))
    length = 1.0 + np.array([tendon_strain(t, f)[0] for f in force])
    np.testing.assert_allclose(curves.tendon_force_length(0.049)(length), force, rtol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_strengths_in_the_tables_are_right_to_2e_5_of_the_largest_force(name):
    t = tables(find_model(name))
    width = t.strongest.shape[1] / t.path_scale
    lengths = t.path_start[:, None] + width[:, None] * RNG.uniform(0, 1, (8, 200))
    for grid, activation in ((t.weakest, 0.01), (t.strongest, 1.0)):
        exact = isometric_force(t, lengths, activation)
        places = (lengths - t.path_start[:, None]) * t.path_scale[:, None]
        looked_up = [[cubic(grid, i, u)[0] for u in places[i]] for i in range(8)]
        np.testing.assert_allclose(looked_up, exact, atol=2e-5)


def test_a_fibre_shortens_to_its_least_length_or_84_degrees_of_pennation_whichever_is_longer():
    model = find_model("lai-uhlrich2023")
    t = tables(model)
    fibre = np.hypot(t.shortest, t.width)
    optimal = np.array([muscle.optimal_fibre_m for muscle in model.muscles])
    assert t.shortest[0] / fibre[0] == pytest.approx(0.1)  # soleus: the most pennate
    assert fibre[1] / optimal[1] == pytest.approx(0.25)
    assert (fibre / optimal > 0.25 - 1e-12).all()
    assert (t.shortest / fibre > 0.1 - 1e-12).all()
