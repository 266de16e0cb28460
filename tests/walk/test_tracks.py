"""GPX, TCX and Health exports: distances and totals by hand, and XML that means harm."""

import io
import zipfile
from pathlib import Path

import gpxpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError, SoleusError, UnknownFormatError
from soleus.outing import as_json, measure_walk
from soleus.walk.apple import read_apple
from soleus.walk.read import open_walk
from soleus.walk.route import summarise
from soleus.walk.stamps import unix_s
from tests.walk import made_walks as made

BOMB = "<!DOCTYPE r [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)
DAY = "2025-05-01 {} +0200"


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes, name: str = "walk.xml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def test_a_straight_track_has_its_length_time_and_climb(write) -> None:
    route = summarise(open_walk(write(made.gpx(made.straight(101, rise_m=0.5)))))
    assert route.distance_m == pytest.approx(500.0, rel=1e-4)
    assert route.duration_s == 400.0
    assert (route.ascent_m, route.descent_m, route.n_steps) == (pytest.approx(50.0), 0.0, None)


def test_utf16_and_prefixes_are_read(write) -> None:
    text = made.gpx(made.straight(10)).replace("<trkpt", "<g:trkpt").replace("</trkpt", "</g:trkpt")
    utf16 = text.replace('version="1.0"?', 'version="1.0" encoding="utf-16"?').replace("<gpx ", '<gpx xmlns:g="x" ')
    assert len(open_walk(write(utf16.encode("utf-16"))).segments[0]) == 10


def test_a_jump_of_the_position_is_left_out_and_told(write) -> None:
    points = made.straight(60)
    points[30] = (46.2, 14.3, 500.0, points[30][3])
    route = summarise(open_walk(write(made.gpx(points))))
    assert route.distance_m == pytest.approx(295.0, rel=1e-3)
    assert any("jump" in note for note in route.warnings)


def test_nobody_is_a_street_away_for_a_moment(write) -> None:
    points = made.straight(60)
    latitude, longitude, *rest = points[30]
    points[30] = (latitude, longitude + 0.003, *rest)  # 230 m aside in 4 s
    route = summarise(open_walk(write(made.gpx(points))))
    assert route.distance_m == pytest.approx(59 * 5.0, rel=0.01)


def test_a_jump_is_found_without_times_too(write) -> None:
    points = [(lat, lon, ele, None) for lat, lon, ele, _ in made.straight(60)]
    points[30] = (46.2, 14.3, 500.0, None)
    route = summarise(open_walk(write(made.gpx(points))))
    assert route.distance_m == pytest.approx(295.0, rel=1e-3)
    assert route.duration_s is None


def test_a_first_point_from_far_away_is_left_out(write) -> None:
    points = made.straight(40)
    points[0] = (45.0, 13.0, 500.0, points[0][3])
    assert summarise(open_walk(write(made.gpx(points)))).distance_m == pytest.approx(190.0, rel=1e-3)


def test_a_day_without_points_is_not_walked(write) -> None:
    before, after = made.straight(50), made.straight(50)
    after = [(lat + 0.1, lon, ele, made.clock(k * 4.0 + 90_000.0)) for k, (lat, lon, ele, _) in enumerate(after)]
    route = summarise(open_walk(write(made.gpx(before + after))))
    assert (route.distance_m, route.duration_s) == (pytest.approx(490.0, rel=1e-3), 392.0)
    assert any("24." in note and "gap" in note for note in route.warnings)


def test_a_track_that_does_not_move_is_told(write) -> None:
    route = summarise(open_walk(write(made.gpx(made.straight(20, step_m=0.0)))))
    assert route.distance_m == 0.0
    assert "the track does not move" in route.warnings


def test_stamps_of_1901_give_no_duration(write) -> None:
    points = [(lat, lon, ele, "1901-12-13T20:45:52Z") for lat, lon, ele, _ in made.straight(20)]
    walk = as_json(measure_walk(write(made.gpx(points))))
    assert (walk["duration_s"], walk["climb_rate_m_per_h"]) == (None, None)


def test_a_broken_track_gives_its_beginning(write) -> None:
    text = made.gpx(made.straight(50))
    track = open_walk(write(text[: int(0.6 * len(text))]))
    assert 20 < len(track.segments[0]) < 50
    assert "breaks off" in track.warnings[0]


