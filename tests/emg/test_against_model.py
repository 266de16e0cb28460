"""Measured envelopes beside the model: alike where made alike, refused where there is nothing to compare."""

import numpy as np
import pytest

from soleus.dose import planned_dose
from soleus.emg import measure_emg
from soleus.emg.against_model import CAVEAT, against_model
from soleus.errors import NotEnoughDataError
from soleus.person import Person
from soleus.plots import against_model_figure, emg_figure, save_figure
from soleus.simulate.emg import CONTRACTION_V, SENSOR_NOISE_V, muscle_noise
from tests.emg.made import RATE_HZ, contractions_of, record

PERIOD_S = 1.2


@pytest.fixture(scope="module")
def dose():
    return planned_dose("soleus-push-up", Person(body_mass_kg=75.0, stature_m=1.8), reps=30, n_draws=20)


def following(course, seed, n=30):
    """Volts whose strength follows a course over each repetition, between pauses of 0.5 s."""
    rng = np.random.default_rng(seed)
    phase = (np.arange(int(PERIOD_S * RATE_HZ)) + 0.5) / (PERIOD_S * RATE_HZ)
    once = np.interp(phase, (np.arange(len(course)) + 0.5) / len(course), course / course.max())
    rest = np.zeros(int(0.5 * RATE_HZ))
    activity = np.concatenate([rest, *([once, rest] * n)])
    noise = rng.normal(0.0, SENSOR_NOISE_V, len(activity))
    return CONTRACTION_V * activity * muscle_noise(rng, len(activity), RATE_HZ) + noise


def test_a_muscle_that_follows_the_model_correlates_with_it_and_one_that_does_the_opposite_does_not(dose) -> None:
    modelled = dose.work.activation[0][:, dose.work.place("soleus")]
    turned = modelled.max() + modelled.min() - modelled
    result = against_model(measure_emg(record(soleus=following(modelled, 1))), dose)
    assert result.n_reps >= 28
    assert result.matches[0].correlation > 0.8
    opposite = against_model(measure_emg(record(soleus=following(turned, 1))), dose)
    assert opposite.matches[0].correlation < 0.3
    assert result.caveat == CAVEAT


def test_both_muscles_are_set_beside_their_own(dose) -> None:
    modelled = dose.work.activation[0][:, dose.work.place("soleus")]
    emg = measure_emg(record(LSOL=following(modelled, 1), LGM=0.2 * following(modelled, 2)))
    result = against_model(emg, dose)
    assert [(match.channel, match.muscle) for match in result.matches] == [
        ("LSOL", "soleus"),
        ("LGM", "gastrocnemius"),
    ]
    heads = dose.work.activation[0][:, [dose.work.place(name) for name in ("gasmed", "gaslat")]].mean(axis=1)
    assert np.allclose(result.matches[1].modelled_frac, heads)
    assert not result.matches[0].from_reference
    assert result.matches[0].measured_frac.max() == pytest.approx(1.0)


def test_unnamed_channels_and_quiet_ones_have_nothing_to_compare(dose) -> None:
    volts, _ = contractions_of(1)
    with pytest.raises(NotEnoughDataError, match="name the channels"):
        against_model(measure_emg(record(channel_3=volts)), dose)
    with pytest.raises(NotEnoughDataError, match="no whole repetition"):
        against_model(measure_emg(record(soleus=np.random.default_rng(0).normal(size=5000))), dose)


def test_pictures_are_drawn(dose, tmp_path) -> None:
    volts, _ = contractions_of(1)
    emg = measure_emg(record(LSOL=volts, LGM=0.1 * volts[::-1]))
    for name, figure in (
        ("emg.png", emg_figure(emg, title="EMG", note="made")),
        ("model.svg", against_model_figure(against_model(emg, dose), title="Against the model")),
    ):
        save_figure(figure, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10_000
