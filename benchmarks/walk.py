"""Steps beside mobgap and gaitmap: the same arrays, one run. ``python -m benchmarks.walk FOLDER``.

The peers pin an older NumPy, so they live in an environment of their own; SOLEUS_GAIT_PEERS names its Python:
``python -m venv peers && peers/bin/pip install mobgap gaitmap gaitmap_mad``. The labelled recordings are those of the
shared development data beside the checkout; without either of them only soleus's own time is told.
"""

import csv
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from soleus.recording import Imu, read_recording
from soleus.reps.clock import evenly
from soleus.simulate.walking import trunk_walk
from soleus.walk.fit import read_fit
from soleus.walk.foot import FootSwings, both_feet
from soleus.walk.rhythm import StepRhythm
from soleus.walk.route import summarise
from soleus.walk.steps import NAMES, Steps
from soleus.walk.trunk import TrunkContacts

TRUNK = ("HA_001_TimeMeasure1_Test5_Trial1", "HA_001_TimeMeasure1_Test11_Trial1", "HA_002_TimeMeasure1_Test11_Trial1")
FEET = "imu_sample_ic_stride"
FEET_HZ = 102.4  # as in gaitmap's own tests of this recording; 40 m in 20 s would be a run
ROUNDS = 5
Found = list[tuple[float, str | None]]


def median_s(what: Callable[[], object], clock: Callable[[], float] = time.thread_time) -> float:
    """Median time of some rounds after one that warms up, of as many as half a second holds if those are short.

    Processor time of this thread, as `gait_peers` takes it: what else the machine has to do is not counted. A worker
    process needs the clock on the wall.
    """
    what()
    times: list[float] = []
    while len(times) < ROUNDS or sum(times) < 0.5:
        start = clock()
        what()
        times.append(clock() - start)
    return statistics.median(times)


def shared_data() -> Path | None:
    """The development data beside the checkout."""
    for parent in Path(__file__).resolve().parents:
        if (parent / "shared" / "data" / "steps").is_dir():
            return parent / "shared" / "data"
    return None


