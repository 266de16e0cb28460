"""Which leg did which repetition."""

from hypothesis import given
from hypothesis import strategies as st

from soleus.store.records import Target
from soleus.workspace.sides import Turn, stretches

ALTERNATE = Target(sides="alternate")
times = st.lists(st.floats(0, 1000), max_size=30)
turns = st.lists(st.builds(Turn, st.floats(0, 1000), st.sampled_from(["left", "right"])), max_size=10).map(sorted)


def test_repetitions_belong_to_the_leg_that_was_said_last() -> None:
    said = [Turn(10.0, "left"), Turn(20.0, "right")]
    found = [(one.side, one.indices.tolist()) for one in stretches([5, 11, 12, 20, 21], said, Target())]
    assert found == [(None, [0]), ("left", [1, 2]), ("right", [3, 4])]


def test_legs_that_take_turns_are_one_stretch_each() -> None:
    said = [Turn(1.0, "left"), Turn(2.0, "right"), Turn(3.0, "left")]
    found = [(one.side, one.indices.tolist()) for one in stretches([1.5, 2.5, 3.5], said, ALTERNATE)]
    assert found == [("left", [0, 2]), ("right", [1])]


def test_a_rest_parts_sets_where_several_were_meant() -> None:
    peaks, said = [1, 3, 5, 65, 67, 69], [Turn(0.0, "left")]
    parted = [one.indices.tolist() for one in stretches(peaks, said, Target(sets=2, reps=3))]
    assert parted == [[0, 1, 2], [3, 4, 5]]
    assert [len(one.indices) for one in stretches(peaks, said, Target(sets=1, reps=6))] == [6]
    assert [len(one.indices) for one in stretches([1, 3, 20], said, Target(sets=2))] == [3]


def test_legs_that_take_turns_are_parted_by_a_rest_as_well() -> None:
    said = [Turn(0.0, "left"), Turn(2.0, "right"), Turn(60.0, "left"), Turn(62.0, "right")]
    found = stretches([1, 3, 61, 63], said, Target(sets=2, reps=1, sides="alternate"))
    assert [(one.side, one.indices.tolist()) for one in found] == [
        ("left", [0]), ("right", [1]), ("left", [2]), ("right", [3]),
    ]  # fmt: skip


@given(times, turns, st.sampled_from([Target(), ALTERNATE, Target(sets=3), Target(sets=3, sides="alternate")]))
def test_every_repetition_is_in_exactly_one_stretch(peaks: list[float], said: list[Turn], target: Target) -> None:
    found = stretches(sorted(peaks), said, target)
    assert sorted(k for one in found for k in one.indices.tolist()) == list(range(len(peaks)))
    assert len(found) >= 1
