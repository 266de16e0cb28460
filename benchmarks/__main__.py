"""Speed, as medians and ratios in one run: make bench."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks import emg, glucose, plans
from soleus.dose import dose_of
from soleus.person import Person
from soleus.reps.segment import segment
from soleus.reps.signals import HeelMotion
from soleus.reps.stream import Stream

RATE_HZ = 100.0
ROUNDS = 5

HOUR = """
import json, resource, sys, time
from pathlib import Path
import soleus.analysis as a, soleus.recording.read, soleus.reps.thigh, soleus.reps.segment, scipy.signal
from soleus.person import Person
small, large = sys.argv[1:]
run = lambda path: json.dumps(a.as_json(a.analyse(path, placement="thigh", person=Person(stature_m=1.75))))
run(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
text = run(large)
took = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(took, (after - before) / 1024, Path(large).stat().st_size / 2**20, json.loads(text)["reps"]["n"])
"""


def median_s(what: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median wall time of several rounds, after one that warms up."""
    what()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def noisy_raises(n: int) -> np.ndarray:
    """Push-ups at 50 a minute, 7 cm, with half a millimetre of noise."""
    phase = (np.arange(n) / RATE_HZ % 1.2) / 0.96
    clean = np.where(phase < 1.0, 0.035 * (1.0 - np.cos(2 * np.pi * phase)), 0.0)
    return clean + np.random.default_rng(0).normal(0.0, 0.0005, n)


def segmentation() -> None:
    """Offline: the same ten million samples; NeuroKit2 on a part, because it needs minutes for them."""
    from neurokit2 import signal_findpeaks
    from scipy.signal import find_peaks

    height_m = noisy_raises(10_000_000)
    motion = HeelMotion(heel_raise_height_m=height_m, rate_hz=RATE_HZ, scaled=True)
    ours = median_s(lambda: segment(motion)) / len(height_m)
    scipy_s = median_s(lambda: find_peaks(height_m, prominence=0.02)) / len(height_m)
    part = height_m[:100_000]
    neurokit_s = median_s(lambda: signal_findpeaks(part, relative_height_min=None), rounds=3) / len(part)
    print(f"offline segmentation   {1e-6 / ours:8.1f} M samples/s, with heights, tempo and reasons")
    print(f"  scipy find_peaks     {1e-6 / scipy_s:8.1f} M samples/s, peaks only: {ours / scipy_s:.2f} x its time")
    print(f"  NeuroKit2 findpeaks  {1e-6 / neurokit_s:8.3f} M samples/s: soleus is {neurokit_s / ours:.0f} x as fast")


def streaming() -> None:
    """One push a sample, as live."""
    heights = noisy_raises(200_000).tolist()
    motion = HeelMotion(heel_raise_height_m=np.empty(0), rate_hz=RATE_HZ, scaled=True)

    def play() -> None:
        push = Stream(motion).push
        for height in heights:
            push(height)

    print(f"streaming              {1e6 * median_s(play) / len(heights):8.2f} us a sample")


def one_hour(folder: Path) -> None:
    """360,000 rows of time, acceleration and angular velocity: file to JSON, in a process of its own."""
    from soleus.person import Person
    from soleus.simulate.phone import thigh_phone
    from soleus.simulate.session import seated_session
    from soleus.simulate.write import write_imu_csv

    rng = np.random.default_rng(1)
    for name, n_reps in (("small.csv", 10), ("hour.csv", 2900)):
        session = seated_session(rng, n_reps=n_reps)
        imu = thigh_phone(session, Person(stature_m=1.75), rng, rate_hz=RATE_HZ)
        rows = slice(0, 360_000)
        write_imu_csv(
            folder / name,
            type(imu)(
                time_s=imu.time_s[rows],
                acceleration_m_s2=imu.acceleration_m_s2[rows],
                angular_velocity_rad_s=imu.angular_velocity_rad_s[rows],
            ),
        )
    runs = []
    for _ in range(ROUNDS):
        command = [sys.executable, "-c", HOUR, str(folder / "small.csv"), str(folder / "hour.csv")]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        runs.append([float(figure) for figure in out.split()])
    took_s, grown_mib, size_mib, n = np.median(runs, axis=0)
    print(f"one hour, file to JSON {took_s:8.2f} s for {size_mib:.0f} MiB and {n:.0f} repetitions")
    print(f"  memory               {grown_mib / size_mib:8.2f} x the file ({grown_mib:.0f} MiB over the warm process)")


def start_up() -> None:
    """The help page, as a whole process."""
    command = [str(Path(sys.executable).with_name("soleus")), "--help"]
    run = lambda: subprocess.run(command, capture_output=True, check=True)  # noqa: E731
    print(f"soleus --help          {median_s(run):8.2f} s")


def video(folder: Path) -> None:
    """Without marker, 1080p30, one core."""
    from soleus.simulate.session import standing_session
    from soleus.simulate.video import render_plain_clip

    session = standing_session(np.random.default_rng(3), n_reps=5, lead_s=2.0)
    clip = folder / "clip.mp4"
    render_plain_clip(
        clip,
        session.height_m,
        duration_s=session.duration_s,
        rng=np.random.default_rng(4),
        size_px=(1920, 1080),
    )
    code = (
        "import cv2, sys, time; cv2.setNumThreads(1); import soleus\n"
        "start = time.perf_counter(); r = soleus.analyse(sys.argv[1]); print(time.perf_counter() - start, len(r.reps))"
    )
    command = ["taskset", "-c", "0", sys.executable, "-c", code, str(clip)]
    if not Path("/usr/bin/taskset").exists():
        command = command[3:]
    out = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False
    )
    if out.returncode:
        print(f"video without marker   refused: {out.stderr.strip().splitlines()[-1]}")
        return
    took_s, n = (float(figure) for figure in out.stdout.split())
    speed = session.duration_s / took_s
    print(f"video without marker   {speed:8.1f} x real time at 1080p30 on one core, {n:.0f} of 5 counted")