def arrays(path: Path, **options: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """Force and turn on an even clock."""
    recording = read_recording(path, sensor="imu", **options)
    signal = recording.signal
    assert isinstance(signal, Imu)
    assert signal.acceleration_m_s2 is not None
    assert signal.angular_velocity_rad_s is not None
    force, rate_hz = evenly(recording, signal.acceleration_m_s2)
    turn, _ = evenly(recording, signal.angular_velocity_rad_s)
    return force.astype(float), turn.astype(float), rate_hz


def reference(data: Path, stem: str) -> Found:
    """Labelled contacts with their sides; NaN where the label has no time."""
    who, number, _, test, trial = stem.split("_")
    rows = csv.DictReader((data / "steps" / "mobgap" / "reference_initial_contacts.csv").open())
    wanted = (f"{who}/{number}", test, trial)
    return [
        (float(row["initial_contact_s"] or "nan"), row["foot"].lower())
        for row in rows
        if (row["participant"], row["test"], row["trial"]) == wanted
    ]


def hits(truth: Found, found: Found, within_s: float) -> np.ndarray:
    """Hits, hits of the right side, labelled contacts, contacts found inside the labelled bouts."""
    times = [t for t, _ in truth]
    known = [(t, side) for t, side in truth if t == t]
    cuts = [i for i in range(1, len(known)) if known[i][0] - known[i - 1][0] > 3.0]
    edges = [0, *cuts, len(known)]
    bouts = [(known[a][0] - 0.3, known[b - 1][0] + 0.3) for a, b in pairwise(edges)]
    blind = [
        (max(u for u in times[:i] if u == u), min((u for u in times[i:] if u == u), default=np.inf))
        for i, t in enumerate(times)
        if t != t
    ]
    counted = [
        (t, side)
        for t, side in found
        if any(a <= t <= b for a, b in bouts)
        and (any(abs(t - u) <= 0.25 for u, _ in known) or not any(a <= t <= b for a, b in blind))
    ]
    pairs = sorted((abs(t - f), i, j) for i, (t, _) in enumerate(known) for j, (f, _) in enumerate(counted))
    used: set[int] = set()
    taken: set[int] = set()
    right = 0
    for gap, i, j in pairs:
        if gap <= within_s and i not in used and j not in taken:
            used.add(i)
            taken.add(j)
            right += known[i][1] == counted[j][1]
    return np.array([len(used), right, len(known), len(counted)])


def as_found(steps: Steps) -> Found:
    """Times and sides."""
    return [(t, NAMES[code]) for t, code in zip(steps.time_s.tolist(), steps.side.tolist(), strict=True)]


def score(name: str, parts: list[tuple[Found, Found]], seconds: float, ours_s: float | None) -> None:
    """One line: F1 at two tolerances, sides, time."""
    wide, narrow = (sum(hits(truth, found, within) for truth, found in parts) for within in (0.25, 0.1))
    f1 = [2 * one[0] / max(1, one[2] + one[3]) for one in (wide, narrow)]
    beside = "" if ours_s is None else f": soleus is {seconds / ours_s:.0f} x as fast"
    print(
        f"  {name:38s} F1 {f1[0]:.3f} at 0.25 s, {f1[1]:.3f} at 0.1 s, sides right {wide[1] / max(1, wide[0]):.3f}, "
        f"{1e3 * seconds:8.1f} ms{beside}"
    )


def peers(folder: Path) -> dict[str, Any] | None:
    """What mobgap and gaitmap find in the arrays of the folder."""
    python = os.environ.get("SOLEUS_GAIT_PEERS")
    if not python:
        print("  mobgap, gaitmap        not compared: SOLEUS_GAIT_PEERS names no Python that has them")
        return None
    command = [python, str(Path(__file__).with_name("gait_peers.py")), str(folder)]
    alone = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # theirs fight over the cores
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **alone})
    if done.returncode:
        print(f"  mobgap, gaitmap        not compared: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def on_the_back(data: Path, folder: Path) -> Callable[[dict[str, Any]], None]:
    """Contacts at the lower back; returns what prints the peers beside."""
    truth = {stem: reference(data, stem) for stem in TRUNK}
    ours, total_s = [], 0.0
    for stem in TRUNK:
        force, turn, rate_hz = arrays(data / "steps" / "mobgap" / f"{stem}.csv", placement="lower-back", rate_hz=100.0)
        np.savez(folder / f"trunk-{stem}.npz", force=force, turn=turn, rate_hz=rate_hz)
        ours.append((truth[stem], as_found(TrunkContacts()(force, turn, rate_hz))))
        total_s += median_s(lambda force=force, turn=turn, rate_hz=rate_hz: TrunkContacts()(force, turn, rate_hz))
    print("contacts at the lower back, three labelled recordings, arrays in memory")
    score("soleus", ours, total_s, None)

    def beside(told: dict[str, Any]) -> None:
        for name in told[f"trunk-{TRUNK[0]}"]:
            runs = [told[f"trunk-{stem}"][name] for stem in TRUNK]
            parts = [
                (truth[stem], list(zip(run["time_s"], run["side"], strict=True)))
                for stem, run in zip(TRUNK, runs, strict=True)
            ]
            score(f"mobgap {name}", parts, sum(run["seconds"] for run in runs), total_s)

    return beside


def stride_f1(borders: list[dict[str, str]], found: Found, within_s: float) -> tuple[int, float]:
    """Labelled strides whose end has a landing of that foot, and F1 with the landings inside labelled strides."""
    hit = counted = 0
    for border in borders:
        start_s, end_s = int(border["start"]) / FEET_HZ, int(border["end"]) / FEET_HZ
        mine = [t for t, side in found if side == border["foot"] and start_s + within_s < t <= end_s + within_s]
        hit += any(t >= end_s - within_s for t in mine)
        counted += len(mine)
    return hit, 2 * hit / (len(borders) + counted)


def on_the_feet(data: Path, folder: Path) -> Callable[[dict[str, Any]], None]:
    """Labelled strides of both feet; returns what prints the peer beside."""
    feet = {
        side: arrays(data / "stairs" / f"{FEET}.csv", placement="foot", side=side, rate_hz=FEET_HZ)
        for side in ("left", "right")
    }
    saved = {f"{side}_{what}": feet[side][k] for side in feet for k, what in enumerate(("force", "turn"))}
    np.savez(folder / f"feet-{FEET}.npz", rate_hz=FEET_HZ, **saved)

    def run() -> Steps:
        left, right = (FootSwings()(f, t, r, side=side) for side, (f, t, r) in feet.items())  # type: ignore[arg-type]
        return both_feet(left, right)

    def landings_only() -> None:
        for force, turn, rate_hz in feet.values():
            FootSwings().landings(force.T.copy(), turn.T.copy(), rate_hz)

    borders = list(csv.DictReader((data / "stairs" / "stride_borders_sample_ic_stride.csv").open()))
    total_s, landing_s = median_s(run), median_s(landings_only)

    def line(name: str, found: Found, told: str) -> None:
        (hit, wide), (_, narrow) = (stride_f1(borders, found, within) for within in (0.25, 0.1))
        f1 = f"F1 {wide:.3f} at 0.25 s, {narrow:.3f} at 0.1 s"
        print(f"  {name:38s} {hit} of {len(borders)} labelled strides, {f1}, {told}")

    print("landings of both feet, 4 x 10 m")
    line(
        "soleus, with path, stairs and pitch",
        as_found(run()),
        f"{1e3 * total_s:.1f} ms, landings alone {1e3 * landing_s:.1f} ms",
    )

    def beside(told: dict[str, Any]) -> None:
        for name, answer in told[f"feet-{FEET}"].items():
            if name == "failed":
                print(f"  gaitmap                                failed: {answer}")
                continue
            times = ", ".join(
                f"{1e3 * answer[key]:.1f} ms {what} ({answer[key] / ours_s:.1f} x ours)"
                for key, what, ours_s in (
                    ("seconds", "to the parameters", total_s),
                    ("landing_seconds", "to the landings", landing_s),
                    ("segment_seconds", "segmentation alone", landing_s),
                )
            )
            line(f"gaitmap {name}", list(zip(answer["time_s"], answer["side"], strict=True)), times)

    return beside


def ten_hours(folder: Path) -> None:
    """A FIT file with a record a second: file to route, with the worker process."""
    from tests.walk.made_walks import fit, records

    path = folder / "ten-hours.fit"
    path.write_bytes(fit(records(36_000)))
    seconds = median_s(lambda: summarise(read_fit(path, where=path.name)), time.perf_counter)
    print(f"ten hours of FIT       {seconds:8.2f} s, its worker process included")


def main() -> None:
    """Everything."""
    folder = Path(sys.argv[1])
    hour = trunk_walk(np.random.default_rng(0), n_steps=6500).imu.acceleration_m_s2
    seconds = median_s(lambda: StepRhythm()(hour, 100.0))
    print(f"steps of an hour       {seconds:8.2f} s for {len(hour)} samples of a phone")
    ten_hours(folder)
    data = shared_data()
    if data is None:
        print("  labelled walks         not compared: there is no shared data beside the checkout")
        return
    besides = [on_the_back(data, folder)]
    after = on_the_feet(data, folder)
    told = peers(folder)
    if told is not None:
        for beside in (*besides, after):
            beside(told)


if __name__ == "__main__":
    main()
