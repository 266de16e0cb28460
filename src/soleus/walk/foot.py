"""Strides, landings and the path of a foot that wears an inertial sensor, mounted any way round."""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from soleus.walk.bands import bands
from soleus.walk.foot_path import foot_path, stance_pitch, stillest
from soleus.walk.peaks import outstanding
from soleus.walk.steps import SIDES, AnyFloats, Floats, Ints, Steps, Strides

REST_LASTS_S = 0.1  # the flat foot of a fast walker
REST_TURN_RAD_S = 0.5  # and what it then still turns and feels: about as unlikely as each other
REST_FORCE_M_S2 = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FootSwings:
    """A swing is one hump of the size of the foot's turn, whatever the axis.

    From heel-off to landing a foot turns all the time, first toe down, then back; it rests once a stride.
    ``smooth_hz`` joins the two turns (0.3 s apart) and keeps two strides apart (0.5 s and more).
    ``least_turn_rad_s``: a foot that is lifted for a slow step turns by half a radian in half a second.
    ``swing_frac``: of the file's upper quartile; what is smaller shifts weight or scrapes.
    ``most_unrest``: two humps without a rest between them are one swing. The unit is that of `_unrest`; feet of fast
    walkers rest at 14, feet in the middle of a slow swing move at 19 and more.
    """

    smooth_hz: float = 2.5
    least_turn_rad_s: float = 1.0
    swing_frac: float = 0.3
    most_unrest: float = 16.0

    def __call__(
        self,
        acceleration_m_s2: AnyFloats,
        angular_velocity_rad_s: AnyFloats,
        rate_hz: float,
        *,
        side: Literal["left", "right"] | None = None,
        start_s: float = 0.0,
    ) -> Steps:
        """Landings of the one foot in (n, 3) specific force and turn on an even clock without missing values."""
        force, turn = (np.array(one.T, np.float64, order="C") for one in (acceleration_m_s2, angular_velocity_rad_s))
        landings, rests = self.landings(force, turn, rate_hz)
        which = np.full(len(landings), SIDES[side], np.int64)
        still = stillest(turn, rate_hz)
        length_m, rise_m = foot_path(force, turn, rests, still, rate_hz)
        return Steps(
            time_s=start_s + landings / rate_hz,
            side=which,
            feet_seen=1,
            strides=Strides(
                time_s=start_s + landings / rate_hz,
                side=which,
                length_m=length_m,
                rise_m=rise_m,
                pitch_rad=stance_pitch(force, turn, rests, still, rate_hz),
            ),
            method={"name": "foot-swings", **asdict(self)},
        )

    def landings(self, force: Floats, turn: Floats, rate_hz: float) -> tuple[Ints, Ints]:
        """Samples of the landings, (n_swings,), and of the rests before and after each swing, (n_swings + 1,).

        ``force``, ``turn`` have shape (3, n): one axis after the other.
        """
        force_2, turn_2 = np.einsum("in,in->n", force, force), np.einsum("in,in->n", turn, turn)
        unrest = _unrest(force_2, turn_2, rate_hz)
        swings = self._swings(turn_2, unrest, rate_hz)
        rests = _rests(unrest, swings, rate_hz)
        return _landings(force_2, swings, rests), rests

    def _swings(self, turn_2: Floats, unrest: Floats, rate_hz: float) -> Ints:
        (size,) = bands(np.sqrt(turn_2), [(None, self.smooth_hz)], rate_hz)
        large = outstanding(size, self.least_turn_rad_s, self.swing_frac)
        if not len(large):
            return large
        calm = np.minimum.reduceat(unrest, large) <= self.most_unrest  # after each of them
        kept = [int(large[0])]
        rested = calm[0]
        for peak, rests_after in zip(large[1:].tolist(), calm[1:].tolist(), strict=True):
            if rested:
                kept.append(peak)
            elif size[peak] > size[kept[-1]]:
                kept[-1] = peak
            rested = rests_after
        return np.array(kept, np.int64)


def both_feet(left: Steps, right: Steps) -> Steps:
    """The landings of two sensors in one order."""
    time_s, side = np.concatenate([left.time_s, right.time_s]), np.concatenate([left.side, right.side])
    order = np.argsort(time_s, kind="stable")
    one, other = left.strides, right.strides
    strides = None
    if one is not None and other is not None:
        joined = [
            np.concatenate([getattr(one, name), getattr(other, name)])[order]
            for name in ("time_s", "side", "length_m", "rise_m", "pitch_rad")
        ]
        strides = Strides(time_s=joined[0], side=joined[1], length_m=joined[2], rise_m=joined[3], pitch_rad=joined[4])
    return Steps(time_s=time_s[order], side=side[order], strides=strides, method=left.method)


def _unrest(force_2: Floats, turn_2: Floats, rate_hz: float) -> Floats:
    """What a foot at rest does not do, over a tenth of a second: turn, or feel other than gravity; 1 is calm."""
    size = np.sqrt(force_2)
    pull = (size - np.median(size)) / REST_FORCE_M_S2
    unrest = turn_2 / REST_TURN_RAD_S**2 + pull * pull
    width = max(1, int(REST_LASTS_S * rate_hz))
    before, after = width // 2, width - 1 - width // 2
    padded = np.concatenate([np.full(before, unrest[0]), unrest, np.full(after, unrest[-1])])
    return np.asarray(np.convolve(padded, np.full(width, 1.0 / width), "valid"))


def _rests(unrest: Floats, swings: Ints, rate_hz: float) -> Ints:
    """The calmest sample before, between and after the swings, (n_swings + 1,)."""
    if not len(swings):
        return np.empty(0, np.int64)
    reach = int(rate_hz)  # a second before the first and after the last swing: a rest near by, not the quietest minute
    edges = [max(0, swings[0] - reach), *swings.tolist(), min(len(unrest) - 1, int(swings[-1]) + reach)]
    return np.array([a + unrest[a : b + 1].argmin() for a, b in pairwise(edges)], np.int64)


def _landings(force_2: Floats, swings: Ints, rests: Ints) -> Ints:
    """The hardest blow between the middle of each swing and the rest that follows."""
    pairs = zip(swings.tolist(), rests[1:].tolist(), strict=True)
    return np.array([a + force_2[a : b + 1].argmax() for a, b in pairs], np.int64)
