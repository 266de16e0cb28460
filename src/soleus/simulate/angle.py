"""Ankle angle and heel height of a simulated session, as a goniometer or a motion-capture marker would give them."""

import numpy as np
from numpy.typing import NDArray

from soleus.person import Person
from soleus.simulate.session import Session
from soleus.units import RAD_PER_DEG

Floats = NDArray[np.float64]


def ankle_angle(
    session: Session,
    person: Person,
    rng: np.random.Generator,
    *,
    rate_hz: float = 100.0,
    noise_deg: float = 0.3,
    drift_deg_per_min: float = 1.0,
) -> tuple[Floats, Floats]:
    """Time and ankle angle (rad, dorsiflexion positive); noise and drift as of an electrogoniometer."""
    time_s = np.arange(round(session.duration_s * rate_hz)) / rate_hz
    rest_deg = rng.uniform(-10.0, 10.0)
    drift_deg = rng.uniform(-drift_deg_per_min, drift_deg_per_min) * time_s / 60.0
    raised_rad = np.arcsin(np.minimum(session.height_m(time_s) / person.forefoot_lever_m, 1.0))
    other_deg = rest_deg + drift_deg + rng.normal(0.0, noise_deg, len(time_s))
    return time_s, other_deg * RAD_PER_DEG - raised_rad


def marker_height(
    session: Session, rng: np.random.Generator, *, rate_hz: float = 100.0, noise_m: float = 0.0005
) -> tuple[Floats, Floats]:
    """Time and height over the floor (m) of a marker at the malleolus, 7 to 9 cm up; noise as of motion capture."""
    time_s = np.arange(round(session.duration_s * rate_hz)) / rate_hz
    return time_s, rng.uniform(0.07, 0.09) + session.height_m(time_s) + rng.normal(0.0, noise_m, len(time_s))
