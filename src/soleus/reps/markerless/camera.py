"""The camera's own motion, taken out of the tracks only where nothing stands still."""

import numpy as np
from numpy.typing import NDArray

from soleus.reps.markerless.tracks import Courses, Tracks

STILL_PX = 1.0  # a corner of the background wanders less than this by the flow's own noise
STILL_FRAC = 0.15  # one sixth of the corners at rest cannot be a person who moves: the camera stands
N_GUESSES = 96  # pairs of tracks tried; with 35 % background the chance of missing it is 0.88^96 = 4e-6
LAG_S = 0.4  # the camera is judged over that span: long enough for a slow heel raise to leave the background
STRAY_PX = 1.0  # how far a corner of the background may stray from the common motion in that span
LEAST_SHARE = 0.4  # of the tracks, weighted towards the picture's sides: less is no background
LEAST_WIDTH = 0.6  # of the picture: a body alone does not span it from side to side


class Camera:
    """What a standing camera would have seen; the moving one's path is worked out when it is first needed."""

    def __init__(self, tracks: Tracks) -> None:
        self.tracks = tracks
        self._path: tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.bool_]] | None = None

    def courses(self, frames: NDArray[np.int64]) -> Courses | None:
        """Courses through ``frames`` as a standing camera would see them; None where no background can be told."""
        seen = self.tracks.courses(frames)
        if len(seen) < 2:
            return None
        if still(seen).mean() >= STILL_FRAC:
            return seen
        turn, shift, known = self._path = self._path or _path(self.tracks)
        if not known[frames[0] + 1 : frames[-1] + 1].all():
            return None
        # back to the first of these frames, so that a slow zoom does not change the unit
        first = turn[frames[0]] * ((seen - shift[frames]) / turn[frames]) + shift[frames[0]]
        steady: Courses = first.astype(np.complex64)
        return steady


def still(courses: Courses) -> NDArray[np.bool_]:
    """Tracks that stay where they are."""
    wander: NDArray[np.bool_] = np.maximum(np.ptp(courses.real, axis=1), np.ptp(courses.imag, axis=1)) < STILL_PX
    return wander


def _path(tracks: Tracks) -> tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.bool_]]:
    """Turn-and-scale and shift that carry the first frame's picture to each frame, and whether the step is known."""
    n = len(tracks.time_s)
    turn, shift, known = np.ones(n, complex), np.zeros(n, complex), np.ones(n, bool)
    half = max(1, round(LAG_S / 2 / max(1e-3, float(np.median(np.diff(tracks.time_s))))))
    rng = np.random.default_rng(0)  # fixed: the same clip gives the same answer
    for k in range(1, n):
        a, b = max(0, k - half), min(n - 1, k + half)
        seen = tracks.courses(np.unique([a, k - 1, k, b]))
        inside = _background(seen[:, 0], seen[:, -1], tracks.width_px, rng)
        if inside is None:
            known[k], turn[k], shift[k] = False, turn[k - 1], shift[k - 1]
            continue
        where = np.searchsorted(np.unique([a, k - 1, k, b]), [k - 1, k])
        t, s = _similarity(seen[inside, where[0]], seen[inside, where[1]])
        turn[k], shift[k] = t * turn[k - 1], t * shift[k - 1] + s
    return turn, shift, known


def _background(
    a: NDArray[np.complex64], b: NDArray[np.complex64], width_px: int, rng: np.random.Generator
) -> NDArray[np.bool_] | None:
    """Tracks that turn, shift and scale as one; those at the picture's sides count more."""
    if len(a) < 8:
        return None
    worth = 0.1 + np.abs(a.real / width_px - 0.5)
    pairs = rng.integers(0, len(a), (N_GUESSES, 2))
    pairs = pairs[np.abs(a[pairs[:, 0]] - a[pairs[:, 1]]) > 0.2 * width_px]  # nearer, the turn would be noise
    if not len(pairs):
        return None
    t = (b[pairs[:, 1]] - b[pairs[:, 0]]) / (a[pairs[:, 1]] - a[pairs[:, 0]])
    s = b[pairs[:, 0]] - t * a[pairs[:, 0]]
    inside = np.abs(t[:, None] * a + s[:, None] - b) < STRAY_PX
    best = inside[(inside @ worth).argmax()]
    for _ in range(2):
        if best.sum() < 4:
            return None
        t1, s1 = _similarity(a[best], b[best])
        best = np.abs(t1 * a + s1 - b) < STRAY_PX
    enough = float(worth[best].sum()) >= LEAST_SHARE * float(worth.sum())
    wide = best.any() and np.ptp(np.percentile(a[best].real, [5, 95])) >= LEAST_WIDTH * width_px
    return best if enough and wide else None


def _similarity(a: NDArray[np.complex64], b: NDArray[np.complex64]) -> tuple[complex, complex]:
    """Least-squares t, s of b = t a + s."""
    ma, mb = complex(a.mean()), complex(b.mean())
    da, db = a - ma, b - mb
    t = complex((db * da.conj()).sum()) / max(float((np.abs(da) ** 2).sum()), 1e-9)
    return t, mb - t * ma
