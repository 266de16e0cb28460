"""Draws the icons: a heel that has risen from the ground, as SVG and PNG from the same points.

Run it after a change: python frontend/draw_icons.py
"""

from pathlib import Path

import cv2
import numpy as np

FOLDER = Path(__file__).parent / "icons"
GROUND, MUSCLE, LEG = "#faf9f6", "#a63d24", "#23211f"
SIZE = 512
# side view on a 512 square: shank and foot as one outline, heel up, toes on the floor; the calf bulges behind
OUTLINE = [
    (236, 60),
    (316, 60),
    (312, 238),
    (330, 300),
    (404, 372),
    (412, 400),
    (330, 400),
    (258, 340),
    (222, 300),
    (226, 238),
]
CALF = [(236, 60), (196, 116), (188, 176), (212, 262), (222, 300), (244, 250), (256, 160), (252, 60)]
FLOOR = [(96, 404), (436, 404), (436, 424), (96, 424)]
ARROW = [(140, 360), (140, 276), (112, 276), (156, 220), (200, 276), (172, 276), (172, 360)]
SHAPES = [(OUTLINE, LEG), (CALF, MUSCLE), (FLOOR, LEG), (ARROW, MUSCLE)]


def svg(shapes: list[tuple[list[tuple[int, int]], str]], inset: float) -> str:
    """The shapes on a ground that fills the square, drawn smaller by ``inset`` for masks that crop."""
    scale, shift = 1 - 2 * inset, inset * SIZE
    drawn = "".join(
        f'<polygon fill="{colour}" stroke="{colour}" stroke-width="12" stroke-linejoin="round" points="'
        + " ".join(f"{x},{y}" for x, y in points)
        + '"/>'
        for points, colour in shapes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"><rect width="{SIZE}" height="{SIZE}" '
        f'fill="{GROUND}"/><g transform="translate({shift:g} {shift:g}) scale({scale:g})">{drawn}</g></svg>\n'
    )


def png(pixels: int, inset: float) -> np.ndarray:
    """The same picture in pixels, drawn at four times the size and reduced."""
    big = 4 * pixels
    scale, shift = (1 - 2 * inset) * big / SIZE, inset * big
    image = np.full((big, big, 3), bgr(GROUND), dtype=np.uint8)
    for points, colour in SHAPES:
        corners = np.round(np.array(points) * scale + shift).astype(np.int32)
        cv2.fillPoly(image, [corners], bgr(colour))
        cv2.polylines(image, [corners], True, bgr(colour), max(1, round(12 * scale)), cv2.LINE_AA)
    return cv2.resize(image, (pixels, pixels), interpolation=cv2.INTER_AREA)


def bgr(colour: str) -> tuple[int, int, int]:
    """OpenCV's order of ``#rrggbb``."""
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return blue, green, red


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "icon.svg").write_text(svg(SHAPES, 0.0))
    for name, pixels, inset in (
        ("icon-192", 192, 0.0),
        ("icon-512", 512, 0.0),
        ("icon-maskable-512", 512, 0.12),
        ("apple-touch-icon", 180, 0.06),
    ):
        cv2.imwrite(str(FOLDER / f"{name}.png"), png(pixels, inset), [cv2.IMWRITE_PNG_COMPRESSION, 9])
