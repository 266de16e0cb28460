"""Nightscout: entries as JSON or as the API's CSV, and the exporter's CSV in sections; always mg/dL in the database."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.glucose.readers.draft import Draft
from soleus.glucose.readers.stamps import parse_stamp
from soleus.glucose.readers.text import Row, TextTable
from soleus.glucose.readers.unit import unit_in
from soleus.glucose.readings import Flag
from soleus.recording.source import Source

ENTRIES, API, EXPORTER = "nightscout-entries", "nightscout-api-csv", "nightscout-exporter"
MAX_JSON_BYTES = 1 << 28  # some 800,000 entries, eight years; the parser needs several times as much memory
ERROR_CODE_MG_DL = 13  # Dexcom receivers store error codes 0 to 12 in place of a reading
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_TREATMENTS_ONLY = "treatments (meals, insulin) without glucose readings; name the file of the entries as well"


def read_json(source: Source, draft: Draft) -> None:
    """Entries, and the carbohydrates of treatments among them.

    Raises
    ------
    UnknownFormatError  if it is some other JSON
    InputError          if it is damaged or too large
    NotEnoughDataError  if it holds treatments only
    """
    where = source.where
    try:
        records = json.loads(source.all_bytes(MAX_JSON_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: the JSON is cut or damaged; export or copy it again") from error
    if isinstance(records, dict):
        records = next((records[k] for k in ("entries", "result", "data") if isinstance(records.get(k), list)), None)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UnknownFormatError(f"{where}: JSON of no known format; expected Nightscout's list of entries")
    if not records:
        raise NotEnoughDataError(f"{where}: an empty list; export the readings again")
    draft.reader, draft.unit = ENTRIES, "mg/dL"
    usual = _usual_offset(records)
    n_entries = sum(_read_record(record, usual, draft) for record in records)
    if not n_entries:
        if draft.n_meals or any("eventType" in record for record in records):
            raise NotEnoughDataError(f"{where}: {_TREATMENTS_ONLY}")
        raise UnknownFormatError(f"{where}: JSON of no known format; expected Nightscout's list of entries")


def _offset_s(record: dict[str, Any]) -> float | None:
    offset = record.get("utcOffset")
    if not isinstance(offset, (int, float)) or isinstance(offset, bool) or abs(offset) > 18 * 60:
        return None
    return 60.0 * offset


def _usual_offset(records: list[dict[str, Any]]) -> float | None:
    """The commonest offset, for the records of uploaders that do not write one."""
    known = Counter(offset for record in records if (offset := _offset_s(record)) is not None)
    return known.most_common(1)[0][0] if known else None


def _read_record(record: dict[str, Any], usual_offset_s: float | None, draft: Draft) -> bool:
    """Whether the record is an entry."""
    own = _offset_s(record)
    offset_s = usual_offset_s if own is None else own
    if "sgv" in record or record.get("type") == "sgv":
        _add(record, record.get("sgv"), Flag.BACKFILL if _backfilled(record) else 0, offset_s, draft)
    elif "mbg" in record or record.get("type") == "mbg":
        _add(record, record.get("mbg"), Flag.CALIBRATION, offset_s, draft)
    elif record.get("type") == "cal" or "slope" in record:
        draft.drop("calibration record without a reading")
    elif "eventType" in record or "carbs" in record:
        _read_treatment(record, draft)
        return False
    else:
        draft.drop("record of another kind")
        return False
    return True


def _add(record: dict[str, Any], value: Any, flags: int, offset_s: float | None, draft: Draft) -> None:
    unix_s = _unix(record)
    if isinstance(value, str):
        value = float(value) if value.replace(".", "", 1).isdecimal() else None
    if unix_s is None or not isinstance(value, (int, float)) or isinstance(value, bool):
        draft.drop("entry without a time or a value")
    elif value < ERROR_CODE_MG_DL:
        draft.drop("error code of the sensor")
    else:
        draft.add_instant(unix_s[0], unix_s[1] if offset_s is None else offset_s, float(value), flags)


def _unix(record: dict[str, Any]) -> tuple[float, float | None] | None:
    """Unix time, and the offset that a date string states."""
    date = record.get("date", record.get("mills"))
    if isinstance(date, (int, float)) and not isinstance(date, bool) and 1e11 < date < 1e13:
        return date / 1000.0, None
    for key in ("dateString", "sysTime", "created_at"):
        stamp = record.get(key)
        if isinstance(stamp, str) and (when := parse_stamp(stamp)) and when[1] is not None:
            return when[0] - when[1], when[1]
    return None


def _backfilled(record: dict[str, Any]) -> bool:
    return any("backfill" in str(record.get(key, "")).lower() for key in ("source_info", "sourceInfo", "device"))


def _read_treatment(record: dict[str, Any], draft: Draft) -> None:
    carbs, stamp = record.get("carbs"), record.get("created_at")
    if isinstance(carbs, (int, float)) and carbs > 0 and isinstance(stamp, str):
        draft.meal(stamp, str(carbs), str(record.get("notes") or record.get("foodType") or "")[:60])
    else:
        draft.drop("treatment without carbohydrates")


def is_api_csv(head: Sequence[Row]) -> bool:
    """Whether the rows are ``dateString, date, sgv, direction, device`` without a header."""
    rows = [row for row in head[:5] if any(row)]
    return bool(rows) and all(
        len(row) >= 3 and _ISO.match(row[0]) and row[1].isdecimal() and len(row[1]) == 13 and _is_number(row[2])
        for row in rows
    )


def read_api_csv(table: TextTable, draft: Draft) -> None:
    """Readings at the instants of the first column."""
    draft.reader, draft.unit = API, "mg/dL"
    for row in table.rows():
        if len(row) < 3:
            if any(row):
                draft.drop("row that is cut")
        elif not _is_number(row[2]) or float(row[2]) < ERROR_CODE_MG_DL:
            draft.drop("error code of the sensor")
        else:
            draft.add(row[0], row[2])


def is_exporter(head: Sequence[Row]) -> bool:
    """Whether the file is cut into sections that begin with ``# CGM ENTRIES`` or ``# TREATMENTS``."""
    return any(row and re.match(r"#\s*(CGM ENTRIES|TREATMENTS)", row[0]) for row in head[:20])


