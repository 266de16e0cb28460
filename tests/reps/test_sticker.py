"""The sticker method against rendered clips whose true height is known."""

from pathlib import Path

import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import HeelHeight, Marker, Recording, Video
from soleus.recording.video import frames, probe_video
from soleus.reps.level import resting_level
from soleus.reps.segment import segment
from soleus.reps.sticker import Sticker, bridge, has_sticker
from soleus.reps.sticker_edges import refine_corners
from soleus.simulate.video import ClipTruth, Filming, render_negative_clip, render_sticker_clip

PERSON = Person(stature_m=1.75)
RATE_HZ, SIZE_PX, DURATION_S = 20.0, (320, 240), 8.0
N_REPS, PERIOD_S, TOP_M = 3, 1.8, 0.07
NEAR = Filming(view_height_m=0.4, defocus_px=0.5, exposure_s=0.01, noise_sd=3.0, shake_px=0.1)


def heel_m(time_s):
    phase = (np.asarray(time_s) - 1.3) / PERIOD_S
    return np.where((phase > 0) & (phase < N_REPS), TOP_M * np.sin(np.pi * phase) ** 2, 0.0)


def render(path: Path, **options) -> ClipTruth:
    asked = {"filming": NEAR, "occlusions_s": (), "person": PERSON, "rate_hz": RATE_HZ, "size_px": SIZE_PX} | options
    return render_sticker_clip(path, heel_m, duration_s=DURATION_S, rng=np.random.default_rng(7), **asked)


def recording_of(path: Path, marker: Marker = "malleolus") -> Recording:
    header = probe_video(path)
    stamps = np.array([t for t, _ in frames(path, max_side_px=16)])
    stamps.setflags(write=False)
    video = Video(path=path, width_px=header.width_px, height_px=header.height_px, marker=marker)
    return Recording(path=path, sha256="", format="video", sensor="video", signal=video, time_s=stamps)


