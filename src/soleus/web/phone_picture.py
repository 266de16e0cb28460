"""Where the phone goes, drawn: a person from the side with the phone on the thigh or at the waist."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup

from soleus.reps.phone_way import Place

Points = Sequence[tuple[float, float]]
LIMB, LINE, PHONE, MOVE = "var(--line)", "var(--quiet)", "var(--tendon)", "var(--muscle)"
TOLD: dict[Place, str] = {
    "thigh": "A seated person from the side. The phone lies flat on the thigh, screen up; the heel and the knee rise.",
    "waist": "A standing person from the side. The phone is tight in the waistband; the body rises with the heel.",
}
HEAD_PX = 21


@cache
def phone_picture(place: Place) -> Markup:
    """A drawing that follows the page's colours."""
    drawn = _seated() if place == "thigh" else _standing()
    label = TOLD[place]
    return Markup(  # noqa: S704  # our own drawing, from numbers and fixed words
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 300" role="img" aria-label="{label}">{drawn}</svg>'
    )


def _seated() -> str:
    hip, knee, ankle = (78.0, 176.0), (164.0, 170.0), (164.0, 246.0)
    chair = _line([(40, 92), (48, 196), (112, 196)], LINE, 5) + _line([(50, 196), (44, 284)], LINE, 5)
    chair += _line([(108, 196), (112, 284)], LINE, 5)
    return (
        _floor()
        + chair
        + _head(84, 42)
        + _line([(80, 92), hip], LIMB, 46)
        + _line([hip, knee], LIMB, 32)
        + _line([knee, ankle], LIMB, 26)
        + _line([ankle, (192, 276)], LIMB, 17)
        + _line([(80, 92), (72, 136), (84, 168)], LINE, 13)
        + '<rect x="106" y="147" width="46" height="9" rx="3" transform="rotate(-4 129 152)" '
        + f'fill="{PHONE}"/>'
        + _arrow(206, 176)
        + _arrow(146, 262, small=True)
    )


def _standing() -> str:
    hip, knee, ankle = (112.0, 158.0), (112.0, 208.0), (106.0, 254.0)
    return (
        _floor()
        + _head(114, 34)
        + _line([(112, 82), hip], LIMB, 44)
        + _line([hip, knee], LIMB, 32)
        + _line([knee, ankle], LIMB, 25)
        + _line([ankle, (138, 276)], LIMB, 16)
        + _line([(112, 84), (100, 124), (104, 160)], LINE, 13)
        + _line([(90, 142), (134, 142)], LINE, 5)
        + f'<rect x="128" y="124" width="11" height="38" rx="3.5" fill="{PHONE}"/>'
        + _arrow(184, 120)
        + _arrow(82, 268, small=True)
    )


def _floor() -> str:
    return _line([(14, 286), (226, 286)], LINE, 2)


def _head(x: float, y: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{HEAD_PX}" fill="{LIMB}"/>'


def _line(points: Points, paint: str, width: float) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{paint}" stroke-width="{width:g}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _arrow(x: float, low: float, *, small: bool = False) -> str:
    """What rises: an arrow up from (x, low)."""
    high, wing = low - (26 if small else 58), 6 if small else 10
    return _line([(x, low), (x, high)], MOVE, 4) + _line(
        [(x - wing, high + wing), (x, high), (x + wing, high + wing)], MOVE, 4
    )
