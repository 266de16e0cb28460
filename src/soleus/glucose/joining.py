"""Several exports of one person as one: readings in one order of time, repeats flagged and counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from soleus.errors import InputError
from soleus.glucose.readers.draft import repeated
from soleus.glucose.readings import Export, Flag, LoggedMeal, Readings


def joined(exports: Sequence[Export]) -> Export:
    """One export from several.

    A reading whose instant is already taken by one of its kind is flagged as a duplicate; the file named first wins.
    If only some files state a zone, all are laid on the wall clock.

    Raises
    ------
    InputError  if there is none
    """
    if not exports:
        raise InputError("no glucose export was named")
    if len(exports) == 1:
        return exports[0]
    zoned = all(export.readings.zoned for export in exports)
    notes = [note for export in exports for note in export.notes]
    if not zoned and any(export.readings.zoned for export in exports):
        notes.append("only some of the files state a time zone: all were laid on the local clock, taken to be the same")
    readings = _in_order([_on_clock(export.readings, zoned=zoned) for export in exports], zoned=zoned)
    dropped = Counter[str]()
    for export in exports:
        dropped.update(export.dropped)
    again = int(((readings.flags & Flag.DUPLICATE) > 0).sum()) - dropped["same instant again"]
    if again:
        dropped["also in another file"] = again
    return Export(
        reader="+".join(dict.fromkeys(export.reader for export in exports)),
        unit_in_file=exports[0].unit_in_file,
        readings=readings,
        meals=_meals(exports, zoned=zoned),
        dropped=dict(dropped),
        notes=tuple(dict.fromkeys(notes)),
    )


def _on_clock(readings: Readings, *, zoned: bool) -> Readings:
    if zoned or not readings.zoned:
        return readings
    order = np.argsort(readings.wall_s, kind="stable")
    return Readings(
        time_s=readings.wall_s[order],
        utc_offset_s=np.zeros(len(readings)),
        glucose_mg_dl=readings.glucose_mg_dl[order],
        flags=readings.flags[order],
        zoned=False,
    )


def _in_order(parts: Sequence[Readings], *, zoned: bool) -> Readings:
    time_s = np.concatenate([part.time_s for part in parts])
    order = np.argsort(time_s, kind="stable")
    flags = np.concatenate([part.flags for part in parts])[order]
    flags = flags | flags.dtype.type(Flag.DUPLICATE) * repeated(time_s[order], flags)
    return Readings(
        time_s=time_s[order],
        utc_offset_s=np.concatenate([part.utc_offset_s for part in parts])[order],
        glucose_mg_dl=np.concatenate([part.glucose_mg_dl for part in parts])[order],
        flags=flags,
        zoned=zoned,
    )


def _meals(exports: Sequence[Export], *, zoned: bool) -> tuple[LoggedMeal, ...]:
    meals = {
        meal if zoned or not meal.zoned else replace(meal, time_s=meal.time_s + meal.utc_offset_s, zoned=False)
        for export in exports
        for meal in export.meals
    }
    return tuple(sorted(meals, key=lambda meal: meal.time_s))