@pytest.mark.parametrize("head", [BOMB + "]>", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'])
def test_entities_are_refused(write, head: str) -> None:
    with pytest.raises(InputError, match=r"walk\.xml: the XML declares entities"):
        open_walk(write(made.gpx(made.straight(10), head=head)))


def test_entities_hidden_in_utf16_are_refused(write) -> None:
    text = made.gpx(made.straight(10), head=BOMB + "]>").replace('"1.0"?', '"1.0" encoding="utf-16"?')
    with pytest.raises(InputError, match="entities"):
        open_walk(write(text.encode("utf-16")))


@pytest.mark.parametrize("encoding", ["UTF-8x", "gb2312", "shift_jis", "hex", "undefined"])
def test_an_encoding_that_cannot_be_read_is_told(write, encoding: str) -> None:
    text = made.gpx(made.straight(9)).replace('version="1.0"', f'version="1.0" encoding="{encoding}"', 1)
    with pytest.raises(InputError, match="encoding"):
        open_walk(write(text))


def test_xml_of_other_kinds_is_refused(write) -> None:
    with pytest.raises(UnknownFormatError, match=r"walk\.xml: XML or HTML"):
        open_walk(write("<html><body>hello</body></html>"))


def test_deep_nesting_is_refused(write) -> None:
    with pytest.raises(InputError, match="nested"):
        open_walk(write("<gpx>" + "<a>" * 5000 + "</a>" * 5000 + "</gpx>"))


def test_tcx_laps_give_steps_distance_and_time(write) -> None:
    point = (
        "<Trackpoint><Time>{}</Time><AltitudeMeters>{}</AltitudeMeters><DistanceMeters>{}</DistanceMeters></Trackpoint>"
    )
    points = "".join(point.format(made.clock(k), 100 + k, 1.3 * k) for k in range(50))
    lap = (
        "<Lap><TotalTimeSeconds>49</TotalTimeSeconds><DistanceMeters>63.7</DistanceMeters>"
        f"<Track>{points}</Track><Extensions><ns3:LX><ns3:Steps>84</ns3:Steps></ns3:LX></Extensions></Lap>"
    )
    route = summarise(open_walk(write(made.tcx(lap + lap))))
    assert (route.n_steps, route.distance_m, route.duration_s) == (168, pytest.approx(127.4), 98.0)
    assert route.ascent_m == pytest.approx(2 * 49.0, abs=1.5)


def test_tcx_cadence_gives_steps_where_the_lap_does_not(write) -> None:
    cadence = "<Extensions><ns3:TPX><ns3:RunCadence>80</ns3:RunCadence></ns3:TPX></Extensions>"
    point = "<Trackpoint><Time>{}</Time>" + cadence + "</Trackpoint>"
    points = "".join(point.format(made.clock(k)) for k in range(61))
    route = summarise(
        open_walk(write(made.tcx(f"<Lap><TotalTimeSeconds>60</TotalTimeSeconds><Track>{points}</Track></Lap>")))
    )
    assert route.n_steps == 160


def test_amounts_below_zero_are_none(write) -> None:
    cadence = "<Extensions><ns3:TPX><ns3:RunCadence>-80</ns3:RunCadence></ns3:TPX></Extensions>"
    points = "".join(f"<Trackpoint><Time>{made.clock(k)}</Time>{cadence}</Trackpoint>" for k in range(3))
    lap = (
        f"<Lap><TotalTimeSeconds>-60</TotalTimeSeconds><DistanceMeters>-9</DistanceMeters><Track>{points}</Track></Lap>"
    )
    totals = open_walk(write(made.tcx(lap + "<Lap><DistanceMeters>7</DistanceMeters></Lap>"))).totals
    assert (totals.duration_s, totals.distance_m) == (None, 7.0)
    assert summarise(open_walk(write(made.tcx(lap + "<Lap><DistanceMeters>7</DistanceMeters></Lap>")))).n_steps is None


def test_a_workout_that_ends_before_it_begins_has_no_duration() -> None:
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="-5" totalDistance="-2" '
        'startDate="2025-05-01 08:30:00 +0000" endDate="2025-05-01 08:00:00 +0000"/>'
    )
    track = read_apple(io.BytesIO(made.health(workout).encode()), where="export.xml")
    assert (track.totals.duration_s, track.totals.distance_m, track.workouts) == (None, None, ())


def test_sources_of_a_health_export_are_never_added_up() -> None:
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30" durationUnit="min" '
        f'totalDistance="2.4" totalDistanceUnit="km" startDate="{DAY.format("10:00:00")}" '
        f'endDate="{DAY.format("10:30:00")}">'
        '<MetadataEntry key="HKElevationAscended" value="4200 cm"/></Workout>'
    )
    records = "".join(
        made.step_record(source, DAY.format(begin), DAY.format(end), count)
        for source, begin, end, count in (
            ("Phone", "10:00:00", "10:30:00", 2900),
            ("Watch", "10:00:00", "10:30:00", 3100),
            ("Watch", "10:30:00", "10:40:00", 500),
        )
    )
    track = read_apple(io.BytesIO(made.health(workout + records).encode()), where="export.xml")
    assert (track.totals.n_steps, track.totals.distance_m, track.totals.duration_s) == (3100, 2400.0, 1800.0)
    assert track.totals.ascent_m == 42.0
    assert any("never their sum" in note for note in track.warnings)


