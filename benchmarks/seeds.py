"""Count and height error over many simulated sessions: python -m benchmarks.seeds [N]."""

import sys

import numpy as np

from soleus.errors import SoleusError
from soleus.reps.motion import heel_motion
from soleus.reps.segment import segment
from soleus.reps.stream import Stream
from soleus.simulate.ordinary import KINDS, Kind, ordinary


def errors_of(kind: Kind, seeds: range) -> tuple[list[int], int, np.ndarray]:
    """Seeds with a wrong count, how often the stream counts otherwise, height errors of the others (m)."""
    wrong, otherwise, errors = [], 0, []
    for seed in seeds:
        case = ordinary(kind, seed)
        try:
            motion = heel_motion(case.recording, case.person)
        except SoleusError as error:
            print(f"  {kind} seed {seed}: {error}")
            wrong.append(seed)
            continue
        reps = segment(motion)
        stream = Stream(motion)
        for height_m in motion.heel_raise_height_m.tolist():
            stream.push(height_m)
        stream.finish()
        otherwise += stream.count != len(reps)
        if len(reps) != len(case.rise_m):
            wrong.append(seed)
        else:
            errors.append(reps.heel_raise_height_m - case.rise_m)
            if np.abs(errors[-1]).max() > 0.01:
                print(f"  {kind} seed {seed}: a height is off by {1e3 * np.abs(errors[-1]).max():.1f} mm")
    return wrong, otherwise, np.concatenate(errors)


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for kind in KINDS:
        wrong, otherwise, error_m = errors_of(kind, range(n))
        rms_mm, worst_mm = 1e3 * np.sqrt(np.mean(error_m**2)), 1e3 * np.abs(error_m).max()
        print(
            f"{kind:7} {n} seeds: {len(wrong)} counted wrong {wrong[:10]}, stream differs in {otherwise}; "
            f"height error {rms_mm:.2f} mm rms, {worst_mm:.2f} mm worst"
        )


if __name__ == "__main__":
    main()
