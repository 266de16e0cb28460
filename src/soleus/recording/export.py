"""A phone export of several files: the streams of one device put on one clock."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.recording.choose import choose
from soleus.recording.clock import GAP_STEPS
from soleus.recording.phyphox import start_of
from soleus.recording.sensor_logger import Metadata, read_metadata
from soleus.recording.signals import Floats, Imu
from soleus.recording.source import Source
from soleus.recording.table import Options, Reading, Table
from soleus.recording.text import read_text
from soleus.recording.vectors import stream_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stream:
    name: str
    table: Table


def read_export(path: Path, members: list[Source], options: Options) -> Reading:
    """Read a folder or archive: the streams of phyphox or Sensor Logger, or the one table in it.

    Raises
    ------
    InputError  if it holds several recordings, or none that can be read
    """
    streams, failures = [], []
    for member in members:
        if _is_meta(member):
            continue
        try:
            streams.append(_Stream(name=member.where, table=replace(read_text(member), path=path)))
        except SoleusError as error:
            failures.append(error)
    exported = [s for s in streams if s.table.format in ("phyphox", "sensor-logger")]
    if options.column is None and options.sensor in (None, "imu") and exported:
        return _phone(path, exported, members, options)
    if len(streams) == 1:
        return choose(streams[0].table, options)
    if streams:
        names = ", ".join(s.name.partition("/")[2] for s in streams[:6])
        raise InputError(f"{path.name}: {len(streams)} tables ({names}); name the one file to read")
    if failures:
        reason = str(failures[0])
        raise type(failures[0])(reason if path.name in reason else f"{path.name}: {reason}")
    raise NotEnoughDataError(f"{path.name}: no table with measured values; export the recording again")


def _is_meta(member: Source) -> bool:
    parts = member.where.lower().split("/")
    return "meta" in parts[1:-1] or parts[-1] in ("metadata.csv", "annotation.csv", "device.csv")


def _phone(path: Path, streams: list[_Stream], members: list[Source], options: Options) -> Reading:
    """Acceleration with gravity if there is one, the gyroscope brought onto its clock."""
    metadata, start, paused = _meta(members)
    by_kind: dict[str, Table] = {}
    for stream in streams:
        kind = _kind(stream)
        if kind and kind not in by_kind:
            by_kind[kind] = stream.table
    main = next((by_kind[k] for k in ("acceleration", "linear", "gyro") if k in by_kind), None)
    if main is None:
        raise NotEnoughDataError(f"{path.name}: no accelerometer among the exported sensors; record it as well")
    reading = choose(main, replace(options, sensor="imu"))
    if main is by_kind.get("linear") and "gravity" in by_kind:
        gravity = choose(replace(by_kind["gravity"], gravity_included=True), replace(options, sensor="imu"))
        reading = _with_gravity(reading, gravity)
    if metadata.inverted:
        reading = _inverted(reading)
    if main is not by_kind.get("gyro") and "gyro" in by_kind:
        reading = _with_gyro(reading, by_kind["gyro"], options)
    notes = reading.warnings + (("the recording was paused; the clock leaves the pauses out",) if paused else ())
    first = float(reading.stamps_s[0])
    return replace(reading, warnings=notes, start_unix_s=start + first if start is not None else reading.start_unix_s)


def _meta(members: list[Source]) -> tuple[Metadata, float | None, bool]:
    metadata, start, paused = Metadata(), None, False
    for member in members:
        name = member.where.lower()
        if name.endswith("/metadata.csv"):
            metadata = read_metadata(member)
        elif name.endswith("meta/time.csv"):
            start, paused = start_of(member)
    return metadata, start, paused


def _kind(stream: _Stream) -> str | None:
    """What a stream holds: by its columns' units, between equal ones by its file's name."""
    from soleus.recording.names import find_triads

    name = stream.name.rpartition("/")[2]
    said = stream_of(name)
    if "uncalibrated" in name.lower():
        return None
    if stream.table.format == "sensor-logger":
        return "acceleration" if "total" in name.lower() else "linear" if said == "acceleration" else said
    quantities = {t.quantity for t in find_triads(stream.table.columns)}
    if "gyro" in quantities:
        return "gyro"
    if "linear" in quantities or ("acceleration" in quantities and said == "linear"):
        return "linear"
    return "acceleration" if "acceleration" in quantities else None


def _with_gyro(reading: Reading, table: Table, options: Options) -> Reading:
    try:
        other = choose(table, replace(options, sensor="imu"))
    except SoleusError:
        note = "the gyroscope's file cannot be read and is left out"
        return replace(reading, warnings=(*reading.warnings, note))
    signal_before, gyro = _imu(reading), _imu(other).angular_velocity_rad_s
    if gyro is None:
        return replace(reading, warnings=(*reading.warnings, *other.warnings))
    turned = _resampled(other, gyro, reading)
    signal = replace(signal_before, angular_velocity_rad_s=turned)
    return replace(reading, signal=signal, warnings=tuple(dict.fromkeys((*reading.warnings, *other.warnings))))


def _with_gravity(reading: Reading, gravity: Reading) -> Reading:
    linear, pull = _imu(reading).acceleration_m_s2, _imu(gravity).acceleration_m_s2
    if linear is None or pull is None:
        return reading
    total = linear + _resampled(gravity, pull, reading)
    signal = Imu(acceleration_m_s2=total, angular_velocity_rad_s=None, gravity_included=True)
    return replace(reading, signal=signal)


def _inverted(reading: Reading) -> Reading:
    signal = _imu(reading)
    if signal.acceleration_m_s2 is None:
        return reading
    turned = replace(signal, acceleration_m_s2=-signal.acceleration_m_s2)
    return replace(reading, signal=turned, warnings=(*reading.warnings, "acceleration turned from the sign of iOS"))


def _imu(reading: Reading) -> Imu:
    if not isinstance(reading.signal, Imu):
        raise InputError(f"{reading.format}: expected an inertial stream")
    return reading.signal


def _resampled(source: Reading, values: Floats, target: Reading) -> Floats:
    """Linear interpolation onto the target's clock; missing outside the source and within its gaps."""
    stamps_s, wanted_s = source.stamps_s, target.stamps_s
    resampled = np.stack(
        [np.interp(wanted_s, stamps_s, values[:, axis], left=np.nan, right=np.nan) for axis in range(3)], axis=1
    ).astype(np.float32)
    steps = np.diff(stamps_s)
    behind = np.clip(np.searchsorted(stamps_s, wanted_s, side="right") - 1, 0, len(steps) - 1)
    resampled[(steps[behind] > GAP_STEPS * np.median(steps)) & (wanted_s > stamps_s[behind])] = np.nan
    return resampled
