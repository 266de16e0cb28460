"""The closed cycle: what fibres do while tendons stretch and recoil."""

import numpy as np
import pytest

from soleus.dose import curves, find_model, pose
from soleus.dose.fibres import share_cycle
from soleus.errors import InputError, NotEnoughDataError

MODEL = find_model("lai-uhlrich2023")
TIME = np.arange(50) / 50 * 1.2
LIFT = 0.5 - 0.5 * np.cos(2 * np.pi * TIME / 1.2)
ANKLE, MOMENT = -0.44 * LIFT, 30.0 + 10.0 * np.cos(2 * np.pi * TIME / 1.2)


def test_forces_along_the_fibre_add_up_to_the_tendons():
    cycle = share_cycle(TIME, ANKLE, 0.5, MOMENT)
    fibres, optimal = cycle.fibres, np.array([m.optimal_fibre_m for m in MODEL.muscles])
    width = optimal * np.sin([m.pennation_rad for m in MODEL.muscles])
    cos = np.sqrt(1.0 - (width / (fibres.length_norm * optimal)) ** 2)
    along = (fibres.active_force_n + fibres.passive_force_n) * cos
    np.testing.assert_allclose(along[~fibres.loose], cycle.shares.force_n[~fibres.loose], atol=0.5, rtol=1e-3)


def test_fibre_and_tendon_together_are_as_long_as_the_path():
    cycle = share_cycle(TIME, ANKLE, 0.5, MOMENT)
    tendon = curves.tendon_force_length(MODEL.tendon_strain_at_max_force)
    soleus = MODEL.muscles[0]
    fibre = cycle.fibres.length_norm[:, 0] * soleus.optimal_fibre_m
    along = np.sqrt(fibre**2 - (soleus.optimal_fibre_m * np.sin(soleus.pennation_rad)) ** 2)
    stretch = (pose(MODEL, ANKLE, np.full(50, 0.5)).length_m[:, 0] - along) / soleus.tendon_slack_m
    np.testing.assert_allclose(soleus.max_force_n * tendon(stretch), cycle.shares.force_n[:, 0], rtol=1e-3)


def test_velocity_is_the_slope_of_length():
    fibres = share_cycle(TIME, ANKLE, 0.5, MOMENT, rounds=8).fibres
    length = fibres.length_norm[:, 0]
    slope = (np.roll(length, -1) - np.roll(length, 1)) / (2 * TIME[1])
    np.testing.assert_allclose(fibres.velocity_norm_per_s[:, 0], slope, atol=0.02)
    optimal = MODEL.muscles[0].optimal_fibre_m
    np.testing.assert_allclose(fibres.velocity_m_s[:, 0], optimal * fibres.velocity_norm_per_s[:, 0])


def test_a_tendon_takes_part_of_the_movement():
    rising = MOMENT[::-1] * 0 + 60.0 - 50.0 * np.cos(2 * np.pi * TIME / 1.2)
    still = share_cycle(TIME, np.zeros(50), 0.5, rising, rounds=6).fibres.velocity_m_s[:, 0]
    up = slice(5, 20)
    assert (still[up] < -0.001).all()  # joint at rest, force rising: the fibre shortens into its tendon
    assert (share_cycle(TIME, np.zeros(50), 0.5, rising, rounds=0).fibres.velocity_m_s == 0.0).all()


def test_draws_at_once_are_the_draws_one_by_one():
    factor = np.array([[0.8], [1.2]])
    both = share_cycle(TIME, ANKLE * np.ones((2, 1)), 0.5, MOMENT * factor)
    assert both.fibres.activation.shape == (2, 50, 8)
    assert len(both.shares) == 100
    for k in range(2):
        one = share_cycle(TIME, ANKLE, 0.5, MOMENT * factor[k])
        np.testing.assert_allclose(both.fibres.length_norm[k], one.fibres.length_norm, atol=1e-6)


def test_shifting_the_start_of_the_cycle_shifts_the_answer():
    one, other = (share_cycle(TIME, np.roll(ANKLE, k), 0.5, np.roll(MOMENT, k)).fibres for k in (0, 10))
    np.testing.assert_allclose(np.roll(one.velocity_m_s, 10, axis=0), other.velocity_m_s, atol=1e-5)


def test_too_little_moment_leaves_the_fibres_idle():
    cycle = share_cycle(TIME, ANKLE + 0.2, 0.0, 0.2)
    exceeds = cycle.shares.status == 2
    assert exceeds.any()
    assert (cycle.fibres.activation[exceeds] == 0.01).all()
    assert np.isnan(cycle.shares.activation[exceeds]).all()
    assert np.isfinite(cycle.fibres.length_norm).all()


def test_an_instant_beyond_strength_has_no_fibres_and_spoils_no_other_draw():
    moment = np.stack([MOMENT, MOMENT])
    moment[1, 7] = 5000.0
    fibres = share_cycle(TIME, ANKLE, 0.5, moment).fibres
    assert np.isfinite(fibres.activation[0]).all()
    assert np.isnan(fibres.length_norm[1, 7]).all()


def test_a_slack_muscle_idles_or_is_held_taut():
    lift = 0.44 * LIFT
    idle, taut = (share_cycle(TIME, -lift, np.pi / 2, 10.7 * np.cos(lift), slack=s).fibres for s in ("idle", "taut"))
    loose = idle.loose
    assert loose[:, 1].any()
    assert (idle.activation[loose] == 0.01).all()
    assert (idle.velocity_m_s[loose] == 0.0).all()
    assert (taut.activation[loose] > 0.01).any()
    np.testing.assert_allclose(
        (taut.active_force_n + taut.passive_force_n)[loose & (taut.activation > 0.01)], 0.0, atol=1e-6
    )


def test_read_only_input_is_left_alone():
    arrays = [TIME.copy(), ANKLE.copy(), MOMENT.copy()]
    for array in arrays:
        array.setflags(write=False)
    share_cycle(arrays[0], arrays[1], 0.5, arrays[2])


@pytest.mark.parametrize(
    ("time", "ankle", "error"),
    [
        (TIME[:10], ANKLE[:10], NotEnoughDataError),
        (TIME**2, ANKLE, InputError),
        (TIME[::-1], ANKLE, InputError),
        (TIME, ANKLE[:20], InputError),
        (np.full(50, np.nan), ANKLE, InputError),
    ],
)
def test_what_is_no_cycle_is_refused(time, ankle, error):
    with pytest.raises(error):
        share_cycle(time, ankle, 0.5, 30.0)
