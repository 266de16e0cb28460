"""The verdict: right as often as it says, on made people whose truth is known."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from soleus.errors import InputError
from soleus.glucose.trial.analysis import analyse_trial, as_json, in_words
from soleus.glucose.trial.looks import LOOK_ALPHA, evidence
from soleus.glucose.trial.pairs import pairs_of
from soleus.glucose.trial.posterior import EVIDENCE, Prior, posterior
from soleus.glucose.trial.ratio import fieller, sign_flip_p
from tests.glucose.trial.made import person

values = st.lists(st.tuples(st.floats(100, 9000), st.floats(100, 9000)), min_size=2, max_size=12)


def trial_of(rows):
    control, push_ups = np.array(rows).T
    return pairs_of(control, push_ups)


def verdicts(seed, n_people, n_pairs, ratio, **more):
    rng = np.random.default_rng(seed)
    return [analyse_trial(person(rng, n_pairs, ratio, **more)).verdict for _ in range(n_people)]


@pytest.mark.parametrize("n_pairs", [3, 8, 14])
@pytest.mark.parametrize("skewed", [False, True])
def test_no_effect_is_called_lower_in_at_most_one_of_twenty(n_pairs, skewed) -> None:
    told = verdicts([n_pairs, skewed], 1500, n_pairs, 1.0, cv=0.43, skewed=skewed)
    assert told.count("lower") / 1500 <= 0.05
    assert told.count("higher") / 1500 <= 0.05


def test_three_pairs_without_effect_cannot_tell() -> None:
    assert verdicts(1, 1500, 3, 1.0, cv=0.3).count("cannot tell") / 1500 >= 0.90


def test_a_pair_difference_of_15_7_mg_dl_and_three_pairs_are_rarely_an_improvement() -> None:
    rng = np.random.default_rng(157)  # SD of a pair difference in duplicate meals, PMC10371100
    told = []
    for _ in range(1500):
        told.append(analyse_trial(pairs_of(*rng.normal(60.0, 15.7 / math.sqrt(2), (2, 3)))).verdict)
    assert told.count("lower") / 1500 <= 0.05
    assert told.count("cannot tell") / 1500 >= 0.90


def test_a_large_effect_in_twenty_pairs_is_seen() -> None:
    assert verdicts(2, 100, 20, 0.5, cv=0.25).count("lower") == 100
    assert verdicts(3, 100, 20, 2.0, cv=0.25).count("higher") == 100


@pytest.mark.parametrize(("n", "ratio", "cv"), [(6, 0.7, 0.25), (12, 1.0, 0.43), (20, 0.5, 0.37), (9, 1.5, 0.3)])
def test_fieller_holds_the_truth_in_95_of_100(n, ratio, cv) -> None:
    rng = np.random.default_rng([n, round(100 * ratio)])
    held = 0
    for _ in range(3000):
        interval = fieller(person(rng, n, ratio, cv=cv)).ci95
        held += interval is None or interval[0] <= ratio <= interval[1]
    assert 0.93 <= held / 3000 <= 0.97


@given(values)
def test_fieller_leaves_out_one_exactly_when_the_paired_t_test_is_significant(rows) -> None:
    pairs = trial_of(rows)
    interval = fieller(pairs).ci95
    difference = pairs.push_ups - pairs.control
    values = np.concatenate([pairs.push_ups, pairs.control])
    if interval is None or np.ptp(difference) < 1e-6 * np.abs(values).max():  # nothing but the rounding of the values
        return
    p = stats.ttest_1samp(difference, 0.0).pvalue
    if abs(p - 0.05) > 1e-6:
        assert (not interval[0] <= 1.0 <= interval[1]) == (p < 0.05)


def test_ends_of_the_interval_solve_the_t_test_of_their_own_ratio() -> None:
    pairs = person(np.random.default_rng(8), 10, 0.8)
    for end in fieller(pairs).ci95:
        assert stats.ttest_1samp(pairs.push_ups - end * pairs.control, 0.0).pvalue == pytest.approx(0.05, abs=1e-9)


def test_an_unbounded_interval_is_none_and_cannot_tell() -> None:
    trial = analyse_trial(pairs_of([10, 900, 30, 2500, 15], [700, 20, 1800, 12, 300]))
    assert trial.ratio.ci95 is None
    assert trial.verdict == "cannot tell"
    assert as_json(trial)["ci95"] == [None, None]
    assert any("no end" in warning for warning in trial.warnings)


@given(values.filter(lambda rows: len(rows) <= 8))
def test_the_sign_flip_p_is_the_share_of_all_flips(rows) -> None:
    pairs = trial_of(rows)
    difference = pairs.push_ups - pairs.control
    reached = [
        abs(sum(s * d for s, d in zip(signs, difference, strict=True))) >= abs(difference.sum()) * (1 - 1e-9)
        for signs in itertools.product((1, -1), repeat=len(difference))
    ]
    assert sign_flip_p(pairs) == pytest.approx(np.mean(reached), abs=1e-9)


def test_a_drawn_p_is_close_to_the_t_test_and_the_same_each_time() -> None:
    pairs = person(np.random.default_rng(4), 40, 0.9)
    p = stats.ttest_rel(pairs.push_ups, pairs.control).pvalue
    assert sign_flip_p(pairs) == pytest.approx(p, abs=0.02)
    assert sign_flip_p(pairs) == sign_flip_p(pairs)


@given(values)
def test_the_posterior_is_a_belief(rows) -> None:
    belief = posterior(trial_of(rows))
    assert 0.0 <= belief.p_lower_by_15pct <= belief.p_lower <= 1.0
    assert belief.ci95[0] <= belief.median <= belief.ci95[1]


def test_the_prior_is_centred_well_below_the_headline_and_lets_nobody_gain() -> None:
    before = EVIDENCE.belief()
    assert -0.35 <= before.median - 1.0 <= -0.15
    assert 0.10 <= 1.0 - before.p_lower <= 0.25
    assert before.ci95[0] < 0.48 < before.ci95[1]  # the headline is inside
    wide = pairs_of([10, 900, 30, 2500, 15], [700, 20, 1800, 12, 300])  # says next to nothing
    assert posterior(wide).median == pytest.approx(before.median, abs=0.05)


def test_many_pairs_outweigh_any_prior() -> None:
    pairs = person(np.random.default_rng(6), 300, 1.2, cv=0.2)
    assert posterior(pairs).median == pytest.approx(1.2, abs=0.04)
    assert posterior(pairs, Prior(median=0.4)).p_lower < 0.01


def test_under_a_wide_prior_the_posterior_is_fiellers_interval() -> None:
    pairs = person(np.random.default_rng(9), 12, 0.7)
    belief, interval = posterior(pairs, Prior(median=0.7, spread_log=50.0)), fieller(pairs).ci95
    assert belief.ci95 == pytest.approx(interval, abs=0.03)


def test_looking_after_every_pair_fools_in_at_most_one_of_a_hundred() -> None:
    rng = np.random.default_rng(11)
    fooled = sum(
        any(evidence(pairs_of(pairs.control[:n], pairs.push_ups[:n])) >= 1 / LOOK_ALPHA for n in range(2, 41))
        for pairs in (person(rng, 40, 1.0, cv=0.4, skewed=True) for _ in range(1000))
    )
    assert fooled / 1000 <= LOOK_ALPHA


def test_the_bets_are_a_fair_game_over_all_signs() -> None:
    sizes = np.array([3.0, 40.0, 1.0, 900.0, 25.0, 0.0, 7.0])
    games = [
        evidence(pairs_of(1000.0 - sizes * signs, np.full(7, 1000.0))) for signs in itertools.product((1, -1), repeat=7)
    ]
    assert np.mean(games) == pytest.approx(1.0, abs=1e-9)


def test_a_look_before_the_end_needs_stronger_evidence_but_can_be_sure() -> None:
    pairs = person(np.random.default_rng(12), 8, 0.7, cv=0.2)
    assert analyse_trial(pairs).verdict == "lower"
    early = analyse_trial(pairs, planned_pairs=20)
    assert (early.verdict, early.interim) == ("cannot tell", True)
    assert "Too early" in in_words(early)
    clear = person(np.random.default_rng(12), 15, 0.4, cv=0.2)
    assert analyse_trial(clear, planned_pairs=20).verdict == "lower"
    assert analyse_trial(pairs, planned_pairs=8).interim is False


@given(values)
def test_swapping_the_conditions_swaps_the_verdict(rows) -> None:
    pairs = trial_of(rows)
    swapped = {"lower": "higher", "higher": "lower", "cannot tell": "cannot tell"}
    one, other = analyse_trial(pairs), analyse_trial(pairs_of(pairs.push_ups, pairs.control))
    if one.ratio.ci95 and other.ratio.ci95:
        assert other.verdict == swapped[one.verdict]
    assert other.p_sign_flip == pytest.approx(one.p_sign_flip)


@given(values, st.floats(0.01, 100))
def test_the_unit_does_not_matter(rows, factor) -> None:
    pairs = trial_of(rows)
    one, other = analyse_trial(pairs), analyse_trial(pairs_of(factor * pairs.control, factor * pairs.push_ups))
    assert other.ratio.ratio == pytest.approx(one.ratio.ratio)
    assert other.posterior.median == pytest.approx(one.posterior.median, rel=1e-6)
    assert other.e_value == pytest.approx(one.e_value, rel=1e-6)


def test_a_verdict_that_hangs_on_one_meal_says_so() -> None:
    control = np.array([4000.0, 4100, 3900, 4050, 3950, 4020])
    push_ups = np.array([3500.0, 3450, 3400, 3560, 3480, 4600])
    trial = analyse_trial(pairs_of(control, push_ups))
    assert trial.verdict == "cannot tell"
    assert trial.sensitivity.changes_verdict == ("6",)
    assert analyse_trial(pairs_of(control[:5], push_ups[:5])).sensitivity.changes_verdict == ()


def test_more_minutes_that_lower_more_are_found_and_few_pairs_are_not_asked() -> None:
    rng = np.random.default_rng(13)
    minutes = np.tile([15.0, 45.0, 90.0], 8)
    control = rng.normal(4000, 300, 24)
    push_ups = control * (1.0 - 0.004 * minutes) + rng.normal(0, 100, 24)
    pairs = pairs_of(control, push_ups)
    logged = type(pairs)(label=pairs.label, control=control, push_ups=push_ups, minutes=minutes)
    dose = analyse_trial(logged).dose
    assert dose.per_30_min_frac == pytest.approx(-0.12, abs=0.02)
    assert dose.ci95[1] < 0
    assert analyse_trial(pairs).dose is None


def test_no_expectation_is_hidden_and_nothing_without_meaning_is_computed() -> None:
    pairs = person(np.random.default_rng(3), 8, 0.8)
    assert any("knew" in warning for warning in analyse_trial(pairs).warnings)
    with pytest.raises(InputError, match="above 0"):
        analyse_trial(pairs_of([-5.0, -3.0, 1.0], [1.0, 2.0, 3.0]))
    with pytest.raises(InputError, match="--planned-pairs"):
        analyse_trial(pairs, planned_pairs=1)
