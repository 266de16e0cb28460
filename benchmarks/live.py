"""A live session, as fast as it must be: python -m benchmarks.live. A real server; its clients are a process apart.

Bounds: camera frame to receipt 50 ms at the 95th percentile, a sensor's samples 20 ms; both with twenty sessions with a
sticker at once on four cores; 20 MB a session; no work while nothing happens; pages of 300 kB at most.
"""

import asyncio
import gzip
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np

FRAMES_S, RATE_HZ, SAMPLES_HZ, MESSAGES_HZ = 10.0, 30.0, 60.0, 30.0
MANY = 20
BARE = 2  # sessions without a sticker beside those
MAX_PAGE_KB = 300
PAGES = ("/", "/exercises", "/exercises/soleus-push-up", "/sessions/new", "/measure", "/your-soleus", "/claims")


def clip(folder: Path) -> list[bytes]:
    """JPEGs of a heel with a sticker as the page sends them once the sticker is large: 320 pixels wide."""
    import cv2

    from soleus.person import Person
    from soleus.simulate.session import seated_session
    from soleus.simulate.video import Filming, render_sticker_clip

    session = seated_session(np.random.default_rng(1), n_reps=6, lead_s=2.0)
    filming = Filming(view_height_m=0.5, defocus_px=0.5, exposure_s=0.008, noise_sd=3.0, shake_px=0.2)
    render_sticker_clip(
        folder / "clip.avi", session.height_m, duration_s=FRAMES_S, rng=np.random.default_rng(2), rate_hz=RATE_HZ,
        person=Person(), filming=filming,
    )  # fmt: skip
    capture, frames = cv2.VideoCapture(str(folder / "clip.avi")), []
    while (read := capture.read())[0]:
        small = cv2.resize(read[1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        frames.append(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes())
    return frames


def phone_rows() -> np.ndarray:
    """Samples of a phone on the thigh."""
    from soleus.person import Person
    from soleus.simulate.phone import thigh_phone
    from soleus.simulate.session import seated_session

    rng = np.random.default_rng(3)
    phone = thigh_phone(seated_session(rng, n_reps=8, lead_s=3.0), Person(), rng, rate_hz=SAMPLES_HZ)
    rows = np.column_stack([phone.time_s, phone.acceleration_m_s2, phone.angular_velocity_rad_s])
    return rows[: int(FRAMES_S * SAMPLES_HZ)]


class Coach:
    """A server in a process of its own, of a person who is set up."""

    def __init__(self, folder: Path) -> None:
        from datetime import UTC, datetime

        from soleus.programme.profile import QUESTIONS
        from soleus.workspace import people
        from soleus.workspace.place import open_workspace

        now = datetime.now(tz=UTC)
        with open_workspace(folder) as workspace:
            desk = workspace.local_desk(now)
            people.save_profile(desk, {"body_mass_kg": 75.0, "stature_m": 1.75}, now=now, step="person")
            people.save_screening(desk, dict.fromkeys(QUESTIONS, False), now=now)
        command = [sys.executable, "-c", "from soleus.cli import main; main()", "serve", "--no-browser", "--port", "0"]
        began = time.perf_counter()
        self.process = subprocess.Popen([*command, "--data-dir", str(folder)], stdout=subprocess.PIPE, text=True)
        found = re.search(r"http://127\.0\.0\.1:\d+", self.process.stdout.readline() if self.process.stdout else "")
        if found is None:
            raise SystemExit("the coach did not start")
        self.url = found[0]
        self.get("/")
        self.started_s = time.perf_counter() - began

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path) as answer:
            body: bytes = answer.read()
            return body

    def begin(self, how: str) -> str:
        """The address of a new session's link."""
        from urllib.parse import urlencode
        from uuid import uuid4

        form = {"session_id": str(uuid4()), "exercise": "soleus-push-up", "how": how, "cadence_per_min": "50"}
        request = urllib.request.Request(self.url + "/sessions", data=urlencode(form).encode())
        with urllib.request.urlopen(request) as answer:
            path = answer.url.removeprefix(self.url).removesuffix("/live")
        return f"{self.url.replace('http', 'ws')}{path}/link?client=0123abcd"

    def cpu_s(self) -> float:
        """Processor time so far; Linux."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Memory that it holds now; Linux."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1000  # type: ignore[index]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


async def receipt(socket: Any, name: str) -> dict[str, Any]:
    """The next message that answers what was sent; other windows' news are not it."""
    while name not in (said := json.loads(await socket.recv())):
        pass
    return said


async def measuring(address: str) -> Any:
    from websockets.asyncio.client import connect

    socket = await connect(address, max_size=None)
    await socket.recv()
    await socket.send('{"kind": "measure"}')
    while json.loads(await socket.recv())["kind"] != "measuring":
        pass
    return socket


async def filmed(address: str, frames: list[bytes], seconds: float, offset_s: float = 0.0) -> list[float]:
    """ms from sending each frame to the number that came back; the next one goes out after the receipt of the last."""
    socket = await measuring(address)
    took, wall_ms, began = [], 1000 * time.time(), time.perf_counter() + offset_s
    await asyncio.sleep(offset_s)
    for k in range(int(seconds * RATE_HZ)):
        await asyncio.sleep(max(0.0, began + k / RATE_HZ - time.perf_counter()))
        if time.perf_counter() > began + (k + 1) / RATE_HZ:
            continue  # the camera is already at the next one
        start = time.perf_counter()
        at_ms = wall_ms + 1000 * (start - began)
        await socket.send(struct.pack("<B7xd", 1, at_ms) + frames[k % len(frames)])
        await receipt(socket, "at_ms")
        took.append(1000 * (time.perf_counter() - start))
    await socket.close()
    return took


async def sensed(address: str, rows: np.ndarray) -> list[float]:
    """ms from sending the samples of a thirtieth of a second to the number that came back."""
    socket, step, took = await measuring(address), int(SAMPLES_HZ / MESSAGES_HZ), []
    rows, began = rows.copy(), time.perf_counter()
    rows[:, 0] += time.time()
    for first in range(0, len(rows) - step, step):
        await asyncio.sleep(max(0.0, began + first / SAMPLES_HZ - time.perf_counter()))
        start = time.perf_counter()
        part = np.ascontiguousarray(rows[first : first + step], "<f8").tobytes()
        await socket.send(struct.pack("<B3xI", 2, first) + part)
        await receipt(socket, "n_samples")
        took.append(1000 * (time.perf_counter() - start))
    await socket.close()
    return took


def told(name: str, took: list[float], bound_ms: float) -> str:
    p50, p95 = np.percentile(took, [50, 95])
    held = "held" if p95 <= bound_ms else "NOT HELD"
    return f"{name:30s} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms of {bound_ms:.0f} ({held}; {len(took)} messages)"


async def together(
    coach: Coach, frames: list[bytes], rows: np.ndarray, n_bare: int = 0
) -> tuple[list[float], list[float], float, float]:
    """Twenty sessions with a sticker and one with a phone: latencies, MB a session, processors in use.

    ``n_bare`` sessions without a sticker are judged beside them; their latencies are not among those that are told.
    """
    addresses = [coach.begin("camera-sticker") for _ in range(MANY)]
    bare = [asyncio.ensure_future(filmed(coach.begin("camera"), frames, FRAMES_S)) for _ in range(n_bare)]
    phone = coach.begin("phone")
    memory, cpu, began = coach.rss_mb(), coach.cpu_s(), time.perf_counter()
    tasks = [filmed(address, frames, FRAMES_S, k / RATE_HZ / MANY) for k, address in enumerate(addresses)]
    *filming, sensing = await asyncio.gather(*tasks, sensed(phone, rows))
    cores = (coach.cpu_s() - cpu) / (time.perf_counter() - began)
    await asyncio.gather(*bare)
    return [ms for took in filming for ms in took], sensing, (coach.rss_mb() - memory) / (MANY + 1), cores


def page_kb(coach: Coach, path: str) -> tuple[float, float]:
    """The page with everything that it asks for, as sent, and as gzip would have it."""
    html = coach.get(path)
    wanted = {path} | set(re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css|svg|webmanifest))"', html.decode()))
    seen: dict[str, bytes] = {}
    while wanted - set(seen):
        one = (wanted - set(seen)).pop()
        seen[one] = html if one == path else coach.get(one)
        if one.endswith(".js"):  # what a module imports
            wanted |= {
                f"/static/{name}" for name in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', seen[one].decode())
            }
    return sum(map(len, seen.values())) / 1000, sum(len(gzip.compress(body)) for body in seen.values()) / 1000