def read_exporter(table: TextTable, draft: Draft) -> None:
    """Readings and meals of the sections; record ids tell when a record was made."""
    draft.reader = EXPORTER
    names: list[str] = []
    section, begins = "", False
    for row in table.rows():
        if not any(row):
            continue
        if row[0].startswith("#"):
            section, begins = row[0].upper(), True
        elif begins:
            names, begins = [name.lower() for name in row], False
            if "ENTRIES" in section:
                draft.unit = next((unit for name in names if (unit := unit_in(name))), draft.unit)
        else:
            cells = dict(zip(names, row, strict=False))
            _note_style(cells, draft)
            if "ENTRIES" in section:
                _read_entry(cells, draft)
            elif "TREATMENTS" in section:
                _read_exported_treatment(cells, draft)
    if not draft.n_readings:
        raise NotEnoughDataError(f"{table.where}: {_TREATMENTS_ONLY}")


def _note_style(cells: dict[str, str], draft: Draft) -> None:
    draft.hints.us_style = draft.hints.us_style or bool(re.search(r"\d [AP]M$", cells.get("time", "")))
    if _OBJECT_ID.fullmatch(cells.get("id", "")):
        draft.hints.created_unix_s.append(float(int(cells["id"][:8], 16)))  # MongoDB: the first four bytes are a time


def _read_entry(cells: dict[str, str], draft: Draft) -> None:
    value = next((cell for name, cell in cells.items() if name.startswith("glucose")), "")
    kind = cells.get("type", "sgv")
    if not value:
        draft.drop("entry without a time or a value")
    else:
        draft.add(cells.get("date", ""), value, 0 if kind == "sgv" else Flag.CALIBRATION, clock=cells.get("time", ""))


def _read_exported_treatment(cells: dict[str, str], draft: Draft) -> None:
    grams = next((cell for name, cell in cells.items() if name.startswith("carbs")), "")
    if grams and grams not in ("0", "0.0"):
        draft.meal(cells.get("date", ""), grams, cells.get("notes", "")[:60], clock=cells.get("time", ""))
    else:
        draft.drop("treatment without carbohydrates")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
