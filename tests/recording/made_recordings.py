"""Small recordings made up for the tests, one function a format."""

import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np

G = 9.80665
RATE_HZ = 100.0


def clock(n: int = 800, rate_hz: float = RATE_HZ) -> np.ndarray:
    return np.arange(n) / rate_hz


def heights(time_s: np.ndarray) -> np.ndarray:
    """Heel height in metres: 8 cm humps every two seconds."""
    return 0.04 * (1 - np.cos(np.pi * time_s))


def acceleration(time_s: np.ndarray) -> np.ndarray:
    """Specific force of a phone that tips to and fro by about 9 degrees, m/s2."""
    pitch = 0.3 + 0.15 * np.sin(np.pi * time_s)
    return np.stack([0.01 * np.cos(9 * time_s), G * np.sin(pitch), G * np.cos(pitch)], axis=1)


def turning(time_s: np.ndarray) -> np.ndarray:
    """Angular velocity that belongs to ``acceleration``, rad/s."""
    rate = 0.15 * np.pi * np.cos(np.pi * time_s)
    return np.stack([rate, 0 * rate, 0 * rate], axis=1)


def table(header: list[str], columns: list[np.ndarray], mark: str = ",", form: str = "{:.6f}") -> str:
    rows = [mark.join(form.format(v) for v in row) for row in zip(*columns, strict=True)]
    return "\n".join([mark.join(header), *rows]) + "\n"


def height_csv(n: int = 800) -> str:
    t = clock(n)
    return table(["time_s", "heel_height_m"], [t, heights(t)], form="{:.5f}")


def imu_csv(names: tuple[str, ...], *, acc_unit: float = 1.0, gyro_unit: float = 1.0, n: int = 800) -> str:
    t = clock(n)
    columns = [t, *(acceleration(t) / acc_unit).T, *(turning(t) / gyro_unit).T]
    return table(["time_s", *names], columns[: 1 + len(names)])


def phyphox_members(*, linear: bool = False, mark: str = ",") -> dict[str, str]:
    t = clock() + 0.25
    head = [f'"{name}"' for name in ("Time (s)", "X (m/s^2)", "Y (m/s^2)", "Z (m/s^2)")]
    spin = [f'"{name}"' for name in ("Time (s)", "X (rad/s)", "Y (rad/s)", "Z (rad/s)")]
    own = acceleration(t - 0.25) - (np.array([0, 0, G]) if linear else 0)
    own = own - own.mean(axis=0) if linear else own
    late = t[:-4] + 0.005
    return {
        ("Linear Accelerometer.csv" if linear else "Accelerometer.csv"): table(head, [t, *own.T], mark, "{:.9E}"),
        "Gyroscope.csv": table(spin, [late, *turning(late - 0.25).T], mark, "{:.9E}"),
        "meta/time.csv": '"event","experiment time","system time","system time text"\n'
        '"START",1.000E0,1.7000000010E9,"2023-11-14 22:13:21.000 UTC+00:00"\n"PAUSE",9.0E0,1.7000000090E9,"x"\n',
        "meta/device.csv": '"property","value"\n"deviceModel","none"\n',
    }


def sensor_logger_members(platform: str, *, standardised: str = "false") -> dict[str, str]:
    t = clock()
    stamps = [f"{1_700_000_000_000_000_000 + round(s * 1e9)}" for s in t]
    sign = -1.0 if platform == "ios" and standardised == "false" else 1.0
    own = acceleration(t)

    def stream(values: np.ndarray) -> str:
        rows = [f"{a},{s:.6f},{v[2]:.6f},{v[1]:.6f},{v[0]:.6f}" for a, s, v in zip(stamps, t, values, strict=True)]
        return "\n".join(["time,seconds_elapsed,z,y,x", *rows]) + "\n"

    members = {
        "Gyroscope.csv": stream(turning(t)),
        "Metadata.csv": f"version,platform,standardisation\n3,{platform},{standardised}\n",
    }
    if platform == "ios":
        pull = np.tile([0.0, 3.0, 9.3366], (len(t), 1))
        members |= {"Accelerometer.csv": stream(sign * (own - pull)), "Gravity.csv": stream(sign * pull)}
    else:
        members |= {"TotalAcceleration.csv": stream(own), "Accelerometer.csv": stream(own - own.mean(axis=0))}
    return members


def xsens_text(
    n: int = 300, *, first: int = 0, lost: tuple[int, ...] = (), rate: str = "// Update Rate: 100.0Hz\n"
) -> str:
    t = clock(n)
    names = ["PacketCounter", "SampleTimeFine", *(f"{q}_{a}" for q in ("Acc", "Gyr") for a in "XYZ")]
    lines = ["// Start Time: Unknown\n" + rate + "\t".join(names)]
    for i, (a, w) in enumerate(zip(acceleration(t), turning(t), strict=True)):
        if i not in lost:
            lines.append("\t".join([f"{(first + i) % 65536:05d}", "", *(f"{v:.6f}" for v in (*a, *w))]))
    return "\n".join(lines) + "\n"


