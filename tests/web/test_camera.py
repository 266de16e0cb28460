"""The camera in a real browser: it plays a rendered clip whose repetitions are known."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from soleus.person import Person
from soleus.simulate.session import Session
from soleus.simulate.video import Filming, render_sticker_clip
from tests.web.conftest import Opener, Server, axe_violations, watched_windows
from tests.web.test_walks import COUNT, READY, counted, start

N_REPS, TOP_M, REST_AFTER_S = 6, 0.07, 14.0
FILMING = Filming(view_height_m=0.5, defocus_px=0.5, exposure_s=0.008, noise_sd=3.0, shake_px=0.2)


def truth() -> Session:
    """Six raises of 7 cm, one every 1.5 s, the fourth only 3 cm; then rest."""
    start_s = 3.0 + 1.5 * np.arange(N_REPS)
    rise_m = np.full(N_REPS, TOP_M)
    rise_m[3] = 0.03
    same = np.ones(N_REPS)
    return Session(
        start_s=start_s, rise_s=0.5 * same, hold_s=0.1 * same, fall_s=0.5 * same, rise_m=rise_m,
        duration_s=float(start_s[-1]) + 1.5 + REST_AFTER_S,
    )  # fmt: skip


def as_camera(clip: Path, target: Path, *, rate_hz: float | None = None, still_s: float = 0.0) -> None:
    """The frames of a clip as the bare JPEGs that Chromium's fake camera plays, 30 a second.

    ``rate_hz`` repeats or leaves out frames so that the clip plays at its own speed; the last stays for ``still_s``.
    """
    import cv2

    capture = cv2.VideoCapture(str(clip))
    step = (rate_hz or 1.0) / (capture.get(cv2.CAP_PROP_FPS) if rate_hz else 1.0)
    n_read, n_written, picture = 0, 0, b""
    with target.open("wb") as file:
        while (read := capture.read())[0]:
            frame, n_read = read[1], n_read + 1
            shrink = min(1.0, 640 / max(frame.shape))
            size = tuple(round(shrink * side / 16) * 16 for side in frame.shape[1::-1])  # as cameras have it
            frame = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
            picture = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
            while n_written < round(n_read * step):
                file.write(picture)
                n_written += 1
        file.write(picture * round(30 * still_s))
    capture.release()


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip as a camera: the sticker out of sight for two seconds in the rest after the last raise."""
    folder = tmp_path_factory.mktemp("camera")
    session = truth()
    hidden_s = float(session.end_s[-1]) + 3.0
    render_sticker_clip(
        folder / "clip.avi", session.height_m, duration_s=session.duration_s, rng=np.random.default_rng(5),
        person=Person(), filming=FILMING, occlusions_s=((hidden_s, hidden_s + 2.5),),
    )  # fmt: skip
    as_camera(folder / "clip.avi", folder / "camera.mjpeg")
    return folder / "camera.mjpeg"


@pytest.fixture
def camera_window(launch: Any, filmed: Path) -> Iterator[Opener]:
    """Windows of a browser whose camera plays the clip from its beginning each time it starts."""
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={filmed}",
    )
    with watched_windows(browser) as opened:
        yield opened
    browser.close()


@pytest.mark.alone
def test_the_camera_counts_what_was_done_and_says_what_was_wrong(camera_window: Opener, coach: Server) -> None:
    page = camera_window()
    start(page, coach, "camera-sticker")
    page.click("[data-part=pause]")
    cues = page.evaluate_handle(
        """() => {
          const said = [];
          const cue = document.querySelector("[data-part=cue]");
          new MutationObserver(() => cue.dataset.cue && said.push(cue.dataset.cue)).observe(cue, {attributes: true});
          return said;
        }"""
    )
    page.wait_for_selector(f"{COUNT}:text-is('{N_REPS}')", timeout=40_000)
    page.wait_for_selector("[data-cue=lost]", timeout=20_000)
    assert counted(page) == str(N_REPS)
    said = cues.json_value()
    assert said.count("too-low") == 1
    assert "not-down" not in said
    assert float(page.text_content("[data-part=height]")) == pytest.approx(100 * TOP_M, abs=0.3)
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == str(N_REPS)
    done = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["training"]["sets"][0]
    assert done["how"] == "camera-sticker"
    assert done["heel_raise_height_m"] == pytest.approx([*[TOP_M] * 3, 0.03, *[TOP_M] * 2], abs=0.003)
    assert len(done["peak_s"]) == N_REPS  # when they came is not asked: a busy machine plays the clip unevenly


def test_a_camera_that_may_not_be_used_is_said_in_words(window: Opener, coach: Server) -> None:
    page = window()
    start(page, coach, "camera-sticker")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=state]:text-matches('No camera was found|may not be used')")
    assert page.text_content("[data-part=pause]") == "Start"


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_camera_page_has_no_barrier(camera_window: Opener, coach: Server, width: str) -> None:
    page = camera_window(width=width, dark=width == "phone")
    start(page, coach, "camera-sticker")
    assert axe_violations(page) == []
    page.click("[data-part=pause]")
    page.wait_for_selector("polygon[points*='.']", state="attached", timeout=20_000)
    assert axe_violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_second_window_on_the_same_session_shows_the_count(camera_window: Opener, coach: Server) -> None:
    one = camera_window()
    start(one, coach, "camera-sticker")
    two = camera_window(width="phone")
    two.goto(one.url)
    two.wait_for_selector(READY)
    one.click("[data-part=pause]")
    two.wait_for_selector(f"{COUNT}:text-is('2')", timeout=40_000)
    assert int(counted(one)) >= 2


@pytest.mark.alone
def test_the_heel_raise_test_by_camera_gives_heights_and_its_end(launch: Any, tmp_path: Path, coach: Server) -> None:
    start_s, same = 14.0 + 2.0 * np.arange(N_REPS), np.ones(N_REPS)
    session = Session(
        start_s=start_s, rise_s=0.8 * same, hold_s=0.1 * same, fall_s=0.8 * same, rise_m=TOP_M * same,
        duration_s=float(start_s[-1]) + 30.0,
    )  # fmt: skip
    render_sticker_clip(
        tmp_path / "clip.avi", session.height_m, duration_s=session.duration_s, rng=np.random.default_rng(6),
        person=Person(), filming=FILMING, occlusions_s=(),
    )  # fmt: skip
    as_camera(tmp_path / "clip.avi", tmp_path / "camera.mjpeg")
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'camera.mjpeg'}",
    )
    with watched_windows(browser) as opened:
        page = opened()
        page.goto(coach.url + "/test")
        page.check("input[value=camera-sticker]")
        page.click("text=To the first leg")
        page.wait_for_selector(READY)
        page.click("[data-part=pause]")
        page.wait_for_selector("[data-part=state]:text-matches('The test is over: 6 raises')")
        page.click("text=Stop and finish this leg")
        page.wait_for_selector("text=Rest, then the left leg")
        leg = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["report"]["legs"][0]
        assert leg["test"]["n_reps"] == N_REPS
        assert leg["test"]["method"]["ended_by"] == "heel"
        assert leg["heights_m"] == pytest.approx([TOP_M] * N_REPS, abs=0.004)
        assert leg["test"]["work_total_j"] == pytest.approx(75 * 9.80665 * TOP_M * N_REPS, rel=0.05)
        page.click("summary:has-text('Delete')")
        page.click("button:has-text('Delete')")
    browser.close()
