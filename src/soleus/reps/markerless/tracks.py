"""Corners followed through a clip by optical flow, kept small enough for half an hour of video."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.recording.video import Frame

Points = NDArray[np.float32]  # (n, 2): x to the right, y down, pixels of the shrunk picture
Courses = NDArray[np.complex64]  # (n_tracks, n_frames): x + iy of the same

SUBPIXEL = 64  # positions are kept as int16 in 1/64 px: finer than the flow's own noise (0.05 px), 480 px still fits
FLOW_SIDE_PX = 15  # window of the flow: about a hand's breadth of a person who fills the picture
FLOW_LEVELS = 3  # pyramid: follows up to 15 px * 2^3 / 2 a frame, four body lengths a second
BLOCK_PX = 5  # neighbourhood of the corner measure
CORNER_QUALITY = 0.003  # of the best corner: plain trousers beside a bright carpet must still get some
CORNER_DISTANCE_PX = 6
CELLS_ACROSS = 9  # corners are shared out over 9 cells of the longer side, so that no carpet takes them all
EVERY_PX = 6  # pixels whose brightness is compared: some 5000 of a picture of 480 x 360 px
DARK, BRIGHT = 8, 247  # of 255: beyond, the sensor or its encoding no longer tells brightness
ALIKE_LEVELS = 0.5  # rounding of a grey level: differences below it are no movement
RENEW_S = 0.5  # new corners twice a second: who walks in is followed before a repetition is over


@dataclass(slots=True)
class Tracks:
    """Where each followed corner was in each frame.

    A track is born, lives without a gap and dies; its number rises with its birth, so ``ids[k]`` is sorted.
    """

    width_px: int
    height_px: int
    time_s: list[float] = field(default_factory=list)
    ids: list[NDArray[np.int32]] = field(default_factory=list)
    places: list[NDArray[np.int16]] = field(default_factory=list)

    def add(self, time_s: float, ids: NDArray[np.int32], points: Points) -> None:
        """Keep one frame."""
        self.time_s.append(time_s)
        self.ids.append(ids)
        self.places.append(np.round(points * SUBPIXEL).astype(np.int16))

    def since(self, time_s: float) -> "Tracks":
        """The same from that moment on; shares what it holds."""
        k = bisect_left(self.time_s, time_s)
        return Tracks(self.width_px, self.height_px, self.time_s[k:], self.ids[k:], self.places[k:])

    def courses(self, frames: NDArray[np.int64]) -> Courses:
        """Places x + iy, shape (n_tracks, n_frames), of the tracks that live through all of ``frames`` (sorted)."""
        alive = np.intersect1d(self.ids[frames[0]], self.ids[frames[-1]], assume_unique=True)
        out = np.empty((len(alive), len(frames)), np.complex64)
        for column, k in enumerate(frames):
            place = self.places[k][np.searchsorted(self.ids[k], alive)]
            out[:, column] = (place[:, 0] + 1j * place[:, 1]) / SUBPIXEL
        return out


class Following:
    """Follows up to ``n_corners`` corners, frame by frame. A corner that does not come back is dropped."""

    def __init__(self, *, n_corners: int, round_trip_px: float) -> None:
        self._n_corners = n_corners
        self._round_trip_px = round_trip_px
        self._before: Frame | None = None
        self._points, self._ids = np.empty((0, 2), np.float32), np.empty(0, np.int32)
        self._born, self._renewed_s = 0, -math.inf
        self.tracks: Tracks | None = None

    def see(self, time_s: float, picture: Frame) -> None:
        """Take the next frame."""
        points, ids, before = self._points, self._ids, self._before
        if before is not None and before.shape == picture.shape and len(points):
            points, kept = _flow(before, picture, points, self._round_trip_px)
            ids = ids[kept]
        self.tracks = self.tracks or Tracks(picture.shape[1], picture.shape[0])
        if time_s - self._renewed_s >= RENEW_S or len(points) < self._n_corners // 2:
            new = _corners(picture, points, self._n_corners)
            points = np.concatenate([points, new])
            ids = np.concatenate([ids, np.arange(self._born, self._born + len(new), dtype=np.int32)])
            self._born, self._renewed_s = self._born + len(new), time_s
        self.tracks.add(time_s, ids, points)
        self._points, self._ids, self._before = points, ids, picture


def follow(
    frames: Iterable[tuple[float, Frame]], *, n_corners: int, round_trip_px: float, tick: Callable[[float], None]
) -> Tracks | None:
    """Follow corners through a whole clip; None for no frame. ``tick`` is called with each frame's time stamp."""
    following = Following(n_corners=n_corners, round_trip_px=round_trip_px)
    for time_s, picture in frames:
        following.see(time_s, picture)
        tick(time_s)
    return following.tracks


