"""Virtual people against simglucose, same meal, same three hours, one run: python -m benchmarks.meal_simulation.

simglucose (the UVA/Padova type 1 simulator) integrates a model of the same family, one person at a time. Its patient is
stepped minute by minute as its own simulator does.
"""

import os
import statistics
import sys
import time
import warnings

import numpy as np

from soleus.glucose.simulation.meal import simulate
from soleus.glucose.simulation.people import find_preset, virtual_people
from soleus.glucose.simulation.push_ups import PushUps

ROUNDS = 7
PEER_ROUNDS = 3


def ours_s(n: int) -> float:
    """Median seconds for n people through three hours, push-ups all along."""
    people = virtual_people(find_preset("prediabetes"), n, np.random.default_rng(1))
    effort = PushUps(bouts_min=((0.0, 180.0),), extra_kcal_min=1.0)
    times = []
    for _ in range(ROUNDS + 1):  # the first compiles, or loads what was compiled
        start = time.perf_counter()
        simulate(people, 75.0, effort)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def simglucose_s() -> float:
    """Median seconds for one person of simglucose through the same meal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from simglucose.patient.t1dpatient import Action, T1DPatient

        patient = T1DPatient.withName("adult#001")
    basal_u_min = patient._params.u2ss * patient._params.BW / 6000.0
    times = []
    for _ in range(PEER_ROUNDS + 1):
        patient.reset()
        start = time.perf_counter()
        for minute in range(180):
            patient.step(Action(insulin=basal_u_min, CHO=15.0 if minute < 5 else 0.0))
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def report(n: int) -> None:
    """Both, side by side."""
    mine, peer = ours_s(n), simglucose_s()
    print(f"virtual meals          {mine:8.3f} s for {n} people x 3 h; simglucose {peer:.3f} s for one")
    print(f"                       {peer / (mine / n):8,.0f} x as fast a person")


def main() -> None:
    print(f"{os.cpu_count()} cores; medians of {ROUNDS} and {PEER_ROUNDS}")
    report(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)


if __name__ == "__main__":
    main()
