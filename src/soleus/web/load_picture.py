"""The week's load as a drawing: one bar a day, stacked by what was done; patterns besides colours."""

import math

from markupsafe import Markup, escape

from soleus.programme.week_load import PARTS, Part, Stack, WeekLoad

WIDE, HIGH = 360.0, 230.0  # of a phone, so that the type has its size there
LEFT, RIGHT, TOP, BOTTOM = 48.0, 4.0, 12.0, 40.0
BAR_SHARE = 0.62  # of a day's width
MOST_TICKS = 5
CLASS_OF: dict[Part, str] = {
    "heel raises": "raises",
    "walking": "walking",
    "hills": "hills",
    "stairs": "stairs",
    "toe walking": "toes",
}
HATCHED = ("hills", "stairs", "toes")


def load_picture(week: WeekLoad, stack: Stack) -> Markup:
    """The bars of one stack; the table beside it says the same in numbers."""
    daily = [sum(row[k] for row in stack.mid_bw) for k in range(len(week.days))]
    step = tick_step(max(daily, default=0.0))
    top = step * max(1, math.ceil(max(daily, default=0.0) / step))
    parts = [_patterns(), *_axis(step, top)]
    for k, day in enumerate(week.days):
        x = _x(k, len(week.days))
        parts += _bar(stack, k, x, top)
        parts.append(f'<text class="tick" x="{x:.1f}" y="{HIGH - 18:.0f}" text-anchor="middle">{day:%a}</text>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{HIGH - 3:.0f}" text-anchor="middle">{day.day}</text>')
    label = escape(f"Tendon load of seven days, {whole(stack.total_bw.mid)} in all; the table has the numbers")
    return Markup(  # noqa: S704
        f'<svg class="load" viewBox="0 0 {WIDE:.0f} {HIGH:.0f}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def swatch(part: Part) -> Markup:
    """The sample of a part in the legend."""
    name = CLASS_OF[part]
    hatch = f'<rect width="16" height="16" fill="url(#hatch-{name})"/>' if name in HATCHED else ""
    return Markup(  # noqa: S704
        f'<svg class="load swatch" viewBox="0 0 16 16" aria-hidden="true">'
        f'<rect class="load-{name}" width="16" height="16"/>{hatch}</svg>'
    )


def whole(value: float) -> str:
    """A whole number of three digits that count, thin spaces between thousands."""
    if abs(value) >= 1000:
        value = float(f"{value:.3g}")
    return f"{round(value):,}".replace(",", "\N{THIN SPACE}")


def tick_step(largest: float) -> float:
    """A round distance of 1, 2 or 5 times a power of ten that gives at most five ticks.

    Examples
    --------
    >>> tick_step(17_500.0), tick_step(29.0), tick_step(0.0)
    (5000.0, 10.0, 1.0)
    """
    if not largest > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(largest / MOST_TICKS))
    return next(power * k for k in (1.0, 2.0, 5.0, 10.0) if power * k * MOST_TICKS >= largest)


def _x(k: int, n: int) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * (k + 0.5) / n


def _y(value: float, top: float) -> float:
    return TOP + (HIGH - TOP - BOTTOM) * (1.0 - value / top)


def _axis(step: float, top: float) -> list[str]:
    out = []
    for k in range(round(top / step) + 1):
        y = _y(k * step, top)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        out.append(f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{whole(k * step)}</text>')
    return out


def _bar(stack: Stack, k: int, x: float, top: float) -> list[str]:
    wide = BAR_SHARE * (WIDE - LEFT - RIGHT) / len(stack.mid_bw[0])
    out, below = [], 0.0
    for part, row in zip(PARTS, stack.mid_bw, strict=True):
        if row[k] <= 0:
            continue
        y, high, name = _y(below + row[k], top), _y(below, top) - _y(below + row[k], top), CLASS_OF[part]
        place = f'x="{x - wide / 2:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.2f}"'
        out.append(f'<rect class="load-{name}" {place}/>')
        if name in HATCHED:
            out.append(f'<rect {place} fill="url(#hatch-{name})"/>')
        below += row[k]
    return out


def _patterns() -> str:
    turns = {"hills": 45, "stairs": 0, "toes": -45}
    return (
        "<defs>"
        + "".join(
            f'<pattern id="hatch-{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate({turn})"><line class="hatch" x1="0" y1="0" x2="6" y2="0"/></pattern>'
            for name, turn in turns.items()
        )
        + "</defs>"
    )
