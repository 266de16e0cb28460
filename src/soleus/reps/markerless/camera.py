"""The camera's own motion, taken out of the tracks only where nothing stands still.

A plane map of the picture is written z' = p z + q conj(z) + s with z = x + iy: turn, scale, shear and shift.
"""

import numpy as np
from numpy.typing import NDArray

from soleus.reps.markerless.tracks import Courses, Tracks

Places = NDArray[np.complex64]
Plane = NDArray[np.complex128]  # (p, q, s), shape (3,) or (n_frames, 3)

NO_MOTION = np.array([1.0, 0.0, 0.0], complex)
STILL_PX = 1.0  # a corner of the background wanders less than this by the flow's own noise
STILL_FRAC = 0.15  # one sixth of the corners at rest cannot be a person who moves: the camera stands
N_GUESSES = 96  # pairs of tracks tried; with 35 % background the chance of missing it is 0.88^96 = 4e-6
LAG_S = 0.4  # the camera is judged over that span: long enough for a slow heel raise to leave the background
STRAY_PX = 1.0  # how far a corner of the background may stray from the common motion in that span ...
STRAY_FRAC = 0.1  # ... and this part of the common motion more: what is nearer than the rest shifts more
LEAST_SHARE = 0.35  # of the tracks, weighted towards the picture's sides: less is no background
LEAST_WIDTH = 0.6  # of the picture: a body alone does not span it from side to side


class Camera:
    """What a standing camera would have seen; the moving one's path is worked out when it is first needed."""

    def __init__(self, tracks: Tracks) -> None:
        self.tracks = tracks
        self._path: tuple[Plane, NDArray[np.bool_]] | None = None

    def courses(self, frames: NDArray[np.int64]) -> Courses | None:
        """Courses through ``frames`` as a standing camera would see them; None where no background can be told."""
        seen = self.tracks.courses(frames)
        if len(seen) < 2:
            return None
        if still(seen).mean() >= STILL_FRAC:
            return seen
        path, known = self._path = self._path or _path(self.tracks)
        if not known[frames[0] + 1 : frames[-1] + 1].all():
            return None
        p, q, s = path[frames].T
        away = seen - s  # back to the clip's first frame, then on to the first of these: the unit stays the picture's
        first = (p.conj() * away - q * away.conj()) / (np.abs(p) ** 2 - np.abs(q) ** 2)
        steady: Courses = (p[0] * first + q[0] * first.conj() + s[0]).astype(np.complex64)
        return steady


def still(courses: Courses) -> NDArray[np.bool_]:
    """Tracks that stay where they are."""
    wander: NDArray[np.bool_] = np.maximum(np.ptp(courses.real, axis=1), np.ptp(courses.imag, axis=1)) < STILL_PX
    return wander


def _path(tracks: Tracks) -> tuple[Plane, NDArray[np.bool_]]:
    """Map of the first frame's picture onto each frame's, and whether the step into each frame is known."""
    n = len(tracks.time_s)
    path, known = np.tile(NO_MOTION, (n, 1)), np.ones(n, bool)
    half = max(1, round(LAG_S / 2 / max(1e-3, float(np.median(np.diff(tracks.time_s))))))
    rng = np.random.default_rng(0)  # fixed: the same clip gives the same answer
    for k in range(1, n):
        frames = np.unique([max(0, k - half), k - 1, k, min(n - 1, k + half)])
        seen = tracks.courses(frames)
        inside = _background(seen[:, 0], seen[:, -1], tracks.width_px, rng)
        known[k] = inside is not None
        here = np.searchsorted(frames, k)
        step = NO_MOTION if inside is None else _fit(seen[inside, here - 1], seen[inside, here])
        path[k] = _after(step, path[k - 1])
    return path, known


def _background(a: Places, b: Places, width_px: int, rng: np.random.Generator) -> NDArray[np.bool_] | None:
    """Tracks that move as one plane; those at the picture's sides count more."""
    if len(a) < 8:
        return None
    worth = 0.1 + np.abs(a.real / width_px - 0.5)
    pairs = rng.integers(0, len(a), (N_GUESSES, 2))
    pairs = pairs[np.abs(a[pairs[:, 0]] - a[pairs[:, 1]]) > 0.2 * width_px]  # nearer, the turn would be noise
    if not len(pairs):
        return None
    p = (b[pairs[:, 1]] - b[pairs[:, 0]]) / (a[pairs[:, 1]] - a[pairs[:, 0]])
    s = b[pairs[:, 0]] - p * a[pairs[:, 0]]
    stray = STRAY_PX + STRAY_FRAC * float(np.median(np.abs(b - a)))
    miss = np.abs(p[:, None] * a + s[:, None] - b)
    best = (np.maximum(0.0, 3 * stray - miss) @ worth).argmax()
    inside = miss[best] < 3 * stray
    for limit in (2 * stray, stray, stray):  # a guess from two points is rough: narrow it down
        if inside.sum() < 6:
            return None
        p1, q1, s1 = _fit(a[inside], b[inside])
        inside = np.abs(p1 * a + q1 * a.conj() + s1 - b) < limit
    enough = float(worth[inside].sum()) >= LEAST_SHARE * float(worth.sum())
    wide = inside.any() and np.ptp(np.percentile(a[inside].real, [5, 95])) >= LEAST_WIDTH * width_px
    return inside if enough and wide else None


def _fit(a: Places, b: Places) -> Plane:
    """Least-squares map of a onto b."""
    columns = np.stack([a, a.conj(), np.ones_like(a)], axis=1).astype(complex)
    fitted: Plane = np.linalg.lstsq(columns, b.astype(complex), rcond=None)[0]
    return fitted


def _after(step: Plane, path: Plane) -> Plane:
    """First ``path``, then ``step``."""
    (p2, q2, s2), (p1, q1, s1) = step, path
    return np.array([p2 * p1 + q2 * q1.conjugate(), p2 * q1 + q2 * p1.conjugate(), p2 * s1 + q2 * s1.conjugate() + s2])
