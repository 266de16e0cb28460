"""The door of the walking room: any file of a walk in, a track or the recordings of one walker out."""

import zipfile
from pathlib import Path, PurePosixPath

import numpy as np

from soleus.errors import InputError, SoleusError, UnknownFormatError
from soleus.recording import Imu, Placement, Recording, Side, read_recording
from soleus.recording.packed import DAMAGED, LimitedStream, Limits, damaged
from soleus.walk.track import Track

MAX_XML_BYTES = 1 << 29  # 512 MiB of GPX or TCX: more points than a life has
MAX_HEALTH_BYTES = 1 << 33  # exports of ten years have 2 GB
HEALTH = Limits(thing="health export", max_members=20_000, max_ratio=200)
"""A file for every workout's route; the XML packs 20 to 40 times."""
WORN_TWICE: tuple[Placement, ...] = ("foot", "shin")
_SEE = "soleus walk reads GPX, TCX, FIT, Apple Health export.xml and recordings of motion sensors"


def open_walk(
    path: Path,
    *,
    placement: Placement | None = None,
    side: Side | None = None,
    column: str | None = None,
    rate_hz: float | None = None,
) -> Track | tuple[Recording, ...]:
    """Read one walk of any format, recognised by its content.

    Parameters
    ----------
    path : file, or folder or zip of a phone export
    placement, side, column, rate_hz : as for `soleus.recording.read_recording`

    Returns
    -------
    Track, or one recording (two where both feet or shins wear a sensor of the same file)

    Raises
    ------
    InputError          if the file is damaged or hostile
    UnknownFormatError  if it is none of a walk
    NotEnoughDataError  if it is sound but empty
    """
    try:
        track = None if path.is_dir() else _track(path)
    except OSError as error:
        raise InputError(f"{path.name}: {(error.strerror or 'cannot be read').lower()}; check the file") from error
    except (MemoryError, RecursionError) as error:
        raise InputError(f"{path.name}: too large or too deeply nested to read; split it") from error
    if track is not None:
        return track
    one = _read(path, placement, side, column, rate_hz)
    other = _other_leg(path, one, placement, side, column, rate_hz)
    if other is None:
        return (one,)
    return (one, other) if one.side == "left" else (other, one)


def _track(path: Path) -> Track | None:
    """The track, if the content is that of an activity."""
    from soleus.recording.source import plain_file

    source = plain_file(path)
    head, where = source.head, source.where
    if head[8:12] == b".FIT":
        from soleus.walk.fit import read_fit

        return read_fit(path, where=where)
    if head[:4] == b"PK\x03\x04":
        return _zipped_health(path, where)
    if not head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        return None
    return _xml(path, head, where, source.size)


def _xml(path: Path, head: bytes, where: str, size: int) -> Track:
    from soleus.walk.xml import root_of

    root = (root_of(head) or "").lower()
    if size > (MAX_HEALTH_BYTES if root == "healthdata" else MAX_XML_BYTES):
        raise InputError(f"{where}: {size / 1e9:.1f} GB are more than any activity has; split the file")
    if root == "gpx":
        from soleus.walk.gpx import read_gpx

        return read_gpx(path, where=where)
    if root == "trainingcenterdatabase":
        from soleus.walk.tcx import read_tcx

        return read_tcx(path, where=where)
    if root == "healthdata":
        from soleus.walk.apple import read_apple

        with path.open("rb") as file:
            return read_apple(file, where=where)
    raise UnknownFormatError(f"{where}: XML or HTML, but no activity; {_SEE}")


def _zipped_health(path: Path, where: str) -> Track | None:
    """The ``export.xml`` of a zipped Health export, streamed; None where the archive holds none."""
    from soleus.walk.apple import read_apple

    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            info = next((one for one in infos if PurePosixPath(one.filename).name == "export.xml"), None)
            if info is None:
                return None
            HEALTH.check(infos, where)
            most_bytes = HEALTH.most_bytes(info.compress_size, MAX_HEALTH_BYTES)
            with archive.open(info) as raw:
                stream = LimitedStream(raw, where=f"{where}/export.xml", most_bytes=most_bytes, thing=HEALTH.thing)
                return read_apple(stream, where=where)
    except (*DAMAGED, ValueError) as error:
        if isinstance(error, SoleusError):
            raise
        raise damaged(where) from error


def _read(
    path: Path, placement: Placement | None, side: Side | None, column: str | None, rate_hz: float | None
) -> Recording:
    recording = read_recording(path, sensor="imu", placement=placement, side=side, column=column, rate_hz=rate_hz)
    if not isinstance(recording.signal, Imu):
        raise UnknownFormatError(f"{path.name}: {recording.sensor}, not the motion of a walk; {_SEE}")
    return recording


def _other_leg(
    path: Path,
    one: Recording,
    placement: Placement | None,
    side: Side | None,
    column: str | None,
    rate_hz: float | None,
) -> Recording | None:
    """The sensor on the other leg, where the labels of the file name both legs."""
    if placement not in WORN_TWICE or side is not None or one.side is None:
        return None
    try:
        other = _read(path, placement, "right" if one.side == "left" else "left", column, rate_hz)
    except SoleusError:
        return None
    mine, its = one.signal, other.signal
    if not (isinstance(mine, Imu) and isinstance(its, Imu)):
        return None
    same = all(
        a is b or (a is not None and b is not None and np.array_equal(a, b, equal_nan=True))
        for a, b in (
            (mine.acceleration_m_s2, its.acceleration_m_s2),
            (mine.angular_velocity_rad_s, its.angular_velocity_rad_s),
        )
    )
    return None if same else other
