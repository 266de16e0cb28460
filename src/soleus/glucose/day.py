"""One day of a trace by the clock on the wall, and where "now" stands against its newest reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from soleus.glucose.metrics.spacing import LONGEST_GAP_MIN
from soleus.glucose.readings import Readings

DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCurve:
    """The sensor's readings of one day: minutes since midnight, mg/dL; earliest first."""

    day: date
    minute: tuple[float, ...]
    glucose_mg_dl: tuple[float, ...]

    def pieces(self) -> Iterator[tuple[tuple[float, float], ...]]:
        """The curve cut where no reading came for over 45 min: nothing is drawn there."""
        piece: list[tuple[float, float]] = []
        for minute, level in zip(self.minute, self.glucose_mg_dl, strict=True):
            if piece and minute - piece[-1][0] > LONGEST_GAP_MIN:
                yield tuple(piece)
                piece = []
            piece.append((minute, level))
        if piece:
            yield tuple(piece)

    def share_frac(self, low_mg_dl: float, high_mg_dl: float) -> float | None:
        """Part of the readings from ``low`` to ``high``, both counting; None without readings."""
        inside = [low_mg_dl <= level <= high_mg_dl for level in self.glucose_mg_dl]
        return sum(inside) / len(inside) if inside else None


def day_curve(trace: Readings, day: date) -> DayCurve:
    """The readings of a day on the wall clock, midnight to midnight."""
    start = day_start_s(day)
    wall = trace.wall_s
    inside = np.flatnonzero((wall >= start) & (wall < start + DAY_S))
    inside = inside[np.argsort(wall[inside], kind="stable")]
    return DayCurve(
        day=day,
        minute=tuple(((wall[inside] - start) / 60.0).tolist()),
        glucose_mg_dl=tuple(trace.glucose_mg_dl[inside].tolist()),
    )


def days_of(trace: Readings) -> list[date]:
    """Every day that has a reading, earliest first."""
    numbers = np.unique(np.floor(trace.wall_s / DAY_S)).astype(int).tolist()
    return [date(1970, 1, 1) + timedelta(days=number) for number in numbers]


def day_start_s(day: date) -> float:
    """Midnight of a day on the axis of `Readings.wall_s`."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def wall_clock_s(moment: datetime) -> float:
    """What the clock of ``moment`` shows, on the axis of `Readings.wall_s`."""
    return moment.replace(tzinfo=UTC).timestamp()
