"""The door of the recording room: any file in, one ``Recording`` out."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from soleus.errors import InputError, NotEnoughDataError, UnknownFormatError
from soleus.recording.signals import Marker, Placement, Recording, Sensor, Side, Video

if TYPE_CHECKING:
    from soleus.recording.source import Source
    from soleus.recording.table import Options, Reading

_SEE = "soleus reads CSV, phyphox, Sensor Logger, Xsens, APDM, Parquet, C3D, Delsys, OpenSignals, OpenSim and video"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "an SQLite database; export the recording as CSV"),
    (b"%PDF", "a PDF; export the recording as CSV"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"\x37\x7a\xbc\xaf\x27\x1c", "a 7z archive; pack it as zip"),
    (b"Rar!", "a RAR archive; pack it as zip"),
    (b"\xd0\xcf\x11\xe0", "an Excel or Word file; save it as CSV"),
    (b"MATLAB 5.0", "a MATLAB file; export the recording as CSV"),
)


def read_recording(
    path: Path | str,
    *,
    sensor: Sensor | None = None,
    placement: Placement | None = None,
    side: Side | None = None,
    marker: Marker = "malleolus",
    column: str | None = None,
    rate_hz: float | None = None,
) -> Recording:
    """Read one recording of any format, recognised by its content.

    Parameters
    ----------
    path : file, or folder or zip of a phone export
    sensor : what to read where the file holds several things
    placement, side : where the sensor was; they also choose between several devices in one file
    marker : which point a height column or a video sticker follows
    column : ``NAME[:UNIT]``, unit of ``units.TO_SI``, ``:-deg`` turns the sign; several names with commas for EMG,
        three for an acceleration
    rate_hz : samples per second, only for files without a clock

    Returns
    -------
    Recording in SI units; its warnings say what was settled or left out

    Raises
    ------
    InputError          if the file or the options are wrong
    UnknownFormatError  if the file is none that soleus reads
    NotEnoughDataError  if the file is valid but the wanted channel is missing, empty or too short
    """
    from soleus.recording.table import Options

    options = Options(sensor=sensor, placement=placement, side=side, marker=marker, column=column, rate_hz=rate_hz)
    path = Path(path)
    try:
        return _read(path, options)
    except OSError as error:
        reason = (error.strerror or str(error) or "cannot be read").splitlines()[0].lower()
        raise InputError(f"{path.name}: {reason}; check the file and copy it again") from error
    except (MemoryError, RecursionError) as error:
        raise InputError(f"{path.name}: too large or too deeply nested to read; split the recording") from error


def _read(path: Path, options: "Options") -> Recording:
    if path.is_dir():
        from soleus.recording.archive import folder_digest, open_folder
        from soleus.recording.export import read_export

        members = open_folder(path)
        return _recording(path, read_export(path, members, options), options, folder_digest(members))
    from soleus.recording.source import plain_file, sha256_of

    source = plain_file(path)
    head = source.head
    if _is_video(head):
        return _video(path, options, sha256_of(path))
    reading = _reader(source, head)(source, options)
    return _recording(path, reading, options, sha256_of(path))


def _recording(path: Path, reading: "Reading", options: "Options", sha256: str) -> Recording:
    from soleus.recording.clock import count_gaps

    start = reading.stamps_s[0]
    time_s = reading.stamps_s - start
    if not (np.diff(time_s) > 0).all():  # steps below the resolution of the clock's numbers
        raise InputError(f"{path.name}: the clock's steps are too small for its numbers; export finer time stamps")
    return Recording(
        path=path,
        sha256=sha256,
        format=reading.format,
        sensor=reading.sensor,
        signal=reading.signal,
        time_s=time_s,
        placement=options.placement,
        side=reading.side,
        start_unix_s=reading.start_unix_s,
        n_gaps=count_gaps(time_s),
        warnings=reading.warnings,
    )


def _reader(source: "Source", head: bytes) -> "Callable[[Source, Options], Reading]":
    """The reader for this content."""
    where = source.where
    if head[:4] == b"PK\x03\x04" or head[:4] == b"PK\x05\x06":
        return _zip
    if head[:4] == b"PAR1":
        return _parquet
    if b"\x89HDF\r\n\x1a\n" in (head[:8], head[512:520], head[1024:1032], head[2048:2056]):
        return _hdf5
    if head[1:2] == b"\x50" and 2 <= head[0] <= 127 and b"\0" in head[:512]:
        return _c3d
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise UnknownFormatError(f"{where}: {what}")
    if head[8:12] == b".FIT":
        raise UnknownFormatError(f"{where}: a FIT activity, not a recording of movement; {_SEE}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if text == b"<":
        raise UnknownFormatError(f"{where}: XML or HTML, not a recording of movement; {_SEE}")
    if text in (b"{", b"["):
        raise UnknownFormatError(f"{where}: JSON is not read; export the recording as CSV")
    return _text


def _zip(source: "Source", options: "Options") -> "Reading":
    from soleus.recording.archive import open_zip
    from soleus.recording.export import read_export

    return read_export(source.path, open_zip(source.path), options)


def _parquet(source: "Source", options: "Options") -> "Reading":
    from soleus.recording.choose import choose
    from soleus.recording.parquet import read_parquet

    return choose(read_parquet(source), options)


def _hdf5(source: "Source", options: "Options") -> "Reading":
    from soleus.recording.choose import choose
    from soleus.recording.opensignals import read_opensignals_h5

    return choose(read_opensignals_h5(source), options)


def _c3d(source: "Source", options: "Options") -> "Reading":
    from soleus.recording.c3d import read_c3d
    from soleus.recording.choose import choose

    return choose(read_c3d(source, options), options)


def _text(source: "Source", options: "Options") -> "Reading":
    from soleus.recording.choose import choose
    from soleus.recording.text import read_text

    return choose(read_text(source), options)


def _is_video(head: bytes) -> bool:
    """Containers of moving pictures by their first bytes."""
    return (
        head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")  # MP4, MOV, 3GP
        or head[:4] in (b"\x1a\x45\xdf\xa3", b"OggS", b"FLV\x01", b"\x30\x26\xb2\x75")  # Matroska, Ogg, Flash, ASF
        or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
        or head[:4] in (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")  # MPEG program and elementary stream
        or (len(head) > 376 and head[0] == head[188] == head[376] == 0x47)  # MPEG transport stream
        or (len(head) > 388 and head[4] == head[196] == head[388] == 0x47)  # the same with time codes (AVCHD)
    )


def _video(path: Path, options: "Options", sha256: str) -> Recording:
    """A clip: its header, its first frame, and the clock that the header claims."""
    from soleus.recording.video import count_frames, probe_video

    if options.sensor not in (None, "video"):
        raise InputError(
            f"{path.name}: expected a table for --sensor {options.sensor}, this is a video; leave --sensor out"
        )
    header = probe_video(path)
    n_frames = count_frames(path, header)
    if n_frames < 2:
        raise NotEnoughDataError(f"{path.name}: {n_frames} frames can be decoded; record a clip of a few seconds")
    return Recording(
        path=path,
        sha256=sha256,
        format="video",
        sensor="video",
        signal=Video(path=path, width_px=header.width_px, height_px=header.height_px, marker=options.marker),
        time_s=np.arange(n_frames) / header.rate_hz,
        placement=options.placement,
        side=options.side,
    )
