"""The sheet of stickers, as a drawing in millimetres."""

from markupsafe import Markup

from soleus.reps.motion import STICKER_MM
from soleus.reps.sticker_tracks import marker_cells

RULER_MM = 100.0
MARGIN_MM = 8.0  # white around the black square: at least one of its cells, or the sticker is not found
WIDE_MM, HIGH_MM = 180.0, 150.0  # fits A4 and Letter with the margins that printers leave
SHEET = ((0, "left leg"), (1, "right leg"), (0, "left leg, spare"), (1, "right leg, spare"))


def sticker_sheet() -> Markup:
    """Four stickers with their white margins to cut along, and a ruler; one unit is a millimetre on paper."""
    step = STICKER_MM + 2 * MARGIN_MM + 12.0
    drawn = "".join(
        _sticker(number, words, 4.0 + (k % 2) * step, 4.0 + (k // 2) * step) for k, (number, words) in enumerate(SHEET)
    )
    return Markup(  # noqa: S704  # our own drawing, from numbers and fixed words
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE_MM:g}mm" height="{HIGH_MM:g}mm"'
        f' viewBox="0 0 {WIDE_MM:g} {HIGH_MM:g}" role="img" aria-label="Four stickers and a ruler of {RULER_MM:g} mm">'
        f'<rect width="{WIDE_MM:g}" height="{HIGH_MM:g}" fill="#fff"/>{drawn}{_ruler(4.0, HIGH_MM - 10.0)}</svg>'
    )


def _sticker(number: int, words: str, x: float, y: float) -> str:
    cells = marker_cells(number)
    cell = STICKER_MM / len(cells)
    outer = STICKER_MM + 2 * MARGIN_MM
    black = "".join(
        f'<rect x="{x + MARGIN_MM + column * cell:.3f}" y="{y + MARGIN_MM + row * cell:.3f}"'
        f' width="{cell + 0.02:.3f}" height="{cell + 0.02:.3f}"/>'
        for row, line in enumerate(cells)
        for column, white in enumerate(line)
        if not white
    )
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{outer:g}" height="{outer:g}" fill="none" stroke="#999"'
        f' stroke-width="0.2" stroke-dasharray="2 1.5"/><g fill="#000">{black}</g>'
        f'<text x="{x + MARGIN_MM:g}" y="{y + outer - 2.5:g}" font-size="3.5" font-family="sans-serif" fill="#333">'
        f"{words}</text>"
    )


def _ruler(x: float, y: float) -> str:
    ticks = "".join(
        f'<path d="M{x + mm:g} {y:g}v{-6 if mm % 50 == 0 else -4 if mm % 10 == 0 else -2:g}"/>'
        for mm in range(int(RULER_MM) + 1)
    )
    return (
        f'<g stroke="#000" stroke-width="0.25" fill="none"><path d="M{x:g} {y:g}h{RULER_MM:g}"/>{ticks}</g>'
        f'<text x="{x + RULER_MM + 3:g}" y="{y:g}" font-size="4" font-family="sans-serif" fill="#000">'
        f"{RULER_MM:g} mm on a real ruler?</text>"
    )
