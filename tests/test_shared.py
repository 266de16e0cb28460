"""Real recordings beside the checkout: both segmenters count the same on every one of them."""

from pathlib import Path

import pytest

import soleus

ANGLE = {"sensor": "angle", "column": "RAnkleFlexion:deg"}


def both_counts(path: Path, **options: object) -> tuple[int, int]:
    result = soleus.analyse(path, **options)  # type: ignore[arg-type]
    stream = soleus.Stream(result.motion)
    for height in result.motion.heel_raise_height_m.tolist():
        stream.push(height)
    stream.finish()
    return len(result.reps), stream.count


@pytest.mark.shared
def test_one_calf_raise_in_each_motion_capture_file_by_both_segmenters(shared: Path) -> None:
    paths = sorted((shared / "ankle_angle" / "fairfield").glob("*.csv"))
    assert len(paths) == 10
    assert {both_counts(path, **ANGLE) for path in paths} == {(1, 1)}


@pytest.mark.shared
def test_the_stream_agrees_on_every_watch_set(shared: Path) -> None:
    paths = sorted((shared / "reps" / "watch").glob("*.csv"))
    assert len(paths) == 84
    differing = [path.name for path in paths if len(set(both_counts(path, placement="wrist"))) > 1]
    assert differing == []


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), [("skatefit_calf_raises.mp4", 3), ("aris_calf_raise.mp4", 2)])
def test_clips_without_marker_are_counted_by_both(shared: Path, name: str, count: int) -> None:
    assert both_counts(shared / "video" / name) == (count, count)


@pytest.mark.shared
def test_walks_with_a_phone_are_no_push_ups(shared: Path) -> None:
    told = []
    for path in sorted((shared / "steps" / "oxford").glob("user1_*.csv")):
        try:
            told.append(both_counts(path, placement="thigh", exercise="soleus-push-up"))
        except soleus.NotEnoughDataError as error:
            told.append("never lies flat" in str(error))
    assert len(told) == 3
    assert all(answer in (True, (0, 0)) for answer in told)
