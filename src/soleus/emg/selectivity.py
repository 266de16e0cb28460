"""Soleus against gastrocnemius, contraction by contraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soleus.emg.bursts import Bursts
from soleus.emg.condition import Conditioned
from soleus.emg.muscles import Place
from soleus.emg.reference import level_frac
from soleus.recording.signals import Side

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selectivity:
    """Levels of both muscles over each burst of the soleus; arrays have shape (n_bursts,).

    Levels are above rest, as parts of each muscle's reference: the maximal contraction where one was given
    (``from_reference``), else the highest peak of this recording, which makes them comparable from burst to burst but
    not between the muscles.
    """

    soleus: str
    gastrocnemius: tuple[str, ...]
    side: Side | None
    from_reference: bool
    peak_s: Floats
    soleus_frac: Floats
    gastrocnemius_frac: Floats

    @property
    def soleus_share_frac(self) -> Floats:
        """Soleus over the sum of both: 1 is soleus alone, 0.5 both alike."""
        total = self.soleus_frac + self.gastrocnemius_frac
        return np.asarray(np.where(total > 0, self.soleus_frac / np.where(total > 0, total, 1.0), np.nan))


def selectivities(
    channels: Mapping[str, Conditioned],
    bursts: Mapping[str, Bursts],
    places: Mapping[str, Place],
    reference: Mapping[str, float],
    *,
    from_reference: bool,
) -> tuple[Selectivity, ...]:
    """One for every soleus that has a gastrocnemius of the same leg beside it."""
    out = []
    for name, place in places.items():
        if place.muscle != "soleus":
            continue
        beside = tuple(
            other for other, where in places.items() if where.muscle == "gastrocnemius" and where.side == place.side
        )
        if not beside:
            continue
        found = bursts[name]
        levels = [_levels(channels[other], found, bursts[other].level, reference[other]) for other in beside]
        out.append(
            Selectivity(
                soleus=name,
                gastrocnemius=beside,
                side=place.side,
                from_reference=from_reference,
                peak_s=found.peak_s,
                soleus_frac=_levels(channels[name], found, found.level, reference[name]),
                gastrocnemius_frac=_mean(levels),
            )
        )
    return tuple(out)


def _mean(levels: Sequence[Floats]) -> Floats:
    return np.asarray(np.mean(np.stack(levels), axis=0))


def _levels(channel: Conditioned, bursts: Bursts, rest: float, reference: float) -> Floats:
    """Mean level above rest over each burst, as part of the reference; NaN where that is no more than rest."""
    if not reference > rest:
        return np.full(len(bursts), np.nan)
    sums = np.concatenate([[0.0], np.cumsum(channel.rectified_mean)])
    at = np.clip(np.stack([bursts.onset_s, bursts.offset_s]) - channel.start_s, 0.0, None) * channel.step_rate_hz
    first, last = np.minimum(np.round(at).astype(np.int64), len(sums) - 1)
    mean = (sums[last] - sums[first]) / np.maximum(last - first, 1)
    return level_frac(mean, rest=rest, reference=reference)