def load_sharing(folder: Path) -> None:
    """In a process of its own: OpenSim logs into the folder it runs in."""
    if find_spec("opensim") is None:
        print("load sharing           not compared: there is no OpenSim for this machine")
        return
    command = [sys.executable, "-m", "benchmarks.opensim_sharing", str(folder)]
    out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, env=with_checkout()).stdout
    print(out, end="")


def dose() -> None:
    """A session of 500 measured push-ups to its dose, 200 draws of the uncertainty included."""
    height_m = noisy_raises(int(500 * 1.2 * RATE_HZ))
    motion = HeelMotion(heel_raise_height_m=height_m, rate_hz=RATE_HZ, scaled=True)
    reps, person = segment(motion), Person(body_mass_kg=75.0, stature_m=1.8)
    took_s = median_s(lambda: dose_of(reps, motion, "soleus-push-up", person))
    print(f"dose of a session      {took_s:8.2f} s for {len(reps)} repetitions and 200 draws")


def virtual_meals() -> None:
    """Ten thousand virtual people through a meal, against one of simglucose."""
    if find_spec("simglucose") is None:
        print("virtual meals          not compared: simglucose is not installed")
        return
    from benchmarks import meal_simulation

    meal_simulation.report(10_000)


def walking(folder: Path) -> None:
    """In a process of its own, beside mobgap and gaitmap in theirs."""
    command = [sys.executable, "-m", "benchmarks.walk", str(folder)]
    print(subprocess.run(command, capture_output=True, text=True, check=True, env=with_checkout()).stdout, end="")


def live_session() -> None:
    """A server and its clients, each in a process of its own."""
    if not Path("/proc/self/stat").exists():
        print("live session           not measured: memory and processor time are read from /proc")
        return
    command = [sys.executable, "-m", "benchmarks.live"]
    print(subprocess.run(command, capture_output=True, text=True, check=True, env=with_checkout()).stdout, end="")


def living_leg() -> None:
    """In a real browser, where there is one."""
    if find_spec("playwright") is None or not (shutil.which("chromium") or shutil.which("google-chrome")):
        print("the living leg         not measured: it needs playwright and chromium")
        return
    command = [sys.executable, "-m", "benchmarks.leg_frames"]
    print(subprocess.run(command, capture_output=True, text=True, check=True, env=with_checkout()).stdout, end="")


def with_checkout() -> dict[str, str]:
    """An environment in which another folder's process finds the benchmarks."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}


def main() -> None:
    """Everything, in the order of the table in docs."""
    print(f"{os.cpu_count()} cores; medians of {ROUNDS}")
    with tempfile.TemporaryDirectory() as folder:
        one_hour(Path(folder))  # first: a child's peak memory begins with its parent's
        segmentation()
        streaming()
        emg.speed(median_s)
        start_up()
        plans.main()
        video(Path(folder))
        dose()
        virtual_meals()
        load_sharing(Path(folder))
        walking(Path(folder))
        live_session()
        living_leg()
    glucose.main()


if __name__ == "__main__":
    main()
