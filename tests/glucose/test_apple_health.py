"""Apple Health: streamed, entity-safe, the broken document type of iOS and control characters included."""

import io
import random
from datetime import datetime
from pathlib import Path

import pytest

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.glucose.readers import apple_health, read_exports
from soleus.glucose.readings import Flag
from tests.glucose import exports as made
from tests.glucose.test_formats import read, seconds, zipped

STAMPS = [f"2025-05-01 08:{5 * k:02d}:00 +0200" for k in range(12)]
MANY = "".join(made.apple_record(stamp, 90 + k) for k, stamp in enumerate(STAMPS))
NOISE = '<Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="60"/>\n'


def test_records_in_both_units_and_their_zone(tmp_path: Path) -> None:
    molar = "mmol&lt;180.1558800000541&gt;/L"
    export = read(
        tmp_path, made.apple(made.apple_record(STAMPS[0], "5.5", unit=molar) + made.apple_record(STAMPS[1], 101))
    )
    readings = export.readings
    assert readings.glucose_mg_dl == pytest.approx([5.5 * 18.01558800000541, 101.0], rel=1e-12)
    assert readings.time_s[0] == seconds(datetime(2025, 5, 1, 6, 0))
    assert readings.wall_s[0] == seconds(datetime(2025, 5, 1, 8, 0))
    assert any("own unit" in note for note in export.notes)


def test_entries_by_hand_are_fingersticks(tmp_path: Path) -> None:
    inside = '\n  <MetadataEntry key="HKWasUserEntered" value="1"/>\n '
    export = read(tmp_path, made.apple(MANY + made.apple_record("2025-05-01 10:00:00 +0200", 140, inside=inside)))
    assert len(export.readings.trace()) == 12
    assert export.readings.flags[-1] == Flag.CALIBRATION


def test_control_characters_and_greater_signs_in_values_do_no_harm(tmp_path: Path) -> None:
    records = "".join(made.apple_record(s, 90 + k, more='device="a>b\x0b\x01" ') for k, s in enumerate(STAMPS))
    assert len(read(tmp_path, made.apple(records)).readings) == 12


@pytest.mark.parametrize("chunk", [64, 333, 1000])
def test_records_are_found_wherever_a_piece_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chunk: int) -> None:
    rng = random.Random(chunk)
    records = "".join(
        NOISE * rng.randrange(5) + made.apple_record(s, 90 + k, inside="<a/>" if k % 2 else "")
        for k, s in enumerate(STAMPS)
    )
    monkeypatch.setattr(apple_health, "CHUNK_BYTES", chunk)
    monkeypatch.setattr(apple_health, "HEAD_BYTES", 700)
    assert read(tmp_path, made.apple(records)).readings.glucose_mg_dl.tolist() == [90 + k for k in range(12)]


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    doctype = f'<!DOCTYPE HealthData [<!ENTITY a "9"><!ENTITY v SYSTEM "file:///etc/hostname">{bomb}]>\n'
    text = made.apple(made.apple_record(STAMPS[0], "&i;") + made.apple_record(STAMPS[1], "&v;") + MANY, doctype=doctype)
    export = read(tmp_path, text)
    assert len(export.readings) == 12
    assert export.dropped == {"record with a unit, value or time that cannot be read": 2}


def test_a_file_that_breaks_off_is_read_so_far_and_said(tmp_path: Path) -> None:
    export = read(tmp_path, made.apple(MANY)[:-60])
    assert len(export.readings) == 11
    assert any("breaks off" in note for note in export.notes)


def test_a_record_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoleusError):
        read(tmp_path, made.apple('<Record type="HKQuantityTypeIdentifierBloodGlucose" x="' + "9" * 3_000_000))


def test_the_name_of_the_type_elsewhere_is_no_record(tmp_path: Path) -> None:
    text = made.apple('<Other type="HKQuantityTypeIdentifierBloodGlucose" unit="mg/dL" value="9"/>\n')
    with pytest.raises(NotEnoughDataError, match="no blood glucose"):
        read(tmp_path, text)


def test_the_zip_as_the_phone_shares_it(tmp_path: Path) -> None:
    members = {
        "apple_health_export/export.xml": made.apple(NOISE * 50 + MANY).encode(),
        "apple_health_export/export_cda.xml": b"<?xml version='1.0'?><ClinicalDocument/>",
        "apple_health_export/workout-routes/route.gpx": b"<gpx/>",
    }
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(members))
    (export,) = read_exports(path)
    assert (export.reader, len(export.readings)) == ("apple-health", 12)


def test_an_archive_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    from soleus.glucose.readers.archive import Member, limited
    from soleus.recording.source import Source

    stream = limited(io.BytesIO(b"x" * (3 << 20)), Member(where="a.xml", source=Source(path=tmp_path, where="a")))
    with pytest.raises(InputError, match="no export"):
        list(iter(lambda: stream.read(1 << 19), b""))
