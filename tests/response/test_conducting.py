"""Who is late is prompted, who answers goes on, and the second prompt in a row without an answer ends the test."""

from hypothesis import given
from hypothesis import strategies as st

from soleus.response.conducting import Conducted


def raised(*at_s: float) -> Conducted:
    test = Conducted()
    for moment_s in at_s:
        test = test.waited(moment_s).raised(moment_s)
    return test


def watched(test: Conducted, until_s: float, since_s: float) -> Conducted:
    """The clock goes on, four times a second."""
    at_s = since_s
    while at_s < until_s:
        at_s += 0.25
        test = test.waited(at_s)
    return test


def test_nobody_is_late_before_the_first_raise() -> None:
    assert watched(Conducted(), 60, 0) == Conducted()


def test_a_raise_on_every_second_beat_is_never_prompted() -> None:
    test = Conducted()
    for k in range(40):
        test = watched(test, 2.0 * k, 2.0 * k - 2).raised(2.0 * k)
    assert test.progress.open_prompt is None
    assert test.n_raises == 40


def test_a_heel_that_stays_down_ends_the_test_with_the_second_prompt_unanswered() -> None:
    test = raised(0, 2)
    assert watched(test, 4.75, 2).progress.open_prompt is None
    assert watched(test, 5.0, 2).progress.open_prompt == "pace"
    assert watched(test, 8.0, 2).progress.open_prompt == "heel"
    assert not watched(test, 10.75, 2).progress.ended
    ended = watched(test, 11.0, 2)
    assert ended.progress.reason == "heel"
    assert ended.raised(11.5) == ended


def test_who_comes_back_to_the_beat_has_answered() -> None:
    test = watched(raised(0, 2), 5.0, 2).raised(5.5).raised(7.5)
    assert test.progress.open_prompt is None
    assert test.progress.unanswered == 0


def test_one_late_raise_after_another_is_no_answer() -> None:
    test = raised(0, 2)
    for at_s in (6.0, 10.0):
        test = watched(test, at_s, at_s - 4).raised(at_s)
    assert test.progress.unanswered == 1
    assert watched(test, 14, 10).progress.reason == "pace"


def test_a_sensor_that_sees_nothing_makes_nobody_late() -> None:
    test = raised(0, 2)
    for at_s in range(3, 20):
        test = test.waited(at_s, blind=True)
    assert watched(test, 21.75, 19).progress.open_prompt is None
    assert watched(test, 22.0, 19).progress.open_prompt == "pace"


def test_whoever_watches_can_end_it_too() -> None:
    test = raised(0, 2).prompted("posture", 2.5).prompted("posture", 3.5)
    assert test.progress.unanswered == 1
    assert test.prompted("support", 4.5).progress.reason == "posture"


@given(st.lists(st.floats(0.2, 10), min_size=1, max_size=60))
def test_two_raises_in_pace_leave_no_prompt_open(gaps_s: list[float]) -> None:
    at_s, test = 0.0, Conducted().raised(0.0)
    for gap_s in gaps_s:
        test = watched(test, at_s + gap_s, at_s).raised(at_s + gap_s)
        at_s += gap_s
    if not test.progress.ended:
        assert test.raised(at_s + 2).progress.open_prompt is None
