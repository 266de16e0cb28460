"""Heel motion from a phone that lies on the thigh of a seated person."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Imu, Recording
from soleus.reps.clock import evenly, smooth, stretches
from soleus.reps.filters import low_pass, means, moving_mean, moving_rms, widen
from soleus.reps.signals import HeelMotion
from soleus.reps.standing import force_with_gravity
from soleus.units import STANDARD_GRAVITY_M_S2

Floats = NDArray[np.floating[Any]]  # float32 as the sensor gave it, float64 where sums run long

MEDIAN_SAMPLES = 20_000  # a direction or a resting level needs no more
LIFT_RATE_HZ = 12.5  # enough for what lies below MOVEMENT_HZ
MOVEMENT_RATE_HZ = 25.0  # five samples a period of the fastest movement looked at
TILT_HZ = 10.0  # how often the tilt of the phone is looked at
SHAKEN_M_S2 = 4.0  # a third of gravity and more besides gravity: its direction says little
MOVEMENT_HZ = 5.0  # the fastest heel raise of 0.5 s keeps 98 % of its height under this low-pass

SHAKING_M = 0.002  # rms; half of what a knee that shakes by 5 mm shows, four times the noise of the pitch
CARRIED_SHARED_FRAC = 0.25  # of the lift's power explained by turning: 0.5 and more in raises, under 0.1 in a hand
CARRIED_M_S2 = 1.0  # rms of the vertical acceleration; walking has 2 to 3, a quick heel raise 2 but explained
LONGEST_THIGH_M = 0.6  # 0.245 of a stature of 2.5 m
RATTLED_M_S2 = 0.3  # rms; a knee that shakes by 5 mm at 4 Hz moves mid-thigh with 1.1
NO_GYRO_M = 0.025  # three times the error of heights without a gyroscope, in simulation
NO_GYRO_WARNING = "no gyroscope: heights may be wrong by 15 mm and more; record it too"
HANDLED_RAD = 0.4  # a heel raise of 0.17 m tips a thigh of 0.42 m by 0.42 rad: beyond, the phone is being handled


@dataclass(frozen=True, slots=True, kw_only=True)
class ThighPhone:
    """Knee rise = thigh length x sine of the change of the thigh's pitch; the shank is upright, the heel rises as much.

    The axis about which the thigh turns is found in the data, so the phone may lie in any direction, screen up or
    down. Pitch joins the gyroscope (fast) with the direction of gravity (slow) at ``crossover_hz``; without a
    gyroscope gravity alone must do. Which way is up is told by the vertical acceleration, which has the sign of the
    angular acceleration when the knee goes up. Only stretches in which the phone lies flat are used.
    """

    crossover_hz: float = 0.12
    max_rate_hz: float = 100.0
    max_tilt_deg: float = 45.0  # of the phone's screen against the horizontal: further up the thigh is not a seat
    min_stretch_s: float = 3.0
    below_floor_m: float = 0.03  # the heel stands on the floor: a knee that sinks further is on its way elsewhere
    rest_percentile: float = 10.0

    def __call__(self, recording: Recording, person: Person) -> HeelMotion:
        """Find the pitch of the thigh and turn it into a height.

        Raises
        ------
        NotEnoughDataError  without acceleration, with gravity removed, or if the phone never lies flat
        """
        signal = recording.signal
        if not isinstance(signal, Imu):
            raise InputError(f"{recording.path.name}: expected an inertial sensor, got {recording.sensor}")
        force, turn, rate_hz = self._channels(recording, signal)
        tilt = lying_flat(force, rate_hz, self.max_tilt_deg)
        height_m = np.full(len(force), np.nan)
        used = 0
        for first, last in stretches(tilt):
            if last - first >= self.min_stretch_s * rate_hz:
                lift = np.sqrt(np.einsum("ij,ij->i", force[first:last], force[first:last]))
                pitch = self._pitch(force[first:last], None if turn is None else turn[first:last], rate_hz)
                up, other = which_way_and_carried(pitch, lift, rate_hz)
                if turn is None:  # a leg that shakes is hidden by the low-pass of the pitch, and spoils it
                    other |= rattled(lift, rate_hz)
                del lift
                pitch *= up
                part = self._knee_rise(smooth(pitch, rate_hz), person)
                part[other | shaking(part, rate_hz)] = np.nan
                height_m[first:last] = part
                used += last - first
        if not used:
            raise NotEnoughDataError(
                f"{recording.path.name}: the phone never lies flat for {self.min_stretch_s:g} s; "
                "lay it on the thigh of a seated person, or name another --placement"
            )
        return HeelMotion(
            heel_raise_height_m=height_m,
            rate_hz=rate_hz,
            scaled=True,
            smallest_rise_m=0.0 if turn is not None else NO_GYRO_M,
            warnings=() if turn is not None else (NO_GYRO_WARNING,),
            largest_rise_m=person.largest_heel_raise_m,
            side=recording.side,
            tracked_frac=used / len(height_m),
            method={"name": "thigh-phone", "thigh_length_m": person.thigh_length_m, **asdict(self)},
        )

    def _knee_rise(self, pitch: Floats, person: Person) -> Floats:
        """Rise of the knee above its rest, m; NaN where no heel raise can have put it: the phone is being handled."""
        every = slice(None, None, 1 + len(pitch) // MEDIAN_SAMPLES)
        kept = np.abs(pitch - np.median(pitch[every])) < HANDLED_RAD
        height_m = pitch
        for _ in range(3):  # the rest is that of what is kept: twice is enough to forget the handling
            rest = np.percentile(pitch[every][kept[every]], self.rest_percentile)
            height_m = pitch - rest
            np.clip(height_m, -0.5 * np.pi, 0.5 * np.pi, out=height_m)
            np.sin(height_m, out=height_m)
            height_m *= person.thigh_length_m
            kept = (height_m > -self.below_floor_m) & (height_m < person.largest_heel_raise_m)
        height_m[~kept] = np.nan
        return height_m

    def _channels(self, recording: Recording, signal: Imu) -> tuple[Floats, Floats | None, float]:
        force, rate_hz = force_with_gravity(recording, signal, self.max_rate_hz)
        if signal.angular_velocity_rad_s is None:
            return force, None, rate_hz
        turn, _ = evenly(recording, signal.angular_velocity_rad_s, at_most_hz=self.max_rate_hz)
        return force, turn, rate_hz

    def _pitch(self, force: Floats, turn: Floats | None, rate_hz: float) -> Floats:
        """Pitch of one stretch, rad, either sign, any origin; shape (n,)."""
        up = _unit(np.median(force[:: 1 + len(force) // MEDIAN_SAMPLES], axis=0)).astype(force.dtype)
        if turn is not None and bool(np.isfinite(turn).all()):
            axis = _main_axis(turn, up).astype(force.dtype)
            pitch: Floats = np.cumsum(turn @ axis, dtype=np.float64) / rate_hz
            _lean_on_gravity(pitch, force @ np.cross(up, axis), force @ up, self.crossover_hz, rate_hz)
        else:
            along = _main_axis(low_pass(force, 3.0, rate_hz), up).astype(force.dtype)
            pitch = _pitch_by_gravity(force @ along, force @ up, rate_hz)
        return pitch


def _lean_on_gravity(pitch: Floats, along: Floats, up: Floats, crossover_hz: float, rate_hz: float) -> None:
    """Make the slow part of ``pitch`` that of gravity's direction; samples shaken too hard to show it do not count."""
    told = np.abs(np.hypot(along, up) - STANDARD_GRAVITY_M_S2) < SHAKEN_M_S2
    off = np.arctan2(along, up)
    off -= pitch
    off[~told] = 0.0
    group = max(1, int(rate_hz / TILT_HZ))
    share = means(told.astype(np.float32), group)
    known = np.flatnonzero(share)
    if len(known) < 2:
        return
    at = np.arange(len(share))
    coarse = np.interp(at, known, means(off, group)[known] / share[known])
    slow = low_pass(coarse, crossover_hz, rate_hz / group, ends="even")
    pitch += np.interp(np.arange(len(pitch), dtype=np.float64), at * group + 0.5 * (group - 1), slow)


