"""How many pairs: the table, and the chance itself by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError
from soleus.glucose.trial.power import pairs_needed, power, variability
from soleus.glucose.trial.ratio import fieller
from tests.glucose.trial.made import person
from tests.golden import golden


@pytest.mark.parametrize("row", golden("trial_pairs.csv")[0], ids=lambda row: f"{row['cv']}-{row['fall']}")
def test_the_pairs_are_those_of_the_table(row) -> None:
    assert pairs_needed(float(row["cv"]), float(row["fall"])) == int(row["n_pairs"])


@pytest.mark.parametrize(("cv", "fall"), [(0.25, 0.30), (0.25, 0.52), (0.37, 0.30), (0.43, 0.52), (0.25, 0.15)])
def test_four_of_five_simulated_trials_see_the_fall(cv, fall) -> None:
    n, rng = pairs_needed(cv, fall), np.random.default_rng([round(1000 * cv), round(1000 * fall)])
    seen = 0
    for _ in range(3000):
        interval = fieller(person(rng, n, 1.0 - fall, cv=cv)).ci95
        seen += interval is not None and interval[1] < 1.0
    assert seen / 3000 == pytest.approx(power(n, cv, fall), abs=0.03)
    assert seen / 3000 >= 0.77


@given(st.floats(0.02, 2.0), st.floats(0.05, 0.95))
def test_less_variation_and_a_larger_fall_never_need_more_pairs(cv, fall) -> None:
    n = pairs_needed(cv, fall)
    assert pairs_needed(0.9 * cv, fall) <= n
    assert pairs_needed(cv, min(0.99, 1.2 * fall)) <= n
    assert power(n, cv, fall) >= 0.8 > (power(n - 1, cv, fall) if n > 2 else 0.0)


@pytest.mark.parametrize(("cv", "fall"), [(-1, 0.3), (0, 0.3), (float("nan"), 0.3), (0.3, 0), (0.3, 1), (0.3, -0.2)])
def test_what_cannot_be_is_refused(cv, fall) -> None:
    with pytest.raises(InputError, match="expected"):
        pairs_needed(cv, fall)


def test_a_fall_that_nobody_can_see_is_refused() -> None:
    with pytest.raises(InputError, match="more than 100000 pairs"):
        pairs_needed(5.0, 0.001)


def test_the_variation_of_repeated_meals_is_found_and_its_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        mine = variability([rng.normal(mean, 0.3 * mean, 8) for mean in (2000.0, 5000.0)])
        held += mine.ci95[0] <= 0.3 <= mine.ci95[1]
        assert mine.n_meals == 16
    assert held / 400 == pytest.approx(0.95, abs=0.04)


def test_meals_eaten_once_tell_no_variation() -> None:
    with pytest.raises(NotEnoughDataError, match="eaten twice"):
        variability([[3000.0], [4000.0]])
    with pytest.raises(InputError, match="above 0"):
        variability([[3.0, -5.0]])
