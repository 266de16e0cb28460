"""The calf from behind, for pointing at a place: outline, muscles, and one region a tap target."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from soleus.errors import InputError
from soleus.exercises import Region, recovery
from soleus.leg.anatomy import points
from soleus.leg.outline import closed, lines
from soleus.leg.palette import Theme, colour

# A right calf from behind, mm: x outwards from the middle line, y up from the sole: height, inner and outer half width.
# Drawn, for an adult of 1.70 m; the left one is mirrored.
EDGE = ((0.0, 30, 30), (25, 33, 34), (60, 29, 31), (90, 29, 30), (130, 32, 33), (180, 42, 42), (230, 54, 53),
        (280, 62, 59), (330, 62, 57), (380, 56, 53), (430, 53, 52), (470, 57, 56), (510, 62, 61),
        (560, 67, 66))  # fmt: skip
KNEE_MM = 440.0  # crease of the knee
WIDTH_MM, TOP_MM = 190.0, 500.0
TAP_MM = 22.0  # radius of a tap target: 44 px wide where the drawing is at least 190 px wide

SOLEUS = "-14,385 -30,360 -44,300 -47,250 -42,190 -30,130 -14,92 0,84 13,92 30,130 43,190 48,250 44,300 30,360 14,385"
MEDIAL_HEAD = "-18,470 -34,448 -50,400 -56,340 -52,280 -38,228 -22,206 -8,222 -3,270 -3,340 -3,400 -7,448"
LATERAL_HEAD = "18,470 33,448 47,402 53,345 50,290 38,246 24,226 9,236 3,275 3,340 3,400 7,448"
TENDON = "-22,214 -14,150 -9,100 -8,70 -10,45 -13,24 0,17 13,24 10,45 8,70 9,100 14,150 24,232 4,245 0,300 -4,240"
SOLEUS_FIBRES = (
    "-44,250 -30,232 -41,200 -26,184 -35,160 -21,146 -28,132 -15,120"
    " 44,250 30,232 42,205 27,189 36,162 22,148 28,132 15,120"
)
MEDIAL_FIBRES = "-46,430 -8,408 -52,394 -6,372 -55,358 -5,336 -55,322 -5,300 -51,288 -5,266 -44,256 -8,238"
LATERAL_FIBRES = "46,430 8,410 50,396 6,376 53,360 5,340 52,324 5,304 48,290 5,272 40,262 9,248"
HEEL_BONE = "-19,8 -22,26 -16,44 0,49 16,44 22,26 19,8 0,3"


def calf_map_svg(
    *, soreness: Mapping[str, float] | None = None, side: str = "left", theme: Theme = "css", prefix: str = "calf"
) -> str:
    """The calf from behind with the regions of the recovery catalogue, as SVG text.

    Parameters
    ----------
    soreness : region id -> 0 to 10; shown as number and size of the dot
    side : ``left`` or ``right``
    theme, prefix : as for `leg_svg`

    Returns
    -------
    str, one <svg>; each region is a group of class ``leg-region`` with its id in ``data-region``, focusable and with
    the role of a button, so that a page can listen to it

    Raises
    ------
    InputError  if a region is unknown or a soreness is not 0 to 10
    """
    sore = dict(soreness or {})
    _check(sore, side)
    mirrored = side == "left"
    title = f"{side.capitalize()} calf from behind"
    told = ", ".join(f"{recovery().regions[name].name} {level:g} of 10" for name, level in sore.items())
    description = f"Gastrocnemius, soleus at its sides and below, Achilles tendon. Soreness: {told or 'none marked'}."
    marks = "".join(
        _region(region, sore.get(id_), mirrored, theme, prefix) for id_, region in recovery().regions.items()
    )
    flip = ' transform="scale(-1 1)"' if mirrored else ""
    box = f"{-WIDTH_MM / 2:.0f} {-TOP_MM:.0f} {WIDTH_MM:.0f} {TOP_MM + 8:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="group"'
        f' aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">{title}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>{_fade(prefix)}'
        f'<g{flip} mask="url(#{prefix}-fade)" stroke-linejoin="round">{_drawing(theme, prefix)}</g>{marks}</svg>'
    )


def place(region: Region) -> complex:
    """Where a region lies on the right calf, mm."""
    height = (1.0 - region.y) * KNEE_MM
    below, above = next((low, high) for low, high in pairwise(EDGE) if low[0] <= height <= high[0])
    part = (height - below[0]) / (above[0] - below[0])
    inner, outer = (below[k] + part * (above[k] - below[k]) for k in (1, 2))
    return complex(-inner + region.x * (inner + outer), height)


def _fade(prefix: str) -> str:
    """The thigh fades out at the top."""
    return (
        f'<defs><linearGradient id="{prefix}-fading" x1="0" y1="1" x2="0" y2="0"><stop offset=".88" stop-color="#fff"/>'
        f'<stop offset="1" stop-color="#000"/></linearGradient><mask id="{prefix}-fade" maskUnits="userSpaceOnUse"'
        f' x="-95" y="-500" width="190" height="510"><rect x="-95" y="-500" width="190" height="510"'
        f' fill="url(#{prefix}-fading)"/></mask></defs>'
    )


def _drawing(theme: Theme, prefix: str) -> str:
    skin = [complex(outer, y) for y, _, outer in EDGE] + [complex(-inner, y) for y, inner, _ in reversed(EDGE)]
    parts = _shape(skin, "skin", "skin-line", theme, 1.2)
    parts += _shape(points(HEEL_BONE), "bone", "bone-line", theme, 0.9)
    parts += _muscle(SOLEUS, SOLEUS_FIBRES, theme) + _shape(points(TENDON), "tendon", "tendon-line", theme, 0.9)
    parts += _muscle(MEDIAL_HEAD, MEDIAL_FIBRES, theme) + _muscle(LATERAL_HEAD, LATERAL_FIBRES, theme)
    return f'<g id="{prefix}-drawing">{parts}</g>'


def _muscle(outline: str, fibres: str, theme: Theme) -> str:
    ends = points(fibres)
    hairs = lines(tuple(zip(ends[::2], ends[1::2], strict=True))).d
    line = colour("fibre", theme)
    return (
        _shape(points(outline), "muscle", "muscle-line", theme, 1.0)
        + f'<path fill="none" stroke="{line}" stroke-opacity=".25" stroke-width=".8" d="{hairs}"/>'
    )


def _shape(outline: Sequence[complex], fill: str, line: str, theme: Theme, width: float) -> str:
    paint = f'fill="{colour(fill, theme)}" stroke="{colour(line, theme)}" stroke-width="{width}"'
    return f'<path {paint} d="{closed(tuple(outline)).d}"/>'


def _region(region: Region, soreness: float | None, mirrored: bool, theme: Theme, prefix: str) -> str:
    """A tap target: an open ring where nothing is marked, a dot that grows with soreness, its number inside."""
    at = place(region)
    x, y = (-at.real if mirrored else at.real), -at.imag
    says = region.name if soreness is None else f"{region.name}, soreness {soreness:g} of 10"
    active, text, paper = (colour(name, theme) for name in ("muscle-active", "text", "on-active"))
    mark = f'<circle r="7" fill="none" stroke="{text}" stroke-width="1.6" stroke-dasharray="3 2.4"/>'
    if soreness is not None:
        number = (
            f'<text text-anchor="middle" y="4.6" font-size="13" font-weight="600" fill="{paper}">{soreness:.0f}</text>'
        )
        mark = f'<circle r="{8 + 0.8 * soreness:.1f}" fill="{active}" stroke="{paper}" stroke-width="1.5"/>{number}'
    return (
        f'<g id="{prefix}-{region.id}" class="leg-region" data-region="{region.id}" tabindex="0" role="button"'
        f' aria-label="{escape(says)}" transform="translate({x:.1f} {y:.1f})" font-family="system-ui, sans-serif">'
        f'<title>{escape(says)}</title><circle r="{TAP_MM:.0f}" fill="#000" fill-opacity="0"/>{mark}</g>'
    )


def _check(soreness: Mapping[str, float], side: str) -> None:
    if side not in ("left", "right"):
        raise InputError(f"side: expected left or right, got {side!r}")
    for name, level in soreness.items():
        if name not in recovery().regions:
            raise InputError(f"region {name!r} is unknown; expected one of {', '.join(recovery().regions)}")
        if not 0.0 <= level <= 10.0:
            raise InputError(f"{name}: expected a soreness of 0 to 10, got {level:g}")
