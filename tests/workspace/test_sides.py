"""Which leg did which repetition."""

from hypothesis import given
from hypothesis import strategies as st

from soleus.workspace.sides import Turn, stretches

times = st.lists(st.floats(0, 1000), max_size=30)
turns = st.lists(st.builds(Turn, st.floats(0, 1000), st.sampled_from(["left", "right"])), max_size=10).map(sorted)


def test_repetitions_belong_to_the_leg_that_was_said_last() -> None:
    said = [Turn(10.0, "left"), Turn(20.0, "right")]
    found = [(one.side, one.indices.tolist()) for one in stretches([5, 11, 12, 20, 21], said)]
    assert found == [(None, [0]), ("left", [1, 2]), ("right", [3, 4])]


def test_legs_that_take_turns_are_one_stretch_each() -> None:
    said = [Turn(1.0, "left"), Turn(2.0, "right"), Turn(3.0, "left")]
    found = [(one.side, one.indices.tolist()) for one in stretches([1.5, 2.5, 3.5], said, alternate=True)]
    assert found == [("left", [0, 2]), ("right", [1])]


@given(times, turns, st.booleans())
def test_every_repetition_is_in_exactly_one_stretch(peaks: list[float], said: list[Turn], alternate: bool) -> None:
    found = stretches(sorted(peaks), said, alternate=alternate)
    assert sorted(k for one in found for k in one.indices.tolist()) == list(range(len(peaks)))
    assert len(found) >= 1
