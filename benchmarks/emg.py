"""EMG: speed against NeuroKit2 on the same signal, and the false rate over a thousand recordings without a contraction.

``python -m benchmarks.emg [SEEDS]``
"""

import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
from tests.emg.made import NO_CONTRACTION, nothing_of, record

from soleus.emg import DoubleThreshold
from soleus.emg.condition import condition
from soleus.simulate.emg import electromyogram, regular

RATE_HZ = 1000.0
PERIOD_S = 1.2


def made(n: int) -> np.ndarray:
    """Contractions at 50 a minute, 0.7 s each."""
    lasts_s = n / RATE_HZ
    planned = regular(int((lasts_s - 1.0) / PERIOD_S), period_s=PERIOD_S)
    return electromyogram(np.random.default_rng(0), planned, duration_s=lasts_s, rate_hz=RATE_HZ)


def speed(median_s: Callable[..., float]) -> None:
    """Filter, envelope and bursts of five minutes; of an hour for soleus alone."""
    from neurokit2 import emg_process

    volts = made(300_000)
    truth = int((len(volts) / RATE_HZ - 1.0) / PERIOD_S)
    recording = record(RATE_HZ, calf=volts)
    ours = lambda: DoubleThreshold()(condition(recording, "calf", volts))  # noqa: E731
    took_s = median_s(ours)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        _, info = emg_process(volts, sampling_rate=int(RATE_HZ))
        peer_s = time.perf_counter() - start
    n = len(volts) / 1e6
    print(f"EMG envelope and bursts {n / took_s:7.1f} M samples/s, {len(ours())} of {truth} bursts")
    print(
        f"  NeuroKit2 emg_process {n / peer_s:7.3f} M samples/s, {len(info['EMG_Onsets'])} onsets: "
        f"soleus is {peer_s / took_s:.0f} x as fast"
    )
    long = made(3_600_000)
    hour = record(RATE_HZ, calf=long)
    print(
        f"  an hour at 1 kHz      {median_s(lambda: DoubleThreshold()(condition(hour, 'calf', long)), rounds=3):7.2f} s"
    )


def false_rate(seeds: int) -> None:
    """Recordings of 3 to 40 s that hold no contraction: how many have a burst."""
    for kind in NO_CONTRACTION:
        wrong = 0
        for seed in range(seeds):
            recording = nothing_of(kind, seed)
            (values,) = recording.signal.channels_v.values()
            wrong += len(DoubleThreshold()(condition(recording, "quiet", values))) > 0
        print(f"{kind:24s}{wrong:5d} of {seeds} recordings with a burst")


if __name__ == "__main__":
    false_rate(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
