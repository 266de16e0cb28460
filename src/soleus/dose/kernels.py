"""Compiled pieces that the rigid and the elastic problem share: lookup in a grid, geometry of a pose."""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from soleus.dose.tables import FIBRE_GRID, SPEED_GRID, TENDON_PIECES, TENDON_ROOT_BELOW, Tables

Floats = NDArray[np.float64]

N_MUSCLES = 8
FIBRE_PER_UNIT = FIBRE_GRID[2] / (FIBRE_GRID[1] - FIBRE_GRID[0])
SPEED_PER_UNIT = SPEED_GRID[2] / (SPEED_GRID[1] - SPEED_GRID[0])
compiled = njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "arcp"})  # NaN keeps its meaning
inlined = njit(
    cache=True,
    nogil=True,
    error_model="numpy",
    fastmath={"contract", "arcp"},
    forceinline=True,
)  # loops over the muscles without a call or branch run several at a time
OK, TOO_STRONG, PASSIVE_EXCEEDS, SLACK, INVALID = range(5)


@inlined
def cubic(grid: Floats, i: int, u: float) -> tuple[float, float, float]:
    """Value and two derivatives (a piece) of row i at place u, in pieces; the end pieces go on beyond the ends."""
    k = min(max(int(u), 0), grid.shape[1] - 1)
    t = u - k
    c1, c2, c3 = grid[i, k, 1], grid[i, k, 2], 3.0 * grid[i, k, 3]
    return ((grid[i, k, 3] * t + c2) * t + c1) * t + grid[i, k, 0], (c3 * t + 2.0 * c2) * t + c1, 2.0 * (c3 * t + c2)


@inlined
def finite(x: float) -> bool:
    """Whether x is a number; a comparison, because sums may be rearranged."""
    return abs(x) <= 1e300


@inlined
def known(t: Tables, instant: Floats) -> bool:
    """Whether a row (ankle, knee, moment, two velocities) holds numbers and a pose that the model knows."""
    slip = 1e-12  # rad, of the conversion from degrees
    ankle, knee = instant[0], instant[1]
    if not (t.ranges[0] - slip <= ankle <= t.ranges[1] + slip and t.ranges[2] - slip <= knee <= t.ranges[3] + slip):
        return False
    return finite(instant[2]) and finite(instant[3]) and finite(instant[4])


@inlined
def place(t: Tables, ankle: float, knee: float, length: Floats, arm: Floats, knee_arm: Floats) -> None:
    """Fill in length, plantarflexion arm and knee flexion arm (m) of every muscle."""
    piece = -1
    for k in range(t.knots.shape[0]):
        piece += knee >= t.knots[k]
    piece = max(piece, 0)
    for i in range(N_MUSCLES):
        if t.biarticular[i]:
            length[i], arm[i], knee_arm[i] = path_over_both(t, i, piece, ankle, knee - t.knots[piece])
        else:
            length[i], arm[i] = path_over_ankle(t, i, ankle)
            knee_arm[i] = 0.0


@inlined
def path_over_ankle(t: Tables, i: int, ankle: float) -> tuple[float, float]:
    """Length and arm of a muscle that the knee does not move."""
    value = slope = 0.0
    for j in range(t.paths.shape[2] - 1, -1, -1):
        slope = slope * ankle + value
        value = value * ankle + t.paths[i, 0, j, 0]
    return value, slope


@inlined
def path_over_both(t: Tables, i: int, piece: int, ankle: float, s: float) -> tuple[float, float, float]:
    """Length and both arms of a muscle over both joints, ``s`` from the start of a piece of the knee angle."""
    value = slope = knee_slope = 0.0
    for j in range(t.paths.shape[2] - 1, -1, -1):
        c1, c2, c3 = t.paths[i, piece, j, 1], t.paths[i, piece, j, 2], t.paths[i, piece, j, 3]
        slope = slope * ankle + value
        value = value * ankle + ((c3 * s + c2) * s + c1) * s + t.paths[i, piece, j, 0]
        knee_slope = knee_slope * ankle + (3.0 * c3 * s + 2.0 * c2) * s + c1
    return value, slope, -knee_slope


@inlined
def speed_factor(t: Tables, velocity: float) -> tuple[float, float, float]:
    """Force multiplier of the fibre velocity (parts of the largest, lengthening +) and its two derivatives."""
    if velocity <= -1.0:
        return 0.0, 0.0, 0.0
    y, d, dd = cubic(t.speed, 0, (min(velocity, SPEED_GRID[1]) - SPEED_GRID[0]) * SPEED_PER_UNIT)
    return y, d * SPEED_PER_UNIT, dd * SPEED_PER_UNIT**2


@inlined
def active_factor(t: Tables, fibre: float) -> tuple[float, float, float]:
    """Active force at a fibre length (parts of the optimum) and its two derivatives."""
    y, d, dd = cubic(t.active, 0, fibre * FIBRE_PER_UNIT)
    return max(y, 0.0), d * FIBRE_PER_UNIT, dd * FIBRE_PER_UNIT**2


@inlined
def passive_factor(t: Tables, i: int, fibre: float) -> tuple[float, float, float]:
    """Passive force of muscle i at a fibre length and its two derivatives."""
    y, d, dd = cubic(t.passive, i, fibre * FIBRE_PER_UNIT)
    return y, d * FIBRE_PER_UNIT, dd * FIBRE_PER_UNIT**2


@inlined
def tendon_strain(t: Tables, force: float) -> tuple[float, float, float]:
    """Strain of a tendon at a force (parts of the largest) and its two derivatives."""
    if force >= t.toe:
        return t.toe_strain + (force - t.toe) * t.compliance, t.compliance, 0.0
    if force > TENDON_ROOT_BELOW:
        per_unit = TENDON_PIECES / t.toe
        y, d, dd = cubic(t.tendon, 0, force * per_unit)
        return y, d * per_unit, dd * per_unit * per_unit
    root = max(force, 1e-12) ** (1.0 / 3.0)
    per_unit = TENDON_PIECES / TENDON_ROOT_BELOW ** (1.0 / 3.0)
    y, d, dd = cubic(t.tendon, 1, root * per_unit)
    d, dd = d * per_unit, dd * per_unit * per_unit
    first = d / (3.0 * root * root)
    return y, first, (dd / (9.0 * root * root) - 2.0 * first / (3.0 * root)) / (root * root)


@inlined
def rigid_strength(t: Tables, i: int, length: float, path_velocity: float) -> float:
    """Largest active force along a rigid tendon, N: Fmax x length x velocity factor x cos(pennation)."""
    along = max(length - t.slack[i], t.shortest[i])
    fibre = math.sqrt(along * along + t.width[i] * t.width[i])
    cos = along / fibre
    active = active_factor(t, fibre * t.per_optimal[i])[0]
    return float(t.force[i] * active * speed_factor(t, path_velocity * cos / t.velocity[i])[0] * cos)
