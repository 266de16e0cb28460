"""Where a foot goes between two rests: length and rise of a stride; and how its heel stands at rest.

Dead reckoning with zero velocity at each rest (Sabatini 2005, IEEE Trans Biomed Eng 52:486): gravity gives the tilt at
the first rest, the gyroscope carries it through the swing. Differs from it in how the velocity left at the next rest is
taken off. Along the ground evenly over the stride: a tilt that is wrong by a degree leaks the same gravity into it all
the time. (Any share that is symmetric about the middle, such as a sigmoid, gives the same length.) Upward, where a tilt
hardly matters, in proportion to the squared acceleration: sensors err (scale, clipping) where it is large. And the
accelerometer's scale is set by what it feels of gravity in the stillest second, where there is one.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soleus.units import STANDARD_GRAVITY_M_S2
from soleus.walk.steps import Floats, Ints

REST_S = 0.05  # to either side of the stillest sample
LONGEST_STRIDE_S = 2.5  # a slower one is two strides with a stop, over which the velocity drifts
FLAT_SHARE = 0.25  # somebody who walks on the toes all the time would not notice this measure
STILL_LASTS_S = 1.0
STILL_TURN_RAD_S = 0.15  # sway of a standing leg
GRAVITY_FRAC = 0.1  # the offset of a cheap accelerometer; one that feels another gravity has another unit
AT_ONCE = 256  # strides; ten hours of walking would not fit into memory, nor a thousand strides into the cache

Quaternions = tuple[NDArray[np.complex128], NDArray[np.complex128]]
"""Rotations w + xi + yj + zk as w + ix and y + iz: a product is then four of complex numbers."""


def foot_path(force: Floats, turn: Floats, rests: Ints, still: int | None, rate_hz: float) -> tuple[Floats, Floats]:
    """Length along the ground and rise of every stride, (n_strides,) in metres; NaN for what is no single stride.

    ``force``, ``turn`` have shape (3, n): one axis after the other. ``still`` as `stillest` found it.
    """
    n = max(0, len(rests) - 1)
    length_m, rise_m = np.full(n, np.nan), np.full(n, np.nan)
    samples = np.diff(rests)
    whole = np.flatnonzero((samples > 2) & (samples <= LONGEST_STRIDE_S * rate_hz))
    ups = _at_rest(force, rests, rate_hz)
    scale = 1.0 if still is None else _scale(force, still, rate_hz)
    for k in range(0, len(whole), AT_ONCE):
        these = whole[k : k + AT_ONCE]
        span = rests[these], rests[these + 1]
        length_m[these], rise_m[these] = _moved(force, turn, span, (ups[:, these], ups[:, these + 1]), scale, rate_hz)
    return length_m, rise_m


def stillest(turn: Floats, rate_hz: float) -> int | None:
    """The middle of the stillest second, if the foot stands still in it; ``turn`` has shape (3, n)."""
    width = int(STILL_LASTS_S * rate_hz)
    if turn.shape[1] <= width or width < 2:
        return None
    sums = np.concatenate([[0.0], np.cumsum(np.einsum("in,in->n", turn, turn))])
    means = (sums[width:] - sums[:-width]) / width
    best = int(means.argmin())
    return best + width // 2 if means[best] < STILL_TURN_RAD_S**2 else None


def _scale(force: Floats, still: int, rate_hz: float) -> float:
    """What makes the force of a still foot standard gravity."""
    half = int(STILL_LASTS_S * rate_hz) // 2
    felt = float(np.linalg.norm(force[:, still - half : still + half].mean(axis=1)))
    near = abs(felt / STANDARD_GRAVITY_M_S2 - 1.0) <= GRAVITY_FRAC
    return STANDARD_GRAVITY_M_S2 / felt if near else 1.0


def _moved(
    force: Floats,
    turn: Floats,
    span: tuple[Ints, Ints],
    ups: tuple[Floats, Floats],
    scale: float,
    rate_hz: float,
) -> tuple[Floats, Floats]:
    """Length and rise of strides from rest to rest, in the sensor's axes at the first rest.

    By how much the tilt at the end differs from the gravity there is taken off evenly over the stride.
    """
    first, last = span
    few = math.isqrt(int((last - first).max())) + 1
    after = np.arange(few * few).reshape(few, few).T[..., None]  # since the rest: place in a group, group, stride
    left = np.maximum(last - first + 1 - after, 0)  # samples to go, the present one counted; none beyond the stride
    index = np.minimum(first + after, last)
    spin = np.take(turn[:, 1:] + turn[:, :-1], index - 1, axis=1, mode="wrap")
    attitude = _attitudes(spin * ((0.25 / rate_hz) * ((left > 0) & (after > 0))))
    error = _cross(_turned((attitude[0][-1, -1], attitude[1][-1, -1]), ups[1]), ups[0])
    attitude = _times(_small_turns((0.5 * error)[:, None, None] * (after / (last - first))), attitude)
    out = _turned(attitude, scale * np.take(force, index, axis=1))
    out -= STANDARD_GRAVITY_M_S2 * ups[0][:, None, None]
    inside, to_go = (left > 0).astype(np.float64), left.astype(np.float64)
    size_2 = np.einsum("igkn,igkn->gkn", out, out) * inside
    late = np.einsum("gkn,gkn->n", size_2, to_go) / size_2.sum(axis=(0, 1))
    moved = np.einsum("igkn,gkn->in", out, to_go) / rate_hz**2
    left_over = np.einsum("igkn,gkn->in", out, inside) / rate_hz**2
    along = moved - left_over * (0.5 * (last - first + 2))
    rise = np.einsum("in,in->n", moved - left_over * late, ups[0])
    return np.linalg.norm(along - np.einsum("in,in->n", along, ups[0]) * ups[0], axis=0), rise


def stance_pitch(force: Floats, turn: Floats, rests: Ints, still: int | None, rate_hz: float) -> Floats:
    """How far the heel is up at the rest after each landing, against the foot flat on the ground, (n_strides,) rad.

    Flat is how the foot stood still for a second; without such a moment, the quarter of the rests with the lowest heel.
    """
    if len(rests) < 2:
        return np.empty(0)
    axis = np.linalg.eigh(np.einsum("in,jn->ij", turn, turn))[1][:, -1]  # `@` would wake threads for so little
    up = _at_rest(force, np.append(rests, still) if still is not None else rests, rate_hz)
    mean_up = up.mean(axis=1)
    upright = mean_up - axis * (mean_up @ axis)
    upright /= max(float(np.linalg.norm(upright)), float(np.finfo(float).tiny))
    tilt = np.arctan2(_cross(axis, upright) @ up, upright @ up)
    heel_up = (
        -_lift_sign(np.einsum("i,in->n", axis, turn), rests) * tilt
    )  # a turn by +x about the axis tips what is up by -x
    flat = heel_up[-1] if still is not None else np.quantile(heel_up, FLAT_SHARE)
    return np.asarray(heel_up[1 : len(rests)] - flat)


def _lift_sign(along: Floats, rests: Ints) -> float:
    """Sign of the turn with which a foot leaves the ground: the first large one after a rest lifts the heel."""
    spans = np.stack([rests[:-1], rests[:-1] + np.maximum(2, np.diff(rests) // 2)], axis=1).ravel()
    spans = np.minimum(spans, len(along) - 1)
    most, least = (one.reduceat(along, spans)[::2] for one in (np.maximum, np.minimum))
    return float(np.sign(np.median(np.where(most >= -least, most, least))) or 1.0)


def _at_rest(force: Floats, rests: Ints, rate_hz: float) -> Floats:
    """Unit vectors that point up at the rests, in the sensor's axes, (3, n_rests)."""
    half = max(1, int(REST_S * rate_hz))
    around = np.clip(rests + np.arange(-half, half + 1)[:, None], 0, force.shape[1] - 1)
    up = np.take(force, around, axis=1).sum(axis=1)
    return np.asarray(up / np.maximum(np.linalg.norm(up, axis=0), np.finfo(float).tiny))


