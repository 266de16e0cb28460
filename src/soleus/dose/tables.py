"""The curves of a model as piecewise cubics on even grids, for the kernels.

Value and slope at every node are exact (Hermite cubics). Between nodes the curves are off by less than 3e-6, the
strengths (which only start the search) by less than 2e-5 of the largest force; tests/dose/test_tables.py checks both.
"""

from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from soleus.dose.akima import akima
from soleus.dose.geometry import paths, pose
from soleus.dose.models import MuscleModel
from soleus.dose.shapes import Shape, Shapes, shapes_of

Floats = NDArray[np.float64]

FIBRE_GRID = (0.0, 2.25, 576)  # of optimal length; active curves end before it, passive ones go straight on
SPEED_GRID = (-1.125, 1.125, 576)  # of the largest velocity; a node at both ends of the curve
TENDON_PIECES = 2048
TENDON_ROOT_BELOW = 0.004  # force below which strain is looked up over the cube root of force
STRENGTH_PIECES = 512
LEAST_COS = 0.1  # OpenSim's limit of pennation, 84 deg: a fibre shortens no further
LEAST_ACTIVATION = 0.01  # OpenSim's lower bound for muscles with elastic tendons


class Tables(NamedTuple):
    """What the kernels read: one entry a muscle, or cubics c0 + c1 t + c2 t^2 + c3 t^3 in the last axis.

    Kernels get it as a NumPy record of the same names (`_record`), one address: a tuple of arrays is counted in and out
    array by array at every call, which took more than half of their time.
    """

    knots: Floats  # rad, start of the pieces of the knee angle
    paths: Floats  # as in geometry.Paths
    biarticular: NDArray[np.int64]  # 1 where the knee matters (a record holds no truth values)
    ranges: Floats  # rad: lowest and highest ankle, lowest and highest knee angle
    force: Floats  # N
    per_optimal: Floats  # 1 / optimal fibre length, 1/m
    slack: Floats  # m, tendon
    width: Floats  # m, of the fibres across: optimal length x sin(pennation)
    shortest: Floats  # m, fibre along the tendon
    velocity: Floats  # m/s, largest
    damping: float
    toe: float  # tendon: force where it becomes straight ...
    toe_strain: float  # ... the strain there ...
    compliance: float  # ... and strain a force beyond
    active: Floats  # over FIBRE_GRID, one row
    passive: Floats  # over FIBRE_GRID, one row a muscle
    speed: Floats  # over SPEED_GRID, one row
    tendon: Floats  # strain: row 0 over force up to the toe, row 1 over its cube root up to TENDON_ROOT_BELOW
    path_start: Floats  # m, shortest path in the model's range of poses
    path_scale: Floats  # pieces a metre
    weakest: Floats  # isometric force at LEAST_ACTIVATION over the path, one row a muscle
    strongest: Floats  # the same at full activation


@lru_cache(maxsize=16)
def tables(model: MuscleModel) -> Tables:
    """The model's tables; made once a process and model."""
    from soleus.dose.muscle import isometric_force

    bare = _without_strength(model)
    lengths = _path_lengths(model)
    nodes = lengths[:, :1] + (lengths[:, 1:] - lengths[:, :1]) * np.linspace(0.0, 1.0, STRENGTH_PIECES + 1)
    weakest, strongest = (isometric_force(_record(bare), nodes, a) for a in (LEAST_ACTIVATION, 1.0))
    return _record(
        bare._replace(
            path_start=lengths[:, 0],
            path_scale=STRENGTH_PIECES / (lengths[:, 1] - lengths[:, 0]),
            weakest=_over_path(weakest),
            strongest=_over_path(strongest),
        )
    )


def _record(t: Tables) -> Tables:
    """The same as a NumPy record."""
    fields = {name: np.asarray(value) for name, value in t._asdict().items()}
    layout = np.dtype([(name, value.dtype, value.shape) for name, value in fields.items()], align=True)
    record = np.recarray(1, layout)
    for name, value in fields.items():
        record[name] = value
    return cast(Tables, record[0])