def _pitch_by_gravity(along: Floats, up: Floats, rate_hz: float) -> Floats:
    """Pitch without a gyroscope: inclination, less what the phone's own path adds to gravity.

    On a radius r about the hip the phone feels r x angular acceleration upwards and r x (angular velocity)^2 towards
    the hip. r is what makes the first explain the vertical force; three rounds settle it.
    """
    pitch = low_pass(np.arctan2(along, up), MOVEMENT_HZ, rate_hz)
    lift = low_pass(np.hypot(along, up), MOVEMENT_HZ, rate_hz)
    for _ in range(3):
        turn = np.gradient(pitch) * rate_hz
        spin = np.gradient(turn) * rate_hz
        seated = np.abs(pitch - np.median(pitch)) < HANDLED_RAD
        centred = spin[seated] - spin[seated].mean()
        radius_m = float(centred @ (lift[seated] - lift[seated].mean())) / max(float(centred @ centred), 1e-12)
        radius_m = float(np.clip(radius_m, -LONGEST_THIGH_M, LONGEST_THIGH_M))
        pitch = low_pass(np.arctan2(along + radius_m * turn**2, up - radius_m * spin), MOVEMENT_HZ, rate_hz)
    return pitch


def lying_flat(force: Floats, rate_hz: float, max_tilt_deg: float) -> NDArray[np.bool_]:
    """Where the slow part of the specific force is along the axis out of the screen; shape (n,)."""
    group = max(1, int(rate_hz / TILT_HZ))
    coarse = means(force, group)
    flat = np.zeros(len(coarse), dtype=np.bool_)
    for first, last in stretches(np.isfinite(coarse[:, 0])):
        if last - first > TILT_HZ:
            slow = low_pass(coarse[first:last], 0.5, rate_hz / group, ends="even")
            flat[first:last] = np.abs(slow[:, 2]) > np.cos(np.radians(max_tilt_deg)) * np.linalg.norm(slow, axis=1)
    return np.repeat(flat, group)[: len(force)] & np.isfinite(force[:, 0] + force[:, 1] + force[:, 2])


