"""The four force curves of a muscle after Millard 2013, exact: chains of quintic Bezier segments.

Each segment is a "corner": it leaves one point along a line, arrives at the next along another, and the inner control
points lie on the way from the ends to where the two lines meet. The defaults are those of OpenSim's Millard muscle.

References
----------
Millard M, Uchida T, Seth A, Delp SL 2013, J Biomech Eng 135:021005, doi:10.1115/1.4023390 (curves and their shape
parameters); construction of the segments as in OpenSim's SmoothSegmentedFunctionFactory (Apache 2.0), written anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float, float]  # x, y, slope

CONCENTRIC_CURVINESS, ECCENTRIC_CURVINESS = 0.6, 0.9
SLOPE_NEAR_VMAX, ISOMETRIC_SLOPE, ECCENTRIC_SLOPE = 0.25, 5.0, 0.15
ECCENTRIC_FORCE = 1.4  # of the isometric force, at the fastest lengthening
TENDON_STIFFNESS, TENDON_TOE_FORCE, TENDON_CURVINESS = 1.375, 2.0 / 3.0, 0.5  # stiffness x strain at the largest force
PASSIVE_LOW_STIFFNESS, PASSIVE_CURVINESS = 0.2, 0.75
ACTIVE_CURVINESS = 1.0
PEAK_HALF_WIDTH = 0.05  # of optimal length: the flat top of the active curve


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A chain of quintic Bezier segments; straight on beyond both ends.

    ``x``, ``y``: control points, shape (n_segments, 6); x rises along every segment.
    """

    x: Floats
    y: Floats

    def __call__(self, at: ArrayLike) -> Floats:
        """Value of the curve; same shape as ``at``."""
        return self._evaluate(np.asarray(at, dtype=np.float64))[0]

    def slope(self, at: ArrayLike) -> Floats:
        """First derivative of the curve."""
        return self._evaluate(np.asarray(at, dtype=np.float64))[1]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the curved part begins and ends."""
        return float(self.x[0, 0]), float(self.x[-1, -1])

    def _evaluate(self, at: Floats) -> tuple[Floats, Floats]:
        inside = np.clip(at, *self.ends)
        k = np.clip(np.searchsorted(self.x[:, 0], inside, side="right") - 1, 0, len(self.x) - 1)
        u = _parameter_at(self.x[k], inside)
        slope = _bezier_slope(self.y[k], u) / _bezier_slope(self.x[k], u)
        return _bezier(self.y[k], u) + slope * (at - inside), slope


def active_force_length(shortest: float, transition: float, longest: float, shallow_slope: float) -> Curve:
    """Active force over fibre length, both as parts of the optimum; zero outside shortest..longest."""
    peak_start = 1.0 - PEAK_HALF_WIDTH
    y1 = 1.0 - shallow_slope * (peak_start - transition)
    steep = 1.25 * y1 / (transition - shortest)
    fall = -1.0 / ((longest - PEAK_HALF_WIDTH) - (1.0 + PEAK_HALF_WIDTH))
    middle = 0.5 * (1.0 + PEAK_HALF_WIDTH + longest)
    knots = [
        (shortest, 0.0, 0.0),
        (0.5 * (shortest + transition), 0.5 * y1, steep),
        (0.5 * (transition + peak_start), 0.5 * (1.0 + y1), shallow_slope),
        (1.0, 1.0, 0.0),
        (middle, 0.5, fall),
        (longest, 0.0, 0.0),
    ]
    return _corners(knots, [ACTIVE_CURVINESS] * 5)


def passive_force_length(strain_at_zero: float, strain_at_one: float) -> Curve:
    """Passive force over fibre length, parts of the largest force and the optimum."""
    stiffness = 2.0 / (strain_at_one - strain_at_zero)
    zero, one = 1.0 + strain_at_zero, 1.0 + strain_at_one
    low = zero + min(0.1 / stiffness, 0.1 * (one - zero))
    y_low = PASSIVE_LOW_STIFFNESS * 0.5 * (low - zero)
    knots = [(zero, 0.0, 0.0), (low, y_low, PASSIVE_LOW_STIFFNESS), (one, 1.0, stiffness)]
    return _corners(knots, [PASSIVE_CURVINESS] * 2)


def tendon_force_length(strain_at_one: float) -> Curve:
    """Tendon force over tendon length, parts of the largest force and the slack length."""
    stiffness = TENDON_STIFFNESS / strain_at_one
    one = 1.0 + strain_at_one
    toe = (TENDON_TOE_FORCE - 1.0) / stiffness + one
    foot = 1.0 + (toe - 1.0) / 10.0
    half = (0.5 * TENDON_TOE_FORCE - 1.0) / stiffness + one
    slope = 0.5 * TENDON_TOE_FORCE / (half - foot)
    middle = foot + 0.5 * (half - foot)
    knots = [(1.0, 0.0, 0.0), (middle, slope * (middle - foot), slope), (toe, TENDON_TOE_FORCE, stiffness)]
    return _corners(knots, [TENDON_CURVINESS] * 2)


def force_velocity() -> Curve:
    """Force multiplier over fibre velocity (lengthening +, parts of the fastest)."""
    near = 0.9
    knots = [
        (-1.0, 0.0, 0.0),
        (-near, 0.5 * SLOPE_NEAR_VMAX * (1.0 - near), SLOPE_NEAR_VMAX),
        (0.0, 1.0, ISOMETRIC_SLOPE),
        (near, ECCENTRIC_FORCE - 0.5 * ECCENTRIC_SLOPE * (1.0 - near), ECCENTRIC_SLOPE),
        (1.0, ECCENTRIC_FORCE, 0.0),
    ]
    return _corners(knots, [CONCENTRIC_CURVINESS] * 2 + [ECCENTRIC_CURVINESS] * 2)


def _corners(knots: Sequence[Point], curviness: Sequence[float]) -> Curve:
    pairs = zip(knots[:-1], knots[1:], curviness, strict=True)
    points = np.array([_corner(start, end, 0.1 + 0.8 * bend) for start, end, bend in pairs])
    return Curve(points[:, 0], points[:, 1])


def _corner(start: Point, end: Point, bend: float) -> tuple[list[float], list[float]]:
    (x0, y0, slope0), (x1, y1, slope1) = start, end
    meet_x = (y1 - y0 - x1 * slope1 + x0 * slope0) / (slope0 - slope1)
    meet_y = (meet_x - x1) * slope1 + y1
    xs = [x0, x0 + bend * (meet_x - x0), x1 + bend * (meet_x - x1), x1]
    ys = [y0, y0 + bend * (meet_y - y0), y1 + bend * (meet_y - y1), y1]
    twice = [0, 1, 1, 2, 2, 3]
    return [xs[j] for j in twice], [ys[j] for j in twice]


def _bezier(p: Floats, u: Floats) -> Floats:
    v = 1.0 - u
    terms = (p[..., k] * (1, 5, 10, 10, 5, 1)[k] * v ** (5 - k) * u**k for k in range(6))
    return np.asarray(sum(terms), dtype=np.float64)


def _bezier_slope(p: Floats, u: Floats) -> Floats:
    v, steps = 1.0 - u, np.diff(p, axis=-1)
    terms = (5.0 * steps[..., k] * (1, 4, 6, 4, 1)[k] * v ** (4 - k) * u**k for k in range(5))
    return np.asarray(sum(terms), dtype=np.float64)


def _parameter_at(p: Floats, x: Floats) -> Floats:
    """Where along the segment x is reached: Newton kept inside a bracket, as x rises along the segment."""
    low, high = np.zeros_like(x), np.ones_like(x)
    u = (x - p[..., 0]) / (p[..., 5] - p[..., 0])
    for _ in range(60):
        miss = _bezier(p, u) - x
        low, high = np.where(miss < 0, u, low), np.where(miss > 0, u, high)
        with np.errstate(divide="ignore", invalid="ignore"):  # level where a toe starts: then halve
            step = u - miss / _bezier_slope(p, u)
        u_next = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        if np.all(np.abs(u_next - u) < 1e-12):
            return u_next  # the error is the square of the last step
        u = u_next
    return u
