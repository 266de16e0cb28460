"""The whole dose: published figures, laws that always hold, and what is said when the model ends."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.dose import cycles as cycles_module
from soleus.dose import dose_of, planned_dose
from soleus.dose.answer import as_json
from soleus.dose.tendon import LADDER, stretch_mm
from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.reps.segment import segment
from tests.dose.test_cycles import motion_of

G = 9.80665
MAN = Person(body_mass_kg=75.0, stature_m=1.755, sex="male", age_years=30)  # forefoot lever 0.14 m
SLOW = {"reps": 10, "cadence_per_min": 20, "height_m": 0.06}


def test_seated_push_up_of_75_kg_loads_the_achilles_with_about_a_third_of_body_weight():
    dose = planned_dose("soleus-push-up", MAN, **SLOW)
    assert dose.moment_peak_nm == pytest.approx(10.7, abs=0.2)
    assert dose.tendon.peak_bw_fixed_arm == pytest.approx(0.29, abs=0.01)
    assert 0.2 < dose.tendon.largest_n / (75 * G) < 0.45


def test_published_energy_of_seated_push_ups_is_inside_the_range():
    # 50 per minute, 6 cm, both legs: leg shaking and a fidget device were measured at 17-18 W
    dose = planned_dose("soleus-push-up", MAN, minutes=20, cadence_per_min=50, height_m=0.06)
    watt = dose.expenditure.energy_total_kj.times(1000 / 1200)
    assert watt.low < 17.5 < watt.high
    assert 1.13 < dose.expenditure.met.mid < 1.7
    assert dose.expenditure.from_work_kj == pytest.approx(2 * 0.1043 * 75 * G * 0.06 * 1000 / 0.25 / 1000, rel=1e-3)


def test_two_met_are_never_claimed_from_unloaded_seated_movement():
    dose = planned_dose("soleus-push-up", MAN, minutes=20, cadence_per_min=120, height_m=0.10)
    assert dose.expenditure.met.high < 2.0
    assert dose.expenditure.energy_total_kj.high * 1000 / 1200 <= 60.0
    assert any("not claimed" in warning for warning in dose.warnings)


def test_tendon_loads_rise_along_the_ladder_of_exercises():
    doses = [
        planned_dose("soleus-push-up", MAN, **SLOW),
        planned_dose("seated-calf-raise", MAN, **SLOW, load_kg=15.0),
        planned_dose("standing-calf-raise", MAN, **SLOW, legs=2),
        planned_dose("standing-calf-raise", MAN, **SLOW, legs=1),
    ]
    peaks = [dose.tendon.largest_n for dose in doses]
    assert peaks == sorted(peaks)
    assert [rung.peak_bw for rung in LADDER] == sorted(rung.peak_bw for rung in LADDER)


def test_one_leg_raise_is_2_8_body_weights_at_the_arm_of_the_published_method():
    dose = planned_dose("single-leg-calf-raise", MAN, **SLOW)
    assert dose.tendon.peak_bw_fixed_arm == pytest.approx(0.14 / 0.05, rel=1e-3)


def test_a_tendon_of_430_n_per_mm_stretches_4_65_mm_at_2_kn():
    assert stretch_mm(2000.0) == pytest.approx(4.65, abs=0.01)


def test_bent_knees_hand_the_work_to_the_soleus():
    seated, standing = (planned_dose(name, MAN, **SLOW) for name in ("soleus-push-up", "single-leg-calf-raise"))
    assert seated.soleus_share_frac > standing.soleus_share_frac + 0.1


def test_twice_the_repetitions_give_twice_the_work_impulse_and_energy():
    ten, twenty = (planned_dose("standing-calf-raise", MAN, **{**SLOW, "reps": n}) for n in (10, 20))
    one, two = as_json(ten), as_json(twenty)
    for name in ("work_total_j", "achilles_impulse_bw_s", "time_under_tension_s"):
        assert two[name] == pytest.approx(2 * one[name], rel=1e-5)
    assert two["energy_total_kj"]["mid"] == pytest.approx(2 * one["energy_total_kj"]["mid"], rel=1e-5)


@settings(max_examples=12)
@given(
    st.sampled_from(["soleus-push-up", "standing-calf-raise", "bent-knee-calf-raise", "eccentric-heel-drop"]),
    st.floats(50, 110),
    st.floats(1.5, 1.95),
    st.floats(0.03, 0.07),
    st.floats(15, 60),
)
def test_ranges_are_ordered_shares_add_up_and_force_times_arm_is_the_moment(exercise, mass, stature, height, cadence):
    person = Person(body_mass_kg=mass, stature_m=stature)
    dose = planned_dose(exercise, person, reps=5, cadence_per_min=cadence, height_m=height, n_draws=40)
    answer = as_json(dose)
    spans = [answer[k] for k in ("metabolic_power_w", "energy_total_kj", "met", "carbohydrate_g", "fat_g")]
    for span in [*spans, *answer["ranges"].values()]:
        assert span["low"] <= span["mid"] <= span["high"]
    assert answer["soleus_share_frac"] + answer["gastrocnemius_share_frac"] == pytest.approx(1.0, abs=1e-5)
    work = dose.work
    solved = ~work.too_strong & np.isfinite(work.force_n).all(axis=-1)
    total = (work.force_n * work.moment_arm_m).sum(axis=-1)
    assert (total[solved] >= work.moment_nm[solved] * (1 - 1e-6)).all()  # more only where the relaxed calf makes more


def test_the_same_seed_gives_the_same_ranges_and_another_seed_others():
    first, again, other = (planned_dose("soleus-push-up", MAN, **SLOW, seed=seed) for seed in (1, 1, 2))
    assert as_json(first) == as_json(again)
    assert first.ranges["achilles_peak_n"] != other.ranges["achilles_peak_n"]


def test_a_weaker_calf_works_harder_for_the_same_raise():
    strong, weak = (
        planned_dose("single-leg-calf-raise", replace(MAN, max_plantarflexor_moment_nm=nm), **SLOW) for nm in (300, 150)
    )
    assert weak.activation_peak_frac("soleus") > 1.5 * strong.activation_peak_frac("soleus")


def test_a_moment_beyond_the_calf_is_said_and_not_invented():
    weak = replace(MAN, max_plantarflexor_moment_nm=60.0)
    with pytest.raises(NotEnoughDataError, match="beyond this calf"):
        planned_dose("single-leg-calf-raise", weak, **SLOW)
    partly = planned_dose("single-leg-calf-raise", replace(MAN, max_plantarflexor_moment_nm=105.0), **SLOW)
    assert any("beyond this calf" in warning for warning in partly.warnings)
    assert np.isnan(partly.work.activation).any()


def test_a_heel_above_the_models_poses_is_said():
    dose = planned_dose("soleus-push-up", MAN, reps=5, height_m=0.12)
    assert any("beyond the model's 40 deg" in warning for warning in dose.warnings)


def test_twice_as_many_phases_change_no_figure_by_half_a_percent(monkeypatch):
    coarse = as_json(planned_dose("single-leg-calf-raise", MAN, **SLOW))
    monkeypatch.setattr(cycles_module, "PHASES", 96)
    fine = as_json(planned_dose("single-leg-calf-raise", MAN, **SLOW))
    for name in ("achilles_peak_bw", "achilles_impulse_bw_s", "soleus_share_frac", "soleus_activation_peak_frac"):
        assert coarse[name] == pytest.approx(fine[name], rel=0.005)
    assert coarse["energy_total_kj"]["mid"] == pytest.approx(fine["energy_total_kj"]["mid"], rel=0.01)


def test_a_recording_and_the_plan_of_the_same_repetitions_agree():
    motion = motion_of([0.06] * 10, period_s=3.0)
    measured = as_json(dose_of(segment(motion), motion, "soleus-push-up", MAN))
    plan = as_json(planned_dose("soleus-push-up", MAN, reps=10, cadence_per_min=25, height_m=0.06))
    assert measured["work_total_j"] == pytest.approx(plan["work_total_j"], rel=0.02)
    assert measured["achilles_peak_bw"] == pytest.approx(plan["achilles_peak_bw"], rel=0.06)  # it accelerates
    assert measured["energy_total_kj"]["mid"] == pytest.approx(plan["energy_total_kj"]["mid"], rel=0.15)


def test_every_repetition_has_its_own_load():
    motion = motion_of([0.04, 0.08])
    dose = dose_of(segment(motion), motion, "soleus-push-up", MAN)
    assert dose.tendon.peak_n.shape == (2,)
    assert dose.tendon.peak_n[1] > dose.tendon.peak_n[0]  # higher in the same time: more acceleration


def test_the_answer_is_plain_json_and_names_method_and_arm():
    answer = json.loads(json.dumps(as_json(planned_dose("soleus-push-up", MAN, **SLOW)), allow_nan=False))
    assert answer["plantarflexor_moment_method"]
    assert answer["achilles_method"]
    assert 0.035 < answer["achilles_moment_arm_m"] < 0.055


def test_too_few_draws_are_refused():
    with pytest.raises(InputError, match="n_draws"):
        planned_dose("soleus-push-up", MAN, **SLOW, n_draws=3)


def test_a_person_a_tenth_larger_in_all_lengths_spends_a_tenth_more_on_a_raise_a_tenth_higher():
    small, tall = (
        planned_dose(
            "single-leg-calf-raise", replace(MAN, stature_m=k * 1.7), reps=10, cadence_per_min=30, height_m=k * 0.06
        )
        for k in (1.0, 1.1)
    )
    assert tall.work.activation == pytest.approx(small.work.activation, abs=1e-6)
    grown = tall.expenditure.energy_total_kj.mid / small.expenditure.energy_total_kj.mid
    assert grown == pytest.approx(1.1, rel=1e-4)