def shaking(height_m: Floats, rate_hz: float) -> NDArray[np.bool_]:
    """Where the leg bounces: within half a second there is more movement above 3 Hz than half of that below; (n,).

    Heel raises of up to 120 a minute keep their energy below 3 Hz; restless legs shake at 3 to 7 Hz.
    """
    group = max(1, int(rate_hz / MOVEMENT_RATE_HZ))
    coarse, coarse_hz = means(height_m, group), rate_hz / group
    out = np.zeros(len(coarse), dtype=np.bool_)
    for first, last in stretches(np.isfinite(coarse)):
        if last - first > coarse_hz:
            part = coarse[first:last]
            slow = low_pass(part, 3.0, coarse_hz)
            fast_m = moving_rms(part - slow, 0.5, coarse_hz)
            slow_m = moving_rms(slow - moving_mean(slow, 1.0, coarse_hz), 0.5, coarse_hz)
            out[first:last] = (fast_m > SHAKING_M) & (fast_m > 0.5 * slow_m)
    return np.repeat(widen(out, round(coarse_hz)), group)[: len(height_m)]


def which_way_and_carried(pitch: Floats, strength: Floats, rate_hz: float) -> tuple[float, NDArray[np.bool_]]:
    """What the vertical acceleration tells: +1 if the knee goes up with ``pitch``, else -1; where the phone is carried.

    A phone between hip and knee is lifted by radius x angular acceleration. Where that says nothing (at the hip, or
    too slow), the heel is more often down than up: the pitch is skewed towards its peaks. Where the phone is shaken up
    and down in a way that its turning does not explain, it is in a hand that walks.
    """
    group = max(1, int(rate_hz / LIFT_RATE_HZ))
    coarse_hz = rate_hz / group
    lift = means(strength, group)
    lift = low_pass(lift - np.median(lift), MOVEMENT_HZ, coarse_hz)
    turned = means(pitch, group)
    spin = low_pass(np.pad(np.diff(turned, 2), 1, mode="edge"), MOVEMENT_HZ, coarse_hz)
    seated = np.abs(turned - np.median(turned)) < HANDLED_RAD  # standing up is neither
    lift, spin = np.where(seated, lift, 0.0), np.where(seated, spin, 0.0)
    power, spin_power = moving_mean(lift**2, 4.0, coarse_hz), moving_mean(spin**2, 4.0, coarse_hz)
    shared = moving_mean(lift * spin, 4.0, coarse_hz) ** 2 / np.maximum(power * spin_power, 1e-24)
    carried = widen((power > CARRIED_M_S2**2) & (shared < CARRIED_SHARED_FRAC), round(2.0 * coarse_hz))
    told = seated & ~carried & (np.abs(lift) < SHAKEN_M_S2)
    return _which_way(turned[told], lift[told], spin[told]), np.repeat(carried, group)[: len(pitch)]


def rattled(strength: Floats, rate_hz: float) -> NDArray[np.bool_]:
    """Where the phone is shaken faster than 3 Hz, and more than slower, for most of a second; shape (n,)."""
    slow = low_pass(strength, 3.0, rate_hz)
    fast_m_s2 = moving_rms(strength - slow, 1.0, rate_hz)
    slow_m_s2 = moving_rms(slow - moving_mean(slow, 2.0, rate_hz), 1.0, rate_hz)
    return widen((fast_m_s2 > RATTLED_M_S2) & (fast_m_s2 > 1.5 * slow_m_s2), round(rate_hz))


def _which_way(pitch: Floats, lift: Floats, spin: Floats) -> float:
    if not len(pitch):
        return 1.0
    lift, spin = lift - lift.mean(), spin - spin.mean()
    scale = float(np.linalg.norm(lift) * np.linalg.norm(spin))
    agree = float(lift @ spin) / scale if scale > 0 else 0.0
    if abs(agree) > 0.2:
        return float(np.sign(agree))
    middle = pitch - pitch.mean()
    return 1.0 if float((middle**3).sum()) >= 0 else -1.0


def _main_axis(vectors: Floats, up: Floats) -> Floats:
    """Main horizontal direction in which ``vectors`` vary; large ones (handling the phone) are cut to a common size."""
    vectors = vectors[:: 1 + len(vectors) // MEDIAN_SAMPLES].astype(np.float64)
    level = vectors - np.median(vectors, axis=0)
    level = level - np.outer(level @ up, up)
    size = np.linalg.norm(level, axis=1)
    limit = np.percentile(size, 90)
    level = level * np.minimum(1.0, limit / np.maximum(size, 1e-12))[:, None]
    axis = np.linalg.eigh(level.T @ level)[1][:, -1]
    return _unit(axis - (axis @ up) * up)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))
