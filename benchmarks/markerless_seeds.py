"""Counts without a marker over rendered clips with truth, and over clips without any heel raise.

``python -m benchmarks.markerless_seeds [--seeds 50] [--first 0]``
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import get_args

import numpy as np

import soleus
from soleus.person import Person
from soleus.simulate.session import Session, seated_session, standing_session
from soleus.simulate.video import render_negative_clip, render_plain_clip
from soleus.simulate.video.plain_clip import NegativeScene

AFTER_S = 6.0


def raises(path: Path, seed: int) -> tuple[str, int]:
    """Render ordinary heel raises: what they are, and how many."""
    rng = np.random.default_rng(seed)
    posture = "seated" if seed % 2 else "standing"
    session: Session = (seated_session if seed % 2 else standing_session)(rng, n_reps=int(rng.integers(3, 12)))
    view = "whole" if posture == "standing" and rng.random() < 0.5 else "knee-to-floor"
    render_plain_clip(
        path, session.height_m, duration_s=session.duration_s + AFTER_S, rng=rng, posture=posture, view=view,
        rate_hz=float(rng.choice([15, 24, 30, 60])), person=Person(stature_m=float(rng.uniform(1.55, 1.95))),
    )  # fmt: skip
    return f"{posture}, {view}", len(session)


def other(path: Path, seed: int) -> tuple[str, int]:
    """Render something that is no heel raise."""
    scenes = get_args(NegativeScene)
    scene = scenes[seed % len(scenes)]
    render_negative_clip(path, scene, duration_s=20.0, rng=np.random.default_rng(seed), rate_hz=15.0)
    return scene, 0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    args = parser.parse_args()
    tally: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.avi"
        for render in (raises, other):
            for seed in range(args.first, args.first + args.seeds):
                name, n_reps = render(path, seed)
                try:
                    n = len(soleus.analyse(path).reps)
                    told, said = ("right" if n == n_reps else "wrong"), f"{n} of {n_reps}"
                except soleus.SoleusError as error:
                    told, said = "refused", str(error)
                tally.setdefault(name, Counter())[told] += 1
                print(f"seed {seed:3d}  {name}: {told}, {said}", flush=True)
    for name, counts in tally.items():
        print(f"{name:24s}", *(f"{counts[told]} {told}" for told in ("right", "wrong", "refused")))


if __name__ == "__main__":
    main()
