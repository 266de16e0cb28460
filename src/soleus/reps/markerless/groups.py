"""The vertical velocity of what moves up and down together, window by window."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.reps.markerless.camera import Camera

Floats = NDArray[np.float64]

N_PARTS = 6  # a window is cut into so many parts to see what moves but comes or goes within it
HOPS = 4  # windows overlap fourfold: every frame is seen from four sides, the seam of two windows by no frame alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How tracks are joined: those whose vertical courses in a window correlate with the group's own."""

    window_s: float
    moving_px: float
    alike: float
    smallest_group: int

    def __call__(self, camera: Camera, time_s: Floats) -> Floats:
        """Height of the leading group in pixels, shape (n_frames,); NaN where none can be told."""
        total, weight = np.zeros(len(time_s)), np.zeros(len(time_s))
        for start_s in _starts(time_s, self.window_s):
            frames = np.flatnonzero((time_s >= start_s) & (time_s <= start_s + self.window_s))
            if len(frames) < 5:
                continue
            velocity = self._velocity(camera, frames)
            if velocity is None:
                continue
            whole = self._whole(camera, frames)
            middle = (time_s[frames[1:]] + time_s[frames[:-1]]) / 2
            w = whole * (1e-3 + np.sin(np.pi * np.clip((middle - start_s) / self.window_s, 0, 1)) ** 2)
            total[frames[1:]] += w * velocity
            weight[frames[1:]] += w
        return _course(np.where(weight > 0, total / np.where(weight > 0, weight, 1), np.nan))

    def _velocity(self, camera: Camera, frames: NDArray[np.int64]) -> Floats | None:
        """Upward steps in one window; zero where nothing moves, None where what moves has no common course."""
        courses = camera.courses(frames)
        if courses is None:
            return None
        up = -courses.imag.astype(np.float64)
        moves = np.maximum(np.ptp(courses.real, axis=1), np.ptp(courses.imag, axis=1)) >= self.moving_px
        if moves.sum() < self.smallest_group:
            return np.zeros(len(frames) - 1)
        group = self._group(up[moves & (np.ptp(up, axis=1) >= self.moving_px)])
        if group is None:
            return None
        sizes = np.ptp(group, axis=1)
        return np.asarray(np.median(np.diff(group[sizes >= np.median(sizes)], axis=1), axis=0))

    def _whole(self, camera: Camera, frames: NDArray[np.int64]) -> float:
        """How much of what moves in a window is seen from its start to its end, 0 to 1."""
        through = np.intersect1d(camera.tracks.ids[frames[0]], camera.tracks.ids[frames[-1]], assume_unique=True)
        seen, whole = 1.0, 1.0
        parts = frames[np.linspace(0, len(frames) - 1, N_PARTS + 1).astype(np.int64)]
        for a, b in itertools.pairwise(parts):
            courses = camera.courses(np.array([a, b]))
            if courses is None:
                continue
            moves = np.abs(courses[:, 1] - courses[:, 0]) >= self.moving_px / 2
            ids = np.intersect1d(camera.tracks.ids[a], camera.tracks.ids[b], assume_unique=True)
            seen += moves.sum()
            whole += moves[np.isin(ids, through)].sum()
        return float(whole / seen) ** 2

    def _group(self, up: Floats) -> Floats | None:
        """The set of courses alike that moves most in all: a body outweighs the many corners of a shaking room."""
        if len(up) < self.smallest_group:
            return None
        unit = up - up.mean(axis=1, keepdims=True)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        members = (unit @ unit.T) >= self.alike
        inside = members[(members @ np.ptp(up, axis=1)).argmax()]
        for _ in range(2):
            middle = np.median(up[inside] - up[inside].mean(axis=1, keepdims=True), axis=0)
            length = float(np.linalg.norm(middle))
            if length == 0.0:
                return None
            inside = unit @ (middle / length) >= self.alike
            if inside.sum() < self.smallest_group:
                return None
        return np.asarray(up[inside])


def _starts(time_s: Floats, window_s: float) -> Floats:
    """Where windows begin: from the first frame on, the last one ending at the last frame."""
    last = max(float(time_s[0]), float(time_s[-1]) - window_s)
    n = int(np.ceil((last - time_s[0]) / (window_s / HOPS))) + 1
    return np.linspace(float(time_s[0]), last, n)


def _course(steps: Floats) -> Floats:
    """Height over the frames from the steps into them; each known stretch starts at zero."""
    known = ~np.isnan(steps)
    known[:-1] |= known[1:]  # the frame before a known step
    height = np.nancumsum(steps)
    height[~known] = np.nan
    return height
