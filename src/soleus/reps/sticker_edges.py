"""Corners of a printed square from its four edges: blur shifts a corner inwards, but not a straight edge.

Compiled, and without the interpreter's lock: a live frame has four edges to fit twice, thirty times a second, and
twenty sessions share one program.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from soleus.recording.video import Frame
from soleus.reps.sticker_tracks import CELLS

Values = NDArray[np.float64]

REACH_CELLS = 0.6  # looked at to each side of an edge: inside the border, and inside a white margin of one cell
ALONG = np.linspace(0.14, 0.86, 16)  # places along an edge, away from its corners
ROUNDS = 2
OUTLIERS = 3.0  # robust standard deviations
LEAST_CONTRAST = 10.0  # grey levels between the border and its white margin


def refine_corners(frame: Frame, corners: Values) -> Values:
    """Corners (4, 2) as crossings of the lines fitted to the edges; as they came where the edges are not to be seen."""
    refined: Values = _refined(np.ascontiguousarray(frame), np.ascontiguousarray(corners, np.float64))
    return refined


@njit(cache=True, nogil=True)
def _refined(frame, corners):  # type: ignore[no-untyped-def]
    refined = corners.copy()
    lines = np.empty((4, 3))
    for _ in range(ROUNDS):
        if not _edge_lines(frame, refined, lines):
            return corners
        for k in range(4):
            (a, b, c), (d, e, f) = lines[k - 1], lines[k]
            x, y, w = b * f - c * e, c * d - a * f, a * e - b * d
            if abs(w) < 1e-9:
                return corners
            refined[k, 0], refined[k, 1] = x / w, y / w
    around, moved = 0.0, 0.0
    for k in range(4):
        around += math.hypot(corners[k, 0] - corners[k - 1, 0], corners[k, 1] - corners[k - 1, 1])
        moved = max(moved, math.hypot(refined[k, 0] - corners[k, 0], refined[k, 1] - corners[k, 1]))
    return refined if moved < REACH_CELLS * around / 4 / CELLS else corners


@njit(cache=True, nogil=True)
def _edge_lines(frame, corners, lines):  # type: ignore[no-untyped-def]
    """Lines (a, b, c) through the edges from corner k to k + 1 into ``lines`` (4, 3); False where one is not seen."""
    around = 0.0
    for k in range(4):
        around += math.hypot(corners[k, 0] - corners[k - 1, 0], corners[k, 1] - corners[k - 1, 1])
    reach = REACH_CELLS * around / 4 / CELLS
    n_steps = 2 * max(4, math.ceil(reach / 0.6)) + 1
    middle_x, middle_y = corners[:, 0].mean(), corners[:, 1].mean()
    light, offset = np.empty((len(ALONG), n_steps)), np.empty(len(ALONG))
    for k in range(4):
        x, y = corners[k]
        along_x, along_y = corners[(k + 1) % 4, 0] - x, corners[(k + 1) % 4, 1] - y
        length = max(math.hypot(along_x, along_y), 1e-12)
        out_x, out_y = along_y / length, -along_x / length
        if (x + along_x / 2 - middle_x) * out_x + (y + along_y / 2 - middle_y) * out_y < 0:
            out_x, out_y = -out_x, -out_y
        for i in range(len(ALONG)):
            for j in range(n_steps):
                step = reach * (2 * j / (n_steps - 1) - 1)
                light[i, j] = _light(
                    frame, x + ALONG[i] * along_x + step * out_x, y + ALONG[i] * along_y + step * out_y
                )
        dark, white = np.median(light[:, :2].copy()), np.median(light[:, -2:].copy())
        if white - dark < LEAST_CONTRAST:
            return False
        for i in range(len(ALONG)):
            share = (light[i] - dark) / (white - dark)
            inside = share.sum() - 0.5 * (share[0] + share[-1])
            offset[i] = reach - 2 * reach * inside / (n_steps - 1)
        level, slope = _fit(offset)
        x1, y1 = x + out_x * level, y + out_y * level
        x2, y2 = x + along_x + out_x * (level + slope), y + along_y + out_y * (level + slope)
        lines[k, 0], lines[k, 1], lines[k, 2] = y1 - y2, x2 - x1, x1 * y2 - x2 * y1
    return True


@njit(cache=True, nogil=True)
def _light(frame, x, y):  # type: ignore[no-untyped-def]
    """Grey level between four pixels; beyond the picture that of its edge."""
    height, width = frame.shape
    x, y = min(max(x, 0.0), width - 1.0), min(max(y, 0.0), height - 1.0)
    left, top = int(x), int(y)
    right, bottom = min(left + 1, width - 1), min(top + 1, height - 1)
    u, v = x - left, y - top
    upper = (1 - u) * frame[top, left] + u * frame[top, right]
    lower = (1 - u) * frame[bottom, left] + u * frame[bottom, right]
    return (1 - v) * upper + v * lower


@njit(cache=True, nogil=True)
def _fit(offset):  # type: ignore[no-untyped-def]
    """Level and slope of a straight line along an edge, robust against a part that is covered or stained."""
    n = len(offset)
    keep = np.ones(n, dtype=np.bool_)
    level, slope = 0.0, 0.0
    for _ in range(2):
        mean_t, mean_o = ALONG[keep].mean(), offset[keep].mean()
        part = ALONG[keep] - mean_t
        slope = (part * (offset[keep] - mean_o)).sum() / (part * part).sum()
        level = mean_o - slope * mean_t
        off = np.abs(offset - (slope * ALONG + level))
        keep = off <= max(OUTLIERS * 1.4826 * np.median(off), 0.05)
        if keep.sum() < n // 2:
            break
    return level, slope
