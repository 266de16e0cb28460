"""A body filmed without a sticker: what the journal keeps is when repetitions were, never a picture.

Each judgement writes one row without a peak, one for each repetition that is settled now, and one for each that is
still open; those of the last judgement count.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from uuid import uuid5

import numpy as np
from numpy.typing import NDArray

from soleus._version import VERSION
from soleus.reps.markerless import Markerless
from soleus.reps.markerless.live import Look
from soleus.store.journal import Journalled
from soleus.store.records import DoneSet, Target
from soleus.workspace.sides import Turn, stretches

Rows = NDArray[np.float64]
COLUMNS = ("time_s", "peak_s", "settled", "agree_frac")  # peak_s: NaN in the row of the judgement itself


def rows_of(look: Look, settled_s: Sequence[float]) -> Rows:
    """The rows of a judgement; ``settled_s`` are those peaks that no row says yet."""
    told = [(np.nan, 0.0), *((peak, 1.0) for peak in settled_s), *((peak, 0.0) for peak in look.open_s)]
    return np.array([(look.time_s, peak, settled, look.agree_frac) for peak, settled in told])


def peaks_s(journal: Journalled) -> list[float]:
    """Tops of the repetitions that were seen, Unix time."""
    samples = journal.samples
    if not len(samples):
        return []
    counts = (samples[:, 2] > 0) | (samples[:, 0] == samples[-1, 0])
    return sorted({float(peak) for peak in samples[counts, 1] if peak == peak})


def sets(
    journal: Journalled, empty: DoneSet, *, back_s: Sequence[float], turns: Sequence[Turn], target: Target
) -> list[DoneSet]:
    """What was filmed, set by set and leg by leg: when each repetition was, how often the windows agreed."""
    begun_s, standing = float(journal.samples[0, 0]), peaks_s(journal)
    for at_s in back_s:
        before = [peak for peak in standing if peak <= at_s]
        if before:
            standing.remove(before[-1])
    looks = journal.samples[np.isnan(journal.samples[:, 1])]
    method = {
        "name": "markerless-live",
        **asdict(Markerless()),
        "agree_frac": round(float(looks[:, 3].mean()), 3),
        "doubt_frac": round(float((looks[:, 3] == 0).mean()), 3),
    }
    return [
        replace(
            empty,
            id=empty.id if k == 0 else uuid5(empty.id, str(k)),
            n_reps=len(indices),
            side=side or empty.side,
            duration_s=standing[indices[-1]] - standing[indices[0]] if len(indices) else None,
            peak_s=tuple(round(standing[index] - begun_s, 6) for index in indices),
            method=method,
            version=VERSION,
        )
        for k, (side, indices) in enumerate(stretches(standing, turns, target))
    ]
