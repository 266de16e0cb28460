"""Rendered clips show what their truth says."""

import itertools

import numpy as np
import pytest

from soleus.errors import InputError
from soleus.person import Person
from soleus.recording.video import frames, probe_video
from soleus.reps.sticker_tracks import find
from soleus.simulate.video import Filming, render_negative_clip, render_plain_clip, render_sticker_clip
from soleus.simulate.video.body import Body
from soleus.simulate.video.poses import seated, standing

SIZE_PX = (320, 240)
PERFECT = Filming(view_height_m=0.4)


def slow_rise(time_s):
    return 0.06 * np.asarray(time_s)


def test_sticker_rises_by_the_height_to_a_third_of_a_millimetre(tmp_path):
    truth = render_sticker_clip(
        tmp_path / "rise.avi", slow_rise, duration_s=1.0, rng=np.random.default_rng(0), size_px=SIZE_PX,
        filming=PERFECT, occlusions_s=(),
    )  # fmt: skip
    rise_px = truth.marker_px[0, 1] - truth.marker_px[:, 1]
    np.testing.assert_allclose(rise_px * 400 / 240, 60 * truth.time_s, atol=0.01)
    seen = [find(frame) for _, frame in frames(truth.path)]
    centres = np.array([corners.mean(axis=0) for ((_, corners),) in seen])
    assert np.abs(centres - truth.marker_px).max() * 400 / 240 < 0.3


def test_same_seed_renders_the_same_clip(tmp_path):
    pictures = []
    for name in ("one.avi", "two.avi"):
        truth = render_plain_clip(
            tmp_path / name, slow_rise, duration_s=0.3, rng=np.random.default_rng(4), size_px=SIZE_PX
        )
        pictures.append(np.stack([frame for _, frame in frames(truth.path)]))
    np.testing.assert_array_equal(*pictures)


def test_clip_has_the_asked_rate_size_and_length(tmp_path):
    render_negative_clip(
        tmp_path / "empty.mp4", "empty", duration_s=1.0, rng=np.random.default_rng(0), rate_hz=24.0, size_px=SIZE_PX
    )
    header = probe_video(tmp_path / "empty.mp4")
    assert (header.width_px, header.height_px, header.n_frames) == (*SIZE_PX, 24)
    assert header.rate_hz == pytest.approx(24.0)


@pytest.mark.parametrize("scene", ["walking", "ankle-circles", "squats", "jumps", "arm-raises", "stepping"])
def test_negative_clips_move(tmp_path, scene):
    truth = render_negative_clip(
        tmp_path / "moving.avi", scene, duration_s=1.0, rng=np.random.default_rng(2), size_px=SIZE_PX,
        filming=Filming(view_height_m=2.2),
    )  # fmt: skip
    assert not truth.heel_raise_height_m.any()
    pictures = [frame.astype(np.int16) for _, frame in frames(truth.path)]
    assert max(np.abs(b - a).max() for a, b in itertools.pairwise(pictures)) > 40


def test_standing_body_rises_by_the_height_and_seated_hip_stays():
    body = Body(person=Person(stature_m=1.75), parts={})
    up, sitting = standing(body, slow_rise), seated(body, slow_rise)
    assert up(1.0).hip_y - up(0.0).hip_y == pytest.approx(0.06)
    assert sitting(1.0).hip_y == sitting(0.0).hip_y
    knee = [-body.thigh_m * np.cos(sitting(t).near_thigh) for t in (0.0, 1.0)]
    assert knee[1] - knee[0] == pytest.approx(0.06, abs=0.004)


def test_unknown_container_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"clip\.gif"):
        render_sticker_clip(tmp_path / "clip.gif", slow_rise, duration_s=0.2, rng=np.random.default_rng(0))