def packed(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


HEALTH = made.health(made.step_record("Phone", DAY.format("08:00:00"), DAY.format("08:10:00"), 1000))


def lying() -> bytes:
    """The list of members says ten bytes."""
    data = bytearray(packed({"export.xml": HEALTH * 500}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(packed({"export.xml": HEALTH}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def test_a_zipped_health_export_is_read_among_its_other_files(write) -> None:
    others = {f"apple_health_export/workout-routes/route_{k}.gpx": "<gpx/>" for k in range(1500)}
    path = write(packed({**others, "apple_health_export/export.xml": HEALTH}), "export.zip")
    assert open_walk(path).totals.n_steps == 1000


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (packed({"../export.xml": HEALTH}), "outside itself"),
        (packed({"export.xml": HEALTH, "/etc/x": ""}), "outside itself"),
        (packed({"export.xml": made.health(" " * 10_000_000)}), "over 200 times"),
        (packed({"export.xml": HEALTH, **{f"{k}.gpx": "" for k in range(20_000)}}), "at most 20000"),
        (packed({"export.xml": HEALTH})[:-40], "damaged"),
        (encrypted(), "encrypted"),
        (lying(), "damaged"),
    ],
    ids=["climbs out", "absolute", "bomb", "crowd", "cut", "encrypted", "lies"],
)
def test_a_hostile_zip_is_refused_in_one_line(write, data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        open_walk(write(data, "export.zip"))
    assert "\n" not in str(caught.value)


def test_a_health_export_of_other_sports_is_too_little() -> None:
    ride = '<Workout workoutActivityType="HKWorkoutActivityTypeCycling" duration="30" durationUnit="min"/>'
    with pytest.raises(NotEnoughDataError, match="1 workouts are of other sports"):
        read_apple(io.BytesIO(made.health(ride).encode()), where="export.xml")


def test_the_broken_declarations_of_some_exports_do_no_harm() -> None:
    text = made.health(made.step_record("Phone", DAY.format("10:00:00"), DAY.format("10:10:00"), 950))
    broken = text.replace(
        "<!ELEMENT HealthData (Record*)>", "<!ELEMENT HealthData (Record*)> <!ATTLIST x y (z CDATA >"
    ).encode()
    track = read_apple(io.BytesIO(broken.replace(b"Phone", b"Ph\x0bone")), where="export.xml")
    assert track.totals.n_steps == 950


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", None),
        ("2017-06-11T14:32:51Z", 1497191571.0),
        ("2017-06-11 16:32:51 +0200", 1497191571.0),
    ],
)
def test_stamps_mean_their_zone(text: str, seconds: float | None) -> None:
    value = unix_s(text)
    assert value != value if seconds is None else value == seconds


TEXTS = [
    made.gpx(made.straight(8)),
    made.tcx("<Lap><Track><Trackpoint/></Track></Lap>"),
    made.health(made.step_record("a", "b", "c", 1)),
]


@settings(max_examples=300)
@given(st.data())
def test_no_damage_to_xml_ends_in_anything_but_a_track_or_one_line(tmp_path_factory, data) -> None:
    content = bytearray(data.draw(st.sampled_from(TEXTS)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        piece = data.draw(
            st.one_of(st.binary(max_size=12), st.sampled_from([b"<", b"]]>", b"&a;", b"<!ENTITY a 'b'>", b'lat="nan"']))
        )
        content[at : at + data.draw(st.integers(0, 60))] = piece
    path = tmp_path_factory.mktemp("fuzz") / "x.xml"
    path.write_bytes(bytes(content))
    try:
        walk = as_json(measure_walk(path))
    except SoleusError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert walk["distance_m"] is None or 0 <= walk["distance_m"] < 1e9


@pytest.mark.shared
@pytest.mark.parametrize("name", ["Mojstrovka.gpx", "cerknicko-jezero.gpx"])
def test_gpxpy_measures_the_same_mountain_walk(shared: Path, name: str) -> None:
    path = shared / "activity" / name
    with path.open() as file:
        theirs = gpxpy.parse(file)
    route = summarise(open_walk(path))
    assert route.distance_m == pytest.approx(theirs.length_2d(), rel=0.005)
    uphill, downhill = theirs.get_uphill_downhill()
    assert route.ascent_m == pytest.approx(uphill, rel=0.03)
    assert route.descent_m == pytest.approx(downhill, rel=0.07)
