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
    finite,
    inside,
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
    length, knee_arm, strength = np.empty(N_MUSCLES), np.empty(N_MUSCLES), np.empty(N_MUSCLES)
    for n in range(instants.shape[0]):
        ankle, knee, moment = instants[n, 0], instants[n, 1], instants[n, 2]
        ankle_velocity, knee_velocity = instants[n, 3], instants[n, 4]
        if not (inside(t, ankle, knee) and finite(moment) and finite(ankle_velocity) and finite(knee_velocity)):
            status[n] = INVALID
            activation[n], force[n], arm[n] = math.nan, math.nan, math.nan
            continue
        place(t, ankle, knee, length, arm[n], knee_arm)
        for i in range(N_MUSCLES):
            path_velocity = arm[n, i] * ankle_velocity - knee_arm[i] * knee_velocity
            strength[i] = rigid_strength(t, i, length[i], path_velocity)
        status[n] = least_effort(strength, arm[n], moment, exponent, activation[n])
        for i in range(N_MUSCLES):
            force[n, i] = activation[n, i] * strength[i]


@compiled
def least_effort(strength: Floats, arm: Floats, moment: float, exponent: int, activation: Floats) -> int:
    """Fill in the activations that give the moment with the least sum of a^p; NaN where none do."""
    most = 0.0
    for i in range(N_MUSCLES):
        most += max(strength[i] * arm[i], 0.0)
    if not 0.0 <= moment <= most:
        activation[:] = math.nan
        return TOO_STRONG if moment > most else PASSIVE_EXCEEDS
    activation[:] = 0.0
    rest, changed = moment, True
    while changed:
        changed = False
        weight = 0.0
        for i in range(N_MUSCLES):
            c = max(strength[i] * arm[i], 0.0)
            weight += c * (c if exponent == 2 else math.sqrt(c)) if activation[i] < 1.0 else 0.0
        multiplier = rest / weight if weight > 0.0 else 0.0
        for i in range(N_MUSCLES):
            c = max(strength[i] * arm[i], 0.0)
            if activation[i] < 1.0 and multiplier * (c if exponent == 2 else math.sqrt(c)) >= 1.0:
                activation[i], changed = 1.0, True
                rest -= c
    for i in range(N_MUSCLES):
        c = max(strength[i] * arm[i], 0.0)
        if activation[i] < 1.0:
            activation[i] = multiplier * (c if exponent == 2 else math.sqrt(c))
    return OK