def machine() -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return f"{os.cpu_count()} cores, load {load:.1f} of others before"


def report(folder: Path) -> None:
    """Everything, on one server."""
    frames, rows, before = clip(folder), phone_rows(), machine()
    data = folder / "data"
    data.mkdir()
    coach = Coach(data)
    try:
        print(f"live session                   {before}; a frame has {np.mean([len(f) for f in frames]) / 1000:.0f} kB")
        print(f"start to first page            {coach.started_s:6.2f} s of 1.5")
        print(told("one camera", asyncio.run(filmed(coach.begin("camera-sticker"), frames, FRAMES_S)), 50.0))
        print(told("one phone", asyncio.run(sensed(coach.begin("phone"), rows)), 20.0))
        filming, sensing, session_mb, cores = asyncio.run(together(coach, frames, rows))
        rate_hz = len(filming) / MANY / FRAMES_S
        print(told(f"{MANY} cameras at once", filming, 50.0) + f", {rate_hz:.1f} of {RATE_HZ:.0f} frames/s each")
        print(told("  a phone beside them", sensing, 20.0))
        print(f"  memory                       {session_mb:6.1f} MB a session of 20; {cores:.1f} cores in use")
        filming, sensing, _, cores = asyncio.run(together(coach, frames, rows, BARE))
        print(told(f"{MANY} cameras, {BARE} without sticker", filming, 50.0) + f"; {cores:.1f} cores in use")
        print(told("  a phone beside them", sensing, 20.0))
        cpu = coach.cpu_s()
        time.sleep(10)
        print(f"idle                           {100 * (coach.cpu_s() - cpu) / 10:6.2f} % of a core")
        live = coach.begin("camera-sticker").replace("ws", "http", 1).partition("/link")[0].removeprefix(coach.url)
        weights = {path: page_kb(coach, path) for path in (*PAGES, f"{live}/live")}
        path, (plain, packed) = max(weights.items(), key=lambda item: item[1])
        name = "live page" if path.endswith("/live") else path
        print(f"heaviest page                  {plain:6.0f} kB of {MAX_PAGE_KB} ({name}; {packed:.0f} kB as gzip)")
    finally:
        coach.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder))
