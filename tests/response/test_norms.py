"""Norms: the published medians, percentiles that say how rough they are, and the disagreement about age."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.person import Person
from soleus.response.norms import AGE_CONFLICT, norms, percentile
from tests.golden import golden

ROWS, TOLERANCE = golden("heel_raise_medians.csv")
people = st.builds(Person, sex=st.sampled_from(["female", "male", None]), age_years=st.none() | st.integers(5, 120))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row.values()))
def test_the_medians_are_the_published_ones(row) -> None:
    person = Person(sex=row["sex"] or None, age_years=int(row["age"]) if row["age"] else None)
    norm = norms(30, person)[row["norm"] == "hebert-losier"]
    assert norm.median_reps == pytest.approx(float(row["median_reps"]), abs=TOLERANCE)


def test_32_raises_of_a_man_of_35_are_the_middle_of_one_norm_and_above_that_of_the_other() -> None:
    visser, hebert_losier = norms(32, Person(sex="male", age_years=35))
    assert hebert_losier.percentile_reps == 50
    assert 55 < visser.percentile_reps < 95


def test_the_norms_say_that_they_disagree_about_age() -> None:
    young, old = (norms(24, Person(sex="male", age_years=age)) for age in (25, 75))
    assert young[0].percentile_reps == old[0].percentile_reps
    assert young[1].percentile_reps < old[1].percentile_reps
    assert "disagree" in AGE_CONFLICT


@pytest.mark.parametrize("age", [19, 80, 12])
def test_an_age_without_a_group_gets_no_percentile(age) -> None:
    norm = norms(25, Person(sex="female", age_years=age))[1]
    assert (norm.median_reps, norm.percentile_reps, norm.percentile_range) == (None, None, None)
    assert "20 to 79" in norm.note


def test_without_a_sex_there_is_no_group() -> None:
    assert norms(25, Person(age_years=40))[1].median_reps is None


def test_a_body_that_the_norm_does_not_cover_is_told() -> None:
    heavy = Person(sex="male", age_years=40, stature_m=1.70, body_mass_kg=100)
    assert "above 30" in norms(20, heavy)[1].note
    assert "above 30" not in norms(20, Person(sex="male", age_years=40, stature_m=1.70, body_mass_kg=80))[1].note


def test_one_standard_deviation_above_the_mean_is_about_the_84th_percentile() -> None:
    # 27.9 (SD 11) raises: a log-normal with that mean and SD has its median at 25.96 and its mean + SD at percentile 86
    assert percentile(27.9 + 11, 25.96) == pytest.approx(86, abs=1)
    assert percentile(27.9 - 11, 25.96) == pytest.approx(13, abs=1)


@given(st.integers(0, 200), people)
def test_more_raises_never_rank_lower_and_the_range_holds_the_percentile(n, person) -> None:
    for one, other in zip(norms(n, person), norms(n + 1, person), strict=True):
        if one.percentile_reps is not None:
            assert 1 <= one.percentile_range[0] <= one.percentile_reps <= one.percentile_range[1] <= 99
            assert one.percentile_reps <= other.percentile_reps
