"""Is that rise and fall a heel raise? The tracks between its valleys and its peak are asked."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from soleus.reps.markerless.camera import Camera, still

Floats = NDArray[np.float64]
Doubt = Literal[
    "",
    "too few points move with it",
    "most of the movement is something else",
    "it is not vertical",
    "it is taller than a heel raise of what moves",
    "it is too small to be told from swaying",
    "the shanks do not rise with the body",
    "only a leg is lifted",
    "it is as quick as a jump",
]

# Parts of a flank: the rise is judged from 10 % to 90 % of it, without the rests beside it.
LOW_FRAC, HIGH_FRAC = 0.1, 0.9
MOVED_FRAC = 0.12  # of the rise: a corner that moves less counts as still (and at least STEP_PX)
STEP_PX = 1.0
MEMBER_FRAC = 0.3  # of the rise: a corner that goes up by that moves with the body; a leaning trunk spreads them
AROUND_FRAC = 0.3  # of the group's size: what moves farther away is somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a heel raise looks like: much of a body goes up and down as one, by little of its own size.

    ``tallest_frac``: of the upright size of what moves. Knee and shank (0.29 of stature) rise by 0.1 m, a third of it;
    a toe raise or a lifted foot goes up by its own size. ``smallest_frac``: a body that sways by 1.5 cm of 1.7 m.
    ``vertical``: of the sideways movement; hips that come back in front of the camera move as much. ``share``: of all
    movement around. ``shanks``: rise of the lowest third of what moves over that of the upper one; in a squat the
    shanks hardly rise (0.15). ``quick_per_s2``: peak speed squared / (rise x size): 20 x m / size for who leaves the
    ground, so 12 for a whole body; a heel raise once a second reaches 0.5, of a shank alone 2, a quick one 9: so it is
    asked only where the shanks rise by no more than ``trunk_along`` times the trunk; who jumps takes the trunk along.
    """

    fewest: int = 8
    share: float = 0.5
    vertical: float = 1.0
    tallest_frac: float = 0.4
    smallest_frac: float = 0.02
    shanks: float = 0.3
    whole_body_frac: float = 0.15
    shanks_of_part: float = 0.6
    leg_alone: float = 2.0
    trunk_along: float = 1.25
    share_of_leg_alone: float = 0.75
    quick_per_s2: float = 6.0

    def __call__(self, camera: Camera, time_s: Floats, height: Floats, turns: NDArray[np.int64]) -> Doubt:
        """First reason to doubt the candidate ``turns`` (valley, peak, next valley); "" for none."""
        valley, peak, after = (int(k) for k in turns[:3])
        facts = facts_of(camera, time_s, height, (valley, peak, after))
        if facts is None or facts.n < 2 * self.fewest:
            return "too few points move with it"
        checks: list[tuple[bool, Doubt]] = [
            (facts.share < self.share, "most of the movement is something else"),
            (facts.vertical < self.vertical, "it is not vertical"),
            (facts.rise_frac > self.tallest_frac, "it is taller than a heel raise of what moves"),
            (facts.rise_frac < self.smallest_frac, "it is too small to be told from swaying"),
            (facts.shanks < self._least_shanks(facts.rise_frac), "the shanks do not rise with the body"),
            (facts.shanks > self.leg_alone and facts.share < self.share_of_leg_alone, "only a leg is lifted"),
            (facts.shanks <= self.trunk_along and facts.quick_per_s2 > self.quick_per_s2, "it is as quick as a jump"),
        ]
        return next((doubt for wrong, doubt in checks if wrong), "")

    def _least_shanks(self, rise_frac: float) -> float:
        return self.shanks if rise_frac <= self.whole_body_frac else self.shanks_of_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tracks say of one rise and fall, both flanks pooled."""

    n: int
    share: float
    vertical: float
    rise_frac: float
    shanks: float
    quick_per_s2: float


def facts_of(camera: Camera, time_s: Floats, height: Floats, turns: tuple[int, int, int]) -> Facts | None:
    """Measure one candidate; None where its tracks or the camera are not known."""
    valley, peak, after = turns
    rise = float(height[peak] - max(height[valley], height[after]))
    places, moves = [], []
    for low, sign in ((valley, 1), (after, -1)):
        a, b = flank(height, low, peak, float(height[peak]) - rise)
        courses = camera.courses(np.array([a, b])) if b > a else None
        if courses is None:
            continue
        step = (courses[:, 1] - courses[:, 0]) * sign
        places.append(courses[:, 0] if sign > 0 else courses[:, 1])
        moves.append(step / max(abs(height[b] - height[a]), 1e-6) * rise)
    if not moves:
        return None
    return _pooled(np.concatenate(places), np.concatenate(moves), rise, _speed(time_s, height, valley, peak))


def _pooled(place: NDArray[np.complex64], move: NDArray[np.complex64], rise: float, speed: float) -> Facts | None:
    """Facts from where corners were at the valley and how they moved up to the peak."""
    up = -move.imag
    member = up > MEMBER_FRAC * rise
    if member.sum() < 4:
        return None
    (left, right), (top, bottom) = (np.percentile(part[member], [5, 95]) for part in (place.real, place.imag))
    size = max(float(bottom - top), 1.0)
    margin = AROUND_FRAC * max(size, float(right - left))
    near = (place.real > left - margin) & (place.real < right + margin)
    near &= (place.imag > top - margin) & (place.imag < bottom + margin)
    moved = near & (np.abs(move) > max(STEP_PX, MOVED_FRAC * rise))
    along = moved & (up > MOVED_FRAC * rise)
    top, bottom = np.percentile(place.imag[along], [3, 97])
    size = max(float(bottom - top), 1.0)
    third = size / 3
    upper, lower = up[along & (place.imag < top + third)], up[along & (place.imag > bottom - third)]
    return Facts(
        n=int(member.sum()),
        share=float(up[member & near].sum() / np.abs(move[moved]).sum()),
        vertical=float(np.median(up[member]) / max(np.median(np.abs(move.real[member])), 1e-6)),
        rise_frac=rise / size,
        shanks=float(np.median(lower) / np.median(upper)) if len(upper) and len(lower) else 0.0,
        quick_per_s2=speed**2 / (rise * size),
    )


def flank(height: Floats, low: int, peak: int, rest: float) -> tuple[int, int]:
    """Frames, in order, between which the height goes from 10 % to 90 % of the way from ``rest`` to the peak."""
    step = 1 if low > peak else -1
    way = height[np.arange(peak, low + step, step)]  # from the peak down
    part = (way - rest) / (way[0] - rest)
    below = int(np.argmax(part <= LOW_FRAC))
    above = int(np.flatnonzero(part[: below + 1] >= HIGH_FRAC)[-1])
    ends = peak + step * above, peak + step * below
    return min(ends), max(ends)


def _speed(time_s: Floats, height: Floats, valley: int, peak: int) -> float:
    """Fastest upward speed, pixels per second, over two frames."""
    if peak - valley < 2:
        return float((height[peak] - height[valley]) / (time_s[peak] - time_s[valley]))
    rise, span = (
        height[valley + 2 : peak + 1] - height[valley : peak - 1],
        time_s[valley + 2 : peak + 1] - time_s[valley : peak - 1],
    )
    return float((rise / span).max())


__all__ = ["Criteria", "Doubt", "Facts", "facts_of", "flank", "still"]
