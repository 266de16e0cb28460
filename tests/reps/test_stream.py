import numpy as np
import pytest
from hypothesis import given

from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion, RepEvent
from soleus.reps.stream import Stream
from tests.reps.motions import humps, motion_of, rise_lists, wanderings


def played(motion: HeelMotion) -> tuple[Stream, list[RepEvent]]:
    stream = Stream(motion)
    events = [event for height in motion.heel_raise_height_m.tolist() if (event := stream.push(height))]
    if last := stream.finish():
        events.append(last)
    return stream, events


@given(wanderings)
def test_the_stream_counts_what_the_segmenter_counts(height: np.ndarray) -> None:
    motion = motion_of(height, rate_hz=10.0)
    stream, events = played(motion)
    reps = segment(motion)
    assert stream.count == len(reps)
    assert sum(event.kind != "turned" for event in events) == len(reps) + len(reps.rejected)


@given(rise_lists)
def test_peaks_and_heights_of_whole_repetitions_agree(rises: list[float]) -> None:
    motion = motion_of(humps(rises))
    _, events = played(motion)
    done = [event for event in events if event.kind == "done" and event.reason is None]
    reps = segment(motion)
    kept = [event for event in done if event.peak in reps.peak]
    assert [event.peak for event in kept] == reps.peak.tolist()
    assert [event.heel_raise_height_m for event in kept] == pytest.approx(reps.heel_raise_height_m, abs=5e-4)


def test_a_repetition_is_confirmed_within_three_tenths_of_a_second_at_fifty_a_minute() -> None:
    for rise_m in (0.04, 0.06, 0.10):
        _, events = played(motion_of(humps([rise_m] * 5, period_s=1.2)))
        delays = [(event.end - event.peak) / 100 for event in events if event.kind == "turned"]
        assert len(delays) == 5
        assert max(delays) <= 0.3


def test_the_count_rises_when_the_heel_turns_not_when_it_is_down() -> None:
    height = humps([0.08], period_s=2.0)
    stream = Stream(motion_of(np.empty(0)))
    counts = []
    for h in height.tolist():
        stream.push(h)
        counts.append(stream.count)
    turned = counts.index(1)
    assert height[turned] > 0.04


def test_a_movement_into_position_is_taken_back_by_the_raises_that_follow() -> None:
    stream, _ = played(motion_of(humps([0.022])))
    assert stream.count == 1
    stream, _ = played(motion_of(humps([0.022, 0.09])))
    assert stream.count == 1
    stream, _ = played(motion_of(humps([0.022, 0.09, 0.09])))
    assert stream.count == 2


def test_a_gap_closes_what_is_open_and_counting_goes_on() -> None:
    height = humps([0.08] * 5, period_s=2.0)
    height[660:700] = np.nan
    stream, events = played(motion_of(height))
    assert stream.count == 4
    assert "cut" in {event.kind for event in events}
