"""Pictures of the coach's pages with sample data, and the page that shows them: `make tour`."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
from playwright.sync_api import sync_playwright

from soleus.person import Person
from soleus.simulate.session import Session
from soleus.simulate.video import Filming, render_sticker_clip

HERE = Path(__file__).parent
PICTURES = HERE / "images" / "tour"
WIDTHS = {"desk": (1280, 800), "phone": (390, 844)}
TALLEST_PX = 1800  # of a page; what is below is more of the same
QUALITY = 72  # of WebP: text stays sharp, a page takes some 30 kB
MOST_BYTES = 3_000_000
N_REPS = 12


@dataclass(frozen=True)
class Stop:
    """A page of the tour; ``do`` brings it about where an address does not."""

    name: str
    title: str
    says: str
    path: str = ""
    do: Callable[[Any, str], None] | None = None
    dark: bool = False


def last_test(page: Any, url: str) -> None:
    """The result of the last heel-raise test."""
    page.goto(url + "/test")
    page.goto(url + page.get_attribute("main table a", "href"))


def live(page: Any, url: str) -> None:
    """A session with the sticker, some repetitions into it."""
    page.goto(url + "/sessions/new?exercise=soleus-push-up")
    page.check("input[value=camera-sticker]")
    page.click("text=To the session")
    page.wait_for_selector("[data-live][data-ready][data-linked=true]")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=count]:text-matches('^(8|9|1.)$')", timeout=120_000)
    page.wait_for_timeout(500)


def finished(page: Any, url: str) -> None:
    """What the session was that `live` began."""
    page.goto(url)
    page.goto(url + page.get_attribute("a[href$='/live']", "href"))
    page.wait_for_selector("[data-live][data-ready][data-linked=true]")
    page.click("[data-part=finish] button")
    page.wait_for_load_state("networkidle")


def day_of_glucose(page: Any, url: str) -> None:
    """The last whole day with readings."""
    page.goto(url + "/glucose")
    page.wait_for_load_state("networkidle")


STOPS = (
    Stop("today", "Today", "What to do now, and why; last time's numbers.", "/"),
    Stop("dark", "In the dark", "Every page follows the device's scheme.", "/", dark=True),
    Stop("exercises", "Exercises", "Seated, standing, walking; each has its own page.", "/exercises"),
    Stop(
        "exercise",
        "An exercise",
        "Drawn in its poses; steps, faults, evidence with its grade, a dose to begin with.",
        "/exercises/soleus-push-up",
    ),
    Stop("new-session", "A new session", "Camera with a sticker, phone, taps or the beat.", "/sessions/new"),
    Stop("live", "Live", "Counted and measured from the camera; the leg moves with the heel.", do=live),
    Stop("after", "After", "What the session was, and what it asked of muscle, tendon and energy.", do=finished),
    Stop(
        "test",
        "Heel-raise test",
        "How strong is the calf: led by the metronome, ended by the published rules.",
        "/test",
    ),
    Stop(
        "test-result", "Its result", "Both legs beside two norms that disagree, and since the last time.", do=last_test
    ),
    Stop("history", "History", "Every session in a calendar; the trends, each chart with its table.", "/history"),
    Stop("glucose", "Glucose", "What the sensor saw, in plain words.", do=day_of_glucose),
    Stop("glucose-figures", "Glucose in figures", "The usual day and the time in each range.", "/glucose/figures"),
    Stop(
        "trial", "A trial of one", "Do push-ups lower your own meals: planned, randomised, analysed.", "/glucose/trial"
    ),
    Stop("walks", "Walks", "Steps, climb and stairs of a recording.", "/walks"),
    Stop("learn", "Learn", "The muscle, the claims, recovery.", "/learn"),
    Stop("your-soleus", "Your soleus", "Where it lies and why the knee matters.", "/your-soleus"),
    Stop("claims", "Claims", "What is claimed, what is known, with its sources.", "/claims"),
    Stop("recovery", "Recovery", "Massage and rolling, behind the safety questions.", "/recovery"),
    Stop("soreness", "Soreness", "Tap where it is sore.", "/recovery/soreness?side=right"),
    Stop("reminders", "Reminders", "After meals, after sitting, on training days; quiet hours.", "/reminders"),
    Stop("settings", "Settings", "Everything that can be set.", "/settings"),
    Stop("data", "Your data", "Bring in, take out, back up, restore, delete.", "/data"),
    Stop("devices", "Devices", "The phone in your hand; who may see what.", "/devices"),
    Stop("doctor", "Doctor", "Is everything in order on this computer.", "/doctor"),
)


@contextmanager
def coach() -> Iterator[str]:
    """The coach with sample data; its address."""
    command = [
        sys.executable,
        "-c",
        "from soleus.cli import main; main()",
        "serve",
        "--demo",
        "--no-browser",
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            told = process.stdout.readline() if process.stdout else ""
            found = re.match(r"soleus: (\S+)/ ", told)
            if not found:
                raise SystemExit(f"the coach did not start: {told}")
            yield found[1]
        finally:
            process.terminate()


def film(target: Path) -> None:
    """Seated heel raises with a sticker, rendered, as the JPEGs that Chromium's fake camera plays."""
    start_s, same = 3.0 + 1.2 * np.arange(N_REPS), np.ones(N_REPS)
    session = Session(
        start_s=start_s, rise_s=0.45 * same, hold_s=0.12 * same, fall_s=0.45 * same,
        rise_m=0.08 * same, duration_s=float(start_s[-1]) + 3.0,
    )  # fmt: skip
    clip = target.with_suffix(".avi")
    filming = Filming(view_height_m=0.45, defocus_px=0.4, exposure_s=0.006, noise_sd=2.0, shake_px=0.1)
    render_sticker_clip(
        clip, session.height_m, duration_s=session.duration_s, rng=np.random.default_rng(4), person=Person(),
        filming=filming, occlusions_s=(),
    )  # fmt: skip
    capture = cv2.VideoCapture(str(clip))
    with target.open("wb") as file:
        while (read := capture.read())[0]:
            file.write(cv2.imencode(".jpg", read[1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())
    capture.release()


def take(page: Any, target: Path) -> int:
    """A picture of the page as it is, at most so tall; its bytes."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur?.()")
    wide = page.viewport_size["width"]
    live_now = page.query_selector("[data-live]")
    high = 0 if live_now else min(TALLEST_PX, page.evaluate("document.documentElement.scrollHeight"))
    before = page.viewport_size
    page.set_viewport_size({"width": wide, "height": max(high, before["height"])})
    page.wait_for_timeout(400)
    shot = page.screenshot()
    page.set_viewport_size(before)
    picture = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)
    target.write_bytes(cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])[1].tobytes())
    return target.stat().st_size


def walk(browser: Any, url: str) -> list[Stop]:
    """Every stop at both widths; those that this coach has."""
    there = []
    for stop in STOPS:
        if not stop.do and httpx.get(url + stop.path).status_code == 404:
            print(f"{stop.path}: no such page")
            continue
        for width, (wide, high) in WIDTHS.items():
            size = {"width": wide, "height": high}
            context = browser.new_context(viewport=size, color_scheme="dark" if stop.dark else "light")
            context.set_default_timeout(180_000)  # the first question to a model compiles it
            page = context.new_page()
            (stop.do or opened(stop.path))(page, url)
            page.wait_for_timeout(600)
            print(f"{take(page, PICTURES / f'{stop.name}-{width}.webp'):7d} {stop.name} {width}", flush=True)
            context.close()
        there.append(stop)
    return there


def opened(path: str) -> Callable[[Any, str], None]:
    """A page by its address."""
    return lambda page, url: page.goto(url + path)


def write_page(stops: list[Stop]) -> None:
    """The page of the documentation."""
    parts = [
        "# Tour\n\nEvery page of the coach, on a desk and on a phone, with the sample data of `soleus serve --demo`. "
        "The camera of the live\nsession plays a rendered film. `make tour` takes the pictures anew.\n"
    ]
    for stop in stops:
        found = [width for width in WIDTHS if (PICTURES / f"{stop.name}-{width}.webp").exists()]
        sizes = {"desk": "68%", "phone": "24%"}
        picture = "```{{image}} images/tour/{0}-{2}.webp\n:alt: {1}, {2}\n:width: {3}\n```"
        pictures = "\n".join(picture.format(stop.name, stop.title, width, sizes[width]) for width in found)
        parts.append(f"## {stop.title}\n\n{stop.says}\n\n{pictures}\n")
    (HERE / "tour.md").write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """Take the tour."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("the tour needs Chromium (Debian: apt install chromium)")
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, coach() as url, sync_playwright() as playwright:
        camera = Path(folder) / "camera.mjpeg"
        film(camera)
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        play = f"--use-file-for-fake-video-capture={camera}"
        browser = playwright.chromium.launch(executable_path=chromium, args=[*as_root, *fake, play])
        write_page(walk(browser, url))
        browser.close()
    size = sum(file.stat().st_size for file in PICTURES.iterdir())
    print(f"{size} bytes of pictures in {PICTURES.relative_to(HERE.parent)}")
    if size > MOST_BYTES:
        raise SystemExit(f"more than {MOST_BYTES} bytes: lower QUALITY")


if __name__ == "__main__":
    main()
