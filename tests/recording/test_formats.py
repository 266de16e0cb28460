"""Every format, from a small file made up here."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import made_recordings as made
import numpy as np
import pytest

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording import AnkleAngle, Emg, HeelHeight, Imu, Recording, Video, read_recording


def _imu(recording: Recording) -> Imu:
    assert isinstance(recording.signal, Imu)
    return recording.signal


def _close(recording: Recording, n: int, tolerance: float = 1e-4) -> None:
    """Acceleration and angular velocity as they were made."""
    t = made.clock(n)
    assert recording.n_samples == n
    np.testing.assert_allclose(_imu(recording).acceleration_m_s2, made.acceleration(t), atol=tolerance)


def test_a_height_column_is_read_with_its_clock_hash_and_rate(tmp_path):
    path = tmp_path / "any name"
    path.write_text(made.height_csv())
    recording = read_recording(path)
    assert isinstance(recording.signal, HeelHeight)
    assert (recording.format, recording.sensor, recording.n_samples, recording.n_gaps) == ("csv", "height", 800, 0)
    assert recording.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert recording.rate_hz == pytest.approx(100)
    np.testing.assert_allclose(recording.signal.height_m, made.heights(made.clock()), atol=1e-5)
    assert recording.warnings == ()


@pytest.mark.parametrize(
    ("names", "acc_unit", "gyro_unit"),
    [
        (("acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2", "gyro_x_rad_s", "gyro_y_rad_s", "gyro_z_rad_s"), 1, 1),
        (("acc_x_g", "acc_y_g", "acc_z_g", "gyr_x_deg_s", "gyr_y_deg_s", "gyr_z_deg_s"), made.G, np.pi / 180),
        (
            ("Acc_X [mg]", "Acc_Y [mg]", "Acc_Z [mg]", "Gyr_X [dps]", "Gyr_Y [dps]", "Gyr_Z [dps]"),
            made.G / 1000,
            np.pi / 180,
        ),
        (("X (m/s^2)", "Y (m/s^2)", "Z (m/s^2)", "wx (rad/s)", "wy (rad/s)", "wz (rad/s)"), 1, 1),
        (("ax:g", "ay:g", "az:g", "gx:deg/s", "gy:deg/s", "gz:deg/s"), made.G, np.pi / 180),
        (("gFx (g)", "gFy (g)", "gFz (g)", "wx (rad/s)", "wy (rad/s)", "wz (rad/s)"), made.G, 1),
    ],
)
def test_units_come_from_the_header(tmp_path, names, acc_unit, gyro_unit):
    path = tmp_path / "a.csv"
    path.write_text(made.imu_csv(names, acc_unit=acc_unit, gyro_unit=gyro_unit))
    recording = read_recording(path)
    _close(recording, 800)
    np.testing.assert_allclose(_imu(recording).angular_velocity_rad_s, made.turning(made.clock()), atol=1e-4)
    assert _imu(recording).gravity_included
    assert recording.warnings == ()


@pytest.mark.parametrize(("unit", "word"), [(made.G, "as g "), (1.0, "as m/s2 ")])
def test_an_acceleration_without_unit_is_settled_by_gravity_and_says_so(tmp_path, unit, word):
    path = tmp_path / "a.csv"
    path.write_text(made.imu_csv(("acc_x", "acc_y", "acc_z"), acc_unit=unit))
    recording = read_recording(path)
    _close(recording, 800)
    assert any(word in line for line in recording.warnings)


@pytest.mark.parametrize("unit", [1.0, np.pi / 180])
def test_a_gyroscope_without_unit_is_settled_by_how_gravity_turns(tmp_path, unit):
    path = tmp_path / "a.csv"
    path.write_text(made.imu_csv(("ax_g", "ay_g", "az_g", "wx", "wy", "wz"), acc_unit=made.G, gyro_unit=unit))
    recording = read_recording(path)
    np.testing.assert_allclose(_imu(recording).angular_velocity_rad_s, made.turning(made.clock()), atol=1e-4)
    assert any("gyroscope: unit not stated" in line for line in recording.warnings)


def test_an_acceleration_without_unit_and_gravity_is_refused(tmp_path):
    t = made.clock()
    path = tmp_path / "a.csv"
    path.write_text(made.table(["time_s", "ax", "ay", "az"], [t, np.sin(5 * t), np.cos(7 * t), np.sin(3 * t)]))
    with pytest.raises(InputError, match="states no unit"):
        read_recording(path)


def test_removed_gravity_is_noticed(tmp_path):
    t = made.clock()
    path = tmp_path / "a.csv"
    path.write_text(
        made.table(["time_s", "ax_m_s2", "ay_m_s2", "az_m_s2"], [t, np.sin(5 * t), np.cos(7 * t), np.sin(3 * t)])
    )
    recording = read_recording(path)
    assert not _imu(recording).gravity_included
    assert any("gravity has been removed" in line for line in recording.warnings)


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_phyphox_folder_puts_the_gyroscope_on_the_clock_of_the_acceleration(tmp_path, mark):
    recording = read_recording(made.folder(tmp_path / "walk", made.phyphox_members(mark=mark)))
    _close(recording, 800)
    turn = _imu(recording).angular_velocity_rad_s
    np.testing.assert_allclose(turn[1:-5], made.turning(made.clock())[1:-5], atol=2e-3)
    assert np.isnan(turn[0]).all()
    assert recording.format == "phyphox"
    assert recording.start_unix_s == pytest.approx(1_700_000_000.25)


def test_a_phyphox_zip_reads_like_its_folder(tmp_path):
    path = tmp_path / "walk.zip"
    path.write_bytes(made.zipped(made.phyphox_members()))
    _close(read_recording(path), 800)


def test_linear_acceleration_of_phyphox_has_no_gravity(tmp_path):
    recording = read_recording(made.folder(tmp_path / "walk", made.phyphox_members(linear=True)))
    assert not _imu(recording).gravity_included


def test_a_folder_digest_changes_with_any_member(tmp_path):
    members = made.phyphox_members()
    first = read_recording(made.folder(tmp_path / "a", members)).sha256
    assert read_recording(made.folder(tmp_path / "b", members)).sha256 == first
    members["meta/device.csv"] += "\n"
    assert read_recording(made.folder(tmp_path / "c", members)).sha256 != first


@pytest.mark.parametrize(("platform", "standard"), [("android", "false"), ("ios", "false"), ("ios", "true")])
def test_sensor_logger_points_up_at_rest_on_every_phone(tmp_path, platform, standard):
    path = tmp_path / "x.zip"
    path.write_bytes(made.zipped(made.sensor_logger_members(platform, standardised=standard)))
    recording = read_recording(path)
    _close(recording, 800, 1e-3)
    assert _imu(recording).gravity_included
    np.testing.assert_allclose(_imu(recording).angular_velocity_rad_s, made.turning(made.clock()), atol=1e-3)
    assert recording.format == "sensor-logger"
    assert recording.start_unix_s == pytest.approx(1_700_000_000.0)


def test_xsens_counts_packets_over_the_wrap_and_shows_a_loss_as_a_gap(tmp_path):
    path = tmp_path / "MT.txt"
    path.write_text(made.xsens_text(first=65400, lost=(50, 51, 52, 53)))
    recording = read_recording(path)
    assert (recording.format, recording.n_samples, recording.n_gaps) == ("xsens", 296, 1)
    assert recording.duration_s == pytest.approx(2.99)
    assert recording.rate_hz == pytest.approx(100)


def test_xsens_without_acceleration_is_too_little(tmp_path):
    path = tmp_path / "MT.txt"
    text = re.sub(r"Acc_", "Mat_", made.xsens_text())
    path.write_text(text)
    with pytest.raises(NotEnoughDataError, match="no acceleration"):
        read_recording(path)


def test_xsens_without_a_rate_asks_for_one(tmp_path):
    path = tmp_path / "MT.txt"
    path.write_text(made.xsens_text(rate=""))
    with pytest.raises(InputError, match="--rate-hz"):
        read_recording(path)
    assert read_recording(path, rate_hz=50).rate_hz == pytest.approx(50)


def test_apdm_chooses_the_device_by_side_or_placement_else_warns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(made.apdm_slashed())
    first = read_recording(path)
    assert any("Left Ankle" in line for line in first.warnings)
    t = made.clock(300, 128.0)
    np.testing.assert_allclose(_imu(first).acceleration_m_s2, made.acceleration(t), atol=1e-4)
    for chosen in (read_recording(path, side="left"), read_recording(path, placement="shin")):
        np.testing.assert_allclose(_imu(chosen).acceleration_m_s2, made.acceleration(t)[:, ::-1], atol=1e-4)
        assert chosen.side == "left"
    assert first.rate_hz == pytest.approx(128, rel=1e-3)


def test_apdm_with_three_header_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(made.apdm_three_rows())
    recording = read_recording(path, side="right")
    t = made.clock(300, 128.0)
    np.testing.assert_allclose(_imu(recording).acceleration_m_s2, made.acceleration(t)[:, ::-1], atol=1e-4)
    assert recording.start_unix_s == pytest.approx(1.6e9)
    assert recording.format == "apdm"


def test_two_header_rows_of_two_feet(tmp_path):
    t = made.clock()
    body = made.table(
        ["i"] * 7, [t, *(np.concatenate([made.acceleration(t), made.acceleration(t)[:, ::-1]], axis=1).T)]
    )
    head = ",left_sensor" * 3 + ",right_sensor" * 3 + "\n" + ",acc_x,acc_y,acc_z" * 2 + "\n"
    path = tmp_path / "feet.csv"
    path.write_text(head + body.split("\n", 1)[1])
    recording = read_recording(path, side="right")
    np.testing.assert_allclose(_imu(recording).acceleration_m_s2, made.acceleration(t)[:, ::-1], atol=1e-4)
    assert any("left_sensor is read" in line for line in read_recording(path).warnings)


def test_a_table_without_header_is_read_where_gravity_shows(tmp_path):
    t = made.clock()
    path = tmp_path / "walk.csv"
    rows = [
        f"{10**12 + round(s * 1e9)},{a[0]:.5f},{a[1]:.5f},{a[2]:.5f},0,0"
        for s, a in zip(t, made.acceleration(t), strict=True)
    ]
    path.write_text("\n".join(rows) + "\n")
    recording = read_recording(path)
    _close(recording, 800)
    assert any("no header" in line for line in recording.warnings)
    assert recording.rate_hz == pytest.approx(100)


@pytest.mark.parametrize("degrees", [True, False])
def test_opensim_angles_follow_the_header(tmp_path, degrees):
    path = tmp_path / "a.mot"
    path.write_text(made.opensim_text(degrees=degrees))
    recording = read_recording(path, sensor="angle", column="ankle_angle_r")
    assert isinstance(recording.signal, AnkleAngle)
    np.testing.assert_allclose(recording.signal.ankle_angle_rad, np.radians(20) * np.sin(made.clock(300)), atol=1e-5)
    assert (recording.format, recording.side) == ("opensim", "right")


def test_opensignals_emg_comes_in_volts(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text(made.opensignals_text())
    expected = 3000 / 65536 * 3.0 / 1000.0
    for path, name in ((text, "CH1"), (made.opensignals_h5(tmp_path / "a.h5"), "channel_1")):
        recording = read_recording(path, sensor="emg", column=name)
        assert isinstance(recording.signal, Emg)
        assert (recording.n_samples, recording.format) == (2000, "opensignals")
        assert recording.rate_hz == pytest.approx(1000)
        assert np.abs(recording.signal.channels_v[name]).max() == pytest.approx(expected, rel=1e-3)


def test_raw_counts_of_a_goniometer_need_a_unit(tmp_path):
    path = made.opensignals_h5(tmp_path / "a.h5")
    with pytest.raises(InputError, match="raw counts"):
        read_recording(path, sensor="angle", column="channel_2")


def test_parquet_reads_like_csv(tmp_path):
    _close(read_recording(made.parquet(tmp_path / "a.bin")), 800, 1e-3)


def test_c3d_gives_emg_at_its_rate_and_marker_heights_at_theirs(tmp_path):
    pytest.importorskip("ezc3d")
    path = made.c3d(tmp_path / "a.c3d")
    emg = read_recording(path)
    assert isinstance(emg.signal, Emg)
    assert list(emg.signal.channels_v) == ["LSOL"]
    assert np.abs(emg.signal.channels_v["LSOL"]).max() == pytest.approx(1e-3, rel=1e-3)
    assert emg.rate_hz == pytest.approx(1000)
    height = read_recording(path, sensor="height", column="LANK:mm")
    assert isinstance(height.signal, HeelHeight)
    assert height.rate_hz == pytest.approx(100)
    np.testing.assert_allclose(height.signal.height_m, made.heights(made.clock(200)) + 0.09, atol=1e-4)
    assert height.side is None or height.side == "left"


def test_without_ezc3d_the_remedy_is_named(tmp_path, monkeypatch):
    pytest.importorskip("ezc3d")
    path = made.c3d(tmp_path / "a.c3d")
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(InputError, match=r"pip install 'soleus\[c3d\]'"):
        read_recording(path)


def test_a_video_is_opened_and_its_clock_follows_the_header(tmp_path):
    recording = read_recording(made.video(tmp_path / "clip"))
    assert isinstance(recording.signal, Video)
    assert (recording.signal.width_px, recording.signal.height_px, recording.n_samples) == (64, 48, 40)
    assert recording.rate_hz == pytest.approx(25)
    with pytest.raises(InputError, match="this is a video"):
        read_recording(tmp_path / "clip", sensor="emg")


def test_the_column_option_takes_unit_sign_and_any_case(tmp_path):
    t = made.clock()
    path = tmp_path / "a.csv"
    path.write_text(made.table(["t", "Foo Angle"], [t, 20 * np.sin(t)]))
    plus = read_recording(path, sensor="angle", column="foo angle:deg").signal
    minus = read_recording(path, sensor="angle", column="Foo Angle:-deg").signal
    np.testing.assert_allclose(plus.ankle_angle_rad, np.radians(20 * np.sin(t)), atol=1e-5)
    np.testing.assert_array_equal(plus.ankle_angle_rad, -minus.ankle_angle_rad)
    with pytest.raises(InputError, match=r"no column 'bar'.*Foo Angle"):
        read_recording(path, column="bar:deg")
    with pytest.raises(InputError, match="unknown"):
        read_recording(path, sensor="angle", column="Foo Angle:furlong")
    with pytest.raises(InputError, match="expected rad, deg"):
        read_recording(path, sensor="angle", column="Foo Angle")


def test_several_emg_channels_by_name(tmp_path):
    t = made.clock()
    path = tmp_path / "a.csv"
    path.write_text(made.table(["t", "a", "b", "c"], [t, np.sin(t), np.cos(t), t]))
    recording = read_recording(path, sensor="emg", column="a,b:mV")
    assert list(recording.signal.channels_v) == ["a", "b"]
    assert np.nanmax(recording.signal.channels_v["a"]) == pytest.approx(1e-3, rel=1e-3)


def test_a_column_without_a_clock_needs_a_rate(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("heel\n" + "".join(f"{1000 * h:.2f}\n" for h in made.heights(made.clock())))
    with pytest.raises(InputError, match="--rate-hz"):
        read_recording(path, sensor="height", column="heel:mm")
    recording = read_recording(path, sensor="height", column="heel:mm", rate_hz=50)
    assert recording.rate_hz == pytest.approx(50)
    np.testing.assert_allclose(recording.signal.height_m, made.heights(made.clock()), atol=1e-5)


def test_a_sample_index_is_no_clock(tmp_path):
    t = made.clock()
    path = tmp_path / "a.csv"
    path.write_text(made.table(["samples", "heel_mm"], [np.arange(800), 1000 * made.heights(t)], form="{:g}"))
    with pytest.raises(InputError, match="counts samples"):
        read_recording(path)
    assert read_recording(path, rate_hz=100).duration_s == pytest.approx(7.99)


@pytest.mark.parametrize(
    ("name", "scale"), [("time_ms", 1e3), ("timestamp", 1e3), ("Time (us)", 1e6), ("timestamp", 1e9)]
)
def test_clocks_in_small_units(tmp_path, name, scale):
    t = made.clock()
    path = tmp_path / "a.csv"
    rows = [f"{1.7e9 * scale + s * scale:.0f},{h:.5f}" for s, h in zip(t, made.heights(t), strict=True)]
    path.write_text(f"{name},heel_m\n" + "\n".join(rows) + "\n")
    recording = read_recording(path)
    assert recording.rate_hz == pytest.approx(100, rel=1e-3)
    assert recording.start_unix_s == pytest.approx(1.7e9)


def test_the_clock_of_the_file_wins_over_the_option(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(made.height_csv())
    assert read_recording(path, rate_hz=7).rate_hz == pytest.approx(100)


def test_reading_writes_nothing_to_the_terminal(tmp_path, capfd):
    for name, content in (
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(4000)),
        ("a.h5", b"\x89HDF\r\n\x1a\n" + bytes(600)),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnknownFormatError if name == "a.mp4" else InputError):
            read_recording(tmp_path / name)
    assert capfd.readouterr() == ("", "")


def test_importing_the_room_loads_no_heavy_library():
    heavy = ("polars", "cv2", "h5py", "ezc3d", "scipy")
    code = f"import soleus.recording, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "factor"), [("soleus_uV", 1e-6), ("soleus_mV", 1e-3), ("soleus (µV)", 1e-6), ("soleus_V", 1.0)]
)
def test_volts_are_scaled_by_the_unit_in_the_name(tmp_path: Path, name: str, factor: float) -> None:
    path = tmp_path / "calf.csv"
    path.write_text(f"time_s,{name}\n" + "".join(f"{k / 1000},{k % 7}\n" for k in range(500)), encoding="utf-8")
    signal = read_recording(path, sensor="emg").signal
    assert isinstance(signal, Emg)
    (values,) = signal.channels_v.values()
    assert np.nanmax(values) == pytest.approx(6 * factor)
