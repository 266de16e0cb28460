"""Ordinary sessions as they come from real rooms, one a seed: with talk, gaps, cut ends and a walk to the kettle."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.person import Person
from soleus.recording.signals import AnkleAngle, HeelHeight, Imu, Recording, Sensor, Signal
from soleus.simulate.angle import ankle_angle, marker_height
from soleus.simulate.besides import both, getting_into_position, talking, walking_about
from soleus.simulate.phone import SimulatedImu, nothing, thigh_phone, waist_phone
from soleus.simulate.session import Session, seated_session, standing_session

Floats = NDArray[np.float64]
Kind = Literal["thigh", "waist", "angle", "height"]
KINDS: tuple[Kind, ...] = ("thigh", "waist", "angle", "height")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ordinary:
    """A recording, whose it is, and the truth: the repetitions that lie whole inside it; arrays of shape (n_reps,)."""

    recording: Recording
    person: Person
    rise_m: Floats
    peak_s: Floats


def ordinary(kind: Kind, seed: int) -> Ordinary:
    """One ordinary recording of a kind of sensor; the same seed gives the same one."""
    rng = np.random.default_rng([KINDS.index(kind), seed])
    person = Person(stature_m=rng.uniform(1.55, 1.95))
    seated = kind == "thigh" or (kind != "waist" and rng.random() < 0.5)
    session = (seated_session if seated else standing_session)(rng, lead_s=rng.uniform(4.0, 8.0))
    if kind == "angle":  # no heel rises more than its lever
        session = replace(session, rise_m=np.minimum(session.rise_m, 0.95 * person.forefoot_lever_m))
    time_s, signal = _measured(kind, session, person, rng)
    first_s, last_s = _ends(session, rng)
    keep = _kept(time_s, first_s, last_s, session, rng)
    whole = (session.start_s >= first_s) & (session.end_s <= last_s)
    placement = {"thigh": "thigh", "waist": "waist"}.get(kind)
    return Ordinary(
        recording=Recording(
            path=Path(f"simulated-{kind}-{seed}"),
            sha256="",
            format="simulated",
            sensor=_sensor(kind),
            placement=placement,  # type: ignore[arg-type]
            signal=_cut(signal, keep),
            time_s=time_s[keep] - time_s[keep][0],
        ),
        person=person,
        rise_m=session.rise_m[whole],
        peak_s=session.peak_s[whole] - time_s[keep][0],
    )


def _sensor(kind: Kind) -> Sensor:
    return "imu" if kind in ("thigh", "waist") else kind  # type: ignore[return-value]


def _measured(kind: Kind, session: Session, person: Person, rng: np.random.Generator) -> tuple[Floats, Signal]:
    rate_hz = float(rng.choice([50.0, 100.0, 200.0]))
    after_s = float(session.end_s[-1]) + rng.uniform(1.5, 3.0)
    pitch, lift = walking_about(after_s) if rng.random() < 0.3 else (nothing, nothing)
    if kind == "thigh":
        laid = getting_into_position(rng.uniform(1.0, 2.5)) if rng.random() < 0.5 else nothing
        besides = both(talking(rng), laid, pitch)
        imu = thigh_phone(session, person, rng, rate_hz=rate_hz, extra_pitch_rad=besides, extra_acceleration_m_s2=lift)
        return imu.time_s, _imu(imu)
    if kind == "waist":
        imu = waist_phone(session, rng, rate_hz=rate_hz, extra_acceleration_m_s2=lift)
        return imu.time_s, _imu(imu)
    if kind == "angle":
        time_s, angle_rad = ankle_angle(session, person, rng, rate_hz=rate_hz)
        return time_s, AnkleAngle(ankle_angle_rad=angle_rad)
    time_s, height_m = marker_height(session, rng, rate_hz=rate_hz)
    return time_s, HeelHeight(height_m=height_m)


def _imu(imu: SimulatedImu) -> Imu:
    return Imu(
        acceleration_m_s2=imu.acceleration_m_s2,
        angular_velocity_rad_s=imu.angular_velocity_rad_s,
        gravity_included=True,
    )


def _ends(session: Session, rng: np.random.Generator) -> tuple[float, float]:
    """One in five recordings begins, one in five ends in the middle of a repetition, well away from its ends."""
    first_s, last_s = 0.0, session.duration_s
    middle_s = session.peak_s + rng.uniform(-0.2, 0.2) * (session.end_s - session.start_s)
    if rng.random() < 0.2:
        first_s = float(middle_s[0])
    if rng.random() < 0.2:
        last_s = float(middle_s[-1])
    return first_s, last_s


def _kept(
    time_s: Floats, first_s: float, last_s: float, session: Session, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which samples arrive: up to three gaps of up to a tenth of a second, anywhere."""
    keep = (time_s >= first_s) & (time_s < last_s)
    for gap_s in rng.uniform(first_s, last_s, rng.integers(0, 4)):
        keep &= ~((time_s > gap_s) & (time_s < gap_s + rng.uniform(0.02, 0.1)))
    return keep


def _cut(signal: Signal, keep: NDArray[np.bool_]) -> Signal:
    match signal:
        case Imu(acceleration_m_s2=force, angular_velocity_rad_s=turn) if force is not None and turn is not None:
            return Imu(acceleration_m_s2=force[keep], angular_velocity_rad_s=turn[keep], gravity_included=True)
        case AnkleAngle(ankle_angle_rad=angle_rad):
            return AnkleAngle(ankle_angle_rad=angle_rad[keep])
        case HeelHeight(height_m=height_m):
            return HeelHeight(height_m=height_m[keep])
    raise TypeError(f"no samples to cut in {type(signal).__name__}")
