"""The virtual meal: published parameters, an independent solver, conservation, bounds of the evidence."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.glucose.simulation.meal import compare, oxidation_in_words, positive_area, simulate
from soleus.glucose.simulation.people import PRESETS, VirtualPeople, VirtualPerson, find_preset, virtual_people
from soleus.glucose.simulation.push_ups import PushUps, parse_bouts, push_up_energy
from tests.glucose.simulation import twin
from tests.golden import golden

STILL = PushUps(bouts_min=(), extra_kcal_min=0.0)
presets = st.sampled_from(sorted(PRESETS))
efforts = st.builds(
    lambda start, length, kcal, frac: PushUps(
        bouts_min=((start, start + length),), extra_kcal_min=kcal, glucose_frac=frac
    ),
    st.floats(0, 100), st.floats(1, 80), st.floats(0, 3), st.floats(0, 1),
)  # fmt: skip


def meal(preset="prediabetes", carbs_g=75.0, bouts="0-180", kcal=1.0, frac=0.5, **more):
    effort = PushUps(bouts_min=parse_bouts(bouts), extra_kcal_min=kcal, glucose_frac=frac)
    return compare(VirtualPeople.of(find_preset(preset)), carbs_g, effort, **more)


@pytest.mark.parametrize("row", golden("dalla_man_2007.csv")[0], ids=lambda row: row["parameter"])
def test_the_parameters_are_the_published_ones(row) -> None:
    for preset in ("normal", "type2"):
        assert getattr(PRESETS[preset], row["parameter"]) == float(row[preset])


def test_the_steady_state_is_the_published_one() -> None:
    basal = VirtualPeople.of(*(PRESETS[name] for name in ("normal", "prediabetes", "type2"))).basal()
    assert basal.glucose_mg_dl[0] == pytest.approx(91.8, abs=0.5)
    assert basal.insulin_pmol_l[0] == pytest.approx(25.5, abs=0.5)
    assert basal.production[0] == pytest.approx(1.92, abs=0.02)
    assert 100 <= basal.glucose_mg_dl[1] <= 125  # impaired fasting glucose
    assert basal.glucose_mg_dl[2] > 126


@given(presets, st.floats(0, 150))
@settings(max_examples=20)
def test_nothing_moves_without_a_meal_and_a_meal_raises(preset, carbs_g) -> None:
    people = VirtualPeople.of(find_preset(preset))
    fasting = simulate(people, 0.0, STILL)
    np.testing.assert_allclose(fasting.glucose_mg_dl, fasting.glucose_mg_dl[0, 0], rtol=1e-9)
    np.testing.assert_allclose(fasting.insulin_pmol_l, fasting.insulin_pmol_l[0, 0], rtol=1e-9)
    assert simulate(people, carbs_g, STILL).glucose_mg_dl.max() >= fasting.glucose_mg_dl[0, 0] - 1e-9


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize(("carbs_g", "bouts"), [(75, ()), (75, ((15, 75),)), (30, ((0, 60), (90, 150)))])
def test_an_adaptive_solver_of_the_same_equations_agrees(preset, carbs_g, bouts) -> None:
    person = find_preset(preset, body_mass_kg=82.0)
    effort = PushUps(bouts_min=bouts, extra_kcal_min=1.0, glucose_frac=0.75)
    ours = simulate(VirtualPeople.of(person), carbs_g, effort)
    glucose, insulin = twin.course(
        person, carbs_g, demand_mg_min=1.0 * 0.75 * 4184 / 15.6, bouts=bouts, share=(1 / 3) / 0.75
    )
    np.testing.assert_allclose(ours.glucose_mg_dl[0], glucose, atol=0.05)
    np.testing.assert_allclose(ours.insulin_pmol_l[0], insulin, atol=0.5)


@given(presets, st.floats(0, 300), efforts)
@settings(max_examples=60)
def test_no_glucose_is_made_or_lost(preset, carbs_g, effort) -> None:
    balance = simulate(VirtualPeople.of(find_preset(preset)), carbs_g, effort).balance
    assert abs(balance.residual_g[0]) < 1e-6
    came = balance.eaten_g - balance.in_gut_g - balance.lost_in_gut_g + balance.produced_g
    went = balance.used_g + balance.contraction_g + balance.renal_g + balance.stored_g
    assert abs(came - went)[0] < 1e-6
    assert balance.lost_in_gut_g[0] == pytest.approx(balance.absorbed_g[0] / 9, abs=1e-6)  # a tenth never arrives
    assert 0 <= balance.contraction_g[0] <= balance.asked_g[0] + 1e-9


@given(presets, st.floats(0, 300), efforts)
@settings(max_examples=60)
def test_push_ups_never_raise_glucose_nor_empty_the_blood(preset, carbs_g, effort) -> None:
    result = compare(VirtualPeople.of(find_preset(preset)), carbs_g, effort)
    fall = result.control.glucose_mg_dl - result.push_ups.glucose_mg_dl
    during = slice(0, int(effort.bouts_min[-1][1]) + 1)
    assert (fall[0, during] >= -0.02).all()
    assert result.push_ups.glucose_mg_dl.min() > 60


def test_the_published_effects_are_compatible_with_the_model_at_high_energy() -> None:
    assert -0.57 <= meal(frac=0.75).iauc_change_frac()[0] <= -0.45
    for kcal in (1.0, 1.15):
        assert -0.34 <= meal(kcal=kcal).iauc_change_frac(120)[0] <= -0.25
    assert meal(frac=0.75).insulin_iauc_change_frac()[0] < -0.4


def test_a_bout_of_twenty_minutes_does_little() -> None:
    assert -0.18 <= meal(bouts="30-50", frac=0.75).iauc_change_frac()[0] <= -0.05


def test_what_the_dose_allows_is_far_below_the_headline() -> None:
    energy = push_up_energy(75.0)
    assert 12 <= energy.mid * 4184 / 60 <= 41  # W, both legs: the plausible band of the mechanical work
    assert energy.low < energy.mid < energy.high
    assert push_up_energy(90.0).mid > energy.mid
    assert -0.15 <= meal(kcal=energy.mid).iauc_change_frac()[0] <= -0.05


@pytest.mark.parametrize("frac", [0.75, 1.0])
@pytest.mark.parametrize("kcal", [1.0, 1.3, 5.0])
def test_a_small_meal_never_ends_in_low_glucose(kcal, frac) -> None:
    assert meal("normal", 30.0, kcal=kcal, frac=frac).push_ups.glucose_mg_dl.min() > 70


def test_longer_and_harder_push_ups_lower_more() -> None:
    by_minutes = [meal(bouts=bouts, frac=0.75).iauc_change_frac()[0] for bouts in ("0-180", "0-120", "0-60", "30-50")]
    assert by_minutes == sorted(by_minutes)
    breaks = ",".join(f"{start}-{start + 3}" for start in range(0, 180, 30))  # 3 min each half hour, a null trial
    assert -0.1 < meal(bouts=breaks, frac=0.75).iauc_change_frac()[0] < 0
    by_energy = [meal(kcal=kcal).iauc_change_frac()[0] for kcal in (2.0, 1.15, 1.0, 0.5, 0.0)]
    assert by_energy == sorted(by_energy)
    assert by_energy[-1] == 0.0


def test_one_bout_and_the_same_bout_cut_in_two_are_the_same() -> None:
    whole, cut = meal(bouts="10-70"), meal(bouts="10-35.5,35.5-70")
    np.testing.assert_allclose(whole.push_ups.glucose_mg_dl, cut.push_ups.glucose_mg_dl, rtol=1e-12)


def test_peaks_rise_from_normal_to_diabetes() -> None:
    peaks = [meal(name).control.glucose_mg_dl.max() for name in ("normal", "prediabetes", "type2")]
    assert peaks == sorted(peaks)
    assert peaks[0] < 180 < peaks[2]


def test_everybody_of_a_population_is_what_they_are_alone() -> None:
    people = virtual_people(find_preset("prediabetes"), 40, np.random.default_rng(3))
    together = simulate(people, 75.0, STILL)
    alone = simulate(VirtualPeople(parameters=people.parameters[17:18]), 75.0, STILL)
    np.testing.assert_array_equal(together.glucose_mg_dl[17], alone.glucose_mg_dl[0])
    again = virtual_people(find_preset("prediabetes"), 40, np.random.default_rng(3))
    np.testing.assert_array_equal(people.parameters, again.parameters)
    assert np.ptp(together.glucose_mg_dl.max(axis=1)) > 20
    assert np.abs(together.balance.residual_g).max() < 1e-6


def test_the_input_is_only_read() -> None:
    people = virtual_people(find_preset("normal"), 3, np.random.default_rng(0))
    people.parameters.setflags(write=False)
    before = people.parameters.copy()
    compare(people, 50.0, PushUps(bouts_min=((0, 60),), extra_kcal_min=1.0))
    np.testing.assert_array_equal(people.parameters, before)


def test_the_area_is_cut_at_the_crossing() -> None:
    assert positive_area(np.array([[90.0, 140.0, 150.0, 110.0, 80.0]]))[0] * 30 == pytest.approx(3800.0, abs=1e-9)


def test_a_fall_that_the_energy_cannot_explain_is_said() -> None:
    told = oxidation_in_words(50, 60, 0.24, body_mass_kg=75)
    assert "7.5 g" in told
    assert "not explained by direct oxidation" in told
    assert "possible by direct oxidation" in oxidation_in_words(50, 120, 1.0, body_mass_kg=75)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"bouts": "100-20"}, "start before its end"),
        ({"bouts": "0-60,50-90"}, "in order and apart"),
        ({"bouts": "soon"}, "0-60"),
        ({"bouts": "-10-20"}, "0-60"),
        ({"bouts": "0-240"}, "longer --duration-min"),
        ({"carbs_g": -5.0}, "--carbs-g"),
        ({"carbs_g": float("nan")}, "--carbs-g"),
        ({"frac": 1.5}, "--glucose-frac"),
        ({"kcal": -1.0}, "--extra-kcal-min"),
        ({"preset": "martian"}, "normal, prediabetes, type2"),
        ({"duration_min": 30}, "--duration-min"),
    ],
)
def test_what_cannot_be_is_refused(change, says) -> None:
    with pytest.raises(InputError, match=says):
        meal(**change)


def test_a_person_without_steady_state_is_refused() -> None:
    with pytest.raises(InputError, match="positive number"):
        replace(VirtualPerson(), vg=-1.0)
    with pytest.raises(InputError, match="steady state"):
        VirtualPeople.of(replace(VirtualPerson(), kp1=9.0)).basal()


def test_without_carbohydrate_there_is_no_change_to_name() -> None:
    assert np.isnan(meal(carbs_g=0.0).iauc_change_frac()[0])
