"""FIT files: exact truth from bytes written here, a second decoder as a witness, and every kind of damage."""

import struct
from pathlib import Path

import fitdecode
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.walk.fit import read_fit
from soleus.walk.fit_messages import read_messages
from soleus.walk.fit_worker import WANTED, extract
from soleus.walk.route import summarise
from tests.walk import made_walks as made


@pytest.fixture
def write(tmp_path: Path):
    def written(data: bytes) -> Path:
        path = tmp_path / "walk.fit"
        path.write_bytes(data)
        return path

    return written


def test_an_activity_says_what_its_session_says(write) -> None:
    body = made.records(100) + made.barometer() + made.session(strides=90, metres=123.75, seconds=99.0)
    track = read_fit(write(made.fit(body)), where="walk.fit")
    route = summarise(track)
    assert (track.format, track.sport, track.heights, track.warnings) == ("fit", "walking", "barometer", ())
    assert (route.n_steps, route.distance_m, route.duration_s, route.ascent_m) == (180, 123.75, 99.0, 5.0)


def test_without_a_session_the_records_tell(write) -> None:
    route = summarise(read_fit(write(made.fit(made.records(101))), where="walk.fit"))
    assert route.distance_m == pytest.approx(125.0)
    assert route.duration_s == 100.0
    assert route.n_steps is None  # no sport is named: cadence may be of pedals


def test_the_pedals_of_a_bicycle_are_no_steps(write) -> None:
    body = made.records(50) + made.session(strides=90, metres=60.0, seconds=49.0, sport=2)
    track = read_fit(write(made.fit(body)), where="walk.fit")
    assert (track.is_foot, track.totals.n_steps) == (False, None)


def test_totals_below_zero_are_none(write) -> None:
    fields = ((8, 4, 0x85), (9, 4, 0x85), (10, 4, 0x85), (22, 2, 0x83), (23, 2, 0x83))  # signed, which none should be
    body = made.definition(1, 18, fields) + b"\x01" + struct.pack("<iiihh", -9000, -500, -90, -5, 7)
    totals = read_fit(write(made.fit(made.records(3) + body)), where="walk.fit").totals
    assert (totals.duration_s, totals.distance_m, totals.n_steps, totals.ascent_m) == (None, None, None, None)
    assert totals.descent_m == 7.0


@pytest.mark.parametrize("big", [False, True])
def test_a_second_decoder_reads_the_same_records(write, big: bool) -> None:
    path = write(made.fit(made.records(40, big=big)))
    segment = read_fit(path, where="walk.fit").segments[0]
    with fitdecode.FitReader(str(path)) as reader:
        rows = [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]
    assert [row.get_value("timestamp").timestamp() for row in rows] == segment.unix_s.tolist()
    assert [row.get_value("distance") for row in rows] == pytest.approx(segment.distance_m.tolist())
    assert [row.get_value("altitude") for row in rows] == pytest.approx(segment.elevation_m.tolist())
    degrees = [row.get_value("position_lat") / made.SEMICIRCLES for row in rows]
    assert degrees == pytest.approx(segment.latitude_deg.tolist())


def test_invalid_values_are_missing(write) -> None:
    body = (
        made.definition(0, 20, made.RECORD_FIELDS)
        + b"\0"
        + struct.pack("<IiiIHB", 10**9, 0x7FFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFF, 0xFF)
    )
    segment = read_fit(write(made.fit(body)), where="walk.fit").segments[0]
    empty = (segment.latitude_deg, segment.longitude_deg, segment.distance_m, segment.elevation_m)
    assert all(np.isnan(values).all() for values in (*empty, segment.strides_per_min))


def test_any_bits_of_a_float_are_a_number_or_none() -> None:
    body = made.definition(0, 20, ((2, 4, 0x88),))
    body += b"".join(b"\0" + bits for bits in (b"\0\0\xa0\x7f", b"\0\0\xc0\xff", b"\0\0\x80\x3f"))  # two NaN, one
    heights = read_messages(made.fit(body), WANTED).column(20, 2)
    assert np.isnan(heights).tolist() == [True, True, False]
    assert heights[2] == 1.0


