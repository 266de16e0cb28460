"""Where a foot goes between two rests: length and rise of a stride; and how its heel stands at rest.

Dead reckoning with zero velocity at each rest (Sabatini 2005, IEEE Trans Biomed Eng 52:486): gravity gives the tilt at
the first rest, the gyroscope carries it through the swing. Differs from it: what velocity is left at the next rest is
taken off in proportion to the squared acceleration, because sensors err (scale, clipping) where it is large.
"""

import numpy as np

from soleus.units import STANDARD_GRAVITY_M_S2
from soleus.walk.steps import Floats, Ints

REST_S = 0.05  # to either side of the stillest sample
LONGEST_STRIDE_S = 2.5  # a slower one is two strides with a stop, over which the velocity drifts
FLAT_SHARE = 0.25  # somebody who walks on the toes all the time would not notice this measure
STILL_LASTS_S = 1.0
STILL_TURN_RAD_S = 0.15  # sway of a standing leg


def foot_path(force: Floats, turn: Floats, rests: Ints, rate_hz: float) -> tuple[Floats, Floats]:
    """Length along the ground and rise of every stride, (n_strides,) in metres; NaN for what is no single stride."""
    n = max(0, len(rests) - 1)
    length_m, rise_m = np.full(n, np.nan), np.full(n, np.nan)
    steps = np.diff(rests)
    whole = np.flatnonzero((steps > 2) & (steps <= LONGEST_STRIDE_S * rate_hz))
    if not len(whole):
        return length_m, rise_m
    samples = np.arange(int(steps[whole].max()) + 1)
    index = np.minimum(rests[whole][:, None] + samples, rests[whole + 1][:, None])
    inside = samples <= steps[whole][:, None]
    ups = _at_rest(force, rests[whole], rate_hz), _at_rest(force, rests[whole + 1], rate_hz)
    world = _in_world(force, turn, index, ups, rate_hz)
    velocity = np.cumsum(np.where(inside[..., None], world, 0.0), axis=1) / rate_hz
    size = np.where(inside, np.linalg.norm(world, axis=2), 0.0)
    weight = np.cumsum(size**2, axis=1)
    velocity -= velocity[:, -1:, :] * (weight / weight[:, -1:])[..., None]
    moved = np.sum(np.where(inside[..., None], velocity, 0.0), axis=1) / rate_hz
    length_m[whole], rise_m[whole] = np.hypot(moved[:, 0], moved[:, 1]), moved[:, 2]
    return length_m, rise_m


def stance_pitch(force: Floats, turn: Floats, rests: Ints, rate_hz: float) -> Floats:
    """How far the heel is up at the rest after each landing, against the foot flat on the ground, (n_strides,) rad.

    Flat is how the foot stood still for a second; without such a moment, the quarter of the rests with the lowest heel.
    """
    if len(rests) < 2:
        return np.empty(0)
    axis = np.linalg.eigh(turn.T @ turn)[1][:, -1]
    still = _still(turn, rate_hz)
    up = _at_rest(force, np.append(rests, still) if still is not None else rests, rate_hz)
    upright = up.mean(axis=0) - axis * (up.mean(axis=0) @ axis)
    upright /= max(float(np.linalg.norm(upright)), float(np.finfo(float).tiny))
    tilt = np.arctan2(up @ np.cross(axis, upright), up @ upright)
    heel_up = -_lift_sign(turn @ axis, rests) * tilt  # a turn by +x about the axis tips what is up by -x
    flat = heel_up[-1] if still is not None else np.quantile(heel_up, FLAT_SHARE)
    return np.asarray(heel_up[1 : len(rests)] - flat)


def _still(turn: Floats, rate_hz: float) -> int | None:
    """The middle of the stillest second, if the foot stands still in it."""
    width = int(STILL_LASTS_S * rate_hz)
    if len(turn) <= width or width < 2:
        return None
    sums = np.concatenate([[0.0], np.cumsum(np.einsum("ij,ij->i", turn, turn))])
    means = (sums[width:] - sums[:-width]) / width
    best = int(np.argmin(means))
    return best + width // 2 if means[best] < STILL_TURN_RAD_S**2 else None


def _lift_sign(along: Floats, rests: Ints) -> float:
    """Sign of the turn with which a foot leaves the ground: the first large one after a rest lifts the heel."""
    firsts = [along[a : a + max(2, (b - a) // 2)] for a, b in zip(rests[:-1].tolist(), rests[1:].tolist(), strict=True)]
    return float(np.sign(np.median([part[int(np.argmax(np.abs(part)))] for part in firsts])) or 1.0)


def _at_rest(force: Floats, rests: Ints, rate_hz: float) -> Floats:
    """Unit vectors that point up at the rests, in the sensor's axes."""
    half = max(1, int(REST_S * rate_hz))
    around = np.clip(rests[:, None] + np.arange(-half, half + 1), 0, len(force) - 1)
    up = force[around].mean(axis=1)
    return np.asarray(up / np.maximum(np.linalg.norm(up, axis=1, keepdims=True), np.finfo(float).tiny))


def _in_world(force: Floats, turn: Floats, index: Ints, ups: tuple[Floats, Floats], rate_hz: float) -> Floats:
    """Acceleration without gravity, z up, heading as at the first rest; shape (n_strides, n_samples, 3).

    All strides turn together, one sample after the other. By how much the tilt at the end differs from the gravity
    there is taken off evenly over the stride.
    """
    attitude = _upright(ups[0])
    out = np.empty((*index.shape, 3))
    half = 0.5 / rate_hz
    for k in range(index.shape[1]):
        if k:
            last, now = index[:, k - 1], index[:, k]
            attitude = attitude @ _rotation(np.where((now > last)[:, None], half * (turn[last] + turn[now]), 0.0))
        out[:, k] = np.einsum("nij,nj->ni", attitude, force[index[:, k]])
    error = np.cross(np.einsum("nij,nj->ni", attitude, ups[1]), np.array([0.0, 0.0, 1.0]))
    share = (index - index[:, :1]) / np.maximum(index[:, -1:] - index[:, :1], 1)
    out += np.cross(error[:, None, :] * share[..., None], out)  # angles of a few degrees: first order is exact to 1 %
    out[..., 2] -= STANDARD_GRAVITY_M_S2
    return out


def _upright(up: Floats) -> Floats:
    """Rotations (n, 3, 3) from the sensor's axes to ones whose third points up."""
    spare = np.eye(3)[np.argmin(np.abs(up), axis=1)]
    first = np.cross(spare, up)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.stack([first, np.cross(up, first), up], axis=1)


def _rotation(vector: Floats) -> Floats:
    """Rodrigues' rotation matrices (n, 3, 3) of rotation vectors (n, 3)."""
    angle = np.linalg.norm(vector, axis=1)
    x, y, z = (vector / np.maximum(angle, 1e-300)[:, None]).T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, rest = np.sin(angle)[:, None, None], (1.0 - np.cos(angle))[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + rest * (cross @ cross))