def _flow(before: Frame, now: Frame, points: Points, round_trip_px: float) -> tuple[Points, NDArray[np.bool_]]:
    """Where the points went, and which of them are found again on the way back and still in the picture."""
    import cv2

    before, now = _evened(before, now)
    flow: Any = cv2.calcOpticalFlowPyrLK  # its stub forbids the None that its documentation asks for
    options = {"winSize": (FLOW_SIDE_PX, FLOW_SIDE_PX), "maxLevel": FLOW_LEVELS}
    there, found, _ = flow(before, now, points, None, **options)
    back, found_back, _ = flow(now, before, there, None, **options)
    height, width = now.shape
    kept = (found[:, 0] > 0) & (found_back[:, 0] > 0) & (np.abs(back - points).max(axis=1) < round_trip_px)
    kept &= (there > 0).all(axis=1) & (there[:, 0] < width - 1) & (there[:, 1] < height - 1)
    return there[kept], kept


def _evened(before: Frame, now: Frame) -> tuple[Frame, Frame]:
    """Both pictures, the brighter dimmed to the other: the flow takes a lamp's flicker for movement."""
    import cv2

    gain = _gain(before, now)
    if gain < 1.0:
        return np.asarray(cv2.convertScaleAbs(before, alpha=gain), np.uint8), now
    return before, np.asarray(cv2.convertScaleAbs(now, alpha=1.0 / gain), np.uint8)


def _gain(before: Frame, now: Frame) -> float:
    """How much brighter a picture is than the one before, by the half of the pixels that changed least besides."""
    a, b = (picture[::EVERY_PX, ::EVERY_PX].ravel().astype(np.float32) for picture in (before, now))
    told = (a >= DARK) & (a <= BRIGHT) & (b >= DARK) & (b <= BRIGHT)
    a, b = a[told], b[told]
    if not len(a):
        return 1.0
    gain = b.sum() / a.sum()
    for _ in range(2):  # what moves, or comes in, would pull at the mean of all
        miss = np.abs(b - gain * a)
        calm = miss <= np.median(miss) + ALIKE_LEVELS
        gain = b[calm].sum() / a[calm].sum()
    return float(gain)


def _corners(picture: Frame, taken: Points, n_corners: int) -> Points:
    """New corners away from those followed, the best of each cell first."""
    import cv2

    room = n_corners - len(taken)
    free = np.full(picture.shape, 255, np.uint8)
    for x, y in taken:
        cv2.circle(free, (round(float(x)), round(float(y))), CORNER_DISTANCE_PX, 0, -1)
    if room <= 0:
        return np.empty((0, 2), np.float32)
    found = cv2.goodFeaturesToTrack(
        picture, 4 * n_corners, CORNER_QUALITY, CORNER_DISTANCE_PX, mask=free, blockSize=BLOCK_PX
    )
    if found is None:
        return np.empty((0, 2), np.float32)
    found = found.reshape(-1, 2)
    cell = (found * CELLS_ACROSS / max(picture.shape)).astype(np.int64) @ np.array([1, CELLS_ACROSS + 1])
    order = np.argsort(cell, kind="stable")  # inside a cell the best stays first
    first = np.searchsorted(cell[order], cell[order])
    rank = np.empty(len(found), np.int64)
    rank[order] = np.arange(len(found)) - first
    best: Points = found[np.argsort(rank, kind="stable")[:room]].astype(np.float32)
    return best
