"""Paths: moment arms are derivatives of length; published anchors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose import MODELS, MUSCLES, find_model, pose
from soleus.errors import InputError

ankles = st.floats(-0.69, 0.52)
knees = st.floats(0.01, 2.08)


@given(st.sampled_from(MODELS), ankles, knees)
def test_moment_arms_are_the_derivatives_of_length(name, ankle, knee):
    model, step = find_model(name), 1e-6
    here = pose(model, [ankle], [knee])
    turned = pose(model, [ankle + step, ankle - step], [knee]).length_m
    bent = pose(model, [ankle], [knee + step, knee - step]).length_m
    np.testing.assert_allclose(here.ankle_arm_m[0], (turned[0] - turned[1]) / (2 * step), atol=1e-8)
    np.testing.assert_allclose(here.knee_arm_m[0], (bent[1] - bent[0]) / (2 * step), atol=1e-6)


@pytest.mark.parametrize(
    ("name", "arm_mm"),
    [("rajagopal2016", [34.2, 38.3, 41.4, 43.4, 44.2, 43.6]), ("gait2392", [37.8, 42.1, 45.3, 47.5, 48.3, 47.6])],
)
def test_soleus_arm_is_as_computed_from_the_published_path(name, arm_mm):
    arm = pose(find_model(name), np.radians([20, 10, 0, -10, -20, -30]), [0.0]).ankle_arm_m
    np.testing.assert_allclose(1e3 * arm[:, MUSCLES.index("soleus")], arm_mm, atol=0.06)


def test_only_the_gastrocnemius_crosses_the_knee():
    arm = pose(find_model("lai-uhlrich2023"), [0.0], [1.0]).knee_arm_m[0]
    assert [muscle for muscle, r in zip(MUSCLES, arm, strict=True) if r != 0.0] == ["gasmed", "gaslat"]
    assert (arm >= 0.0).all()


def test_a_scaled_model_is_stronger_and_larger_in_every_part():
    model = find_model("gait2392")
    scaled = model.scaled(strength=2.0, size=1.1)
    assert scaled.muscles[0].max_force_n == pytest.approx(2 * model.muscles[0].max_force_n)
    np.testing.assert_allclose(
        pose(scaled, [0.1], [1.0]).ankle_arm_m, 1.1 * pose(model, [0.1], [1.0]).ankle_arm_m, rtol=1e-12
    )
    with pytest.raises(InputError, match="strength"):
        model.scaled(strength=-1.0)


def test_an_unknown_model_is_refused_with_the_list():
    with pytest.raises(InputError, match="gait2392"):
        find_model("gait9999")


@pytest.mark.parametrize(
    ("name", "muscle", "force_n", "fibre_m", "slack_m"),
    [
        ("rajagopal2016", "soleus", 6194.84, 0.044, 0.276756),
        ("rajagopal2016", "gasmed", 3115.51, 0.051, 0.398716),
        ("rajagopal2016", "gaslat", 1575.06, 0.0588, 0.37607),
        ("lai-uhlrich2023", "soleus", 6194.84, 0.044, 0.28135),
        ("lai-uhlrich2023", "gasmed", 3115.51, 0.059, 0.387),
        ("lai-uhlrich2023", "gaslat", 1575.06, 0.069, 0.374),
        ("gait2392", "soleus", 3549.0, 0.05, 0.25),
        ("gait2392", "gasmed", 1558.0, 0.06, 0.39),
        ("gait2392", "gaslat", 683.0, 0.064, 0.38),
    ],
)
def test_shipped_parameters_are_those_of_the_published_models(name, muscle, force_n, fibre_m, slack_m):
    shipped = find_model(name).muscles[MUSCLES.index(muscle)]
    assert (shipped.max_force_n, shipped.optimal_fibre_m, shipped.tendon_slack_m) == (force_n, fibre_m, slack_m)
