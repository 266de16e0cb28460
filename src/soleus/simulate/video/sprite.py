"""Textured shapes and their exact drawing: warped at twice the resolution and averaged down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]

SUPERSAMPLING = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sprite:
    """A picture with premultiplied alpha (h, w, 4) and where its pixels lie in its own plane, in metres."""

    bgra: Picture
    to_plane: Matrix

    def outline_px(self) -> Matrix:
        """Outer corners, in the sprite's pixels."""
        height, width = self.bgra.shape[:2]
        return np.array([[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]])

    def draw(self, canvas: Picture, plane_to_picture: Matrix) -> None:
        """Lay the sprite over ``canvas`` (h, w, 3), in place."""
        import cv2

        to_picture = plane_to_picture @ self.to_plane
        corners = transform(self.outline_px(), to_picture)
        height, width = canvas.shape[:2]
        left, top = np.clip(np.floor(corners.min(axis=0)).astype(int) - 1, 0, (width, height))
        right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 2, 0, (width, height))
        if right <= left or bottom <= top:
            return
        n, middle = SUPERSAMPLING, (SUPERSAMPLING - 1) / 2
        finer = np.array([[n, 0, middle - n * left], [0, n, middle - n * top], [0, 0, 1]], dtype=np.float64)
        size = (int(right - left), int(bottom - top))
        warped = cv2.warpPerspective(self.bgra, finer @ to_picture, (n * size[0], n * size[1]), flags=cv2.INTER_LINEAR)
        layer = cv2.resize(warped, size, interpolation=cv2.INTER_AREA)
        region = canvas[top:bottom, left:right]
        clear = cv2.cvtColor(255 - layer[:, :, 3], cv2.COLOR_GRAY2BGR)
        behind = cv2.multiply(region, clear, scale=1 / 255)
        cv2.add(behind, np.ascontiguousarray(layer[:, :, :3]), dst=behind)
        region[:] = behind


def transform(points: Matrix, matrix: Matrix) -> Matrix:
    """Points (n, 2) through a homography."""
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def turned(angle_rad: float, *, about: tuple[float, float], shift: tuple[float, float] = (0.0, 0.0)) -> Matrix:
    """Turn about a point (counter-clockwise with y up), then shift."""
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    x, y = about
    return np.array(
        [
            [cos, -sin, x - cos * x + sin * y + shift[0]],
            [sin, cos, y - sin * x - cos * y + shift[1]],
            [0.0, 0.0, 1.0],
        ]
    )


def texture(
    rng: np.random.Generator, size: tuple[int, int], *, grain_px: float, contrast: float
) -> NDArray[np.float32]:
    """Smooth noise of several grains (h, w) around 1, rich in corners."""
    import cv2

    height, width = size
    total = np.zeros(size, np.float32)
    for octave, weight in ((4.0, 0.4), (1.5, 0.35), (0.5, 0.25)):
        grain = max(1.0, grain_px * octave)
        coarse = rng.standard_normal((int(height / grain) + 3, int(width / grain) + 3)).astype(np.float32)
        total += weight * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(1.0 + contrast * total, np.float32)


def shape(
    rng: np.random.Generator,
    outline_m: Matrix,
    *,
    px_per_m: float,
    colour: tuple[float, float, float],
    contrast: float = 0.35,
    grain_m: float = 0.012,
) -> Sprite:
    """Make a textured polygon (n, 2) in metres, y up, its corners rounded by 8 mm."""
    import cv2

    scale = px_per_m * SUPERSAMPLING
    low, high = outline_m.min(axis=0) - 0.01, outline_m.max(axis=0) + 0.01
    size = (int(np.ceil((high[1] - low[1]) * scale)), int(np.ceil((high[0] - low[0]) * scale)))
    vertices = np.column_stack([(outline_m[:, 0] - low[0]) * scale, (high[1] - outline_m[:, 1]) * scale]) - 0.5
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(vertices * 16).astype(np.int32)], 255, lineType=cv2.LINE_AA, shift=4)
    smooth = cv2.GaussianBlur(mask, (0, 0), max(0.5, 0.004 * scale)).astype(np.float32)
    alpha = np.clip((smooth - 127.5) * 4 + 127.5, 0, 255) / 255
    surface = texture(rng, size, grain_px=grain_m * scale, contrast=contrast)
    light = np.linspace(1.08, 0.85, size[0], dtype=np.float32)[:, None]
    bgr = np.clip(surface[:, :, None] * light[:, :, None] * np.array(colour, np.float32), 0, 255) * alpha[:, :, None]
    bgra = np.dstack([bgr, alpha * 255]).round().astype(np.uint8)
    to_plane = np.array([[1 / scale, 0, low[0] + 0.5 / scale], [0, -1 / scale, high[1] - 0.5 / scale], [0, 0, 1]])
    return Sprite(bgra=bgra, to_plane=to_plane)


def aruco(number: int, side_m: float, *, px_per_m: float) -> Sprite:
    """Make a printed marker of DICT_4X4_50, centred on the origin, with a white margin of one cell."""
    import cv2

    cell = max(4, round(side_m / 6 * px_per_m * SUPERSAMPLING))
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    printed = cv2.aruco.generateImageMarker(dictionary, number, 6 * cell)
    paper = cv2.copyMakeBorder(printed, cell, cell, cell, cell, cv2.BORDER_CONSTANT, value=255)
    grey = (28 + paper.astype(np.float32) * (232 - 28) / 255).astype(np.uint8)  # ink and paper in room light
    bgra = np.dstack([grey, grey, grey, np.full_like(grey, 255)])
    metres = side_m / (6 * cell)
    middle = 4 * cell - 0.5
    return Sprite(
        bgra=bgra, to_plane=np.array([[metres, 0, -metres * middle], [0, -metres, metres * middle], [0, 0, 1]])
    )
