"""All metrics of many people in one pass."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from soleus.errors import NotEnoughDataError
from soleus.glucose.metrics.episodes import KINDS, Episodes
from soleus.glucose.metrics.person import measured
from soleus.glucose.metrics.spacing import usual_spacing_min
from soleus.glucose.readings import Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """One person's metrics by the names of the JSON; NaN where the readings are too few."""

    value: dict[str, float]
    episodes: dict[str, Episodes]


def metrics_of_many(people: Sequence[Readings], *, threads: int | None = None) -> list[Metrics]:
    """All metrics of many people, in their order; see `metrics_of`.

    Parameters
    ----------
    people : one `Readings` each
    threads : how many work at once; all cores unless said
    """
    if len(people) < 2:
        return [metrics_of(readings) for readings in people]
    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        return list(pool.map(metrics_of, people))


def metrics_of(readings: Readings) -> Metrics:
    """All metrics of one person.

    Parameters
    ----------
    readings : only the sensor's own count (`Readings.trace`); days are cut by the clock of the first reading

    Raises
    ------
    NotEnoughDataError  if there are no readings
    """
    trace = readings.trace()
    if not len(trace):
        raise NotEnoughDataError("no sensor readings; one at least is needed")
    wall_s = np.ascontiguousarray(trace.time_s + trace.utc_offset_s[0])
    glucose = np.ascontiguousarray(trace.glucose_mg_dl)
    of_readings, of_grid, table = measured(wall_s, glucose, usual_spacing_min(wall_s) or 0)
    found = {
        kind: Episodes(n=int(n) if n == n else 0, per_day=rate, mean_duration_min=minutes, mean_glucose_mg_dl=level)
        for kind, (n, rate, minutes, level) in zip(KINDS, table.tolist(), strict=True)
    }
    return Metrics(value=of_readings._asdict() | of_grid._asdict(), episodes=found)
