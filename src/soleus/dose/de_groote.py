"""The smooth force curves of De Groote 2016, each one formula; an alternative to the Millard curves.

References
----------
De Groote F, Kinney AL, Rao AV, Fregly BJ 2016, Ann Biomed Eng 44:2922, doi:10.1007/s10439-016-1591-9. Coefficients and
the width of the active curve as in OpenSim's DeGrooteFregly2016Muscle (Apache 2.0). Both differ from the paper: the
active curve reaches exactly 1 at the optimum, the velocity curve 0 and 1 at -1 and 0, the tendon bears nothing at its
slack length (0.995 and 0.25 there became 1 and 0.2), passive force is none at 0.2 of the optimum.
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

GAUSSIANS = (  # height, centre, width at length 0 and its change with the length
    (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
    (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
    (0.1, 1.0, 0.353553390593274, 0.0),
)
SPEED = (-0.3211346127989808, -8.149, -0.374, 0.8825327733249912)
PASSIVE_SHAPE, PASSIVE_START = 4.0, 0.2
TENDON_SCALE = 0.2


@dataclass(frozen=True, slots=True)
class ActiveForce:
    """Active force over fibre length, parts of the largest force and the optimum; ``width`` 1 as published."""

    width: float = 1.0

    def __call__(self, fibre: ArrayLike) -> Floats:
        """Sum of three bells."""
        x = self._stretched(fibre)
        return np.asarray(sum(b1 * np.exp(-0.5 * ((x - b2) / (b3 + b4 * x)) ** 2) for b1, b2, b3, b4 in GAUSSIANS))

    def slope(self, fibre: ArrayLike) -> Floats:
        """First derivative."""
        x = self._stretched(fibre)
        total = np.zeros_like(x)
        for b1, b2, b3, b4 in GAUSSIANS:
            spread = b3 + b4 * x
            total += b1 * np.exp(-0.5 * ((x - b2) / spread) ** 2) * (b2 - x) * (b3 + b2 * b4) / spread**3
        return total / self.width

    def _stretched(self, fibre: ArrayLike) -> Floats:
        return (np.asarray(fibre, dtype=np.float64) - 1.0) / self.width + 1.0


@dataclass(frozen=True, slots=True)
class PassiveForce:
    """Passive force over fibre length; 1 at ``strain_at_one`` beyond the optimum."""

    strain_at_one: float

    def __call__(self, fibre: ArrayLike) -> Floats:
        """An exponential, negative below PASSIVE_START."""
        none = self._exponential(PASSIVE_START)
        return np.asarray((self._exponential(fibre) - none) / (exp(PASSIVE_SHAPE) - none))

    def slope(self, fibre: ArrayLike) -> Floats:
        """First derivative."""
        none, rate = self._exponential(PASSIVE_START), PASSIVE_SHAPE / self.strain_at_one
        return np.asarray(rate * self._exponential(fibre) / (exp(PASSIVE_SHAPE) - none))

    def _exponential(self, fibre: ArrayLike) -> Floats:
        return np.asarray(np.exp(PASSIVE_SHAPE * (np.asarray(fibre, dtype=np.float64) - 1.0) / self.strain_at_one))


@dataclass(frozen=True, slots=True)
class ForceVelocity:
    """Force multiplier over fibre velocity (lengthening +, parts of the fastest)."""

    def __call__(self, velocity: ArrayLike) -> Floats:
        """A logarithm: 0 at -1, 1 at 0, 1.79 at 1."""
        d1, d2, d3, d4 = SPEED
        return np.asarray(d1 * np.arcsinh(d2 * np.asarray(velocity, dtype=np.float64) + d3) + d4)

    def slope(self, velocity: ArrayLike) -> Floats:
        """First derivative."""
        d1, d2, d3, _ = SPEED
        return np.asarray(d1 * d2 / np.hypot(d2 * np.asarray(velocity, dtype=np.float64) + d3, 1.0))


@dataclass(frozen=True, slots=True)
class TendonLength:
    """Tendon length (parts of slack length) over force (parts of the largest); 1 + ``strain_at_one`` at the latter."""

    strain_at_one: float

    def __call__(self, force: ArrayLike) -> Floats:
        """A logarithm."""
        return np.asarray(1.0 + np.log1p(np.asarray(force, dtype=np.float64) / TENDON_SCALE) / self._stiffness)

    def slope(self, force: ArrayLike) -> Floats:
        """First derivative."""
        return np.asarray(1.0 / ((np.asarray(force, dtype=np.float64) + TENDON_SCALE) * self._stiffness))

    @property
    def _stiffness(self) -> float:
        return log(1.0 / TENDON_SCALE + 1.0) / self.strain_at_one
