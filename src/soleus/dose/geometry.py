"""Muscle-tendon length and moment arms over ankle and knee angle.

Length is a polynomial in the ankle angle whose coefficients follow Akima cubics over the knee angle. Moment arms are
its derivatives, so that force times arm and force times shortening are the same work. Sign: the plantarflexion arm is
d length / d ankle angle (dorsiflexion +); the knee flexion arm is - d length / d knee flexion.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from soleus.dose.akima import akima
from soleus.dose.models import Muscle, MuscleModel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Coefficients of all muscles as arrays: length = sum over j, k of c[muscle, piece, j, k] ankle^j (knee - knot)^k.

    ``knots``: (n_pieces,) start of each piece of the knee angle, rad; ``coefficients``: (8, n_pieces, degree + 1, 4);
    ``biarticular``: (8,) bool, whether the knee matters (else all pieces are equal).
    """

    knots: Floats
    coefficients: Floats
    biarticular: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Length and arms, each of shape (n, 8), in metres; plantarflexion and knee flexion +."""

    length_m: Floats
    ankle_arm_m: Floats
    knee_arm_m: Floats


def paths(model: MuscleModel) -> Paths:
    """The model's paths as arrays."""
    knees = max((muscle.knee_rad for muscle in model.muscles), key=len)
    pieces = max(len(knees) - 1, 1)
    table = np.zeros((len(model.muscles), pieces, len(model.muscles[0].length_m[0]), 4))
    for row, muscle in zip(table, model.muscles, strict=True):
        row[...] = _pieces(muscle)
    knots = np.array(knees[:pieces])
    return Paths(knots, table, np.array([len(muscle.knee_rad) > 1 for muscle in model.muscles]))


def pose(model: MuscleModel, ankle_rad: ArrayLike, knee_rad: ArrayLike) -> Pose:
    """Length and moment arms of every muscle.

    Parameters
    ----------
    model : MuscleModel
    ankle_rad : (n,) float64, dorsiflexion +
    knee_rad : (n,) float64, flexion +

    Returns
    -------
    Pose, arrays of shape (n, 8) in the order of ``model.muscles``; continued beyond the model's range by the same
    polynomials, so check the range first
    """
    ankle, knee = np.broadcast_arrays(np.atleast_1d(ankle_rad), np.atleast_1d(knee_rad))
    all_paths = paths(model)
    piece = np.clip(np.searchsorted(all_paths.knots, knee, side="right") - 1, 0, len(all_paths.knots) - 1)
    t = (knee - all_paths.knots[piece])[:, None, None]
    c = np.moveaxis(all_paths.coefficients[:, piece], 0, 1)  # instant, muscle, ankle power, knee power
    row = ((c[..., 3] * t + c[..., 2]) * t + c[..., 1]) * t + c[..., 0]
    row_slope = (3.0 * c[..., 3] * t + 2.0 * c[..., 2]) * t + c[..., 1]
    degree = row.shape[-1] - 1
    powers = ankle[:, None, None] ** np.arange(degree + 1)
    arm = (row[..., 1:] * np.arange(1, degree + 1) * powers[..., :-1]).sum(-1)
    return Pose((row * powers).sum(-1), arm, -(row_slope * powers).sum(-1))


def _pieces(muscle: Muscle) -> Floats:
    """Cubic coefficients over the knee angle, shape (n_pieces, degree + 1, 4)."""
    rows = np.array(muscle.length_m)
    if len(rows) == 1:
        constant = np.zeros((1, rows.shape[1], 4))
        constant[0, :, 0] = rows[0]
        return constant
    return akima(np.array(muscle.knee_rad), rows)
