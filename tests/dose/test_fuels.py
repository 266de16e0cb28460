"""Grams and METs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose.fuels import DEFAULT_RER, RER_RANGE, fuels_g, met, oxygen_energy_kj_l, power_from_work_w
from soleus.errors import InputError


def test_a_quarter_litre_of_oxygen_at_0_85_is_peronnets_row():
    # Peronnet & Massicotte 1991: 0.26 L/min at 0.85 burns 0.065 g/min fat, 0.175 carbohydrate, 5.02 kcal/L
    assert oxygen_energy_kj_l(0.85) / 4.184 == pytest.approx(5.02, abs=0.005)
    carbohydrate, fat = fuels_g(0.26 * oxygen_energy_kj_l(0.85), 0.85)
    assert fat == pytest.approx(0.065, abs=0.001)
    assert carbohydrate == pytest.approx(0.175, abs=0.001)


@given(energy=st.floats(0.1, 1000.0), rer=st.floats(*RER_RANGE))
def test_carbohydrate_and_fat_cover_the_energy(energy, rer):
    carbohydrate, fat = fuels_g(energy, rer)
    assert carbohydrate >= 0.0
    assert fat >= 0.0
    assert 15.6 * carbohydrate + 39.5 * fat == pytest.approx(energy, rel=0.05)


def test_a_higher_ratio_burns_more_carbohydrate_and_less_fat():
    carbohydrate, fat = fuels_g(20.0, np.array(DEFAULT_RER))
    assert (np.diff(carbohydrate) > 0).all()
    assert (np.diff(fat) < 0).all()


@pytest.mark.parametrize("rer", [0.5, 1.0, float("nan")])
def test_a_ratio_beyond_fat_and_carbohydrate_is_refused(rer):
    with pytest.raises(InputError, match="rer"):
        fuels_g(20.0, rer)


def test_one_met_is_a_kilocalorie_an_hour_and_kilogram():
    assert met(4184.0 / 3600.0 * 75.0, 75.0, rest_met=1.0) == pytest.approx(2.0, abs=1e-4)
    assert met(0.0, 75.0) == pytest.approx(1.045)


def test_17_w_are_nowhere_near_2_met():
    assert 1.13 < met(17.0, 75.0) < 1.7


def test_a_quarter_of_the_energy_becomes_work():
    # 2 x 0.104 x 75 kg x 9.81 x 0.06 m x 50 / 60 s = 7.65 W of positive work
    assert power_from_work_w(7.65) == pytest.approx(30.6)
