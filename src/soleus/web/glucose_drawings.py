"""Curves of glucose as SVG that fits its place: lines are stretched, words and marks keep their size.

Colours come from glucose.css, so that the picture follows light and dark. Each stands beside its table.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from markupsafe import Markup

from soleus.glucose.day import DayCurve
from soleus.glucose.readings import GlucoseUnit
from soleus.web.glucose_shown import TARGET, TICKS, in_unit

DAY_MIN = 1440.0
LEFT, RIGHT, TOP, BOTTOM = 9.0, 99.0, 8.0, 88.0  # the field of the curve in percent of the picture
SHOWN_MG_DL = (40.0, 250.0)  # at least, so that days can be compared by eye
BAR = 3.0  # height of a session's bar, percent

Mark = tuple[float, str]  # minute, letter
Span = tuple[float, float]  # minutes


def day_picture(curve: DayCurve, unit: GlucoseUnit, *, meals: Sequence[Mark], sessions: Sequence[Span]) -> Markup:
    """A day's curve with the target range; meals as lettered lines, sessions as bars on the floor."""
    low, high = _limits(curve.glucose_mg_dl, unit)
    lines = [_line(piece, low, high, unit) for piece in curve.pieces()]
    parts = [_field(low, high, unit), _stretched(lines)]
    for start, end in sessions:
        begin, finish = _across(max(start, 0.0)), _across(min(end, DAY_MIN))
        parts.append(
            f'<rect class="session" x="{begin:.2f}%" y="{BOTTOM - BAR}%" height="{BAR}%" '
            f'width="{max(finish - begin, 0.4):.2f}%"/>'
        )
    for minute, letter in meals:
        at = f"{_across(minute):.2f}%"
        parts.append(f'<line class="meal" x1="{at}" x2="{at}" y1="{TOP}%" y2="{BOTTOM}%"/>')
        parts.append(f'<text class="meal" x="{at}" y="{TOP - 1.5}%" text-anchor="middle">{letter}</text>')
    return _svg(parts)


def usual_day_picture(
    minutes: Sequence[float], percentiles: Sequence[Sequence[float | None]], unit: GlucoseUnit
) -> Markup:
    """The ambulatory glucose profile: median, the middle half, nine in ten; None where it is not known."""
    levels = np.array(percentiles, dtype=np.float64)
    known = ~np.isnan(levels[2])
    minute = np.array(minutes)[known].tolist()
    p05, p25, p50, p75, p95 = (row[known].tolist() for row in levels)
    low, high = _limits([*p05, *p95], unit)
    bands = [
        _band(minute, p05, p95, low, high, unit, "nine-in-ten"),
        _band(minute, p25, p75, low, high, unit, "middle-half"),
        _line(tuple(zip(minute, p50, strict=True)), low, high, unit),
    ]
    return _svg([_field(low, high, unit), _stretched(bands)])


def shares_picture(shares: Sequence[tuple[str, float]]) -> Markup:
    """Parts of a whole as one bar; ``shares`` are class and percent, left to right."""
    at, parts = 0.0, []
    for name, percent in shares:
        parts.append(f'<rect class="{name}" x="{at:.2f}%" width="{percent:.2f}%" height="100%"/>')
        at += percent
    return Markup(f'<svg class="shares-bar" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S704


def _limits(levels: Iterable[float], unit: GlucoseUnit) -> tuple[float, float]:
    known = [*levels, *SHOWN_MG_DL]
    return in_unit(min(known) - 5.0, unit), in_unit(max(known) + 10.0, unit)


def _across(minute: float) -> float:
    return LEFT + (RIGHT - LEFT) * minute / DAY_MIN


def _up(value: float, low: float, high: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low)


def _field(low: float, high: float, unit: GlucoseUnit) -> str:
    bottom, top = (_up(bound, low, high) for bound in TARGET[unit])
    parts = [
        f'<rect class="target" x="{LEFT}%" width="{RIGHT - LEFT}%" y="{top:.2f}%" height="{bottom - top:.2f}%"/>',
        *(
            f'<text x="{LEFT - 1}%" y="{_up(tick, low, high):.2f}%" text-anchor="end" dominant-baseline="middle">'
            f'{tick:g}</text><line class="grid" x1="{LEFT}%" x2="{RIGHT}%" y1="{_up(tick, low, high):.2f}%" '
            f'y2="{_up(tick, low, high):.2f}%"/>'
            for tick in TICKS[unit]
            if low < tick < high
        ),
    ]
    for hour in range(0, 25, 4):
        anchor = "end" if hour == 24 else "middle"
        parts.append(f'<text x="{_across(60 * hour):.2f}%" y="96%" text-anchor="{anchor}">{hour:02d}</text>')
    return "".join(parts)


def _stretched(parts: Iterable[str]) -> str:
    """Paths in minutes across and thousandths down, stretched over the field."""
    return (
        f'<svg x="{LEFT}%" y="{TOP}%" width="{RIGHT - LEFT}%" height="{BOTTOM - TOP}%" '
        f'viewBox="0 0 {DAY_MIN:g} 1000" preserveAspectRatio="none">{"".join(parts)}</svg>'
    )


def _line(points: Sequence[tuple[float, float]], low: float, high: float, unit: GlucoseUnit) -> str:
    if len(points) == 1:
        points = (points[0], (points[0][0] + 3.0, points[0][1]))
    return f'<polyline class="curve" points="{_points(points, low, high, unit)}"/>'


def _band(
    minute: Sequence[float],
    bottom: Sequence[float],
    top: Sequence[float],
    low: float,
    high: float,
    unit: GlucoseUnit,
    name: str,
) -> str:
    there, back = list(zip(minute, top, strict=True)), list(zip(minute, bottom, strict=True))[::-1]
    return f'<polygon class="{name}" points="{_points([*there, *back], low, high, unit)}"/>'


def _points(points: Iterable[tuple[float, float]], low: float, high: float, unit: GlucoseUnit) -> str:
    return " ".join(
        f"{minute:.1f},{1000 * (high - in_unit(level, unit)) / (high - low):.1f}" for minute, level in points
    )


def _svg(parts: Iterable[str]) -> Markup:
    return Markup(f'<svg class="glucose" aria-hidden="true" focusable="false">{"".join(parts)}</svg>')  # noqa: S704
