"""Height error and count error of the sticker method over rendered clips: ``python -m benchmarks.sticker_seeds``."""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from soleus.person import Person
from soleus.recording.signals import Recording, Video
from soleus.recording.video import frames, probe_video
from soleus.reps.segment import segment
from soleus.reps.sticker import Sticker, has_sticker
from soleus.simulate.session import seated_session, standing_session
from soleus.simulate.video import ClipTruth, render_sticker_clip


def as_recording(truth: ClipTruth, marker="malleolus") -> Recording:
    header = probe_video(truth.path)
    stamps = np.array([t for t, _ in frames(truth.path, max_side_px=16)])
    video = Video(path=truth.path, width_px=header.width_px, height_px=header.height_px, marker=marker)
    return Recording(path=truth.path, sha256="", format="video", sensor="video", signal=video, time_s=stamps)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--marker", default="malleolus")
    args = parser.parse_args()
    rms, worst, off, rendered_s, measured_s, total_s = [], [], [], 0.0, 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.first, args.first + args.seeds):
            rng = np.random.default_rng(seed)
            make = seated_session if seed % 2 else standing_session
            session = make(rng, n_reps=int(rng.integers(5, 12)), lead_s=2.0)
            n_reps, height_m, duration_s = len(session), session.height_m, session.duration_s
            person = Person(stature_m=float(rng.uniform(1.55, 1.95)))
            begun = time.perf_counter()
            truth = render_sticker_clip(
                Path(folder) / f"{seed}.mp4", height_m, duration_s=duration_s, rng=rng, person=person,
                marker=args.marker, rate_hz=float(rng.choice([24, 30, 30, 60])),
            )  # fmt: skip
            rendered_s += time.perf_counter() - begun
            total_s += duration_s
            recording = as_recording(truth, args.marker)
            begun = time.perf_counter()
            motion = Sticker()(recording, person)
            measured_s += time.perf_counter() - begun
            probe = has_sticker(recording)
            error = (motion.heel_raise_height_m - height_m(motion.time_s)) * 1000
            rms.append(float(np.sqrt(np.nanmean(error**2))))
            worst.append(float(np.nanmax(np.abs(error))))
            off.append(len(segment(motion)) - n_reps)
            print(
                f"seed {seed:3d}  rms {rms[-1]:.2f} mm  worst {worst[-1]:.2f} mm  count {off[-1]:+d} of {n_reps}  "
                f"tracked {motion.tracked_frac:.3f}  NaN {np.isnan(error).mean():.3f}  probe {probe}  "
                f"smallest {motion.smallest_rise_m * 1000:.1f} mm  {motion.method['mm_per_px']:.2f} mm/px",
                flush=True,
            )
            truth.path.unlink()
    print(
        f"{len(rms)} clips, {total_s:.0f} s: rms median {np.median(rms):.2f}, largest {max(rms):.2f} mm; worst sample "
        f"{max(worst):.2f} mm; wrong counts {np.count_nonzero(off)}; rendering {total_s / rendered_s:.1f} x real time, "
        f"measuring {total_s / measured_s:.1f} x real time"
    )


if __name__ == "__main__":
    main()
