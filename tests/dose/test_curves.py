"""The Millard curves against the points that define them."""

import numpy as np
import pytest

from soleus.dose import curves
from soleus.dose.akima import akima

# Published settings (Millard 2013; OpenSim's defaults): optimum, transition, ends.
ACTIVE = curves.active_force_length(0.4441, 0.73, 1.8123, 0.8616)
PASSIVE = curves.passive_force_length(0.0, 0.7)
TENDON = curves.tendon_force_length(0.049)
SPEED = curves.force_velocity()


def test_active_curve_is_one_at_the_optimum_and_none_at_its_ends():
    np.testing.assert_allclose(ACTIVE([0.4441, 1.0, 1.8123, 0.3, 2.0]), [0, 1, 0, 0, 0], atol=1e-14)
    np.testing.assert_allclose(ACTIVE.slope([0.4441, 1.0, 1.8123]), 0.0, atol=1e-9)


def test_active_curve_has_its_shallow_slope_half_way_to_the_plateau():
    assert ACTIVE.slope(0.5 * (0.73 + 0.95)) == pytest.approx(0.8616, abs=1e-9)


def test_passive_curve_starts_at_its_slack_strain_and_is_one_at_its_end():
    np.testing.assert_allclose(PASSIVE([0.5, 1.0, 1.7]), [0, 0, 1], atol=1e-14)
    assert PASSIVE.slope(1.7) == pytest.approx(2.0 / 0.7)
    assert PASSIVE(1.8) == pytest.approx(1.0 + 0.1 * 2.0 / 0.7)


def test_tendon_bears_its_largest_force_at_4_9_percent_and_nothing_when_slack():
    np.testing.assert_allclose(TENDON([0.9, 1.0, 1.049]), [0, 0, 1], atol=1e-14)
    assert TENDON.slope(1.049) == pytest.approx(1.375 / 0.049)


def test_force_velocity_runs_from_none_over_one_to_1_4():
    np.testing.assert_allclose(SPEED([-1.0, 0.0, 1.0]), [0.0, 1.0, 1.4], atol=1e-14)
    assert SPEED.slope(0.0) == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("curve", "points"),
    [
        (
            curves.active_force_length(0.25, 0.77, 1.9, 0.75),
            {0.4: 0.204130974794, 0.6: 0.619028109238, 0.7: 0.800676839185, 0.85: 0.924999449932, 0.97: 0.999645678729}
            | {1.1: 0.96134813432, 1.3: 0.718600513879, 1.6: 0.343765074635, 1.85: 0.034041214876},
        ),
        (
            PASSIVE,
            {1.16: 0.033436268528, 1.2: 0.049692030206, 1.3: 0.126111183483, 1.4: 0.262889776607}
            | {1.5: 0.460261504791, 1.6: 0.717069527083},
        ),
        (
            TENDON,
            {1.001: 0.001265216213, 1.005: 0.037604493631, 1.01: 0.099678270122, 1.02: 0.260935982615}
            | {1.03: 0.479398712348, 1.06: 1.308673469388},
        ),
        (
            SPEED,
            {-0.95: 0.0028515625, -0.6: 0.104088418103, -0.3: 0.330239702256, -0.1: 0.625214284313}
            | {0.05: 1.172345715224, 0.2: 1.269465061969, 0.5: 1.331131569314, 0.95: 1.3991328125},
        ),
    ],
    ids=["active", "passive", "tendon", "speed"],
)
def test_curves_are_those_of_opensim_4_6(curve, points):
    """Printed by its own curve classes."""
    np.testing.assert_allclose(curve(list(points)), list(points.values()), rtol=0.0, atol=1e-10)


@pytest.mark.parametrize("curve", [ACTIVE, PASSIVE, TENDON, SPEED])
def test_the_slope_is_the_derivative(curve):
    low, high = curve.ends
    x = np.linspace(low + 0.003, high - 0.003, 997)
    step = 1e-6
    np.testing.assert_allclose(curve.slope(x), (curve(x + step) - curve(x - step)) / (2 * step), atol=2e-5, rtol=2e-5)


@pytest.mark.parametrize("curve", [PASSIVE, TENDON, SPEED])
def test_force_never_falls(curve):
    assert (np.diff(curve(np.linspace(-1.2, 2.0, 5000))) >= -1e-15).all()


def test_akima_goes_through_the_points_and_follows_a_line_exactly():
    x = np.array([0.0, 0.5, 0.7, 1.5, 2.0, 2.1])
    line = akima(x, 3.0 - 2.0 * x)
    np.testing.assert_allclose(line[:, 1], -2.0, atol=1e-12)
    np.testing.assert_allclose(line[:, 2:], 0.0, atol=1e-10)
    y = np.sin(4 * x)
    assert akima(x, y)[:, 0] == pytest.approx(y[:-1])
    ends = np.einsum("ij,ij->i", akima(x, y), np.diff(x)[:, None] ** np.arange(4))
    np.testing.assert_allclose(ends, y[1:], atol=1e-14)
