"""Contractions while they happen: from levels, 25 a second, to soleus against gastrocnemius in each repetition."""

from dataclasses import dataclass

from soleus.emg.stream import LEVELS_PER_S, EmgLevel, Target

BEGIN_FRAC = 0.5  # of the level that is asked for: above rest, and a contraction that is too weak still counts as one
SHORTEST_S = 0.2  # a push-up at 80 a minute holds the muscle for longer; an artefact does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraction:
    """One contraction of the soleus; means over it as parts of each muscle's reference, None without that muscle."""

    start_s: float
    end_s: float
    soleus_frac: float
    gastrocnemius_frac: float | None

    @property
    def soleus_share_frac(self) -> float | None:
        """Soleus over the sum of both: 1 is soleus alone, 0.5 both alike; as `emg.selectivity` has it."""
        if self.gastrocnemius_frac is None:
            return None
        return self.soleus_frac / (self.soleus_frac + self.gastrocnemius_frac)


class LiveContractions:
    """Push levels in order; a contraction comes back when it is over.

    It begins above half of the target's soleus level and ends below the target's rest; before the first one the muscle
    has to have rested, so that the end of the reference contraction is none.
    """

    def __init__(self, soleus: int, gastrocnemius: tuple[int, ...], *, target: Target | None = None) -> None:
        self._soleus = soleus
        self._gastrocnemius = gastrocnemius
        self._target = target or Target()
        self._rows: list[tuple[float, float]] = []
        self._start_s = 0.0
        self._rested = False

    def push(self, level: EmgLevel) -> Contraction | None:
        """Take the next level; what was over with it."""
        value = level.level_frac[self._soleus]
        beside = max((level.level_frac[k] for k in self._gastrocnemius), default=0.0)
        if not self._rows:
            self._rested = self._rested or value < self._target.rest_frac
            if self._rested and value >= BEGIN_FRAC * self._target.soleus_frac:
                self._start_s = level.time_s
                self._rows.append((value, beside))
            return None
        if value >= self._target.rest_frac and level.cue != "no signal":
            self._rows.append((value, beside))
            return None
        rows, self._rows = self._rows, []
        if len(rows) < SHORTEST_S * LEVELS_PER_S:
            return None
        return Contraction(
            start_s=self._start_s,
            end_s=level.time_s,
            soleus_frac=sum(row[0] for row in rows) / len(rows),
            gastrocnemius_frac=sum(row[1] for row in rows) / len(rows) if self._gastrocnemius else None,
        )
