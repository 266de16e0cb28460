"""The NumPy twin of `soleus.reps.sticker_edges`: the same rules, plainly written."""

import numpy as np
from numpy.typing import NDArray

from soleus.recording.video import Frame

Values = NDArray[np.float64]

CELLS = 6  # across the black square, its border of one cell included
REACH_CELLS = 0.6  # looked at to each side of an edge: inside the border, and inside a white margin of one cell
ALONG = np.linspace(0.14, 0.86, 16)  # places along an edge, away from its corners
ROUNDS = 2
OUTLIERS = 3.0  # robust standard deviations


def refine_corners(frame: Frame, corners: Values) -> Values:
    """Corners (4, 2) as crossings of the lines fitted to the edges; as they came where the edges are not to be seen."""
    refined = corners
    for _ in range(ROUNDS):
        lines = _edge_lines(frame, refined)
        if lines is None:
            return corners
        crossed = np.cross(np.roll(lines, 1, axis=0), lines)
        if (np.abs(crossed[:, 2]) < 1e-9).any():
            return corners
        refined = crossed[:, :2] / crossed[:, 2:]
    cell = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean() / CELLS
    moved = np.linalg.norm(refined - corners, axis=1).max()
    return refined if moved < REACH_CELLS * cell else corners


def _edge_lines(frame: Frame, corners: Values) -> Values | None:
    """Lines (a, b, c) through the edges from corner k to k + 1, shape (4, 3)."""
    import cv2

    along = np.roll(corners, -1, axis=0) - corners
    length = np.linalg.norm(along, axis=1, keepdims=True)
    outward = np.column_stack([along[:, 1], -along[:, 0]]) / length
    middle = corners.mean(axis=0)
    outward *= np.sign(((corners + along / 2 - middle) * outward).sum(axis=1, keepdims=True))
    reach = REACH_CELLS * float(length.mean()) / CELLS
    steps = np.linspace(-reach, reach, 2 * max(4, int(np.ceil(reach / 0.6))) + 1)
    places = corners[:, None, :] + ALONG[None, :, None] * along[:, None, :]
    grid = (places[:, :, None, :] + steps[None, None, :, None] * outward[:, None, None, :]).astype(np.float32)
    flat = grid.reshape(4 * len(ALONG), len(steps), 2)
    light = cv2.remap(frame, flat, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    light = light.astype(np.float64).reshape(4, len(ALONG), len(steps))
    dark, white = np.median(light[:, :, :2], axis=(1, 2)), np.median(light[:, :, -2:], axis=(1, 2))
    if (white - dark < 10).any():
        return None
    share = (light - dark[:, None, None]) / (white - dark)[:, None, None]
    offset = reach - 2 * reach * (share.sum(axis=2) - 0.5 * (share[:, :, 0] + share[:, :, -1])) / (len(steps) - 1)
    fitted = np.stack([_fit(o) for o in offset])
    ends = corners + outward * fitted[:, :1], corners + along + outward * fitted[:, 1:]
    one, two = (np.column_stack([e, np.ones(4)]) for e in ends)
    return np.cross(one, two)


def _fit(offset: Values) -> Values:
    """Offsets of a straight line at both ends of an edge, robust against a part that is covered or stained."""
    keep = np.ones(len(offset), dtype=np.bool_)
    for _ in range(2):
        slope, level = np.polyfit(ALONG[keep], offset[keep], 1)
        off = np.abs(offset - (slope * ALONG + level))
        keep = off <= max(OUTLIERS * 1.4826 * float(np.median(off)), 0.05)
        if np.count_nonzero(keep) < len(offset) // 2:
            break
    return np.array([level, slope + level])
