"""The test ends as published: on the second prompt in a row that stays without an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.response.protocol import PERIOD_S, STOP_RULES, Progress, check_cadence

rules = st.sampled_from(sorted(STOP_RULES))


@pytest.mark.parametrize("rule", sorted(STOP_RULES))
def test_the_second_unanswered_prompt_ends_the_test_and_the_first_does_not(rule) -> None:
    first = Progress().prompted(rule).unanswered_prompt()
    assert (first.ended, first.reason) == (False, None)
    second = first.prompted(rule).unanswered_prompt()
    assert (second.ended, second.reason) == (True, rule)


@given(rules, rules)
def test_two_prompts_in_a_row_count_whatever_their_rules(one, other) -> None:
    assert Progress().prompted(one).unanswered_prompt().prompted(other).unanswered_prompt().reason == other


@given(rules, rules)
def test_an_answer_begins_the_count_anew(one, other) -> None:
    halfway = Progress().prompted(one).unanswered_prompt()
    assert not halfway.prompted(other).answered().prompted(other).unanswered_prompt().ended


@given(rules)
def test_a_prompt_after_an_open_one_says_that_the_open_one_was_not_answered(rule) -> None:
    assert not Progress().prompted(rule).prompted(rule).ended
    assert Progress().prompted(rule).prompted(rule).prompted(rule).ended


@given(st.lists(st.sampled_from(["answered", "unanswered_prompt", *STOP_RULES]), max_size=12))
def test_an_ended_test_stays_as_it_ended(steps) -> None:
    done = Progress().prompted("heel").unanswered_prompt().prompted("heel").unanswered_prompt()
    for step in steps:
        done = done.prompted(step) if step in STOP_RULES else getattr(done, step)()
    assert done.reason == "heel"


@given(st.lists(rules, max_size=8))
def test_prompts_that_are_all_answered_never_end_a_test(prompted) -> None:
    progress = Progress()
    for rule in prompted:
        progress = progress.prompted(rule).answered()
    assert not progress.ended


def test_an_unknown_stop_rule_is_refused() -> None:
    with pytest.raises(InputError, match="expected one of heel, pace"):
        Progress().prompted("boredom")  # type: ignore[arg-type]


def test_sixty_beats_are_thirty_raises_of_two_seconds() -> None:
    assert PERIOD_S == 2.0
    check_cadence(30)


@pytest.mark.parametrize("cadence", [60, 29, 15, 0, -30, float("nan")])
def test_another_pace_is_a_configuration_error(cadence) -> None:
    with pytest.raises(InputError, match="beat"):
        check_cadence(cadence)
