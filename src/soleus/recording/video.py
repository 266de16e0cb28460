"""Video: any container that OpenCV opens, decoded one frame at a time."""

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.errors import NotEnoughDataError, UnknownFormatError

Frame = NDArray[np.uint8]

RATE_RANGE_HZ = (1.0, 1000.0)  # outside of it a container's frame rate is a wrong header, not a camera
MAX_SIDE_PX = 16384
SEEK_COSTS_FRAMES = 100  # a seek decodes from the last key frame on: half of the 250 frames that encoders put between
MAX_FRAMES = 5_000_000  # 23 h at 60 frames/s; a larger claim is a broken header


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoHeader:
    """What a container says of itself; ``n_frames`` is a claim until the frames are decoded."""

    rate_hz: float
    n_frames: int
    width_px: int
    height_px: int


def open_capture(path: Path) -> Any:
    """Open with FFmpeg and say nothing on stderr, whatever is in the file; frames come turned upright."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # AV_LOG_QUIET, read when FFmpeg is first used
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise UnknownFormatError(f"{path.name}: expected a video, no stream can be opened; re-encode it as MP4 (H.264)")
    return capture


def probe_video(path: Path) -> VideoHeader:
    """Read the header of a container.

    Raises
    ------
    UnknownFormatError  if OpenCV cannot open it
    NotEnoughDataError  if it holds no frame or an impossible size or rate
    """
    import cv2

    capture = open_capture(path)
    try:
        header = VideoHeader(
            rate_hz=capture.get(cv2.CAP_PROP_FPS),
            n_frames=int(capture.get(cv2.CAP_PROP_FRAME_COUNT)),
            width_px=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            height_px=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        )
    finally:
        capture.release()
    low, high = RATE_RANGE_HZ
    if not (math.isfinite(header.rate_hz) and low <= header.rate_hz <= high):
        raise NotEnoughDataError(f"{path.name}: frame rate {header.rate_hz:g} Hz is impossible; re-encode the clip")
    if not (0 < header.width_px <= MAX_SIDE_PX and 0 < header.height_px <= MAX_SIDE_PX):
        raise NotEnoughDataError(
            f"{path.name}: {header.width_px} x {header.height_px} px is no picture; re-encode the clip"
        )
    return header


def count_frames(path: Path, header: VideoHeader) -> int:
    """Frames that the container claims, once one could be decoded; where it claims none they are counted."""
    capture = open_capture(path)
    try:
        if not capture.grab():
            return 0
        if 1 < header.n_frames <= MAX_FRAMES:
            return header.n_frames
        n_frames = 1
        while n_frames < MAX_FRAMES and capture.grab():
            n_frames += 1
        return n_frames
    finally:
        capture.release()


def frames(
    path: Path, *, max_side_px: int | None = None, rate_hz: float | None = None
) -> Iterator[tuple[float, Frame]]:
    """Time stamp (s since the first frame) and grey picture of every frame, or of about ``rate_hz`` a second.

    Skipped frames are grabbed without being converted. Pictures are shrunk by area to ``max_side_px``.
    """
    import cv2

    capture = open_capture(path)
    try:
        source_rate_hz = capture.get(cv2.CAP_PROP_FPS)
        every = max(1, round(source_rate_hz / rate_hz)) if rate_hz else 1
        index, last_s = -1, -math.inf
        while capture.grab():
            index += 1
            if index % every:
                continue
            ok, picture = capture.retrieve()
            if not ok:
                continue
            # the container's stamp where it rises (variable frame rate), else the frame's number
            stamp_s = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            time_s = stamp_s if stamp_s > last_s else max(index / source_rate_hz, last_s + 1e-6)
            last_s = time_s
            yield time_s, _grey(picture, max_side_px)
    finally:
        capture.release()


def _grey(picture: Any, max_side_px: int | None) -> Frame:
    import cv2

    height, width = picture.shape[:2]
    if max_side_px and max(height, width) > max_side_px:
        scale = max_side_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    grey: Frame = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    return grey


def sample_frames(path: Path, n: int, *, max_side_px: int | None = None) -> Iterator[tuple[float, Frame]]:
    """About ``n`` frames spread over the clip, with their stamps.

    A long clip is sought through, so that its length costs little; a short one is decoded in one go, which is faster.
    """
    import cv2

    capture = open_capture(path)
    try:
        n_frames = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        wanted = np.unique(np.linspace(0, max(n_frames - 1, 0), n).astype(int)) if n_frames > 0 else np.arange(n)
        seeks = n_frames > SEEK_COSTS_FRAMES * n
        at = 0
        for index in wanted:
            if seeks:
                capture.set(cv2.CAP_PROP_POS_FRAMES, int(index))
            while not seeks and at < index and capture.grab():
                at += 1
            ok, picture = capture.read()
            at += 1
            if ok:
                yield capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0, _grey(picture, max_side_px)
    finally:
        capture.release()
