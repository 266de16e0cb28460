"""A still room: wall with pictures, floor with boards."""

import numpy as np
from numpy.typing import NDArray

from soleus.simulate.video.filming import Filming
from soleus.simulate.video.sprite import Matrix, Picture, texture, transform
from soleus.simulate.video.writer import MARGIN_PX


def room(
    rng: np.random.Generator,
    filming: Filming,
    *,
    target_m: tuple[float, float],
    floor_m: float,
    size_px: tuple[int, int],
) -> Picture:
    """Picture of the room with ``MARGIN_PX`` to spare on every side; the floor begins at the height ``floor_m``."""
    import cv2

    width, height = size_px[0] + 2 * MARGIN_PX, size_px[1] + 2 * MARGIN_PX
    colour = rng.uniform(110, 200) * rng.uniform(0.85, 1.0, 3)
    wall = texture(rng, (height, width), grain_px=9, contrast=0.10)[:, :, None] * colour.astype(np.float32)
    plane = filming.homography(target_m=target_m, size_px=size_px)
    span = filming.view_height_m
    for _ in range(6):
        corner = np.array(target_m) + rng.uniform(-0.8, 0.6, 2) * span
        box = corner + rng.uniform(0.08, 0.3, 2) * span * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
        shade = float(rng.uniform(0.55, 1.35))
        _fill(wall, transform(box, plane), shade)
    floor = target_m[0] + 4 * span * np.array([-1, 1, 1, -1])
    _fill(wall, transform(np.column_stack([floor, floor_m - np.array([0, 0, 4, 4]) * span]), plane), 0.62)
    return np.asarray(cv2.GaussianBlur(np.clip(wall, 0, 255).astype(np.uint8), (0, 0), 0.6))


def _fill(wall: NDArray[np.float32], outline_px: Matrix, shade: float) -> None:
    import cv2

    mask = np.zeros(wall.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round((outline_px + MARGIN_PX) * 16).astype(np.int32)], 255, lineType=cv2.LINE_AA, shift=4)
    wall *= 1 + (shade - 1) * mask[:, :, None].astype(np.float32) / 255


def lay(canvas: Picture, background: Picture, shift: Matrix) -> None:
    """Cover the canvas with the part of the background that the shaken camera sees."""
    import cv2

    dx, dy = shift[0, 2], shift[1, 2]
    if dx == 0 and dy == 0:
        canvas[:] = background[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
        return
    move = np.array([[1, 0, dx - MARGIN_PX], [0, 1, dy - MARGIN_PX]])
    cv2.warpAffine(background, move, (canvas.shape[1], canvas.shape[0]), dst=canvas, borderMode=cv2.BORDER_REFLECT_101)