def test_compressed_time_stamps_roll_over() -> None:
    first = made.definition(0, 20, ((253, 4, 0x86),)) + b"\0" + struct.pack("<I", 1000 * 32 + 30)
    second = made.definition(1, 20, ((4, 1, 0x02),)) + bytes((0x80 | 1 << 5 | 31, 50)) + bytes((0x80 | 1 << 5 | 2, 51))
    messages = read_messages(made.fit(first + second), WANTED)
    assert messages.column(20, 253).tolist() == [32030.0, 32031.0, 32034.0]
    assert messages.column(20, 4)[1:].tolist() == [50.0, 51.0]


def test_fields_of_apps_are_stepped_over() -> None:
    fields = bytes((0x60, 0, 0)) + struct.pack("<HB", 20, 1) + bytes((4, 1, 2)) + bytes((1, 9, 3, 0))
    body = fields + b"\0" + bytes((77,)) + b"xyz" + b"\0" + bytes((78,)) + b"xyz"
    assert read_messages(made.fit(body), WANTED).column(20, 4).tolist() == [77.0, 78.0]


def test_an_all_day_file_counts_on_after_midnight(write) -> None:
    fields = ((26, 2, 0x84), (5, 1, 0x00), (3, 4, 0x86))
    body = made.definition(0, 55, fields)
    for stamp, kind, cycles in ((1, 6, 100), (2, 6, 900), (3, 1, 40), (4, 6, 20), (5, 8, 9999)):
        body += b"\0" + struct.pack("<HBI", stamp, kind, cycles)
    track = read_fit(write(made.fit(body)), where="walk.fit")
    assert track.totals.n_steps == 900 + 20 + 40


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.999])
def test_a_cut_file_gives_what_is_readable_and_says_so(write, kept: float) -> None:
    data = made.fit(made.records(100))
    track = read_fit(write(data[: int(kept * len(data))]), where="walk.fit")
    assert 45 <= len(track.segments[0]) <= 100
    assert any("ends" in note or "cut" in note or "breaks off" in note for note in track.warnings)


def test_a_wrong_checksum_is_told(write) -> None:
    data = bytearray(made.fit(made.records(30)))
    data[200] ^= 4
    assert any("checksum" in note for note in read_fit(write(bytes(data)), where="walk.fit").warnings)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (made.fit(b""), NotEnoughDataError),
        (bytes([14, 16, 0x10, 0x08]) + (4_000_000_000).to_bytes(4, "little") + b".FIT" + bytes(2), InputError),
        (made.fit(b"\x00" * 50), InputError),
        (made.fit(b"\x40\x00\x00\x14\x00\xff"), InputError),
    ],
)
def test_a_hopeless_file_is_refused_in_one_line(write, data: bytes, error: type[SoleusError]) -> None:
    with pytest.raises(error, match=r"^walk\.fit: ") as told:
        read_fit(write(data), where="walk.fit")
    assert "\n" not in str(told.value)


@settings(max_examples=300)
@given(st.data())
def test_no_damage_breaks_the_decoder(data) -> None:
    content = bytearray(made.fit(made.records(12) + made.session(strides=9, metres=15.0, seconds=11.0)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        what = data.draw(st.sampled_from(("change", "delete", "insert", "cut")))
        if what == "change" and content:
            content[at] = data.draw(st.integers(0, 255))
        elif what == "delete":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif what == "insert":
            content[at:at] = data.draw(st.binary(max_size=30))
        else:
            del content[at:]
    columns = extract(bytes(content))
    assert all(values.dtype.kind in "fU" for values in columns.values())


@given(st.binary(max_size=400))
def test_random_bytes_behind_a_header_end_soon(body: bytes) -> None:
    messages = read_messages(made.fit(body), WANTED)
    assert all(len(set(map(len, kind.values()))) == 1 for kind in messages.columns.values())


@pytest.mark.shared
def test_the_watch_walk_has_41_strides(shared: Path) -> None:
    route = summarise(read_fit(shared / "activity" / "garmin-fenix-5-walk.fit", where="walk.fit"))
    assert (route.n_steps, route.distance_m, route.duration_s) == (82, 67.85, 45.379)
