"""The smooth curves against values printed by OpenSim 4.6 (DeGrooteFregly2016Muscle) and against the Millard curves."""

import numpy as np
import pytest

from soleus.dose import curves, find_model, share_load
from soleus.dose.de_groote import ActiveForce, ForceVelocity, PassiveForce, TendonLength
from soleus.errors import InputError

FIBRE = [0.4, 0.55, 0.8, 1.0, 1.2, 1.5, 1.75]


@pytest.mark.parametrize(
    ("width", "force"),
    [
        (1.0, [0.025541217565, 0.125136128588, 0.836439566115, 1.0, 0.793689718066, 0.226148627897, 0.044991271298]),
        (1.33, [0.122397036117, 0.565702403903, 0.886832432196, 1.0, 0.883947162234, 0.425065718336, 0.155502725013]),
    ],
)
def test_active_force_is_that_of_opensim(width, force):
    np.testing.assert_allclose(ActiveForce(width)(FIBRE), force, rtol=0.0, atol=1e-11)


def test_velocity_passive_force_and_tendon_are_those_of_opensim():
    wanted = [0.0, 0.171963674283, 0.544952495744, 1.0, 1.346679418181, 1.641318883740, 1.794342963555]
    np.testing.assert_allclose(ForceVelocity()([-1.0, -0.6, -0.2, 0.0, 0.2, 0.6, 1.0]), wanted, rtol=0.0, atol=1e-11)
    wanted = [0.0, 0.001673601201, 0.018129631574, 0.101531184732, 1.0]
    np.testing.assert_allclose(PassiveForce(0.7)([0.2, 0.6, 1.0, 1.3, 1.7]), wanted, rtol=0.0, atol=1e-11)
    force = [0.0, 0.088294510735, 0.215568624601, 0.399030766531, 1.0, 1.594189296252]
    np.testing.assert_allclose(TendonLength(0.049)(force), [1.0, 1.01, 1.02, 1.03, 1.049, 1.06], rtol=0.0, atol=1e-11)


@pytest.mark.parametrize(
    ("curve", "low", "high"),
    [
        (ActiveForce(1.33), 0.3, 1.9),
        (ActiveForce(1.0), 0.3, 1.9),
        (PassiveForce(0.6), 0.3, 1.6),
        (ForceVelocity(), -1.0, 1.0),
        (TendonLength(0.049), 0.0, 1.5),
    ],
)
def test_the_slope_is_the_derivative(curve, low, high):
    x, step = np.linspace(low, high, 301), 1e-6
    np.testing.assert_allclose(curve.slope(x), (curve(x + step) - curve(x - step)) / (2 * step), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("name", "width", "published", "wider"),
    [("lai-uhlrich2023", 1.33, 0.17, 0.03), ("rajagopal2016", 1.33, 0.17, 0.03), ("gait2392", 1.15, 0.09, 0.045)],
)
def test_wider_the_active_curve_comes_near_to_that_of_the_models(name, width, published, wider):
    fibre, model = np.linspace(0.5, 1.5, 201), find_model(name)
    millard = curves.active_force_length(
        model.active_shortest, model.active_transition, model.active_longest, model.active_shallow_slope
    )(fibre)
    assert rms(ActiveForce(1.0)(fibre) - millard) > published
    assert rms(ActiveForce(width)(fibre) - millard) < wider


@pytest.mark.parametrize(("name", "width"), [("lai-uhlrich2023", 1.33), ("rajagopal2016", 1.33), ("gait2392", 1.15)])
@pytest.mark.parametrize(("tendon", "difference"), [("elastic", 0.08), ("rigid", 0.06)])
def test_smooth_curves_share_nearly_alike_at_middle_angles(name, width, tendon, difference):
    ankle, knee = (grid.ravel() for grid in np.meshgrid(np.radians([-10.0, 0.0, 10.0]), np.radians([0.0, 45.0])))
    moment = np.full(len(ankle), 40.0)
    plain, smooth = (
        share_load(ankle, knee, moment, model=model, tendon=tendon)
        for model in (find_model(name), find_model(name).smooth(width=width))
    )
    assert plain.solved.all()
    assert smooth.solved.all()
    part, smooth_part = (shares.force_n[:, 0] / shares.achilles_n for shares in (plain, smooth))
    assert 1e-4 < np.abs(part - smooth_part).max() < difference


def test_with_the_published_width_short_fibres_are_far_too_weak():
    model, pose = find_model("lai-uhlrich2023"), ([-0.5], [1.6], [20.0])
    plain, wide, narrow = (
        float(share_load(*pose, model=each, tendon="rigid").activation[0, 0])
        for each in (model, model.smooth(width=1.33), model.smooth(width=1.0))
    )
    assert wide == pytest.approx(plain, rel=0.15)
    assert narrow > 1.5 * plain


def rms(error):
    return float(np.sqrt(np.mean(error**2)))


def test_a_width_that_no_muscle_has_is_refused():
    with pytest.raises(InputError, match="width"):
        find_model("gait2392").smooth(width=0.5)
