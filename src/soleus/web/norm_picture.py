"""The picture of a heel-raise test: the legs' counts beside what eight of ten people reach."""

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from soleus.response.norms import MEASUREMENT_ERROR_REPS, SPREAD_LOG, Z_95, Norm
from soleus.workspace.heel_raise_tests import Leg

Z_80 = 1.2816  # eight of ten people lie within
WIDTH, LEFT, RIGHT = 360.0, 8.0, 352.0  # units of the drawing: pixels on a phone
ROW, TOP, LEG_ROW = 62.0, 16.0, 44.0
TICK_EVERY = 10
LEAST_SCALE = 50.0  # raises; two tests look alike only on like scales


def norm_picture(legs: Sequence[Leg]) -> Markup:
    """One line a leg with the error of one test; below, one band a set of norms with its median."""
    norms = [norm for norm in legs[0].norms if norm.median_reps]
    top = max([LEAST_SCALE, *(1.1 * leg.test.n_reps for leg in legs), *(_band(norm)[1] for norm in norms)])
    most = TICK_EVERY * math.ceil(top / TICK_EVERY)
    bands_at = TOP + LEG_ROW * len(legs)
    floor = bands_at + ROW * len(norms)
    parts = [_grid(most, floor)]
    parts += [_norm(norm, bands_at + ROW * k, most) for k, norm in enumerate(norms)]
    parts += [_leg(leg, TOP + LEG_ROW * k, floor, most) for k, leg in enumerate(legs)]
    said = "; ".join(f"{leg.test.side} leg {leg.test.n_reps} raises" for leg in legs)
    head = f'<svg class="norms" viewBox="0 0 {WIDTH:g} {floor + 34:g}" role="img" aria-label="{escape(said)}">'
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704  # numbers and escaped words


def _x(reps: float, most: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(reps, most) / most


def _band(norm: Norm) -> tuple[float, float]:
    median = norm.median_reps or 0.0
    return median * math.exp(-Z_80 * SPREAD_LOG), median * math.exp(Z_80 * SPREAD_LOG)


def _grid(most: float, floor: float) -> str:
    ticks = range(0, round(most) + 1, TICK_EVERY)
    lines = "".join(f'<path class="grid" d="M{_x(at, most):.1f} {TOP:g}V{floor:g}"/>' for at in ticks)
    step = 1 if most <= 60 else 2
    names = "".join(
        f'<text x="{_x(at, most):.1f}" y="{floor + 14:g}" text-anchor="{_anchor(at, most)}">{at}</text>'
        for at in list(ticks)[::step]
    )
    return f'{lines}{names}<text x="{RIGHT:g}" y="{floor + 30:g}" text-anchor="end">raises</text>'


def _anchor(at: float, most: float) -> str:
    return "start" if at == 0 else "end" if at == most else "middle"


def _norm(norm: Norm, y: float, most: float) -> str:
    low, high = _band(norm)
    median = norm.median_reps or 0.0
    name = f"{norm.source.split(' (')[0]}, {norm.group}"
    return (
        f'<rect class="band" x="{_x(low, most):.1f}" y="{y + 22:g}" '
        f'width="{_x(high, most) - _x(low, most):.1f}" height="14" rx="2"/>'
        f'<path class="median" d="M{_x(median, most):.1f} {y + 18:g}v22"/>'
        f'<text x="{LEFT:g}" y="{y + 14:g}">{escape(name)}: median {median:g}</text>'
    )


def _leg(leg: Leg, y: float, floor: float, most: float) -> str:
    reps, side = leg.test.n_reps, leg.test.side
    error = Z_95 * MEASUREMENT_ERROR_REPS
    low, high, at = _x(max(0.0, reps - error), most), _x(reps + error, most), _x(reps, most)
    mark = (
        f'<circle cx="{at:.1f}" cy="{y + 26:g}" r="7"/>'
        if side == "left"
        else f'<rect x="{at - 6:.1f}" y="{y + 20:g}" width="12" height="12"/>'
    )
    anchor, shift = ("end", -14) if reps > most / 2 else ("start", 14)
    side_x = low + shift if anchor == "end" else high + shift
    return (
        f'<g class="leg {side}"><path class="reach" d="M{at:.1f} {y + 26:g}V{floor:g}"/>'
        f'<path class="error" d="M{low:.1f} {y + 26:g}H{high:.1f}"/>{mark}'
        f'<text x="{side_x:.1f}" y="{y + 31:g}" text-anchor="{anchor}">'
        f"{side} {reps}</text></g>"
    )
