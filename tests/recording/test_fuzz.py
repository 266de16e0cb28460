"""Whatever the bytes are: a recording with a sound clock, or a SoleusError."""

import functools
import tempfile
from pathlib import Path

import made_recordings as made
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soleus.errors import SoleusError
from soleus.recording import read_recording

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MAGIC = [
    b"",
    b"PK\x03\x04",
    b"PAR1",
    b"\x89HDF\r\n\x1a\n",
    b"\x02\x50",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"time_s,heel_m\n",
    b"PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n",
    b"Format=7,1,,,A\n",
    b"# OpenSignals Text File Format\n# {",
    b"x\nendheader\ntime\tankle_angle\n",
    b'"Time (s)","X (m/s^2)"\n',
    b"time,seconds_elapsed,z,y,x\n",
    b"\x00\x00\x00\x18ftypmp42",
]
OPTIONS = [
    {},
    {"sensor": "imu"},
    {"sensor": "height", "column": "heel_height_m:mm"},
    {"sensor": "angle", "column": "ankle_angle_r"},
    {"sensor": "emg", "column": "channel_1"},
    {"rate_hz": 100.0, "side": "left", "placement": "shin"},
    {"column": "CH1:mV"},
]


def sound_or_refused(content: bytes, options: dict) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.dat"
        path.write_bytes(content)
        try:
            recording = read_recording(path, **options)
        except SoleusError:
            return
    assert np.isfinite(recording.time_s).all()
    assert (np.diff(recording.time_s) > 0).all()
    assert recording.time_s[0] == 0


@functools.cache
def valid_files() -> dict[str, bytes]:
    text = {
        "csv": made.height_csv(120),
        "imu": made.imu_csv(("acc_x_g", "acc_y_g", "acc_z_g", "gx", "gy", "gz"), acc_unit=made.G, n=120),
        "phyphox": made.phyphox_members()["Accelerometer.csv"][:6000],
        "sensor-logger": made.sensor_logger_members("android")["TotalAcceleration.csv"][:6000],
        "xsens": made.xsens_text(120),
        "apdm": made.apdm_slashed(60),
        "apdm three rows": made.apdm_three_rows(60),
        "opensim": made.opensim_text(degrees=True)[:6000],
        "opensignals txt": made.opensignals_text(300),
    }
    files = {name: content.encode() for name, content in text.items()}
    files["zip"] = made.zipped({k: v[:3000] for k, v in made.phyphox_members().items()})
    with tempfile.TemporaryDirectory() as folder:
        files["parquet"] = made.parquet(Path(folder) / "a").read_bytes()
    return files


KINDS = ["csv", "imu", "phyphox", "sensor-logger", "xsens", "apdm", "apdm three rows", "opensim", "opensignals txt"]
KINDS += ["zip", "parquet"]


@FUZZ
@given(st.sampled_from(MAGIC), st.binary(max_size=3000), st.sampled_from(OPTIONS))
def test_arbitrary_bytes(magic, content, options):
    sound_or_refused(magic + content, options)


@FUZZ
@given(
    st.sampled_from(MAGIC),
    st.text(alphabet="0123456789.,;\t\n-+eE\"'#/ nainfxyz_:()T", max_size=1500),
    st.sampled_from(OPTIONS),
)
def test_arbitrary_text(magic, content, options):
    sound_or_refused(magic + content.encode(), options)


@FUZZ
@given(
    st.lists(
        st.lists(
            st.sampled_from(["0", "1", "2.5", "-9.8", "nan", "inf", "1e308", "", "x", "2020-01-01 00:00:00"]),
            max_size=5,
        ),
        max_size=60,
    ),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["time_s,heel_height_m", "time,ax,ay,az", "t,x,y,z", "samples,acc_x_g,acc_y_g,acc_z_g", ""]),
    st.sampled_from(OPTIONS),
)
def test_arbitrary_tables(rows, mark, header, options):
    lines = [header.replace(",", mark), *(mark.join(row) for row in rows)]
    sound_or_refused("\n".join(lines).encode(), options)


@pytest.mark.parametrize("kind", KINDS)
@settings(FUZZ, max_examples=40)
@given(data=st.data())
def test_mutated_sound_files(kind, data):
    content = bytearray(valid_files()[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        what = data.draw(st.sampled_from(["flip", "cut", "drop", "insert", "repeat"]))
        if what == "flip" and content:
            content[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del content[at:]
        elif what == "drop":
            del content[at : at + data.draw(st.integers(1, 200))]
        elif what == "insert":
            content[at:at] = data.draw(st.binary(max_size=20))
        else:
            content[at:at] = content[at : at + 200]
    sound_or_refused(bytes(content), data.draw(st.sampled_from(OPTIONS)))


@pytest.mark.parametrize("kind", ["c3d", "h5"])
def test_damage_in_binary_files_never_ends_the_process(tmp_path, kind):
    """Damage in the header makes ezc3d crash and HDF5 hang; both must stay one clean error."""
    if kind == "c3d":
        pytest.importorskip("ezc3d")
    make = made.c3d if kind == "c3d" else made.opensignals_h5
    content = make(tmp_path / f"a.{kind}").read_bytes()
    random = np.random.default_rng(5)
    for _ in range(10):
        mutated = bytearray(content)
        for at in random.integers(512, 3000, 5):
            mutated[at] = random.integers(256)
        sound_or_refused(bytes(mutated), {})