def _without_strength(model: MuscleModel) -> Tables:
    shapes = shapes_of(model)
    optimal, slack, pennation, force = (
        np.array([getattr(muscle, name) for muscle in model.muscles], dtype=np.float64)
        for name in ("optimal_fibre_m", "tendon_slack_m", "pennation_rad", "max_force_n")
    )
    all_paths = paths(model)
    width = optimal * np.sin(pennation)
    fibre = np.maximum(model.active_shortest * optimal, width / np.sqrt(1.0 - LEAST_COS**2))
    none = np.zeros(len(model.muscles))
    no_grid = np.zeros((len(model.muscles), STRENGTH_PIECES, 4))
    return Tables(
        knots=all_paths.knots,
        paths=all_paths.coefficients,
        biarticular=all_paths.biarticular.astype(np.int64),
        ranges=np.array(model.ankle_range_rad + model.knee_range_rad),
        force=force,
        per_optimal=1.0 / optimal,
        slack=slack,
        width=width,
        shortest=np.sqrt(fibre**2 - width**2),
        velocity=model.max_velocity_per_s * optimal,
        damping=model.fibre_damping,
        toe=shapes.toe,
        toe_strain=float(shapes.tendon(shapes.toe)) - 1.0,
        compliance=float(shapes.tendon.slope(shapes.toe)),
        active=_hermite(shapes.active, *FIBRE_GRID)[None],
        passive=np.array([_hermite(curve, *FIBRE_GRID) for curve in shapes.passive]),
        speed=_hermite(shapes.speed, *SPEED_GRID)[None],
        tendon=_tendon_strain(shapes),
        path_start=none,
        path_scale=none,
        weakest=no_grid,
        strongest=no_grid,
    )


def _path_lengths(model: MuscleModel) -> Floats:
    """Shortest and longest path of each muscle over the model's range of poses, a little widened; shape (8, 2)."""
    ankle, knee = (np.linspace(*r, 71) for r in (model.ankle_range_rad, model.knee_range_rad))
    length = pose(model, np.repeat(ankle, len(knee)), np.tile(knee, len(ankle))).length_m
    margin = 0.01 * np.ptp(length, axis=0)
    return np.stack([length.min(axis=0) - margin, length.max(axis=0) + margin], axis=1)


def _hermite(curve: Shape, start: float, end: float, pieces: int) -> Floats:
    x = np.linspace(start, end, pieces + 1)
    return _cubics(curve(x), curve.slope(x) * (end - start) / pieces)


def _cubics(y: Floats, slope: Floats) -> Floats:
    """Cubics between nodes from values and slopes a piece; nodes in the last axis."""
    y0, y1, s0, s1 = y[..., :-1], y[..., 1:], slope[..., :-1], slope[..., 1:]
    return np.stack([y0, s0, 3.0 * (y1 - y0) - 2.0 * s0 - s1, 2.0 * (y0 - y1) + s0 + s1], axis=-1)


def _tendon_strain(shapes: Shapes) -> Floats:
    """Strain over force and over its cube root: a toe starts with a cube, so the latter is smooth down to none."""
    force = np.linspace(0.0, shapes.toe, TENDON_PIECES + 1)
    root = np.linspace(0.0, TENDON_ROOT_BELOW ** (1.0 / 3.0), TENDON_PIECES + 1)
    slope, root_slope = np.empty_like(force), np.empty_like(root)
    slope[1:], root_slope[1:] = shapes.tendon.slope(force[1:]), 3.0 * root[1:] ** 2 * shapes.tendon.slope(root[1:] ** 3)
    slope[0], root_slope[0] = slope[1], root_slope[1]  # of pieces that are not used, and of 1e-9 of the force
    over_force, over_root = (
        _cubics(shapes.tendon(force) - 1.0, slope * force[1]),
        _cubics(shapes.tendon(root**3) - 1.0, root_slope * root[1]),
    )
    return np.stack([over_force, over_root])


def _over_path(force: Floats) -> Floats:
    """Cubics through forces over even nodes, one row a muscle."""
    return np.ascontiguousarray(akima(np.arange(force.shape[1], dtype=np.float64), force.T).swapaxes(0, 1))