def rms_mm(motion) -> float:
    return float(1000 * np.sqrt(np.nanmean((motion.heel_raise_height_m - heel_m(motion.time_s)) ** 2)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> ClipTruth:
    return render(tmp_path_factory.mktemp("sticker") / "plain.mp4")


@pytest.fixture(scope="module")
def motion(plain):
    return Sticker()(recording_of(plain.path), PERSON)


def test_every_raise_is_counted(motion):
    assert len(segment(motion)) == N_REPS


def test_height_is_within_two_millimetres(motion):
    assert rms_mm(motion) < 2.0
    assert np.nanmax(motion.heel_raise_height_m) == pytest.approx(TOP_M, abs=0.003)


def test_motion_says_how_it_was_made(motion):
    assert motion.scaled
    assert motion.tracked_frac == pytest.approx(1.0, abs=0.03)
    assert motion.method["name"] == "sticker"
    assert motion.method["sticker_mm"] == 40.0
    assert motion.method["mm_per_px"] == pytest.approx(400 / 240, rel=0.02)


def test_mirrored_clip_gives_the_same_heights(tmp_path, motion):
    mirrored = Sticker()(recording_of(render(tmp_path / "mirrored.mp4", mirrored=True).path), PERSON)
    assert mirrored.method["mirrored"]
    assert len(segment(mirrored)) == N_REPS
    np.testing.assert_allclose(mirrored.heel_raise_height_m, motion.heel_raise_height_m, atol=0.002)


def test_long_occlusion_becomes_a_gap_and_short_one_does_not(tmp_path):
    seen = Sticker()(recording_of(render(tmp_path / "hidden.mp4", occlusions_s=((0.3, 0.5), (7.0, 7.6))).path), PERSON)
    height, time_s = seen.heel_raise_height_m, seen.time_s
    assert np.isfinite(height[(time_s > 0.3) & (time_s < 0.5)]).all()
    assert np.isnan(height[(time_s > 7.05) & (time_s < 7.5)]).all()
    assert seen.tracked_frac < 0.95
    assert len(segment(seen)) == N_REPS


def test_heel_marker_is_converted_to_the_malleolus(tmp_path):
    truth = render(tmp_path / "heel.mp4", marker="heel")
    converted = Sticker()(recording_of(truth.path, "heel"), PERSON)
    as_seen = Sticker()(recording_of(truth.path), PERSON)
    assert rms_mm(converted) < 2.0
    # levers of 1.755 m: 0.14 m to the malleolus, 0.740 of a foot of 0.152 stature to the heel
    assert np.nanmax(as_seen.heel_raise_height_m) == pytest.approx(TOP_M * 0.740 * 0.152 * 1.755 / 0.14, abs=0.003)


def test_double_sticker_size_doubles_the_height(plain, motion):
    doubled = Sticker(sticker_mm=80.0)(recording_of(plain.path), PERSON)
    np.testing.assert_allclose(doubled.heel_raise_height_m, 2 * motion.heel_raise_height_m, atol=0.002)


def test_moving_sticker_is_chosen_over_a_still_one(tmp_path):
    both = render(tmp_path / "two.mp4", still_sticker_id=7, sticker_id=3)
    assert Sticker()(recording_of(both.path), PERSON).method["sticker_number"] == 3


def test_clip_without_sticker_is_refused_with_a_remedy(tmp_path):
    truth = render(tmp_path / "bare.mp4", sticker_id=None)
    assert not has_sticker(recording_of(truth.path))
    with pytest.raises(NotEnoughDataError, match=r"bare\.mp4.*sticker.*film"):
        Sticker()(recording_of(truth.path), PERSON)


def test_tiny_sticker_is_refused(tmp_path):
    truth = render(tmp_path / "far.mp4", sticker_mm=10.0)
    with pytest.raises(NotEnoughDataError, match="sticker"):
        Sticker()(recording_of(truth.path), PERSON)


def test_sticker_is_seen_by_the_probe(plain):
    assert has_sticker(recording_of(plain.path))


def test_ordinary_clip_is_not_taken_for_a_sticker(tmp_path):
    truth = render_negative_clip(
        tmp_path / "squats.mp4", "squats", duration_s=2.0, rng=np.random.default_rng(1), size_px=SIZE_PX
    )
    assert not has_sticker(recording_of(truth.path))


def test_progress_ends_at_one(plain):
    seen: list[float] = []
    Sticker()(recording_of(plain.path), PERSON, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_other_sensors_are_refused():
    height = Recording(
        path=Path("height.csv"), sha256="", format="csv", sensor="height",
        signal=HeelHeight(height_m=np.zeros(3)), time_s=np.arange(3.0),
    )  # fmt: skip
    with pytest.raises(InputError, match=r"height\.csv"):
        Sticker()(height, PERSON)
    assert not has_sticker(height)


def test_impossible_sticker_size_is_refused():
    with pytest.raises(InputError, match="sticker_mm"):
        Sticker(sticker_mm=0.04)


def test_rest_is_the_lowest_level_on_which_the_heel_dwells():
    rng = np.random.default_rng(0)
    passing, rest, top = -0.05 + 0.04 * rng.random(30), np.full(600, 0.01), np.full(1500, 0.08)
    levels = np.concatenate([passing, rest, top]) + rng.normal(0, 2e-4, 2130)
    assert resting_level(levels) == pytest.approx(0.01, abs=3e-4)


def test_short_gap_follows_a_turning_heel():
    time_s = np.arange(0, 2, 1 / 30)
    course = np.column_stack([0.05 * np.sin(2 * np.pi * time_s), np.zeros_like(time_s)])
    holed = course.copy()
    holed[5:11] = np.nan
    bridge(time_s, holed)
    np.testing.assert_allclose(holed, course, atol=0.003)


def test_blur_does_not_move_the_corners():
    import cv2

    picture = np.full((120, 120), 230, np.uint8)
    picture[30:90, 30:90] = 25
    true = np.array([[29.5, 29.5], [89.5, 29.5], [89.5, 89.5], [29.5, 89.5]])
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.0), np.uint8)
    blurred.setflags(write=False)
    np.testing.assert_allclose(
        refine_corners(blurred, true + np.array([[1.5, 1], [-1, 1], [-1, -1.5], [1, -1]])), true, atol=0.05
    )
