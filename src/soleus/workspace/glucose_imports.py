"""Glucose exports: received, looked at without storing anything, brought in, and out again by `recordings.undo`."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import numpy as np

from soleus.errors import InputError, NotFoundError, SoleusError
from soleus.glucose.day import days_of
from soleus.glucose.joining import joined
from soleus.glucose.readers import read_exports
from soleus.glucose.readers.date_order import UnclearDatesError
from soleus.glucose.readers.stamps import DateOrder
from soleus.glucose.readers.unit import UnclearUnitError
from soleus.glucose.readings import Export, GlucoseUnit, LoggedMeal, Readings
from soleus.glucose.report import stamp
from soleus.glucose.table import write_table
from soleus.store.entries import ImportBatch
from soleus.store.glucose import CARBS_MAX_G, Meal
from soleus.store.records import WORD_CHARS_MAX, Signal
from soleus.store.trouble import told, told_elsewhere
from soleus.workspace import audit
from soleus.workspace.glucose_readings import CGM, stored_readings
from soleus.workspace.intray import GONE, Tray, find_tray
from soleus.workspace.place import Desk, offset_min

LOOK = "look.json"  # in the tray, beside what arrived
Answer = Literal["ready", "unit?", "dates?", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What bringing a file in would do; nothing is stored yet.

    ``answer``: ready, or what is missing (the unit, the order of day and month), or refused; ``message`` says why.
    ``n_new`` of ``n`` readings are not here yet. ``dropped`` counts by reason what would be left out.
    """

    name: str
    answer: Answer
    message: str = ""
    reader: str = ""
    unit: GlucoseUnit | None = None
    zoned: bool = False
    n: int = 0
    n_new: int = 0
    n_meals: int = 0
    n_days: int = 0
    start: str = ""
    end: str = ""
    dropped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unit_said: GlucoseUnit | None = None
    date_order_said: DateOrder | None = None


def receive(desk: Desk, tray: Tray) -> UUID:
    """Look at what has arrived in a tray; `look` tells what was seen.

    Raises
    ------
    StoreError  if the disk refuses
    """
    _look_at(desk, tray, unit=None, date_order=None)
    return tray.id


def look(desk: Desk, incoming_id: UUID) -> Look:
    """What was seen in an upload.

    Raises
    ------
    NotFoundError  if this account has no such upload any more
    """
    facts = json.loads((_tray(desk, incoming_id).folder / LOOK).read_text(encoding="utf-8"))
    return Look(**{**facts, "notes": tuple(facts["notes"])})


def look_again(
    desk: Desk, incoming_id: UUID, *, unit: GlucoseUnit | None = None, date_order: DateOrder | None = None
) -> Look:
    """Look once more with what the person said; what was said before still holds."""
    before = look(desk, incoming_id)
    _look_at(
        desk,
        _tray(desk, incoming_id),
        unit=unit or before.unit_said,
        date_order=date_order or before.date_order_said,
    )
    return look(desk, incoming_id)


def bring_in(desk: Desk, incoming_id: UUID, *, now: datetime) -> ImportBatch:
    """Store the readings of an upload and the meals that it had logged; the upload itself is forgotten.

    Raises
    ------
    NotFoundError  if this account has no such upload any more
    InputError     if it is not ready, or all of it is here already
    StoreError     if the disk refuses; nothing is stored then
    """
    seen, tray = look(desk, incoming_id), _tray(desk, incoming_id)
    if seen.answer != "ready":
        raise InputError(seen.message)
    if not seen.n_new:
        raise InputError(f"{seen.name}: all its readings are here already")
    export = _read(tray.files[0], seen.unit_said, seen.date_order_said)
    sha256, n_bytes = desk.workspace.signals.keep(lambda file: write_table(export.readings, file))
    batch = ImportBatch(
        id=uuid4(),
        created_at=now,
        utc_offset_min=offset_min(now),
        source=seen.name[-255:],
        n_new=1,
        n_known=0,
        n_failed=0,
        report={"glucose": {**asdict(seen), "sha256": sha256}},
    )
    signal = Signal(
        id=uuid4(),
        created_at=now,
        utc_offset_min=batch.utc_offset_min,
        sha256=sha256,
        name=f"{Path(seen.name).stem[-200:]}.parquet",
        n_bytes=n_bytes,
        origin="imported",
        format=seen.reader[:40],
        sensor=CGM,
        import_id=batch.id,
    )
    with desk.store.writing(desk.owner) as rows:
        known = {meal.eaten_at for meal in rows.all(Meal)}
        meals = [_meal(logged, batch, now) for logged in export.meals]
        rows.add(batch, signal, *(meal for meal in meals if meal.eaten_at not in known))
        rows.add(audit.entry("glucose imported", now=now, kind="ImportBatch", object_id=batch.id))
    tray.discard()
    return batch


