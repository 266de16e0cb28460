"""Counting without a marker, on clips rendered with truth; real clips are in tests/test_shared.py."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording import Recording, read_recording
from soleus.reps.markerless import Markerless
from soleus.reps.markerless.tracks import follow
from soleus.reps.segment import segment
from soleus.simulate.ordinary import ordinary
from soleus.simulate.session import Session
from soleus.simulate.video import render_negative_clip, render_plain_clip

SIZE = (480, 360)


def raises(n: int, *, period_s: float = 2.0, rise_m: float = 0.09) -> Session:
    return Session(
        start_s=1.5 + period_s * np.arange(n),
        rise_s=np.full(n, 0.35 * period_s),
        hold_s=np.full(n, 0.1 * period_s),
        fall_s=np.full(n, 0.35 * period_s),
        rise_m=np.full(n, rise_m),
        duration_s=3.0 + period_s * n,
    )


def filmed(path: Path, session: Session, seed: int = 1, **more: object) -> Recording:
    render_plain_clip(
        path,
        session.height_m,
        duration_s=session.duration_s,
        rng=np.random.default_rng(seed),
        rate_hz=20,
        size_px=SIZE,
        **more,
    )
    return read_recording(path)


def counted(recording: Recording) -> int:
    return len(segment(Markerless()(recording, Person())))


@pytest.mark.parametrize("n", [3, 5])
def test_a_person_who_rises_is_counted_without_heights(tmp_path: Path, n: int) -> None:
    session = raises(n)
    motion = Markerless()(filmed(tmp_path / "clip.mp4", session), Person())
    reps = segment(motion)
    assert len(reps) == n
    assert np.isnan(reps.heel_raise_height_m).all()
    assert np.abs(reps.peak_s - session.peak_s).max() < 0.35
    assert motion.tracked_frac is not None
    assert 0.5 < motion.tracked_frac <= 1.0
    assert motion.method["name"] == "markerless"


def test_a_still_person_is_an_honest_zero_or_a_refusal(tmp_path: Path) -> None:
    still = replace(raises(1), rise_m=np.zeros(1))
    try:
        assert counted(filmed(tmp_path / "still.mp4", still)) == 0
    except NotEnoughDataError as error:
        assert "sticker" in str(error)  # noqa: PT017  both are right answers


@pytest.mark.parametrize("scene", ["walking", "ankle-circles", "squats", "jumps", "shaking-camera"])
def test_other_movements_are_never_counted(tmp_path: Path, scene: str) -> None:
    path = tmp_path / "other.mp4"
    render_negative_clip(path, scene, duration_s=6.0, rng=np.random.default_rng(2), rate_hz=20, size_px=SIZE)
    try:
        assert counted(read_recording(path)) == 0
    except NotEnoughDataError as error:
        assert "film from the side" in str(error)  # noqa: PT017


def test_quick_seated_raises_are_no_jumps(tmp_path: Path) -> None:
    session = raises(5, period_s=0.85, rise_m=0.1)
    assert counted(filmed(tmp_path / "clip.mp4", session, posture="seated", view="knee-to-floor")) == 5


def test_a_lamp_that_flickers_moves_nothing() -> None:
    rng = np.random.default_rng(3)
    room = 110.0 + cv2.GaussianBlur(rng.normal(0.0, 200.0, (240, 320)), (0, 0), 4.0)  # 14 grey levels rms
    time_s = np.arange(60) / 15.0
    light = 1.0 + 0.1 * np.sin(2 * np.pi * 0.7 * time_s)
    noisy = ((t, np.uint8(room * gain + rng.normal(0, 2, room.shape))) for t, gain in zip(time_s, light, strict=True))
    tracks = follow(noisy, n_corners=200, round_trip_px=1.0, tick=lambda _: None)
    assert tracks is not None
    courses = tracks.courses(np.arange(60))
    assert len(courses) > 100
    assert np.quantile(np.ptp(courses.imag, axis=1), 0.95) < 1.0


def test_a_picture_that_is_black_or_white_throughout_has_no_gain_and_no_corner() -> None:
    for level in (0, 255):
        still = ((k / 15.0, np.full((120, 160), level, np.uint8)) for k in range(4))
        tracks = follow(still, n_corners=50, round_trip_px=1.0, tick=lambda _: None)
        assert tracks is not None
        assert len(tracks.courses(np.arange(4))) == 0


def test_what_is_no_video_is_named() -> None:
    with pytest.raises(InputError, match="expected a video, got imu"):
        Markerless()(ordinary("thigh", 0).recording, Person())


def test_progress_goes_from_none_to_all(tmp_path: Path) -> None:
    told: list[float] = []
    Markerless()(filmed(tmp_path / "clip.mp4", raises(3)), Person(), progress=told.append)
    assert told == sorted(told)
    assert 0.0 <= told[0] < 0.2
    assert told[-1] > 0.9
