"""The shared development recordings, where they lie beside the checkout, against their truth."""

import csv
from pathlib import Path

import numpy as np
import pytest

from soleus.errors import NotEnoughDataError
from soleus.recording import Emg, Imu, read_recording

HERE = Path(__file__).resolve()
FOLDERS = [HERE.parents[n] / "shared" / "data" for n in (3, 4, 5) if len(HERE.parents) > n]
DATA = next((folder for folder in FOLDERS if (folder / "truth.csv").exists()), None)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(DATA is None, reason="no shared development data beside the checkout"),
]


def _truth() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if DATA is not None:
        with (DATA / "truth.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["file"], {})[row["quantity"]] = row["value"]
    return found


TRUTH = _truth()
PHONES = [f for f, q in TRUTH.items() if f.startswith("phone_formats/") and ("samples" in q or "rows" in q)]
BURSTS = [(f, q[7:]) for f, qs in TRUTH.items() for q in qs if q.startswith("bursts:")]
ANGLES = [f for f in TRUTH if f.startswith("ankle_angle/")]
SETS = [f for f in TRUTH if f.startswith("reps/")]


@pytest.mark.parametrize("file", PHONES)
def test_phone_formats_have_their_rows_and_rates(file):
    facts = TRUTH[file]
    n = int(facts.get("samples") or facts["rows"])
    try:
        recording = read_recording(DATA / file)
    except NotEnoughDataError:
        assert n < 100 or facts.get("has_acceleration") == "0"
        return
    assert recording.n_samples == n
    if "rate_hz" in facts:
        assert recording.rate_hz == pytest.approx(float(facts["rate_hz"]), rel=0.01)
    if "gravity_included" in facts:
        assert recording.signal.gravity_included == (facts["gravity_included"] == "1")


@pytest.mark.parametrize(("file", "channel"), BURSTS)
def test_emg_channels_have_their_samples(file, channel):
    if file.endswith(".c3d"):
        pytest.importorskip("ezc3d")
    facts = TRUTH[file]
    recording = read_recording(DATA / file, sensor="emg", column=channel)
    assert isinstance(recording.signal, Emg)
    assert list(recording.signal.channels_v) == [channel]
    assert recording.n_samples == int(facts.get("analog_samples") or facts["samples"])
    assert recording.rate_hz == pytest.approx(float(facts["emg_rate_hz"]))


@pytest.mark.parametrize("file", ANGLES)
def test_ankle_angles_last_five_seconds(file):
    recording = read_recording(DATA / file, sensor="angle", column="RAnkleFlexion:deg")
    assert (recording.n_samples, round(recording.rate_hz)) == (500, 100)
    low = np.degrees(np.nanmin(recording.signal.ankle_angle_rad))
    assert low == pytest.approx(float(TRUTH[file]["ankle_top_deg"]), abs=3)


def test_every_watch_set_holds_acceleration_and_turning():
    for file in SETS:
        recording = read_recording(DATA / file, placement="wrist")
        assert isinstance(recording.signal, Imu)
        assert recording.signal.gravity_included
        assert recording.rate_hz == pytest.approx(50)
        assert recording.warnings == ()


@pytest.mark.parametrize("file", [f for f, q in TRUTH.items() if f.startswith("steps/oxford") and "steps" in q])
def test_walks_without_a_header_hold_gravity(file):
    recording = read_recording(DATA / file)
    size = np.linalg.norm(recording.signal.acceleration_m_s2, axis=1)
    assert np.median(size) == pytest.approx(9.8, rel=0.1)
    assert 90 < recording.rate_hz < 450


def test_the_lower_back_is_in_g_and_degrees_by_physics():
    for path in sorted((DATA / "steps" / "mobgap").glob("HA_*.csv")):
        recording = read_recording(path, rate_hz=100, placement="lower-back")
        size = np.linalg.norm(recording.signal.acceleration_m_s2, axis=1)
        assert np.median(size) == pytest.approx(9.8, rel=0.1)
        assert np.nanpercentile(np.abs(recording.signal.angular_velocity_rad_s), 99) < 10


def test_two_feet_side_by_side():
    for name, rate_hz in (("imu_sample_healthy_stair_down.csv", 204.8), ("imu_sample_ic_stride.csv", 102.4)):
        left, right = (read_recording(DATA / "stairs" / name, side=side, rate_hz=rate_hz) for side in ("left", "right"))
        assert (left.side, right.side) == ("left", "right")
        assert left.rate_hz == pytest.approx(rate_hz)
        assert not np.array_equal(left.signal.acceleration_m_s2, right.signal.acceleration_m_s2)
