"""Load sharing with elastic tendons: the tendon forces are the unknowns.

At a tendon force everything else follows without iteration: tendon strain, fibre length, pennation, passive force, and
so the activation a(f) that holds the force in equilibrium. Minimise the sum of a(f)^p under sum r F = moment and
LEAST_ACTIVATION <= a <= 1: Newton steps on the KKT conditions, each a small quadratic problem with bounds that is
solved exactly in its one multiplier; a bracketed search on the multiplier where they do not settle.
Forces inside are parts of each muscle's largest force.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soleus.dose.kernels import (
    INVALID,
    N_MUSCLES,
    OK,
    PASSIVE_EXCEEDS,
    SLACK,
    TOO_STRONG,
    compiled,
    cubic,
    inlined,
    known,
    place,
)
from soleus.dose.muscle import NO_FORCE, activation_at, force_at
from soleus.dose.tables import LEAST_ACTIVATION, Tables

Floats = NDArray[np.float64]
# Rows of the work array: path length, knee arm, speed, lowest and highest force, lever; gradient and inverse curvature
# of the effort in the force; slope and bend of the activation in the force; three of scratch.

NEARLY_SLACK = 1e-4  # of the largest force: below it the tables are too coarse to start from
SETTLED = 1e-6  # change of activation that the next Newton step would make
SMALL_STEP = 3e-3  # change below which steps shrink by squares, so that two of them foretell the next
NEWTON_STEPS = 25
ALL = (1 << N_MUSCLES) - 1  # a set of muscles is a number with one bit each


@compiled
def share_elastic(
    t: Tables, instants: Floats, exponent: int, status: NDArray[np.int8], activation: Floats, force: Floats, arm: Floats
) -> None:
    """Solve every instant into the four result arrays.

    ``instants``: rows of ankle, knee, moment, ankle and knee velocity (SI) and, if they do not keep their length, the
    velocity of the eight tendons (lengthening +).
    """
    work = np.zeros((13, N_MUSCLES))
    for n in range(instants.shape[0]):
        if not known(t, instants[n]):
            status[n] = INVALID
            activation[n], force[n], arm[n] = math.nan, math.nan, math.nan
            continue
        moment = instants[n, 2]
        slack = prepare(t, instants[n], work, arm[n])
        status[n] = capacity_status(work[5], moment, work[3], work[4])
        if status[n] == OK:
            share(t, moment, exponent, work, force[n], activation[n])
            if slack:
                status[n] = SLACK
        else:
            activation[n], force[n] = math.nan, math.nan


@inlined
def prepare(t: Tables, instant: Floats, work: Floats, arm: Floats) -> bool:
    """Fill in everything about the muscles that the sharing needs; returns whether one hangs loose."""
    length, knee_arm, speed, lever = work[0], work[1], work[2], work[5]
    ankle_velocity, knee_velocity, stretching = instant[3], instant[4], instant.shape[0] > 5
    place(t, instant[0], instant[1], length, arm, knee_arm)
    slack = False
    for i in range(N_MUSCLES):
        along = arm[i] * ankle_velocity - knee_arm[i] * knee_velocity
        if stretching:
            along -= instant[5 + i]
        speed[i] = along / t.velocity[i]
        lever[i] = arm[i] * t.force[i]
        slack = slack or length[i] - t.slack[i] <= t.shortest[i]
    bound_forces(t, length, speed, work[3], work[4])
    return slack


@inlined
def share(t: Tables, moment: float, exponent: int, work: Floats, force: Floats, activation: Floats) -> None:
    """Fill in the forces (N) and activations of the least effort."""
    lever = work[5]
    first_guess(lever, moment, exponent, work[3], work[4], force)
    if not newton(t, lever, moment, exponent, work, force, activation):
        search(t, lever, moment, exponent, work, force, activation)
    for i in range(N_MUSCLES):
        force[i] *= t.force[i]


@compiled
def bound_forces(t: Tables, length: Floats, speed: Floats, low: Floats, high: Floats) -> None:
    """Fill in the forces at the least and at full activation."""
    for i in range(N_MUSCLES):
        if length[i] - t.slack[i] <= t.shortest[i]:
            low[i] = high[i] = 0.0
            continue
        u = (length[i] - t.path_start[i]) * t.path_scale[i]
        low[i] = max(cubic(t.weakest, i, u)[0], 0.0)
        high[i] = max(cubic(t.strongest, i, u)[0], low[i])
        if speed[i] != 0.0 or low[i] < NEARLY_SLACK:
            low[i] = force_at(t, i, LEAST_ACTIVATION, length[i], speed[i], low[i])
            high[i] = force_at(t, i, 1.0, length[i], speed[i], high[i])


@inlined
def capacity_status(lever: Floats, moment: float, low: Floats, high: Floats) -> int:
    """Whether the muscles can make the moment at all."""
    least = most = 0.0
    for i in range(N_MUSCLES):
        least += min(lever[i] * low[i], lever[i] * high[i])
        most += max(lever[i] * low[i], lever[i] * high[i])
    if moment > most:
        return TOO_STRONG
    return PASSIVE_EXCEEDS if moment < least else OK


@inlined
def first_guess(lever: Floats, moment: float, exponent: int, low: Floats, high: Floats, force: Floats) -> None:
    """Fill in the forces of the least effort if activation rose evenly from the lowest to the highest force."""
    free = 0
    for i in range(N_MUSCLES):
        free |= 1 << i
        force[i] = low[i]
    for _ in range(N_MUSCLES):
        rest, weight = moment, 0.0
        for i in range(N_MUSCLES):
            span = lever[i] * (high[i] - low[i])
            rest -= lever[i] * (low[i] if free >> i & 1 else force[i])
            if free >> i & 1 and span > 0.0:
                weight += span * (span if exponent == 2 else math.sqrt(span))
        multiplier = max(rest, 0.0) / weight if weight > 0.0 else 0.0
        changed = False
        for i in range(N_MUSCLES):
            if free >> i & 1:
                span = max(lever[i] * (high[i] - low[i]), 0.0)
                part = multiplier * (span if exponent == 2 else math.sqrt(span))
                if part >= 1.0:
                    free, changed = free & ~(1 << i), True
                force[i] = low[i] + min(part, 1.0) * (high[i] - low[i])
        if not changed:
            return


@inlined
def newton(
    t: Tables, lever: Floats, moment: float, exponent: int, work: Floats, force: Floats, activation: Floats
) -> bool:
    """Newton on the KKT conditions from the forces given; fills in forces and activations, or says that it failed."""
    stale, before = ALL, math.inf
    for _ in range(NEWTON_STEPS):
        if not expand(t, exponent, stale, work, force, activation):
            return False
        multiplier, found = bounded_multiplier(lever, moment, work, force)
        if not found:
            return False
        stale, change = take_step(lever, multiplier, work, force, activation)
        if change < SETTLED or (change < SMALL_STEP and change * change * change < SETTLED * before * before):
            for i in range(N_MUSCLES):
                activation[i] = bounded(activation[i], LEAST_ACTIVATION, 1.0)  # by less than SETTLED
            return True
        before = change
    return False


@inlined
def take_step(lever: Floats, multiplier: float, work: Floats, force: Floats, activation: Floats) -> tuple[int, float]:
    """Move forces and activations to the bounded optimum; returns who moved and the largest change of activation."""
    low, high, gradient, yielding, slope, bend = work[3], work[4], work[6], work[7], work[8], work[9]
    moved, change = 0, 0.0
    for i in range(N_MUSCLES):
        wanted = force[i] + (multiplier * lever[i] - gradient[i]) * yielding[i]
        step = bounded(wanted, low[i], high[i]) - force[i]
        if step != 0.0:
            moved |= 1 << i
            change = max(change, abs(slope[i] * step))
            force[i] += step
            activation[i] += (slope[i] + 0.5 * bend[i] * step) * step
    return moved, change


@inlined
def expand(t: Tables, exponent: int, stale: int, work: Floats, force: Floats, activation: Floats) -> bool:
    """Fill in activation and effort with their derivatives for stale muscles; sharpens the bounds of those at them."""
    low, high = work[3], work[4]
    gradient, yielding, slope, bend = work[6], work[7], work[8], work[9]
    expand_all(t, work, force)
    for i in range(N_MUSCLES):
        if not stale >> i & 1:
            continue
        if high[i] - low[i] <= NO_FORCE:
            activation[i], slope[i], bend[i], gradient[i], yielding[i] = LEAST_ACTIVATION, 0.0, 0.0, 0.0, 0.0
            continue
        a, a1, a2 = work[10, i], work[11, i], work[12, i]
        if not a1 > 0.0:
            return False
        if force[i] <= low[i]:
            low[i] = force[i] = max(low[i] + (LEAST_ACTIVATION - a) / a1, 0.0)
            a = LEAST_ACTIVATION
        elif force[i] >= high[i]:
            high[i] = force[i] = high[i] + (1.0 - a) / a1
            a = 1.0
        power = exponent * (a if exponent == 3 else 1.0)
        plain = (exponent - 1) * power * a1 * a1
        gradient[i] = power * a * a1
        yielding[i] = 1.0 / max(plain + power * a * a2, 0.2 * plain)
        activation[i], slope[i], bend[i] = a, a1, a2
    return True


@inlined
def expand_all(t: Tables, work: Floats, force: Floats) -> None:
    """Fill in the activations of all muscles with their derivatives."""
    length, speed = work[0], work[2]
    still = True
    for i in range(N_MUSCLES):
        still = still and speed[i] == 0.0
    if still:  # a loop of its own without branches, which runs several muscles at a time: six times as fast
        for i in range(N_MUSCLES):
            work[10, i], work[11, i], work[12, i] = activation_at(t, i, force[i], length[i], 0.0)
    else:
        for i in range(N_MUSCLES):
            work[10, i], work[11, i], work[12, i] = activation_at(t, i, force[i], length[i], speed[i])


@inlined
def bounded(x: float, low: float, high: float) -> float:
    """The nearest value between the bounds."""
    return min(max(x, low), high)


@inlined
def bounded_multiplier(lever: Floats, moment: float, work: Floats, force: Floats) -> tuple[float, bool]:
    """Multiplier at which the bounded Newton steps give the moment: a rising broken line, so Newton again."""
    low, high, gradient, yielding = work[3], work[4], work[6], work[7]
    multiplier, before = 0.0, -1
    for attempt in range(20):
        made, weight, free = 0.0, 0.0, 0
        for i in range(N_MUSCLES):
            wanted = force[i] + (multiplier * lever[i] - gradient[i]) * yielding[i]
            if attempt == 0 or low[i] < wanted < high[i]:
                made += lever[i] * wanted
                weight += lever[i] * lever[i] * yielding[i]
                free |= 1 << i
            else:
                made += lever[i] * bounded(wanted, low[i], high[i])
        if attempt > 0 and free == before and abs(made - moment) <= 1e-12 * moment:
            return multiplier, True
        if not weight > 0.0:
            return multiplier, False
        multiplier += (moment - made) / weight
        before = free
    return multiplier, False


@compiled
def search(
    t: Tables, lever: Floats, moment: float, exponent: int, work: Floats, force: Floats, activation: Floats
) -> None:
    """Bracket the multiplier by halving; where a muscle jumps, its force is set between the two sides of the jump."""
    below, above = work[6], work[7]
    low, high = 0.0, 1e-6
    while answer(t, lever, high, exponent, work, above) < moment and high < 1e12:
        low, high = high, 10.0 * high
    for _ in range(100):
        middle = 0.5 * (low + high)
        if answer(t, lever, middle, exponent, work, above) < moment:
            low = middle
        else:
            high = middle
    least, most = answer(t, lever, low, exponent, work, below), answer(t, lever, high, exponent, work, above)
    part = bounded((moment - least) / (most - least), 0.0, 1.0) if most > least else 0.0
    for i in range(N_MUSCLES):
        force[i] = below[i] + part * (above[i] - below[i])
        if work[4, i] - work[3, i] <= NO_FORCE:
            activation[i] = LEAST_ACTIVATION
        else:
            a = activation_at(t, i, force[i], work[0, i], work[2, i])[0]
            activation[i] = bounded(a, LEAST_ACTIVATION, 1.0)


@compiled
def answer(t: Tables, lever: Floats, multiplier: float, exponent: int, work: Floats, force: Floats) -> float:
    """Fill in the forces at which effort rises as fast as multiplier x lever; returns their moment."""
    made = 0.0
    for i in range(N_MUSCLES):
        low, high = work[3, i], work[4, i]
        if high - low > NO_FORCE:
            for _ in range(60):
                middle = 0.5 * (low + high)
                a, a1, _ = activation_at(t, i, middle, work[0, i], work[2, i])
                effort = exponent * a * a1 * (a if exponent == 3 else 1.0)
                if effort < multiplier * lever[i]:
                    low = middle
                else:
                    high = middle
            if low == work[3, i]:
                high = low
        force[i] = high
        made += lever[i] * high
    return made
