"""Our figures of walking: published loads and energies, and detectors on walkers whose steps are known."""

from collections.abc import Mapping

import numpy as np

from soleus.dose.walking import achilles_peak_bw, walking_cost_j_per_kg_m
from soleus.person import Person
from soleus.recording.signals import Floats
from soleus.simulate.phone import thigh_phone
from soleus.simulate.session import seated_session
from soleus.simulate.walking import car_ride, trunk_walk
from soleus.walk.live import LiveSteps
from soleus.walk.rhythm import StepRhythm
from soleus.walk.steps import LEFT
from soleus.walk.trunk import TrunkContacts

RATE_HZ = 100.0
SEEDS = 20
WITHIN_S = 0.1


def _counted(force: Floats) -> int:
    return StepRhythm()(force, RATE_HZ).n_steps


def _step_errors_pct() -> tuple[float, float]:
    """Largest error of the count of each walk, of the method for files and of the live one."""
    offline, live = [], []
    for seed in range(SEEDS):
        walk = trunk_walk(np.random.default_rng(seed), n_steps=200)
        force, counted = walk.imu.acceleration_m_s2, LiveSteps()
        for at_s, row in zip(walk.imu.time_s.tolist(), force, strict=True):
            counted.take(at_s, row)
        counted.look()
        offline.append(abs(_counted(force) / 200 - 1))
        live.append(abs(counted.count / 200 - 1))
    return 100 * max(offline), 100 * max(live)


def _contacts() -> tuple[float, float]:
    """F1 at 0.1 s and the part of the hits with the right side, pooled."""
    hits = right = found = 0
    for seed in range(SEEDS):
        walk = trunk_walk(np.random.default_rng(seed), n_steps=40)
        steps = TrunkContacts()(walk.imu.acceleration_m_s2, walk.imu.angular_velocity_rad_s, RATE_HZ)
        near = np.abs(steps.time_s[:, None] - walk.contact_s).argmin(axis=1)
        hit = np.abs(steps.time_s - walk.contact_s[near]) <= WITHIN_S
        hits += len(set(near[hit].tolist()))
        right += int(((steps.side[hit] == LEFT) == walk.is_left[near[hit]]).sum())
        found += len(steps.time_s)
    return 2 * hits / (found + SEEDS * 40), 100 * right / max(1, hits)


def _wrong_steps() -> tuple[float, float]:
    """Steps found in push-ups in the chair, and in rides in a car."""
    chair = ride = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        chair += _counted(thigh_phone(seated_session(rng, n_reps=20), Person(), rng, rate_hz=RATE_HZ).acceleration_m_s2)
        ride += _counted(car_ride(rng, duration_s=120.0).acceleration_m_s2)
    return float(chair), float(ride)


def ours() -> Mapping[str, float]:
    """Every figure that validation/walk.toml asks for."""
    offline_pct, live_pct = _step_errors_pct()
    f1, sides_pct = _contacts()
    chair, ride = _wrong_steps()
    slow, fast = (achilles_peak_bw("level", speed).mid for speed in (0.75, 1.50))
    return {
        "level_peak_bw": achilles_peak_bw("level", 1.34).mid,
        "level_peak_low_bw": achilles_peak_bw("level", 1.34).low,
        "level_peak_high_bw": achilles_peak_bw("level", 1.34).high,
        "speed_gain_pct": 100 * (fast / slow - 1),
        "level_cost": walking_cost_j_per_kg_m(0.0).mid,
        "steps_error_pct": offline_pct,
        "live_steps_error_pct": live_pct,
        "contacts_f1": f1,
        "contacts_side_pct": sides_pct,
        "steps_in_the_chair": chair,
        "steps_in_the_car": ride,
    }
