"""The verdict of a trial as pictures that fit their place: every pair, and where the true change may lie."""

from collections.abc import Sequence

from markupsafe import Markup

SHOWN_PCT = (-80.0, 80.0)  # an interval that leaves the picture ends in an arrow
LEFT, RIGHT = 2.0, 98.0
ROW_TOP, ROW = 22.0, 22.0  # percent of the height: middle of the first bar, distance of the next

Reach = tuple[str, str, float, tuple[float, float] | None]  # class, words, ratio, ends as ratios


def change_picture(rows: Sequence[Reach]) -> Markup:
    """Bars of 95 % around a dot, against "no difference"; lower is left."""
    zero = _across(0.0)
    parts = [
        f'<line class="none" x1="{zero}%" x2="{zero}%" y1="8%" y2="86%"/>',
        f'<text class="strong" x="{zero - 2}%" y="5%" text-anchor="end">lower with push-ups</text>',
        f'<text class="strong" x="{zero + 2}%" y="5%">higher</text>',
    ]
    for percent in (-60, -30, 0, 30, 60):
        word = "none" if percent == 0 else f"{percent:+d} %"
        parts.append(f'<text x="{_across(percent):.1f}%" y="95%" text-anchor="middle">{word}</text>')
    for k, (name, words, ratio, ends) in enumerate(rows):
        parts.append(_reach(name, words, ratio, ends, ROW_TOP + k * ROW))
    return _svg(parts)


def pairs_picture(pairs: Sequence[tuple[float, float]]) -> Markup:
    """Each pair as a line from the meal without (left) to the meal with push-ups (right); down is lower."""
    top = max(max(pair) for pair in pairs)
    bottom = min(0.0, *(min(pair) for pair in pairs))
    parts = [
        '<text class="strong" x="20%" y="97%" text-anchor="middle">sitting still</text>',
        '<text class="strong" x="80%" y="97%" text-anchor="middle">push-ups</text>',
    ]
    for control, push_ups in pairs:
        one, other = (90.0 - 84.0 * (value - bottom) / ((top - bottom) or 1.0) for value in (control, push_ups))
        name = "pair" if push_ups < control else "pair up"
        parts.append(f'<line class="{name}" x1="20%" x2="80%" y1="{one:.1f}%" y2="{other:.1f}%"/>')
        parts += [f'<circle class="mine" cx="{x}%" cy="{y:.1f}%" r="3.5"/>' for x, y in ((20, one), (80, other))]
    return _svg(parts)


def _reach(name: str, words: str, ratio: float, ends: tuple[float, float] | None, at: float) -> str:
    low, high = SHOWN_PCT
    wanted = (low, high) if ends is None else tuple(100.0 * (end - 1.0) for end in ends)
    begin, finish = (min(max(percent, low), high) for percent in wanted)
    told = "no limits" if ends is None else f"{_percent(ends[0])} to {_percent(ends[1])}"
    parts = [
        f'<text x="{LEFT}%" y="{at - 6:.1f}%">{words}</text>',
        f'<text x="{RIGHT}%" y="{at + 8:.1f}%" text-anchor="end">{_percent(ratio)} ({told})</text>',
        f'<line class="reach {name}" x1="{_across(begin):.1f}%" x2="{_across(finish):.1f}%" y1="{at}%" y2="{at}%"/>',
    ]
    if low <= 100.0 * (ratio - 1.0) <= high:
        parts.append(f'<circle class="{name}" cx="{_across(100.0 * (ratio - 1.0)):.1f}%" cy="{at}%" r="6"/>')
    if ends is None or wanted[0] < low:
        parts.append(f'<text class="strong" x="{LEFT}%" y="{at + 2}%">◂</text>')
    if ends is None or wanted[1] > high:
        parts.append(f'<text class="strong" x="{RIGHT}%" y="{at + 2}%" text-anchor="end">▸</text>')
    return "".join(parts)


def _across(percent: float) -> float:
    low, high = SHOWN_PCT
    return LEFT + 4.0 + (RIGHT - LEFT - 8.0) * (percent - low) / (high - low)


def _percent(ratio: float) -> str:
    return f"{100.0 * (ratio - 1.0):+.0f} %"


def _svg(parts: Sequence[str]) -> Markup:
    picture = f'<svg class="glucose verdict" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    return Markup(picture)  # noqa: S704 (numbers and words of this module only)
