"""What a rendered person does: one function of time to a pose for every activity."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from soleus.simulate.video.body import Body, Pose
from soleus.simulate.video.sprite import Matrix
from soleus.simulate.video.writer import HeightCurve
from soleus.units import STANDARD_GRAVITY_M_S2

PoseCurve = Callable[[float], Pose]

STRIDE_SWING_RAD = math.radians(24)  # hip range of ordinary walking, to each side
SWING_KNEE_RAD = math.radians(55)  # knee flexion in swing
WALKING_M_S = 1.2
CROUCH_S = 0.5
CHAIR_TILT_M = 0.0  # a chair at knee height: the thigh is level at rest


def standing(body: Body, height_m: HeightCurve) -> PoseCurve:
    """Heel raises of both feet: everything above the ankle rises by the same amount."""

    def at(time_s: float) -> Pose:
        height = float(np.asarray(height_m(np.array([time_s])))[0])
        ankle, pitch = body.raised(height)
        hip = ankle + np.array([0.02, body.standing_hip_m])
        thigh, shank = body.reach(hip, ankle)
        return _both(hip, thigh, shank, pitch, 0.0)

    return at


def seated(body: Body, height_m: HeightCurve) -> PoseCurve:
    """Push-ups of the near foot on a chair: knee and shank rise, the thigh tilts about the hip, the trunk is still."""
    rest = np.array([-body.person.forefoot_lever_m, 0.0])
    hip = rest + np.array([-body.thigh_m, body.shank_m + CHAIR_TILT_M])

    def at(time_s: float) -> Pose:
        height = float(np.asarray(height_m(np.array([time_s])))[0])
        ankle, pitch = body.raised(height)
        thigh, shank = body.reach(hip, ankle)
        far_thigh, far_shank = body.reach(hip, rest + np.array([0.08, 0.0]))
        return Pose(
            hip_x=hip[0], hip_y=hip[1], near_thigh=thigh, near_shank=shank, near_pitch=pitch,
            far_thigh=far_thigh, far_shank=far_shank, near_arm=0.6, far_arm=0.5,
        )  # fmt: skip

    return at


def walking(body: Body, *, start_x: float, start_s: float = 0.0, speed_m_s: float = WALKING_M_S) -> PoseCurve:
    """Walk along the picture; a negative speed walks backwards out of it, as seen in a mirror."""
    cycle_s = 4 * body.standing_hip_m * math.sin(STRIDE_SWING_RAD) / abs(speed_m_s)

    def at(time_s: float) -> Pose:
        phase = 2 * math.pi * (time_s - start_s) / cycle_s
        legs = [_swing(phase), _swing(phase + math.pi)]
        # the stance foot carries the body: the lower of the two ankles is on the floor
        drop = max(body.thigh_m * math.cos(t) + body.shank_m * math.cos(s) for t, s in legs)
        return Pose(
            hip_x=start_x + speed_m_s * (time_s - start_s), hip_y=drop,
            near_thigh=legs[0][0], near_shank=legs[0][1], near_pitch=-legs[0][1] * 0.6, near_toes=-legs[0][1] * 0.6,
            far_thigh=legs[1][0], far_shank=legs[1][1], far_pitch=-legs[1][1] * 0.6, far_toes=-legs[1][1] * 0.6,
            near_arm=-0.5 * legs[0][0], far_arm=-0.5 * legs[1][0], trunk=0.05,
        )  # fmt: skip

    return at


def squatting(body: Body, *, depth_m: float, period_s: float) -> PoseCurve:
    """Squats with flat feet."""

    def at(time_s: float) -> Pose:
        down = math.sin(math.pi * time_s / period_s) ** 2
        ankle = np.array([-body.person.forefoot_lever_m, 0.0])
        hip = ankle + np.array([0.02 - 0.22 * down, body.standing_hip_m - depth_m * down])
        thigh, shank = body.reach(hip, ankle)
        return _both(hip, thigh, shank, 0.0, 0.0, trunk=0.7 * down, arms=0.1 + 1.2 * down)

    return at


def jumping(body: Body, *, crouch_m: float, flight_m: float, period_s: float) -> PoseCurve:
    """Jumps on the spot: crouch for half a second, push off evenly, fly, land as evenly."""
    off_m_s = math.sqrt(2 * STANDARD_GRAVITY_M_S2 * flight_m)
    push_s, flight_s = 2 * crouch_m / off_m_s, 2 * off_m_s / STANDARD_GRAVITY_M_S2

    def hip_above_standing_m(since_s: float) -> float:
        if since_s < CROUCH_S:
            return -crouch_m * math.sin(0.5 * math.pi * since_s / CROUCH_S) ** 2
        pushed_s, flown_s = since_s - CROUCH_S, since_s - CROUCH_S - push_s
        if flown_s < 0:
            return crouch_m * ((pushed_s / push_s) ** 2 - 1)
        if flown_s < flight_s:
            return off_m_s * flown_s - 0.5 * STANDARD_GRAVITY_M_S2 * flown_s**2
        landed = (flown_s - flight_s) / push_s
        risen = (landed - 1) * push_s / CROUCH_S
        return crouch_m * ((1 - landed) ** 2 - 1) if landed < 1 else -crouch_m * max(0.0, 1 - risen) ** 2

    def at(time_s: float) -> Pose:
        up_m = hip_above_standing_m(time_s % period_s)
        ankle = np.array([-body.person.forefoot_lever_m, max(0.0, up_m)])
        hip = ankle + np.array([0.02 + 0.8 * min(0.0, up_m), body.standing_hip_m + min(0.0, up_m)])
        thigh, shank = body.reach(hip, ankle)
        pointed = min(0.6, 4 * max(0.0, up_m))
        return _both(hip, thigh, shank, pointed, pointed, trunk=max(0.0, -1.5 * up_m))

    return at


def circling_ankle(body: Body, *, period_s: float) -> PoseCurve:
    """Stand on the far leg, the near foot lifted and turning at the ankle."""
    ankle = np.array([-body.person.forefoot_lever_m, 0.0])
    hip = ankle + np.array([0.02, body.standing_hip_m])
    thigh, shank = body.reach(hip, ankle)

    def at(time_s: float) -> Pose:
        phase = 2 * math.pi * time_s / period_s
        return Pose(
            hip_x=hip[0], hip_y=hip[1], far_thigh=thigh, far_shank=shank,
            near_thigh=0.55 + 0.02 * math.cos(phase), near_shank=-0.1 + 0.02 * math.sin(phase),
            near_pitch=0.3 + 0.45 * math.sin(phase), near_toes=0.3 + 0.45 * math.sin(phase),
        )  # fmt: skip

    return at


def stepping(body: Body, *, lift_rad: float, period_s: float) -> PoseCurve:
    """Step on the spot, one thigh after the other."""
    ankle = np.array([-body.person.forefoot_lever_m, 0.0])
    hip = ankle + np.array([0.02, body.standing_hip_m])
    thigh, shank = body.reach(hip, ankle)

    def at(time_s: float) -> Pose:
        beat = math.sin(2 * math.pi * time_s / period_s)
        near, far = max(0.0, beat) * lift_rad, max(0.0, -beat) * lift_rad
        return Pose(
            hip_x=hip[0], hip_y=hip[1], near_thigh=thigh + near, near_shank=shank - 0.6 * near, near_pitch=0.3 * near,
            near_toes=0.3 * near, far_thigh=thigh + far, far_shank=shank - 0.6 * far, far_pitch=0.3 * far,
            far_toes=0.3 * far, near_arm=-0.4 * near + 0.05, far_arm=-0.4 * far - 0.05,
        )  # fmt: skip

    return at


def raising_arms(body: Body, *, period_s: float) -> PoseCurve:
    """Stand still and raise the arms to the front and above."""
    still = standing(body, np.zeros_like)

    def at(time_s: float) -> Pose:
        up = math.sin(math.pi * time_s / period_s) ** 2
        return still(time_s).towards(_with_arms(still(time_s), 2.6), up)

    return at


def nodding(curve: PoseCurve, *, arms_rad: float, nod_rad: float, phase_rad: float) -> PoseCurve:
    """Add what a talking person does: arms and head move irregularly."""

    def at(time_s: float) -> Pose:
        beat = math.sin(2.3 * time_s + phase_rad) + 0.6 * math.sin(5.1 * time_s + 2 * phase_rad)
        pose = curve(time_s)
        moved = _with_arms(pose, pose.near_arm + arms_rad * (1 + beat))
        return replace(moved, nod=nod_rad * math.sin(6.3 * time_s + phase_rad))

    return at


def then(first: PoseCurve, second: PoseCurve, *, at_s: float, blend_s: float = 0.5) -> PoseCurve:
    """Do one thing until ``at_s``, then the other, with a smooth change."""

    def at(time_s: float) -> Pose:
        share = float(np.clip((time_s - at_s) / blend_s, 0.0, 1.0))
        return first(time_s) if share == 0.0 else first(time_s).towards(second(time_s), share)

    return at


def _swing(phase: float) -> tuple[float, float]:
    """Angles of thigh and shank of one leg in walking: the knee bends while the thigh comes forward."""
    thigh = STRIDE_SWING_RAD * math.sin(phase)
    flexed = SWING_KNEE_RAD * max(0.0, math.cos(phase)) ** 1.5 + 0.05
    return thigh, thigh - flexed


def _both(
    hip: Matrix, thigh: float, shank: float, pitch: float, toes: float, *, trunk: float = 0.0, arms: float = 0.05
) -> Pose:  # fmt: skip
    return Pose(
        hip_x=float(hip[0]), hip_y=float(hip[1]), near_thigh=thigh, near_shank=shank, near_pitch=pitch, near_toes=toes,
        far_thigh=thigh, far_shank=shank, far_pitch=pitch, far_toes=toes, trunk=trunk,
        near_arm=arms, far_arm=arms - 0.1,
    )  # fmt: skip


def _with_arms(pose: Pose, angle_rad: float) -> Pose:
    return replace(pose, near_arm=angle_rad, far_arm=0.8 * angle_rad)
