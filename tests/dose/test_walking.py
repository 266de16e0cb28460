"""The dose of walking: published figures by hand, ranges in order, None where nothing can be said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.dose.walk_dose import as_json, walk_dose
from soleus.dose.walking import TERRAINS, Stretch, achilles_peak_bw, terrain_of, walking_cost_j_per_kg_m
from soleus.person import Person

MAN = Person(body_mass_kg=70.0, sex="male")


def test_a_level_step_loads_by_its_moment_over_five_centimetres() -> None:
    assert achilles_peak_bw("level", 1.34).mid == pytest.approx(1.72 / 0.05 / 9.80665, rel=1e-6)


def test_the_peak_rises_by_eleven_hundredths_from_slow_to_fast() -> None:
    slow, fast = achilles_peak_bw("level", 0.75).mid, achilles_peak_bw("level", 1.50).mid
    assert (fast - slow) / achilles_peak_bw("level", 1.34).mid == pytest.approx(0.11)


@pytest.mark.parametrize(
    ("slope", "mean", "sd"), [(-0.45, 3.46, 0.95), (-0.10, 0.81, 0.37), (0.0, 1.64, 0.50), (0.45, 17.33, 1.11)]
)
def test_the_cost_of_a_metre_holds_minettis_figures(slope: float, mean: float, sd: float) -> None:
    cost = walking_cost_j_per_kg_m(slope)
    assert cost.low <= mean <= cost.high
    assert cost.high - cost.low >= 2 * sd - 1e-9


def test_uphill_costs_more_than_level_and_downhill_less() -> None:
    down, level, up = (walking_cost_j_per_kg_m(slope).mid for slope in (-0.1, 0.0, 0.1))
    assert down < level < up


def test_an_hour_of_level_walking_by_hand() -> None:
    walk = Stretch(terrain="level", n_steps=6600, distance_m=5000.0, climb_m=0.0, time_s=3600.0)
    dose = walk_dose([walk], MAN, cadence_per_min=110.0)
    assert dose.energy_total_kj is not None
    assert dose.energy_total_kj.low == pytest.approx(70 * 5000 * 1.14 / 1000)  # Minetti less one deviation
    assert dose.met is not None
    assert 2.5 < dose.met.mid < 3.5  # walking at 5 km/h is held to be some 3 MET
    assert dose.achilles_load_bw is not None
    assert dose.achilles_load_bw.mid == pytest.approx(3300 * achilles_peak_bw("level", 5000 / 3600).mid)
    assert dose.soleus_work_total_j is not None
    assert dose.soleus_work_total_j.mid == pytest.approx(6600 * 50 * 0.42 * 0.62)


def test_without_mass_or_way_nothing_is_made_up() -> None:
    dose = walk_dose([Stretch(terrain="unknown", n_steps=100, time_s=60.0)], Person())
    assert (dose.energy_total_kj, dose.soleus_work_total_j, dose.met) == (None, None, None)
    assert any("body mass" in note for note in dose.warnings)
    assert dose.achilles_load_bw is not None
    assert walk_dose([], MAN).achilles_load_bw is None


def test_the_terrain_follows_the_slope() -> None:
    assert [terrain_of(100.0, climb) for climb in (-20.0, -2.0, 2.0, 20.0)] == ["downhill", "level", "level", "uphill"]


@given(
    st.lists(
        st.builds(
            Stretch,
            terrain=st.sampled_from(TERRAINS),
            n_steps=st.none() | st.integers(0, 20_000),
            distance_m=st.none() | st.floats(0.0, 20_000.0),
            climb_m=st.none() | st.floats(-500.0, 500.0),
            time_s=st.none() | st.floats(1.0, 40_000.0),
        ),
        max_size=5,
    )
)
def test_every_range_is_in_order_and_every_answer_is_json(stretches: list[Stretch]) -> None:
    dose = walk_dose(stretches, MAN, cadence_per_min=105.0)
    for spread in (dose.achilles_load_bw, dose.soleus_work_total_j, dose.energy_total_kj, dose.power_w, dose.met):
        assert spread is None or 0 <= spread.low <= spread.mid <= spread.high
    assert "NaN" not in json.dumps(as_json(dose))


def test_methods_stand_side_by_side_and_are_told() -> None:
    told = as_json(walk_dose([Stretch(terrain="level", n_steps=2)], MAN))
    assert told["achilles_moment_arm_m"] == 0.05
    assert len({str(one["method"]) for one in told["achilles_other_methods"]}) == 4  # type: ignore[index,union-attr]
    assert {part["certainty"] for part in told["terrain"]} == {"derived"}  # type: ignore[index,union-attr]