def _attitudes(half: Floats) -> Quaternions:
    """How the sensor stands at each sample against the first of its stride, shape (few, few, n_strides).

    ``half``: half the rotation vector since the sample before, (3, few, few, n_strides), the place within a group of
    samples before the group. Products within all groups at once, then of the groups: few steps follow each other.
    """
    angle = np.sqrt(np.einsum("igkn,igkn->gkn", half, half))
    sine = np.sin(angle)
    x, y, z = half * (sine / np.maximum(angle, np.finfo(float).tiny))
    w_x, y_z = _complex(np.sqrt(1.0 - sine * sine), x), _complex(y, z)  # no foot turns by 180 degrees in a sample
    for place in range(1, len(w_x)):
        w_x[place], y_z[place] = _times((w_x[place - 1], y_z[place - 1]), (w_x[place], y_z[place]))
    before = np.ones_like(w_x[0]), np.zeros_like(y_z[0])
    for k in range(1, len(w_x)):
        last = w_x[-1, k - 1], y_z[-1, k - 1]
        before[0][k], before[1][k] = _times((before[0][k - 1], before[1][k - 1]), last)
    return _times(before, (w_x, y_z))


def _complex(real: Floats, imaginary: Floats) -> NDArray[np.complex128]:
    out = np.empty(real.shape, np.complex128)
    out.real, out.imag = real, imaginary
    return out


def _small_turns(tangent: Floats) -> Quaternions:
    """Rotations by vectors of a few degrees, as the tangents of their halves."""
    cosine = 1.0 / np.sqrt(1.0 + np.einsum("i...,i...->...", tangent, tangent))
    x, y, z = tangent * cosine
    return _complex(cosine, x), _complex(y, z)


def _times(one: Quaternions, other: Quaternions) -> Quaternions:
    (a, b), (c, d) = one, other
    return a * c - b * d.conj(), a * d + b * c.conj()


def _turned(attitude: Quaternions, vector: Floats) -> Floats:
    """Vectors (3, ...) of the sensor's axes in those of the first sample."""
    w_x, y_z = attitude
    axis = np.stack([w_x.imag, y_z.real, y_z.imag])
    twice = 2.0 * _cross(axis, vector)
    return np.asarray(vector + w_x.real * twice + _cross(axis, twice))


def _cross(one: Floats, other: Floats) -> Floats:
    """As `np.cross`, along the first axis, without its copies."""
    (a, b, c), (x, y, z) = one, other
    out = np.empty((3, *np.broadcast_shapes(a.shape, x.shape)))
    out[0], out[1], out[2] = b * z - c * y, c * x - a * z, a * y - b * x
    return out
