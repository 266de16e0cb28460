"""The camera without a sticker in a real browser: ordinary clips whose repetitions are known, and others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import soleus
from soleus.simulate.session import seated_session, standing_session
from soleus.simulate.video import render_plain_clip
from soleus.simulate.video.plain_clip import render_negative_clip
from tests.web.conftest import PATIENCE_MS, Opener, Server, axe_violations, watched_windows
from tests.web.test_camera import as_camera
from tests.web.test_walks import COUNT, counted, start

pytestmark = pytest.mark.alone  # a camera gives its frames in real time; a busy machine drops them
RAISES = 5


@contextmanager
def playing(launch: Any, clip: Path) -> Iterator[Opener]:
    """Windows of a browser whose camera plays the clip, again and again."""
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={clip}",
    )
    with watched_windows(browser) as opened:
        yield opened
    browser.close()


def filmed(folder: Path, posture: str) -> Path:
    """Raises of a whole body, or of a knee; then rest, so that the count can come to its end."""
    rng = np.random.default_rng(1)
    begin = seated_session if posture == "seated" else standing_session
    session = begin(rng, n_reps=RAISES, lead_s=4.0)
    assert len(session) == RAISES
    render_plain_clip(
        folder / "clip.avi", session.height_m, duration_s=session.duration_s + 40.0, rng=rng, posture=posture,
        view="knee-to-floor" if posture == "seated" else "whole", rate_hz=15.0,
    )  # fmt: skip
    assert len(soleus.analyse(folder / "clip.avi").reps) == RAISES
    return folder / "clip.avi"


def camera_of(clip: Path, folder: Path, *, still_s: float = 0.0) -> Path:
    as_camera(clip, folder / "camera.mjpeg", rate_hz=30.0, still_s=still_s)
    return folder / "camera.mjpeg"


@pytest.mark.parametrize("posture", ["seated", "standing"])
def test_raises_are_counted_without_a_sticker_and_never_measured(
    launch: Callable[..., Any], coach: Server, tmp_path: Path, posture: str
) -> None:
    with playing(launch, camera_of(filmed(tmp_path, posture), tmp_path, still_s=90.0)) as window:
        page = window(width="phone")
        start(page, coach, "camera")
        assert axe_violations(page) == []
        page.click("[data-part=pause]")
        page.wait_for_selector("[data-part=sure]:has-text('/3')")
        page.wait_for_selector(f"{COUNT}:text-is('{RAISES}')")
        assert axe_violations(page) == []
        page.wait_for_timeout(3000)
        assert counted(page) == str(RAISES)
        page.click("text=Finish")
        page.wait_for_selector("text=How was it?")
        assert page.text_content(".figures dd") == str(RAISES)
        done = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["training"]["sets"][
            0
        ]
    assert (done["how"], done["n_reps"], done["heel_raise_height_m"]) == ("camera", RAISES, [])
    assert done["method"]["agree_frac"] > 0


def test_what_is_no_heel_raise_is_not_counted_and_the_page_says_why(
    launch: Callable[..., Any], coach: Server, tmp_path: Path
) -> None:
    render_negative_clip(tmp_path / "clip.avi", "squats", duration_s=40.0, rng=np.random.default_rng(2), rate_hz=15.0)
    with playing(launch, camera_of(tmp_path / "clip.avi", tmp_path)) as window:
        page = window()
        start(page, coach, "camera")
        page.click("[data-part=pause]")
        page.wait_for_selector("[data-part=sight]:has-text('Cannot tell: no heel raise')")
        assert counted(page) == "0"
        assert page.text_content("[data-part=sure]").strip() != "3/3"


@pytest.mark.shared
@pytest.mark.parametrize(("name", "n_reps"), [("skatefit_calf_raises.mp4", 3), ("aris_calf_raise.mp4", 2)])
def test_filmed_people_are_counted_as_they_are_in_the_file(
    launch: Callable[..., Any], coach: Server, tmp_path: Path, shared: Path, name: str, n_reps: int
) -> None:
    clip = camera_of(shared / "video" / name, tmp_path, still_s=60.0)
    with playing(launch, clip) as window:
        page = window()
        start(page, coach, "camera")
        page.click("[data-part=pause]")
        page.wait_for_selector(f"{COUNT}:text-is('{n_reps}')", timeout=PATIENCE_MS)
        page.wait_for_timeout(4000)
        assert counted(page) == str(n_reps)
