"""Broken files: each gives one clean line with the file's name, and never a recording."""

import json
import stat
import zipfile

import made_recordings as made
import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.recording import read_recording

HEAD = "time_s,heel_height_m\n"
ACC = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n"
GOOD = made.height_csv()


def rows(n, row):
    return "".join(row(i) + "\n" for i in range(n))


def _link():
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/hostname")
    return buffer.getvalue()


def _lying_zip():
    """A member that claims to unpack to a tenth of what it does."""
    data = bytearray(made.zipped({"a.csv": GOOD * 20}))
    real = len(GOOD * 20).to_bytes(4, "little")
    return bytes(data.replace(real, (len(GOOD) * 2).to_bytes(4, "little")))


def _encrypted_zip():
    data = bytearray(made.zipped({"a.csv": GOOD}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


BROKEN = {
    "empty.csv": b"",
    "blank-lines.csv": "\n\n\n",
    "blanks.csv": " " * 5000,
    "zero-byte.csv": b"\x00",
    "all-bytes.csv": bytes(range(256)) * 40,
    "random.bin": np.random.default_rng(1).bytes(6000),
    "long-random.bin": np.random.default_rng(2).bytes(200_000),
    "header-only.csv": HEAD,
    "header-only-imu.csv": ACC,
    "header-and-units-only.csv": "time,heel_height\ns,m\n",
    "one-row.csv": HEAD + "0.0,0.01\n",
    "two-rows.csv": HEAD + "0.0,0.01\n0.01,0.02\n",
    "too-short.csv": HEAD + "0.00,0\n0.01,0.001\n0.02,0\n",
    "words.csv": "alpha,beta\n" + "lorem,ipsum\n" * 50,
    "prose.txt": "Dear all,\nnothing is attached.\n" * 30,
    "a-line-of-words.txt": "calf raise " * 3000,
    "words-without-header.csv": rows(50, lambda i: f"word{i}"),
    "all-nan.csv": HEAD + rows(300, lambda i: f"{i / 100},nan"),
    "all-blank.csv": HEAD + rows(300, lambda i: f"{i / 100},"),
    "all-infinite.csv": HEAD + rows(300, lambda i: f"{i / 100},-inf"),
    "three-values.csv": HEAD + rows(300, lambda i: f"{i / 100},{0.01 if i % 100 == 0 else 'nan'}"),
    "time-nan.csv": HEAD + rows(300, lambda i: "nan,0.05"),
    "time-mostly-nan.csv": HEAD + rows(300, lambda i: f"{'nan' if i % 3 else i / 100},0.05"),
    "time-words.csv": HEAD + rows(300, lambda i: f"soon,{i / 1000}"),
    "time-infinite.csv": HEAD + rows(300, lambda i: "inf,0.05"),
    "constant-time.csv": HEAD + rows(300, lambda i: f"1.0,{0.05 * (i % 2)}"),
    "time-backwards.csv": HEAD + rows(300, lambda i: f"{(300 - i) / 100},0.01"),
    "shuffled-time.csv": HEAD + rows(300, lambda i: f"{(i * 37 % 300) / 100},0.01"),
    "clock-restarts.csv": HEAD + rows(600, lambda i: f"{(i % 300) / 100},0.01"),
    "clock-in-whole-seconds.csv": HEAD + rows(600, lambda i: f"{i // 100},0.01"),
    "milliseconds-called-seconds.csv": HEAD + rows(600, lambda i: f"{10 * i},{0.01 * (i % 9)}"),
    "seconds-called-nanoseconds.csv": "time_ns,heel_m\n" + rows(600, lambda i: f"{i / 100},{0.01 * (i % 9)}"),
    "one-sample-a-minute.csv": HEAD + rows(60, lambda i: f"{60 * i},0.01"),
    "no-clock.csv": "heel_mm\n" + rows(300, lambda i: f"{i % 50}"),
    "index-only.csv": "sample,heel_mm\n" + rows(300, lambda i: f"{i},{i % 50}"),
    "day-99.csv": "time,heel_m\n" + rows(60, lambda i: f"2025-99-99 25:61:00,{i / 1000}"),
    "millimetres-called-metres.csv": HEAD + rows(400, lambda i: f"{i / 100},{80 * (i // 50 % 2)}"),
    "kilometre-heels.csv": HEAD + rows(400, lambda i: f"{i / 100},{1000 * (i // 50 % 2)}"),
    "huge-heels.csv": HEAD + rows(400, lambda i: f"{i / 100},{1e300 * (i // 50 % 2)}"),
    "angle-in-counts.csv": "time_s,ankle_angle_deg\n" + rows(400, lambda i: f"{i / 100},{32768 + i}"),
    "angle-without-unit.csv": "time_s,ankle_angle\n" + rows(400, lambda i: f"{i / 100},{i % 30}"),
    "height-without-unit.csv": "time_s,heel\n" + rows(400, lambda i: f"{i / 100},{i % 30}"),
    "acc-nan.csv": ACC + rows(900, lambda i: f"{i / 100},nan,nan,nan"),
    "acc-one-axis-nan.csv": ACC + rows(900, lambda i: f"{i / 100},0.1,nan,9.8"),
    "acc-constant-time.csv": ACC + rows(900, lambda i: f"1.0,{i % 3},0,9.8"),
    "acc-impossible.csv": ACC + rows(900, lambda i: f"{i / 100},{1e7 * (i // 40 % 2)},0,9.8"),
    "acc-beyond-any-number.csv": ACC + rows(900, lambda i: f"{i / 100},1e200,0,9.8"),
    "acc-g-called-m-s2.csv": ACC + rows(900, lambda i: f"{i / 100},{0.01 * (i % 3)},0.02,0.99"),
    "acc-m-s2-called-g.csv": ACC.replace("m_s2", "g") + rows(900, lambda i: f"{i / 100},{0.1 * (i % 3)},0.02,9.8"),
    "acc-without-unit-or-gravity.csv": ACC.replace("_m_s2", "")
    + rows(900, lambda i: f"{i / 100},{i % 7},{i % 5},{i % 3}"),
    "bare-xyz.csv": "time_s,x,y,z\n" + rows(900, lambda i: f"{i / 100},{i % 7 - 3},{i % 5 - 2},{i % 3 - 1}"),
    "two-axes.csv": "time_s,acc_x_g,acc_y_g\n" + rows(900, lambda i: f"{i / 100},0,1"),
    "gyro-deg-called-rad.csv": "time_s,gyro_x_rad_s,gyro_y_rad_s,gyro_z_rad_s\n"
    + rows(900, lambda i: f"{i / 100},{200 * (i % 2)},0,0"),
    "mixed-separators.csv": "time_s;heel_height_m\n" + rows(60, lambda i: f"{i},0;1,2,3"),
    "decimal-commas-in-commas.csv": HEAD + rows(60, lambda i: f"{i},5,0,0{i % 7}"),
    "ragged.csv": HEAD + rows(60, lambda i: "1," * (i % 9) + "x"),
    "ragged-later.csv": GOOD + rows(60, lambda i: f"{8 + i / 100},0.01,1,2"),
    "many-words.csv": HEAD + rows(300, lambda i: f"{i / 100},{'high' if i % 5 == 0 else 0.01}"),
    "duplicate-columns.csv": "time_s,heel_height_m,heel_height_m\n" + rows(60, lambda i: f"{i / 10},0,1"),
    "duplicate-clock.csv": "time_s,time_s,heel_height_m\n" + rows(60, lambda i: f"{i / 10},{i / 20},0.01"),
    "duplicate-axis.csv": "time_s,acc_x_g,acc_y_g,acc_z_g,acc_z_g\n" + rows(60, lambda i: f"{i / 10},0,0,1,1"),
    "glucose.csv": "timestamp,glucose_mg_dl\n" + rows(60, lambda i: f"2025-05-01 08:{i:02d}:00,{90 + i}"),
    "ten-million-columns.csv": "c," * 10_000_000 + "c\n1,2\n",
    "long-header.csv": ",".join(f"c{i}" for i in range(200_000)) + "\n1,2\n",
    "five-thousand-columns.csv": ",".join("c" for _ in range(5000))
    + "\n"
    + rows(3, lambda i: ",".join("1" for _ in range(5000))),
    "long-line.csv": HEAD + "9" * 5_000_000 + "\n",
    "long-line-later.csv": GOOD + "8.00," + "9" * 5_000_000,
    "zeros-at-the-end.csv": GOOD.encode() + bytes(100_000),
    "zeros-within.csv": GOOD[: len(GOOD) // 2].encode() * 20 + bytes(100_000) + GOOD.encode(),
    "utf16-words.csv": "alpha,beta\nlorem,ipsum\n".encode("utf-16"),
    "latin1-words.csv": "Größe;Höhe\nä;ö\n".encode("latin-1") * 9,
    "empty.zip": made.zipped({}),
    "words.zip": made.zipped({"readme.txt": "hello"}),
    "pictures.zip": made.zipped({"a.png": b"\x89PNG"}),
    "workbook.xlsx": made.zipped({"[Content_Types].xml": "<x/>"}),
    "bomb.zip": made.zipped({"Accelerometer.csv": b"0" * 100_000_000}),
    "lying.zip": _lying_zip(),
    "climbing.zip": made.zipped({"../../evil.csv": GOOD}),
    "absolute.zip": made.zipped({"/etc/evil.csv": GOOD}),
    "drive.zip": made.zipped({"C:/evil.csv": GOOD}),
    "link.zip": _link(),
    "encrypted.zip": _encrypted_zip(),
    "cut.zip": made.zipped({"a.csv": GOOD})[:300],
    "many.zip": made.zipped({f"{i}.csv": "a" for i in range(1500)}),
    "two-tables.zip": made.zipped({"a.csv": GOOD, "b.csv": GOOD}),
    "zip-in-zip.zip": made.zipped({"a.zip": made.zipped({"a.csv": GOOD})}),
    "entities.xml": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">]><r>&a;</r>',
    "deep.json": "[" * 200_000,
    "object.json": '{"hello": "world"}',
    "activity.fit": bytes([14, 16, 16, 8, 0, 0, 0, 0]) + b".FIT" + bytes(2),
    "not-a-video.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(4000),
    "not-a-video.mkv": b"\x1a\x45\xdf\xa3" + bytes(4000),
    "not-a-c3d.c3d": b"\x02\x50" + bytes(600),
    "not-a-c3d-either.c3d": b"\x02\x50" + b"\x10\x00" * 2000,
    "not-hdf5.h5": b"\x89HDF\r\n\x1a\n" + bytes(600),
    "not-parquet.parquet": b"PAR1" + bytes(600),
    "not-parquet-either.parquet": b"PAR1" + bytes(600) + b"\xff\xff\xff\x7fPAR1",
    "database.sqlite": b"SQLite format 3\0" + bytes(600),
    "packed.gz": b"\x1f\x8b" + bytes(600),
    "paper.pdf": b"%PDF-1.7\n" + bytes(600),
    "xsens-header-only.txt": "// Update Rate: 100Hz\nPacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n",
    "xsens-counter-words.txt": "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n" + rows(99, lambda i: f"x{i}\t0\t0\t9.8"),
    "opensignals-deep.txt": "# OpenSignals Text File Format\n# {"
    + '"a":{' * 9000
    + "\n# EndOfHeader\n"
    + rows(99, lambda i: f"{i}\t1"),
    "opensignals-no-rate.txt": "# OpenSignals Text File Format\n# "
    + json.dumps({"x": {"column": ["nSeq", "CH1"], "sensor": ["EMG"]}})
    + "\n# EndOfHeader\n"
    + rows(99, lambda i: f"{i}\t1"),
    "opensignals-odd.txt": "# OpenSignals Text File Format\n# "
    + json.dumps({"x": {"column": ["nSeq", 7], "sensor": 5, "resolution": "x", "sampling rate": [1000]}})
    + "\n# EndOfHeader\n"
    + rows(99, lambda i: f"{i}\t1"),
    "apdm-short-header.csv": "Format=7,101,,,Lumbar\n" + rows(99, lambda i: f"{i},1,2,3,4"),
    "opensim-only-header.sto": "x\nversion=1\nendheader\ntime\tankle_angle_r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_one_line_and_no_recording(tmp_path, name, capfd):
    path = tmp_path / name
    content = BROKEN[name]
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SoleusError) as caught:
        read_recording(path)
    message = str(caught.value)
    assert name in message
    assert "\n" not in message
    assert len(message) < 600
    assert isinstance(caught.value, (InputError, NotEnoughDataError))
    assert capfd.readouterr() == ("", "")


def test_more_than_sixty_broken_files():
    assert len(BROKEN) >= 60


@pytest.mark.parametrize(
    "name",
    ["header-only.csv", "one-row.csv", "too-short.csv", "all-nan.csv", "acc-nan.csv", "two-axes.csv", "empty.csv"],
)
def test_too_little_is_told_from_wrong(tmp_path, name):
    content = BROKEN[name]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(NotEnoughDataError):
        read_recording(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("no-clock.csv", "--rate-hz"),
        ("height-without-unit.csv", "--column 'heel:mm'"),
        ("kilometre-heels.csv", ":mm"),
        ("acc-m-s2-called-g.csv", "m/s2"),
        ("acc-g-called-m-s2.csv", ":g"),
        ("decimal-commas-in-commas.csv", "semicolon"),
        ("ragged-later.csv", "line 802"),
    ],
)
def test_the_remedy_is_named(tmp_path, name, remedy):
    (tmp_path / name).write_text(BROKEN[name])
    with pytest.raises(InputError, match=remedy):
        read_recording(tmp_path / name)


@pytest.mark.parametrize("size", [2_000_000_000, 3_000_000_000])
def test_a_sparse_file_is_refused_without_being_read(tmp_path, size):
    path = tmp_path / "sparse.csv"
    with path.open("wb") as file:
        file.write(GOOD.encode())
        file.truncate(size)
    with pytest.raises(InputError, match=r"sparse\.csv"):
        read_recording(path)


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"absent\.csv: no such file"):
        read_recording(tmp_path / "absent.csv")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(NotEnoughDataError, match="nothing"):
        read_recording(tmp_path / "nothing")
    with pytest.raises(InputError, match="device"):
        read_recording("/dev/null")


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "outside.csv").write_text(GOOD)
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "in.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(NotEnoughDataError):
        read_recording(tmp_path / "export")


@pytest.mark.parametrize("rate_hz", [0, -5, float("nan"), float("inf"), 1e9])
def test_an_impossible_rate_is_refused(tmp_path, rate_hz):
    (tmp_path / "a.csv").write_text(GOOD)
    with pytest.raises(InputError, match="rate_hz"):
        read_recording(tmp_path / "a.csv", rate_hz=rate_hz)
