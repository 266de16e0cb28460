"""How the generic calf is scaled to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose import find_model
from soleus.dose.strength import calf, max_moment_nm
from soleus.person import Person

MODEL = find_model("lai-uhlrich2023")


def test_the_generic_models_are_as_strong_as_published_for_them():
    # EVIDENCE of the reference tables: 434 and 412 Nm on one leg at ankle 0, knee 0; gait2392 226 Nm
    strongest = [max_moment_nm(find_model(name)) for name in ("rajagopal2016", "lai-uhlrich2023", "gait2392")]
    assert strongest == pytest.approx([434, 412, 226], abs=1.0)


def test_a_measured_maximum_is_met_exactly():
    person = Person(body_mass_kg=70.0, stature_m=1.62, max_plantarflexor_moment_nm=120.0)
    scaled = calf(person, MODEL)
    assert scaled.strength * scaled.size * max_moment_nm(MODEL) == pytest.approx(120.0, rel=1e-12)
    assert scaled.source == "measured maximum"


def test_53_years_cost_39_percent_as_measured_in_men():
    # Simoneau 2005: 132 Nm at 24 years, 80 Nm at 77
    young, old = (calf(Person(body_mass_kg=75.0, age_years=age), MODEL).strength for age in (24, 77))
    assert 1.0 - old / young == pytest.approx(1.0 - 80.0 / 132.0, abs=0.02)


def test_women_of_62_kg_are_35_percent_weaker_than_men_of_76_kg():
    # Fugl-Meyer 1980: 35 % in 135 adults
    woman = calf(Person(body_mass_kg=62.0, sex="female"), MODEL).strength
    man = calf(Person(body_mass_kg=76.0, sex="male"), MODEL).strength
    assert 1.0 - woman / man == pytest.approx(0.35, abs=0.01)


@given(st.integers(5, 119), st.sampled_from(["female", "male", None]))
def test_nobody_grows_stronger_with_age(age, sex):
    younger, older = (calf(Person(body_mass_kg=75.0, sex=sex, age_years=a), MODEL).strength for a in (age, age + 1))
    assert older <= younger
    assert older > 0.25
