"""Stairs and toe walking, from the strides of feet that wear a sensor."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from soleus.walk.steps import LEFT, RIGHT, UNKNOWN, Bools, Floats, Strides


class Stairs(NamedTuple):
    """Risers passed by the walker, and the height gained and lost on them; NaN where no foot tells."""

    n_up: int
    n_down: int
    ascent_m: float
    descent_m: float
    on_stairs: Bools  # (n_strides,)


@dataclass(frozen=True, slots=True, kw_only=True)
class StairCounter:
    """Stairs are strides that rise or fall steeper than any path; risers are their height over that of one riser.

    ``least_slope``: 0.3 is a path of 17 degrees; stairs begin at 20. ``least_rise_m``: the lowest riser in use, 12 cm,
    less 2 cm of error. ``two_risers_m``: a stride with a riser a step is at least two low ones. The strides onto
    and off the stairs rise one riser on a long stride: they count beside a steep one of the same direction.
    """

    least_slope: float = 0.3
    least_rise_m: float = 0.10
    two_risers_m: float = 0.24

    def __call__(self, strides: Strides) -> Stairs:
        """Mean of the feet that carry a sensor: both climb the same stairs."""
        on_stairs = np.zeros(len(strides.time_s), bool)
        up, down, ascent_m, descent_m = [], [], [], []
        for side in (LEFT, UNKNOWN, RIGHT):
            rows = np.flatnonzero(strides.side == side)
            if not len(rows):
                continue
            rise = np.nan_to_num(strides.rise_m[rows])
            counted = self._counted(rise, strides.length_m[rows])
            on_stairs[rows] = counted
            risers = np.zeros(len(rows))
            if counted.any():
                typical = float(np.median(np.abs(rise[counted])))
                riser_m = typical / 2 if typical >= self.two_risers_m else typical
                risers[counted] = np.maximum(1, np.rint(np.abs(rise[counted]) / riser_m))
            up.append(float(risers[rise > 0].sum()))
            down.append(float(risers[rise < 0].sum()))
            ascent_m.append(float(rise[counted & (rise > 0)].sum()))
            descent_m.append(float(-rise[counted & (rise < 0)].sum()))
        if not up:
            return Stairs(0, 0, 0.0, 0.0, on_stairs)
        return Stairs(
            round(np.mean(up)), round(np.mean(down)), float(np.mean(ascent_m)), float(np.mean(descent_m)), on_stairs
        )

    def _counted(self, rise: Floats, length_m: Floats) -> Bools:
        high = np.abs(rise) >= self.least_rise_m
        with np.errstate(invalid="ignore"):
            steep = high & (np.abs(rise) >= self.least_slope * length_m)
        same = np.sign(rise[1:]) == np.sign(rise[:-1])
        in_flight = np.zeros_like(steep)
        pairs = steep[1:] & steep[:-1] & same  # one steep stride is a kerb, or an error
        in_flight[1:] |= pairs
        in_flight[:-1] |= pairs
        beside = np.zeros_like(steep)
        beside[1:] |= in_flight[:-1] & same
        beside[:-1] |= in_flight[1:] & same
        return np.asarray(in_flight | (beside & high))

    @property
    def parameters(self) -> dict[str, object]:
        """Name and parameters, for the record."""
        return {"name": "stair-counter", **asdict(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToeWalking:
    """Toe walking: the heel stays up while the foot stands, stride after stride, and not on stairs.

    ``least_pitch_rad``: 15 degrees lift the ankle by 3.6 cm (lever 0.14 m), beyond the 5 degrees of error of a rest.
    ``least_strides`` in a row of one foot: one may be a stumble.
    """

    least_pitch_rad: float = float(np.radians(15.0))
    least_strides: int = 3

    def __call__(self, strides: Strides, on_stairs: Bools) -> Bools:
        """Which strides are toe walking, (n_strides,)."""
        out = np.zeros(len(strides.time_s), bool)
        for side in (LEFT, UNKNOWN, RIGHT):
            rows = np.flatnonzero(strides.side == side)
            with np.errstate(invalid="ignore"):
                up = (strides.pitch_rad[rows] >= self.least_pitch_rad) & ~on_stairs[rows]
            edges = np.flatnonzero(np.diff(np.concatenate([[False], up, [False]]).astype(np.int8))).reshape(-1, 2)
            for first, last in edges:
                if last - first >= self.least_strides:
                    out[rows[first:last]] = True
        return out

    @property
    def parameters(self) -> dict[str, object]:
        """Name and parameters, for the record."""
        return {"name": "toe-walking", **asdict(self)}
