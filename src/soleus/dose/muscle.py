"""One muscle with an elastic tendon: the activation that holds a tendon force, the force that an activation makes.

At a tendon force everything else follows without iteration: tendon strain, fibre length, pennation, passive force, and
so the activation in equilibrium. Forces are parts of the muscle's largest force.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soleus.dose.kernels import active_factor, compiled, inlined, passive_factor, place, speed_factor, tendon_strain
from soleus.dose.tables import LEAST_ACTIVATION, Tables

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Six = tuple[float, float, float, float, float, float]
Seven = tuple[float, float, float, float, float, float, float]

NO_FORCE = 1e-9  # of the largest force, some uN: the muscle is as good as slack
LEAST_DRIVE = 1e-12


@inlined
def fibre_at(t: Tables, i: int, force: float, length: float) -> Seven:
    """Fibre length (m), cosine of pennation and its reciprocal; two derivatives in the force of cosine and stretch."""
    strain, strain1, strain2 = tendon_strain(t, force)
    along = length - t.slack[i] * (1.0 + strain)
    along1, along2 = -t.slack[i] * strain1, -t.slack[i] * strain2
    if along < t.shortest[i]:
        along, along1, along2 = t.shortest[i], 0.0, 0.0
    width2 = t.width[i] * t.width[i]
    fibre = math.sqrt(along * along + width2)
    per_fibre = 1.0 / fibre
    cos, ratio = along * per_fibre, fibre / along
    bend = width2 * per_fibre * per_fibre * per_fibre  # d cos / d along
    cos1 = bend * along1
    cos2 = bend * (along2 - 3.0 * cos * per_fibre * along1 * along1)
    stretch1 = cos * along1 * t.per_optimal[i]
    stretch2 = (cos1 * along1 + cos * along2) * t.per_optimal[i]
    return fibre, cos, ratio, cos1, cos2, stretch1, stretch2


@inlined
def equilibrium(t: Tables, i: int, force: float, length: float, speed: float) -> Six:
    """Load and drive of muscle i, with two derivatives in the force each; the activation is load / drive.

    ``load`` = force at the fibre less passive and damping force, ``drive`` = active force at full activation.
    ``speed``: path velocity / largest velocity; the tendon keeps its length, so the fibre has it all, times the cosine.
    """
    fibre, cos, ratio, cos1, cos2, stretch1, stretch2 = fibre_at(t, i, force, length)
    active, active1, active2 = active_factor(t, fibre * t.per_optimal[i])
    passive, passive1, passive2 = passive_factor(t, i, fibre * t.per_optimal[i])
    load = force * ratio - passive
    load1 = ratio - force * cos1 * ratio * ratio - passive1 * stretch1
    load2 = (2.0 * (force * cos1 * ratio - 1.0) * cos1 - force * cos2) * ratio * ratio
    load2 -= passive2 * stretch1 * stretch1 + passive1 * stretch2
    drive, drive1 = active, active1 * stretch1
    drive2 = active2 * stretch1 * stretch1 + active1 * stretch2
    if speed != 0.0:
        factor, d, dd = speed_factor(t, speed * cos)
        factor1, factor2 = d * speed * cos1, dd * speed * speed * cos1 * cos1 + d * speed * cos2
        load -= t.damping * speed * cos
        load1 -= t.damping * speed * cos1
        load2 -= t.damping * speed * cos2
        drive2 = drive2 * factor + 2.0 * drive1 * factor1 + drive * factor2
        drive1 = drive1 * factor + drive * factor1
        drive *= factor
    return load, load1, load2, drive, drive1, drive2


@inlined
def activation_at(t: Tables, i: int, force: float, length: float, speed: float) -> tuple[float, float, float]:
    """Activation that holds a tendon force in equilibrium, and its two derivatives in the force."""
    load, load1, load2, drive, drive1, drive2 = equilibrium(t, i, force, length, speed)
    per_drive = 1.0 / max(drive, LEAST_DRIVE)
    a = load * per_drive
    a1 = (load1 - a * drive1) * per_drive
    return a, a1, (load2 - 2.0 * a1 * drive1 - a * drive2) * per_drive


@compiled
def force_at(t: Tables, i: int, activation: float, length: float, speed: float, guess: float) -> float:
    """Tendon force of muscle i in equilibrium at an activation, 0 where it is slack: Newton inside a bracket."""
    if length - t.slack[i] <= t.shortest[i]:
        return 0.0
    load, _, _, drive, _, _ = equilibrium(t, i, NO_FORCE, length, speed)
    if load >= activation * drive:
        return 0.0
    low, high = NO_FORCE, 2.0
    for _ in range(60):
        load, _, _, drive, _, _ = equilibrium(t, i, high, length, speed)
        if load >= activation * drive:
            break
        high *= 2.0
    force = guess if low < guess < high else 0.5
    for _ in range(100):
        load, load1, _, drive, drive1, _ = equilibrium(t, i, force, length, speed)
        miss = load - activation * drive
        if miss > 0.0:
            high = force
        else:
            low = force
        slope = load1 - activation * drive1
        step = force - miss / slope if slope > 0.0 else low
        if not low < step < high:
            step = 0.5 * (low + high)
        if abs(step - force) <= 1e-13 + 1e-12 * force:
            return step
        force = step
    return force


@compiled
def isometric_force(t: Tables, lengths: Floats, activation: float) -> Floats:
    """Tendon force of each muscle (parts of its largest) at its path lengths, shape (8, n)."""
    forces = np.empty_like(lengths)
    for i in range(lengths.shape[0]):
        guess = 0.5
        for k in range(lengths.shape[1]):
            guess = forces[i, k] = force_at(t, i, activation, lengths[i, k], 0.0, guess)
    return forces


@compiled
def place_all(t: Tables, ankle: Floats, knee: Floats, length: Floats, arm: Floats, knee_arm: Floats) -> None:
    """Geometry of every instant into arrays (n, 8); the same as `soleus.dose.geometry.pose`, thirty times as fast."""
    for n in range(ankle.shape[0]):
        place(t, ankle[n], knee[n], length[n], arm[n], knee_arm[n])


@compiled
def follow(
    t: Tables, lengths: Floats, speeds: Floats, idle: Bools, activation: Floats, force: Floats, out: Floats
) -> None:
    """Fill in what the fibres do at tendon forces (parts of the largest), arrays (n, 8).

    ``speeds``: along the path less the tendon's, of the largest. ``out`` (6, n, 8): fibre length (of the optimum),
    cosine of pennation, tendon length (m), force multipliers of length and of velocity, passive and damping force. Rows
    of ``idle`` get the least activation and the force that goes with it.
    """
    for n in range(lengths.shape[0]):
        for i in range(lengths.shape[1]):
            if idle[n]:
                activation[n, i] = LEAST_ACTIVATION
                force[n, i] = force_at(t, i, LEAST_ACTIVATION, lengths[n, i], speeds[n, i], 0.0)
            strain = tendon_strain(t, force[n, i])[0] if force[n, i] > NO_FORCE else 0.0
            along = max(lengths[n, i] - t.slack[i] * (1.0 + strain), t.shortest[i])
            whole = math.sqrt(along * along + t.width[i] * t.width[i])
            cos, stretch = along / whole, whole * t.per_optimal[i]
            speed = speeds[n, i] * cos
            out[0, n, i], out[1, n, i], out[2, n, i] = stretch, cos, lengths[n, i] - along
            out[3, n, i] = active_factor(t, stretch)[0]
            out[4, n, i] = speed_factor(t, speed)[0]
            out[5, n, i] = passive_factor(t, i, stretch)[0] + t.damping * speed
