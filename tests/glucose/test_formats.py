"""Every format: readings, unit, times, what is set aside."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError, SoleusError, UnknownFormatError
from soleus.glucose.joining import joined
from soleus.glucose.readers import read_exports
from soleus.glucose.readings import MG_DL_PER_MMOL_L, Export, Flag
from tests.glucose import exports as made

TIMES = made.stamps(60)
MMOL = [round(v / 18.0, 1) for v in made.VALUES]


def read(tmp_path: Path, content: str | bytes, name: str = "x.dat", **options: object) -> Export:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (export,) = read_exports(path, **options)  # type: ignore[arg-type]
    return export


def seconds(when: datetime) -> float:
    return when.replace(tzinfo=UTC).timestamp()


FORMATS = {
    "dexcom-clarity": (made.clarity(TIMES, made.VALUES), "mg/dL"),
    "dexcom-clarity 11": (made.clarity(TIMES, made.VALUES, columns=11), "mg/dL"),
    "dexcom-clarity 13": (made.clarity(TIMES, made.VALUES, columns=13), "mg/dL"),
    "dexcom-clarity mmol": (made.clarity(TIMES, MMOL, unit="mmol/L"), "mmol/L"),
    "dexcom-clarity bom": ("\ufeff" + made.clarity(TIMES, made.VALUES), "mg/dL"),
    "libreview": (made.libreview(TIMES, made.VALUES), "mg/dL"),
    "libreview two lines": (made.libreview(TIMES, made.VALUES, preamble=2), "mg/dL"),
    "libreview 12 h": (made.libreview(TIMES, made.VALUES, style="%m-%d-%Y %I:%M %p"), "mg/dL"),
    "libreview iso": (made.libreview(TIMES, made.VALUES, style="%Y-%m-%d %H:%M"), "mg/dL"),
    "libreview de": (made.libreview(TIMES, MMOL, unit="mmol/L", language="de"), "mmol/L"),
    "libreview fr": (made.libreview(TIMES, made.VALUES, language="fr"), "mg/dL"),
    "libreview resaved": (
        made.libreview(
            TIMES, [str(v).replace(".", ",") for v in MMOL], unit="mmol/L", style="%d.%m.%Y %H:%M", separator=";"
        ),
        "mmol/L",
    ),
    "libre-reader": (made.libre_reader(TIMES, MMOL), "mmol/L"),
    "medtronic-carelink": (made.carelink(TIMES, made.VALUES), "mg/dL"),
    "medtronic-carelink mmol": (
        made.carelink(TIMES, [str(v).replace(".", ",") for v in MMOL], unit="mmol/L"),
        "mmol/L",
    ),
    "medtronic-ipro2": (made.ipro2(TIMES, made.VALUES), "mg/dL"),
    "xdrip-sidiary": (made.sidiary(TIMES, made.VALUES), "mg/dL"),
    "nightscout-entries": (made.nightscout_json(TIMES, made.VALUES), "mg/dL"),
    "nightscout-api-csv": (made.nightscout_csv(TIMES, made.VALUES), "mg/dL"),
    "nightscout-exporter": (made.nightscout_sections(TIMES, made.VALUES), "mg/dL"),
    "csv": (made.plain(TIMES, made.VALUES), "mg/dL"),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_gives_its_readings_unit_and_times(tmp_path: Path, kind: str) -> None:
    content, unit = FORMATS[kind]
    export = read(tmp_path, content)
    trace = export.readings.trace()
    assert export.reader == kind.split()[0]
    assert export.unit_in_file == unit
    assert trace.wall_s.tolist() == [seconds(when) for when in TIMES]
    wanted = made.VALUES if unit == "mg/dL" else [v * MG_DL_PER_MMOL_L for v in MMOL]
    assert trace.glucose_mg_dl == pytest.approx(wanted, rel=1e-12)


def test_what_is_set_aside_is_counted_by_reason(tmp_path: Path) -> None:
    assert read(tmp_path, FORMATS["dexcom-clarity"][0]).dropped == {"alert row": 2, "fingerstick or calibration": 1}
    assert read(tmp_path, FORMATS["libreview"][0]).dropped == {
        "note or time change": 1,
        "fingerstick or calibration": 1,
        "scan beside the regular readings": 1,
    }
    assert read(tmp_path, FORMATS["medtronic-carelink"][0]).dropped == {
        "event without a reading": 1,
        "fingerstick or calibration": 1,
    }
    assert read(tmp_path, FORMATS["nightscout-entries"][0]).dropped == {
        "calibration record without a reading": 1,
        "error code of the sensor": 1,
        "fingerstick or calibration": 1,
    }


@pytest.mark.parametrize(
    ("kind", "grams"),
    [
        ("dexcom-clarity", 45.0),
        ("libreview", 30.0),
        ("libreview de", 30.0),
        ("medtronic-carelink", 60.0),
        ("xdrip-sidiary", 50.0),
        ("nightscout-entries", 40.0),
        ("nightscout-exporter", 33.0),
    ],
)
def test_meals_that_the_export_has_logged_come_along(tmp_path: Path, kind: str, grams: float) -> None:
    (meal,) = read(tmp_path, FORMATS[kind][0]).meals
    assert meal.carbs_g == grams


def test_low_and_high_stand_for_the_ends_of_the_sensors_range(tmp_path: Path) -> None:
    mg = read(tmp_path, made.clarity(TIMES, ["Low", "High", *made.VALUES[2:]])).readings
    own = mg.trace()
    assert own.glucose_mg_dl[:2].tolist() == [40.0, 400.0]
    assert own.flags[:2].tolist() == [Flag.LOW, Flag.HIGH]
    mmol = read(tmp_path, made.clarity(TIMES, ["Niedrig", "Hoch", *MMOL[2:]], unit="mmol/L")).readings.trace()
    assert mmol.glucose_mg_dl[:2] == pytest.approx([2.2 * MG_DL_PER_MMOL_L, 22.2 * MG_DL_PER_MMOL_L])


def test_a_translated_clarity_names_its_readings_by_another_word(tmp_path: Path) -> None:
    text = (
        made.clarity(TIMES, made.VALUES)
        .replace("EGV", "VGE")
        .replace("Timestamp (YYYY-MM-DDThh:mm:ss)", "Horodatage (AAAA-MM-JJThh:mm:ss)")
    )
    export = read(tmp_path, text.replace("Event Type", "Type").replace("Glucose Value", "Valeur"))
    assert (export.reader, len(export.readings.trace())) == ("dexcom-clarity", 60)


def test_old_files_with_wrong_record_types_are_read_by_the_filled_column(tmp_path: Path) -> None:
    text = made.libreview(TIMES, made.VALUES).replace(",0,1", ",1,1")
    assert len(read(tmp_path, text).readings.trace()) == 60


def test_where_there_are_only_scans_they_are_the_trace(tmp_path: Path) -> None:
    rows = [row.split(",") for row in made.libreview(TIMES, made.VALUES).splitlines()]
    for row in rows[2:62]:
        row[3:6] = ["1", "", row[4]]
    assert len(read(tmp_path, "\n".join(map(",".join, rows))).readings.trace()) == 60


def test_nightscout_keeps_the_zone_and_marks_backfill(tmp_path: Path) -> None:
    readings = read(tmp_path, made.nightscout_json(TIMES, made.VALUES, offset_min=120)).readings
    trace = readings.trace()
    assert readings.zoned
    assert trace.time_s[0] == seconds(TIMES[0]) - 7200
    assert trace.wall_s[0] == seconds(TIMES[0])
    assert trace.flags[1] == Flag.BACKFILL


def test_a_mangled_mark_and_doubled_quotes_before_the_header_do_not_matter(tmp_path: Path) -> None:
    text = made.clarity(TIMES, made.VALUES).replace("Index,", '\ufeff"ï»¿""""Index""""",', 1)
    assert len(read(tmp_path, text).readings.trace()) == 60


def test_repeated_rows_are_flagged_and_counted(tmp_path: Path) -> None:
    body = made.plain(TIMES, made.VALUES)
    export = read(tmp_path, body + "".join(body.splitlines(keepends=True)[1:6]))
    assert export.dropped == {"same instant again": 5}
    assert len(export.readings) == 65
    assert len(export.readings.trace()) == 60


def test_several_files_are_joined_and_repeats_dropped(tmp_path: Path) -> None:
    one = read(tmp_path, made.clarity(TIMES[:40], made.VALUES[:40]), "a.csv")
    two = read(tmp_path, made.plain(TIMES[30:], made.VALUES[30:]), "b.csv")
    both = joined([one, two])
    assert both.readings.trace().glucose_mg_dl.tolist() == made.VALUES
    assert both.dropped["also in another file"] == 10
    assert both.reader == "dexcom-clarity+csv"
    assert joined([one, one]).readings.trace().glucose_mg_dl.tolist() == one.readings.trace().glucose_mg_dl.tolist()


def test_files_with_and_without_a_zone_meet_on_the_wall_clock(tmp_path: Path) -> None:
    one = read(tmp_path, made.nightscout_json(TIMES[:30], made.VALUES[:30], offset_min=60), "a.json")
    both = joined([one, read(tmp_path, made.plain(TIMES[30:], made.VALUES[30:]), "b.csv")])
    assert not both.readings.zoned
    assert both.readings.trace().wall_s.tolist() == [seconds(when) for when in TIMES]
    assert any("local clock" in note for note in both.notes)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_and_a_folder_give_every_export_in_them(tmp_path: Path) -> None:
    members = {"a/one.csv": made.plain(TIMES, made.VALUES).encode(), "readme.txt": b"hello, you\nthere, there\n"}
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(members))
    assert [len(export.readings) for export in read_exports(path)] == [60]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.csv").write_bytes(members["a/one.csv"])
    (folder / "readme.txt").write_bytes(members["readme.txt"])
    assert [len(export.readings) for export in read_exports(folder)] == [60]


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"../evil.csv": b"a,b\n"}, "outside itself"),
        ({"bomb.csv": b"0" * 50_000_000}, "times its size"),
        ({"bomb.xml": b"<HealthData>" + b" " * 50_000_000}, "times its size"),
        ({"inner.csv": zipped({"a.csv": b"a,b\n"})}, "archive inside an archive"),
        ({"picture.png": b"x"}, "no CSV"),
        ({}, "empty"),
    ],
)
def test_hostile_and_empty_archives_are_refused(tmp_path: Path, members: dict[str, bytes], says: str) -> None:
    with pytest.raises(SoleusError, match=says):
        read(tmp_path, zipped(members), "x.zip")


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (
            "id,time,gl\n" + "".join(f"p{k % 2},2024-03-20 10:{k:02d},100\n" for k in range(40)),
            InputError,
            "several people",
        ),
        ("timestamp,glucose_mg_dl\n", NotEnoughDataError, "no rows"),
        ("timestamp,glucose_mg_dl\n" + "10:00:00,100\n" * 9, InputError, "no date"),
        ("date,glucose_mg_dl\n" + "2024-03-20,100\n" * 9, InputError, "no time of day"),
        (
            "timestamp,sensor_glucose_mg_dl,meter_glucose_mg_dl\n2024-03-20 10:00,100,100\n",
            InputError,
            "several columns",
        ),
        ("time_s,heel_height_m\n0,1\n", UnknownFormatError, "no glucose export"),
        (made.plain(TIMES, ["high sugar"] * 60), InputError, "no number"),
        (made.plain(TIMES, [-5] * 60), InputError, "no sensor states"),
        (made.plain(TIMES, made.VALUES).replace("2024-03-2", "2024-99-2"), InputError, "cannot be read"),
        (made.plain(TIMES, made.VALUES).replace("2024", "9999"), InputError, "cannot be read"),
        (
            '[{"eventType": "Carbs", "carbs": 9, "created_at": "2024-03-20T10:00:00Z"}]',
            NotEnoughDataError,
            "treatments",
        ),
        ('{"hello": 1}', UnknownFormatError, "Nightscout"),
        ("[" * 100_000, InputError, "damaged|nested"),
        ('a,b\n"never closed\n' + "1,2\n" * 100, SoleusError, "quote|export"),
        (made.apple(""), NotEnoughDataError, "no blood glucose"),
        ("<html></html>", UnknownFormatError, "XML"),
        ('[{"type": "mbg", "mbg": 100, "date": 1710968400000}]', NotEnoughDataError, "fingersticks only"),
    ],
)
def test_what_is_unclear_or_broken_is_refused(
    tmp_path: Path, content: str, error: type[SoleusError], says: str
) -> None:
    with pytest.raises(error, match=says):
        read(tmp_path, content)


def test_readers_leave_the_readings_in_order_and_finite(tmp_path: Path) -> None:
    export = read(tmp_path, made.plain(TIMES[::-1], made.VALUES[::-1]))
    assert (np.diff(export.readings.time_s) > 0).all()


@pytest.mark.shared
def test_the_shared_exports_have_their_counts(shared: Path) -> None:
    formats = shared / "glucose" / "formats"
    counts = {
        path.name: [len(e.readings.trace()) for e in read_exports(path)] for path in sorted(formats.glob("[dlm]*"))
    }
    assert [count for (count,) in counts.values()] == [386, 299, 117, 398, 299]
    (libre,) = read_exports(shared / "glucose" / "cgmr_n1" / "glucose_libreview.csv")
    kinds = [0, Flag.SCAN, Flag.CALIBRATION]
    own = libre.readings.flags & (Flag.SCAN | Flag.CALIBRATION)
    assert [int((own == kind).sum()) for kind in kinds] == [9575, 1779, 91]


def test_a_number_for_each_record_is_no_person(tmp_path: Path) -> None:
    rows = [f"{900 + k},{when},{value}" for k, (when, value) in enumerate(zip(TIMES, made.VALUES, strict=True))]
    assert len(read(tmp_path, "ID,Time,Historic Glucose (mg/dL)\n" + "\n".join(rows)).readings) == 60


def test_of_two_clocks_the_shown_one_is_taken(tmp_path: Path) -> None:
    rows = [f"{when.replace(year=2001)},{when},{value}" for when, value in zip(TIMES, made.VALUES, strict=True)]
    text = "GlucoseInternalTime,GlucoseDisplayTime,GlucoseValue\n" + "\n".join(rows)
    assert read(tmp_path, text).readings.wall_s[0] == seconds(TIMES[0])


def test_carelink_without_isig_and_cyrillic_units_are_read(tmp_path: Path) -> None:
    text = made.carelink(TIMES, made.VALUES).replace("ISIG Value", "Other")
    assert (read(tmp_path, text).reader, len(read(tmp_path, text).readings.trace())) == ("medtronic-carelink", 60)
    libre = made.libreview(TIMES, MMOL, unit="mmol/L").replace("mmol/L", "ммоль/л")
    assert read(tmp_path, libre).unit_in_file == "mmol/L"


def test_digits_that_are_no_numbers_do_no_harm(tmp_path: Path) -> None:
    text = made.clarity(TIMES, made.VALUES, ticks=["\u00b3800", *range(1300, 1300 + 59 * 300, 300)])
    assert len(read(tmp_path, text).readings.trace()) == 60


def test_more_readings_than_a_person_can_have_are_refused_while_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soleus.glucose.readers.draft.MAX_READINGS", 2 * len(TIMES))
    assert len(read(tmp_path, made.libreview(TIMES, made.VALUES)).readings.trace()) == len(TIMES)
    monkeypatch.setattr("soleus.glucose.readers.draft.MAX_READINGS", len(TIMES) // 2)
    with pytest.raises(InputError, match="too many for one person"):
        read(tmp_path, made.libreview(TIMES, made.VALUES))
