"""Load sharing with rigid tendons: the exact optimum, by the order in which muscles saturate.

Minimise the sum of a^p under sum c a = moment and 0 <= a <= 1, c = strength x arm. The optimum is a = min(1, m w) with
w = c^(1 / (p - 1)); the multiplier m follows from the moment once the saturated muscles are known, and saturation only
ever adds muscles, so at most eight rounds end it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soleus.dose.kernels import (
    INVALID,
    N_MUSCLES,
    OK,
    PASSIVE_EXCEEDS,
    TOO_STRONG,
    compiled,
    inlined,
    known,
    place,
    rigid_strength,
)
from soleus.dose.tables import Tables

Floats = NDArray[np.float64]


@compiled
def share_rigid(
    t: Tables, instants: Floats, exponent: int, status: NDArray[np.int8], activation: Floats, force: Floats, arm: Floats
) -> None:
    """Solve every instant (rows of ankle, knee, moment, ankle and knee velocity; SI) into the four result arrays."""
    work = np.empty((4, N_MUSCLES))
    length, knee_arm, strength, turn = work[0], work[1], work[2], work[3]
    for n in range(instants.shape[0]):
        if not known(t, instants[n]):
            status[n] = INVALID
            activation[n], force[n], arm[n] = math.nan, math.nan, math.nan
            continue
        ankle, knee, moment, ankle_velocity, knee_velocity = instants[n]
        place(t, ankle, knee, length, arm[n], knee_arm)
        for i in range(N_MUSCLES):
            path_velocity = arm[n, i] * ankle_velocity - knee_arm[i] * knee_velocity
            strength[i] = rigid_strength(t, i, length[i], path_velocity)
            turn[i] = max(strength[i] * arm[n, i], 0.0)
        status[n] = least_effort(turn, moment, exponent, activation[n])
        for i in range(N_MUSCLES):
            force[n, i] = activation[n, i] * strength[i]


@inlined
def least_effort(turn: Floats, moment: float, exponent: int, activation: Floats) -> int:
    """Fill in the activations that give the moment with the least sum of a^p; NaN where none do.

    ``turn``: moment of each muscle at full activation, not negative.
    """
    most = 0.0
    for i in range(N_MUSCLES):
        most += turn[i]
    if not 0.0 <= moment <= most:
        activation[:] = math.nan
        return TOO_STRONG if moment > most else PASSIVE_EXCEEDS
    activation[:] = 0.0
    rest, saturated = moment, True
    while saturated:
        saturated = False
        multiplier = multiplier_of(turn, rest, exponent, activation)
        for i in range(N_MUSCLES):
            if activation[i] < 1.0:
                activation[i] = multiplier * weight_of(turn[i], exponent)
                if activation[i] >= 1.0:
                    activation[i], saturated = 1.0, True
                    rest -= turn[i]
    return OK


@inlined
def multiplier_of(turn: Floats, rest: float, exponent: int, activation: Floats) -> float:
    """Multiplier at which the muscles that are not saturated give what is left of the moment."""
    weight = 0.0
    for i in range(N_MUSCLES):
        weight += turn[i] * weight_of(turn[i], exponent) if activation[i] < 1.0 else 0.0
    return rest / weight if weight > 0.0 else 0.0


@inlined
def weight_of(turn: float, exponent: int) -> float:
    """Activation for a multiplier of one: turn^(1 / (p - 1))."""
    return turn if exponent == 2 else math.sqrt(turn)
