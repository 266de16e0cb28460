"""How smoothly the living leg moves: python -m benchmarks.leg_frames. A real browser (chromium) at a real server.

A session with the camera and the sticker, then one with the phone on the thigh; meanwhile the page's animation frames
are stamped, and the pose that each of them shows is read. Wanted: 30 new poses a second while the heel moves.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.live import Coach, machine

WATCHED_S, RATE_HZ, WANTED_HZ = 12.0, 30.0, 30.0
MOVING_MS = 150.0  # longer between two poses: the heel rested
STAMP = """() => {
  const leg = document.querySelector("[data-part=leg] svg #live-foot");
  window.stamps = [];
  let last = "";
  const look = (at) => {
    const pose = leg.getAttribute("transform");
    window.stamps.push([at, pose !== last]);
    last = pose;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
PLAY = """async (rows) => {
  const begun = performance.now();
  for (const [s, x, y, z, alpha, beta, gamma] of rows) {
    const wait = s * 1000 - (performance.now() - begun);
    if (wait > 4) await new Promise((go) => setTimeout(go, wait));
    dispatchEvent(new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: {x, y, z}, rotationRate: {alpha, beta, gamma}, interval: 1000 / 60,
    }));
  }
}"""


def moving() -> Any:
    """Push-ups without a rest, 60 a minute, 7 cm: a heel that rests has no new pose."""
    from soleus.simulate.session import Session

    n = int(WATCHED_S) + 8
    same = np.ones(n)
    return Session(
        start_s=2.0 + np.arange(n), rise_s=0.5 * same, hold_s=0.0 * same, fall_s=0.5 * same, rise_m=0.07 * same,
        duration_s=n + 4.0,
    )  # fmt: skip


def camera(folder: Path) -> Path:
    """A rendered clip as the bare JPEGs that Chromium's fake camera plays, 30 a second."""
    import cv2

    from soleus.person import Person
    from soleus.simulate.video import Filming, render_sticker_clip

    filming = Filming(view_height_m=0.5, defocus_px=0.5, exposure_s=0.008, noise_sd=3.0, shake_px=0.2)
    render_sticker_clip(
        folder / "clip.avi", moving().height_m, duration_s=WATCHED_S + 6.0, rng=np.random.default_rng(2),
        rate_hz=RATE_HZ, person=Person(), filming=filming,
    )  # fmt: skip
    capture = cv2.VideoCapture(str(folder / "clip.avi"))
    with (folder / "camera.mjpeg").open("wb") as file:
        while (read := capture.read())[0]:
            file.write(cv2.imencode(".jpg", cv2.resize(read[1], (640, 480)))[1].tobytes())
    return folder / "camera.mjpeg"


def phone_rows() -> list[list[float]]:
    """Samples of a phone on the thigh as the browser gives them: turn rates in degrees."""
    from soleus.person import Person
    from soleus.simulate.phone import thigh_phone

    rng = np.random.default_rng(3)
    phone = thigh_phone(moving(), Person(), rng, rate_hz=60.0)
    rows = np.column_stack([phone.time_s, phone.acceleration_m_s2, np.degrees(phone.angular_velocity_rad_s)])
    found: list[list[float]] = rows[: int(60 * (WATCHED_S + 4.0))].tolist()
    return found


def told(name: str, stamps: list[tuple[float, bool]]) -> str:
    at_ms, changed = np.array([at for at, _ in stamps]), np.array([new for _, new in stamps])
    between_ms = np.diff(at_ms[changed])
    moving_ms = between_ms[between_ms < MOVING_MS]
    rate_hz = 1000 / moving_ms.mean() if len(moving_ms) else 0.0
    held = "held" if rate_hz >= 0.97 * WANTED_HZ else "NOT HELD"
    p95 = np.percentile(moving_ms, 95) if len(moving_ms) else np.nan
    return (
        f"{name:28s} {rate_hz:5.1f} poses/s of {WANTED_HZ:.0f} ({held}), p95 {p95:5.1f} ms between two; "
        f"the browser draws {1000 / np.diff(at_ms).mean():.0f} frames/s"
    )


def watched(page: Any, seconds: float) -> list[tuple[float, bool]]:
    page.evaluate("window.stamps = []")
    page.wait_for_timeout(1000 * seconds)
    found: list[tuple[float, bool]] = page.evaluate("window.stamps")
    return found


def opened(page: Any, coach: Coach, how: str) -> None:
    live = coach.begin(how).replace("ws", "http", 1).partition("/link")[0] + "/live"
    page.goto(live)
    page.wait_for_selector("[data-live][data-ready][data-linked=true] [data-part=leg][data-ready]", state="attached")
    page.evaluate(STAMP)


def report(folder: Path) -> None:
    """Both sessions, one after the other."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no chromium on this machine (Debian: apt install chromium)")
    clip, before = camera(folder), machine()
    (folder / "data").mkdir()
    coach = Coach(folder / "data")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    try:
        print(f"the living leg               {before}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*as_root, *fake, f"--use-file-for-fake-video-capture={clip}"]
            )
            page = browser.new_page(viewport={"width": 390, "height": 844})
            opened(page, coach, "camera-sticker")
            page.click("[data-part=pause]")
            page.wait_for_selector("polygon[points*='.']", state="attached")
            page.wait_for_timeout(2000)
            print(told("camera with the sticker", watched(page, WATCHED_S)))
            opened(page, coach, "phone")
            page.evaluate("document.querySelector('[data-part=pause]').click()")
            page.evaluate(f"window.played = ({PLAY})({phone_rows()}); null")
            page.wait_for_timeout(5000)
            print(told("phone on the thigh", watched(page, WATCHED_S - 3.0)))
            browser.close()
    finally:
        coach.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder))