def apdm_slashed(n: int = 300) -> str:
    t = clock(n, 128.0)
    labels = ("Lumbar", "Left Ankle")
    names = ["Time"] + [f"{s}/{q}/{a}" for s in labels for q in ("Acceleration", "Angular Velocity") for a in "XYZ"]
    units = ["s"] + ["m/s^2"] * 3 + ["rad/s"] * 3 + ["m/s^2"] * 3 + ["rad/s"] * 3
    blank = "," * (len(names) - 1)
    values = [t, *acceleration(t).T, *turning(t).T, *acceleration(t).T[[2, 1, 0]], *turning(t).T]
    body = table(names, values).split("\n", 1)[1]
    return (
        f"Test Name:,Made up{blank[1:]}\nSample Rate:,128,Hz{blank[2:]}\n{','.join(names)}\n{','.join(units)}\n{body}"
    )


def apdm_three_rows(n: int = 300) -> str:
    t = clock(n, 128.0)
    stamps = [f"{1_600_000_000_000_000 + round(s * 1e6)}" for s in t]
    first = "Format=7,101,,,Lumbar,,,102,,,Right Foot,,"
    second = "Time,Accelerometer,,,Gyroscope,,,Accelerometer,,,Gyroscope,,"
    third = ",X,Y,Z,X,Y,Z,X,Y,Z,X,Y,Z"
    rows = [
        ",".join([s, *(f"{v:.6f}" for v in (*a, *w, *a[::-1], *w))])
        for s, a, w in zip(stamps, acceleration(t), turning(t), strict=True)
    ]
    return "\n".join([first, second, third, *rows]) + "\n"


def opensim_text(*, degrees: bool) -> str:
    t = clock(300)
    angle = 20 * np.sin(t) * (1 if degrees else np.pi / 180)
    head = f"made\nversion=1\nnRows=300\nnColumns=3\ninDegrees={'yes' if degrees else 'no'}\nendheader\n"
    return head + table(["time", "ankle_angle_r", "pelvis_tx"], [t, angle, 0 * t], "\t")


def opensignals_text(n: int = 2000) -> str:
    header = {
        "00:01": {
            "sensor": ["EMG"],
            "column": ["nSeq", "DI", "CH1"],
            "sampling rate": 1000,
            "resolution": [16],
            "device": "biosignalsplux",
            "channels": [1],
        }
    }
    counts = 32768 + np.round(3000 * np.sin(0.3 * np.arange(n))).astype(int)
    rows = [f"{i % 65536}\t0\t{c}\t" for i, c in enumerate(counts)]
    return "\n".join(["# OpenSignals Text File Format", f"# {json.dumps(header)}", "# EndOfHeader", *rows]) + "\n"


def opensignals_h5(path: Path, n: int = 2000) -> Path:
    import h5py

    with h5py.File(path, "w") as file:
        device = file.create_group("00:01")
        device.attrs["sampling rate"] = 1000
        device.attrs["device"] = "biosignalsplux"
        device.attrs["resolution"] = [16, 16]
        raw = device.create_group("raw")
        waves = {"channel_1": ("EMG", 3000), "channel_2": ("GONIO", 900)}
        for name, (sensor, size) in waves.items():
            counts = 32768 + np.round(size * np.sin(0.3 * np.arange(n)))
            raw.create_dataset(name, data=counts.astype(np.uint16)[:, None]).attrs["sensor"] = sensor
        raw.create_dataset("nSeq", data=(np.arange(n) % 65536).astype(np.uint16)[:, None])
    return path


def parquet(path: Path) -> Path:
    import polars as pl

    t = clock()
    names = ("acc_x_g", "acc_y_g", "acc_z_g")
    pl.DataFrame({"time_s": t, **dict(zip(names, (acceleration(t) / G).T, strict=True))}).write_parquet(path)
    return path


def c3d(path: Path) -> Path:
    import ezc3d

    content = ezc3d.c3d()
    content["parameters"]["POINT"]["RATE"]["value"] = [100]
    content["parameters"]["POINT"]["LABELS"]["value"] = ["LANK", "LHEE"]
    content["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    t = clock(200)
    points = np.ones((4, 2, 200))
    points[2, 0], points[2, 1] = 1000 * heights(t) + 90, 1000 * heights(t) + 40
    content["data"]["points"] = points
    content["parameters"]["ANALOG"]["RATE"]["value"] = [1000]
    content["parameters"]["ANALOG"]["LABELS"]["value"] = ["LSOL", "Fz"]
    content["parameters"]["ANALOG"]["UNITS"]["value"] = ["mV", "N"]
    content["data"]["analogs"] = np.stack([np.sin(0.1 * np.arange(2000)), np.arange(2000.0)])[None]
    content.write(str(path))
    return path


def video(path: Path, n: int = 40) -> Path:
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # FFmpeg reads it once, whoever uses it first
    import cv2

    clip = path.with_suffix(".avi")
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter_fourcc(*"MJPG"), 25.0, (64, 48))
    for i in range(n):
        frame = np.zeros((48, 64, 3), np.uint8)
        frame[i % 40 : i % 40 + 8, 20:30] = 255
        writer.write(frame)
    writer.release()
    return clip.rename(path)


def zipped(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def folder(path: Path, members: dict[str, str]) -> Path:
    for name, content in members.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    return path