def forget(desk: Desk, incoming_id: UUID) -> None:
    """Remove an upload that is not wanted; without one nothing happens."""
    with suppress(NotFoundError):
        find_tray(desk, incoming_id).discard()


def batches(desk: Desk) -> list[ImportBatch]:
    """Imports of glucose that were not taken out again, newest first."""
    with desk.store.reading(desk.owner) as rows:
        found = rows.all(ImportBatch)
    return [batch for batch in reversed(found) if "glucose" in batch.report and batch.undone_at is None]


def _look_at(desk: Desk, tray: Tray, *, unit: GlucoseUnit | None, date_order: DateOrder | None) -> None:
    (file,) = tray.files
    said: dict[str, object] = {"name": file.name, "unit_said": unit, "date_order_said": date_order}
    try:
        seen = {**said, "answer": "ready", **_facts(desk, _read(file, unit, date_order))}
    except UnclearUnitError as error:
        seen = {**said, "answer": "unit?", "message": str(error)}
    except UnclearDatesError as error:
        seen = {**said, "answer": "dates?", "message": str(error)}
    except SoleusError as error:
        seen = {**said, "answer": "refused", "message": told_elsewhere(error)}
    text = json.dumps(asdict(Look(**seen)), ensure_ascii=False)  # type: ignore[arg-type]
    with told("the upload"):
        (tray.folder / LOOK).write_text(text, encoding="utf-8")


def _read(file: Path, unit: GlucoseUnit | None, date_order: DateOrder | None) -> Export:
    return joined(read_exports(file, unit=unit, date_order=date_order))


def _facts(desk: Desk, export: Export) -> dict[str, object]:
    trace = export.readings.trace()
    if not len(trace):
        raise InputError("no sensor readings in the file; export the sensor's readings")
    return {
        "reader": export.reader,
        "unit": export.unit_in_file,
        "zoned": export.readings.zoned,
        "n": len(trace),
        "n_new": len(trace) - _n_known(trace, stored_readings(desk)),
        "n_meals": len(export.meals),
        "n_days": len(days_of(trace)),
        "start": stamp(trace, 0),
        "end": stamp(trace, -1),
        "dropped": dict(export.dropped),
        "notes": export.notes,
    }


def _n_known(trace: Readings, stored: Readings | None) -> int:
    """Readings at an instant that is stored already; without zones on both sides, at the same time on the wall."""
    if stored is None:
        return 0
    here = stored.trace()
    both = trace.zoned and here.zoned
    return int(np.isin(trace.time_s if both else trace.wall_s, here.time_s if both else here.wall_s).sum())


def _meal(logged: LoggedMeal, batch: ImportBatch, now: datetime) -> Meal:
    offset_s = logged.utc_offset_s if logged.zoned else 60.0 * offset_min(now)
    unix_s = logged.time_s if logged.zoned else logged.time_s - offset_s
    carbs_g = logged.carbs_g if logged.carbs_g is not None and logged.carbs_g <= CARBS_MAX_G else None
    return Meal(
        id=uuid4(),
        created_at=now,
        utc_offset_min=round(offset_s / 60.0),
        eaten_at=datetime.fromtimestamp(unix_s, UTC),
        carbs_g=carbs_g,
        name=logged.name.replace("\x00", "")[:WORD_CHARS_MAX],
        import_id=batch.id,
    )


def _tray(desk: Desk, incoming_id: UUID) -> Tray:
    tray = find_tray(desk, incoming_id)
    if not (tray.folder / LOOK).is_file():
        raise NotFoundError(GONE)
    return tray
