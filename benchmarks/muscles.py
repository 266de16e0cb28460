"""Load sharing, instants a second on all cores: python -m benchmarks.muscles [N]."""

import os
import statistics
import sys
import time
from typing import get_args

import numpy as np

from soleus.dose import share_load
from soleus.dose.sharing import Exponent, Tendon

ROUNDS = 5


def seated_and_standing(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Instants of all kinds in random order: any pose of the model, 5 to 120 Nm."""
    rng = np.random.default_rng(0)
    return rng.uniform(-0.6, 0.5, n), rng.uniform(0.0, 2.0, n), rng.uniform(5.0, 120.0, n)


def session(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seated push-ups at 50 a minute, 100 Hz: ankle -7.5 +- 17.5 deg, knee 90 deg, about 10 Nm."""
    phase = 2.0 * np.pi * np.arange(n) / 120.0
    return np.radians(-7.5 + 17.5 * np.cos(phase)), np.full(n, np.pi / 2), 10.0 + 3.0 * np.sin(phase)


def rate(instants: tuple[np.ndarray, ...], tendon: Tendon, exponent: Exponent, **velocity: float) -> float:
    """Median instants a second over several rounds, after one that warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        share_load(*instants, tendon=tendon, exponent=exponent, **velocity)
        times.append(time.perf_counter() - start)
    return len(instants[0]) / statistics.median(times[1:])


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{os.cpu_count()} cores, {n} instants, medians of {ROUNDS}; arrays in, arrays out")
    for tendon in get_args(Tendon):
        for exponent in get_args(Exponent):
            mixed, seated = (rate(kind(n), tendon, exponent) for kind in (seated_and_standing, session))
            print(f"{tendon:8} p = {exponent}  {1e-6 * mixed:6.2f} M/s any pose  {1e-6 * seated:6.2f} M/s seated")
    moving = rate(seated_and_standing(n // 10), "elastic", 2, ankle_velocity_rad_s=1.0)
    print(f"elastic  p = 2  {1e-6 * moving:6.2f} M/s any pose, ankle moving")


if __name__ == "__main__":
    main()
