"""From heel motion to repetitions, when the whole recording is there.

`turning` is compiled and loaded where it is used: the compiler takes most of a second, and the coach starts without.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.reps.signals import HeelMotion, Reason, Rejected, Reps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REST_S = 2.0  # how far beside a repetition its resting level is looked for
LOW_FRAC = 1 / 3  # of the person's own typical rise: the last raises of a tired calf keep more than half of it
REASONS: tuple[Reason, ...] = ("cut", "not lowered", "too high", "too fast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prominence:
    """A repetition is a peak of heel height that stands ``min_rise_m`` above both its valleys.

    ``min_rise_m`` is half of the lowest heel raise that counts as exercise (4 cm) and holds for motion in metres; a
    sensor that cannot tell so little from noise raises it
    (`HeelMotion.smallest_rise_m`). A rise faster than ``min_rise_s`` is a bouncing leg: 0.15 s is reached by a
    sinusoid of 170 per minute, legs that shake do so at 3 Hz and more.
    """

    min_rise_m: float = 0.02
    min_rise_s: float = 0.15

    def __call__(self, motion: HeelMotion) -> Reps:
        """Count and measure.

        Returns
        -------
        Reps, rejected candidates included, each with its reason
        """
        from soleus.reps import turning

        height = np.ascontiguousarray(motion.heel_raise_height_m)
        found = find_turns(height, smallest_rise_m(motion, self.min_rise_m))
        edges = np.empty_like(found)
        turning.edges(height, found, int(REST_S * motion.rate_hz), edges)
        verdict = verdicts(height, found, edges, motion, self.min_rise_s)
        verdict[(verdict == "") & too_low(rises(height, found), verdict == "")] = "too low"
        good = verdict == ""
        start, top, drop, end = edges[good].T
        peak = found[good, 1]
        rejected = Rejected(
            start=np.where(verdict[~good] == "cut", found[~good, 0], edges[~good, 0]),
            peak=found[~good, 1],
            end=np.where(verdict[~good] == "cut", found[~good, 2], edges[~good, 3]),
            reason=tuple(verdict[~good]),
        )
        return Reps(
            start=start,
            peak=peak,
            end=end,
            heel_raise_height_m=height[peak] - rest_beside(height, start, end, motion.rate_hz)
            if motion.scaled
            else np.full(len(peak), np.nan),
            range_of_motion_rad=range_of_motion(motion, start, peak, end),
            concentric_s=(top - start) / motion.rate_hz,
            hold_s=(drop - top) / motion.rate_hz,
            eccentric_s=(end - drop) / motion.rate_hz,
            rejected=rejected,
            rate_hz=motion.rate_hz,
            motion_start_s=motion.start_s,
            side=motion.side,
            method={"name": "prominence", **asdict(self)},
        )


def segment(motion: HeelMotion) -> Reps:
    """Count and measure the repetitions of a motion with the default definition (`Prominence`)."""
    return Prominence()(motion)


def smallest_rise_m(motion: HeelMotion, min_rise_m: float) -> float:
    """What counts as a rise: the person's least, or the sensor's where that is more."""
    return max(min_rise_m, motion.smallest_rise_m) if motion.scaled else motion.smallest_rise_m


def verdicts(height: Floats, found: Ints, edges: Ints, motion: HeelMotion, min_rise_s: float) -> NDArray[np.str_]:
    """Why each candidate is no repetition, "" where it is one; the first reason that holds."""
    from soleus.reps import turning

    over_higher = rises(height, found)
    over_lower = height[found[:, 1]] - height[found[:, [0, 2]]].min(axis=1, initial=np.inf)
    rise_s = (found[:, 1] - edges[:, 0]) / motion.rate_hz
    return np.select(
        [
            found[:, 3] == turning.CUT,
            over_higher < turning.TURN_FRAC * over_lower,
            over_higher > motion.largest_rise_m,
            rise_s < min_rise_s,
        ],
        REASONS,
        "",
    )


def rises(height: Floats, found: Ints) -> Floats:
    """Rise of each candidate above its higher valley, shape (n,)."""
    return np.asarray(height[found[:, 1]] - height[found[:, [0, 2]]].max(axis=1, initial=-np.inf))


def too_low(rise: Floats, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rises are under a third of the typical one, shape (n,).

    Typical is the median of the good rises weighted by the rise itself: small movements while getting into position
    do not make small typical, one large movement does not make it large.
    """
    if not good.any():
        return np.zeros(len(rise), dtype=np.bool_)
    ordered = np.sort(rise[good])
    typical = ordered[np.searchsorted(np.cumsum(ordered), 0.5 * ordered.sum())]
    return np.asarray(rise < LOW_FRAC * typical)


def rest_beside(signal: Floats, start: Ints, end: Ints, rate_hz: float) -> Floats:
    """Resting level of each repetition: median of the levels beside it and beside its neighbours, shape (n_reps,)."""
    from soleus.reps import turning

    n = len(start)
    if n == 0:
        return np.empty(0)
    levels = np.empty((n, 2))
    starts, ends = np.ascontiguousarray(start), np.ascontiguousarray(end)  # one signature, one compilation
    turning.levels_beside(np.ascontiguousarray(signal), starts, ends, int(REST_S * rate_hz), levels)
    padded = np.concatenate([levels[:1], levels, levels[-1:]])
    rest = np.median(np.hstack([padded[:-2], padded[1:-1], padded[2:]]), axis=1)
    return np.asarray(rest, dtype=np.float64)


def range_of_motion(motion: HeelMotion, start: Ints, peak: Ints, end: Ints) -> Floats:
    """Resting ankle angle minus the angle at the peak, rad, shape (n_reps,); NaN without an angle."""
    if motion.ankle_angle_rad is None:
        return np.full(len(peak), np.nan)
    return rest_beside(motion.ankle_angle_rad, start, end, motion.rate_hz) - motion.ankle_angle_rad[peak]


def find_turns(height: Floats, smallest_rise: float) -> Ints:
    """Candidates as rows of valley, peak, next valley, DONE or CUT; shape (n_candidates, 4)."""
    from soleus.reps import turning

    height = np.ascontiguousarray(height)
    room = 256 + len(height) // 64
    while True:
        found = np.empty((room, 4), dtype=np.int64)
        rows = turning.turns(height, float(smallest_rise), found)
        if rows <= room:
            return found[:rows]
        room = rows
