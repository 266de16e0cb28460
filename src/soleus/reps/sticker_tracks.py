"""Find ArUco stickers in a stream of frames and follow each one, corner by corner."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from soleus.recording.video import Frame

Corners = NDArray[np.float64]  # (4, 2), in the marker's own order, pixels of the full frame

CELLS = 6  # across the black square, its border of one cell included
N_MARKERS = 50  # DICT_4X4_50; the same markers seen in a mirror follow as 50..99
SEARCH_SIDE_PX = 960  # the whole frame is searched at this size first
TRACKED_SIDE_PX = (48.0, 128.0)  # a crop is enlarged or shrunk so that the sticker's side comes into this range
CROP_SIDES = 1.8  # half width of the crop in sides: a 40 mm sticker may move 50 mm between two frames
LIKENESS = 0.75  # correlation with the printed marker; a chance pattern that decodes reaches about 0.6
SMALLEST_SEARCHED_PX = 8.0  # smaller squares have little more than a pixel per cell
LOST_SEARCHES = 30  # frames in which the whole picture is searched after a loss, then every SEARCH_EVERY
SEARCH_EVERY = 5
SAME_SIZE = 2.0  # a sticker does not change its size by more from one sighting to the next


@dataclass(slots=True)
class Track:
    """One sticker through the clip; ``corners_px`` has one entry per frame in ``frame_index``."""

    number: int
    mirrored: bool
    frame_index: list[int] = field(default_factory=list)
    corners_px: list[Corners] = field(default_factory=list)

    def add(self, index: int, corners: Corners) -> None:
        """Append a sighting."""
        self.frame_index.append(index)
        self.corners_px.append(corners)

    def forget(self, kept: int) -> None:
        """Keep the last ``kept`` sightings."""
        del self.frame_index[:-kept], self.corners_px[:-kept]


def follow(frames: Iterable[tuple[int, Frame]], *, search_side_px: int = SEARCH_SIDE_PX) -> list[Track]:
    """Follow every sticker through numbered frames; memory grows by a few numbers a frame."""
    follower = Follower(search_side_px=search_side_px)
    for index, frame in frames:
        follower.see(index, frame)
    return follower.tracks


@dataclass(slots=True, eq=False)
class Follower:
    """Follows every sticker, frame by frame; ``kept`` is how many sightings of each it remembers, all where None."""

    search_side_px: int = SEARCH_SIDE_PX
    kept: int | None = None
    tracks: list[Track] = field(default_factory=list)

    def see(self, index: int, frame: Frame) -> None:
        """Take the next frame; what was found in it has ``index`` as its last entry."""
        tracks = self.tracks
        lost = [t for t in tracks if not _step(t, index, frame)]
        waited = index - max((t.frame_index[-1] for t in tracks), default=-1 - LOST_SEARCHES)
        urgent = bool(tracks) and len(lost) == len(tracks) and waited <= LOST_SEARCHES
        due = index % (SEARCH_EVERY if len(lost) == len(tracks) else LOST_SEARCHES) == 0
        if urgent or due:
            _join(tracks, index, find(frame, search_side_px=self.search_side_px))
        if self.kept is not None:
            for track in tracks:
                track.forget(self.kept)


def find(frame: Frame, *, search_side_px: int = SEARCH_SIDE_PX) -> list[tuple[int, Corners]]:
    """Every sticker in the whole frame, as (number, corners); numbers from 50 are mirrored.

    Searched at reduced resolution first and in full where nothing is found; corners are always those of the full
    resolution.
    """
    import cv2

    scale = min(1.0, search_side_px / max(frame.shape))
    found: list[tuple[int, Corners]] = []
    if scale < 1.0:
        small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = [(number, (corners + 0.5) / scale - 0.5) for number, corners in _detect(np.asarray(small, np.uint8))]
    refined = [seen for number, corners in found or _detect(frame) if (seen := _near(frame, number, corners))]
    return _distinct(refined)


def _step(track: Track, index: int, frame: Frame) -> bool:
    """Look for the track's sticker where it was last, for a second after a loss."""
    if index - track.frame_index[-1] > LOST_SEARCHES:
        return False
    seen = _near(frame, track.number + N_MARKERS * track.mirrored, track.corners_px[-1])
    if seen is None or not _same_size(seen[1], track.corners_px[-1]):
        return False
    track.add(index, seen[1])
    return True


def _join(tracks: list[Track], index: int, found: list[tuple[int, Corners]]) -> None:
    """Give each sighting to the lost track of its number that is nearest, or begin a track."""
    for number, corners in found:
        same = [t for t in tracks if t.number + N_MARKERS * t.mirrored == number]
        if any(t.frame_index[-1] == index and _apart(t.corners_px[-1], corners) < 1.0 for t in same):
            continue
        lost = [t for t in same if t.frame_index[-1] < index and _same_size(corners, t.corners_px[-1])]
        if lost:
            track = min(lost, key=lambda t: _apart(t.corners_px[-1], corners))
        else:
            track = Track(number=number % N_MARKERS, mirrored=number >= N_MARKERS)
            tracks.append(track)
        track.add(index, corners)


def _near(frame: Frame, number: int, corners: Corners) -> tuple[int, Corners] | None:
    """Find the sticker ``number`` around ``corners`` at full resolution, or None."""
    import cv2

    from soleus.reps.sticker_edges import refine_corners

    side, centre = side_px(corners), corners.mean(axis=0)
    height, width = frame.shape
    left, top = np.clip(np.floor(centre - CROP_SIDES * side).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(centre + CROP_SIDES * side).astype(int) + 1, 1, (width, height))
    crop = frame[top:bottom, left:right]
    scale = float(np.clip(side, *TRACKED_SIDE_PX)) / side
    if min(crop.shape) < side or scale * max(crop.shape) < SMALLEST_SEARCHED_PX:
        return None
    if scale != 1.0:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        size = (round(crop.shape[1] * scale), round(crop.shape[0] * scale))
        ratio = np.array([size[0] / crop.shape[1], size[1] / crop.shape[0]])
        crop = np.asarray(cv2.resize(crop, size, interpolation=way), np.uint8)
    else:
        ratio = np.ones(2)
    matches = [c for n, c in _detect(crop) if n == number]
    if not matches:
        return None
    expected = (centre - (left, top) + 0.5) * ratio - 0.5
    best = min(matches, key=lambda c: float(np.linalg.norm(c.mean(axis=0) - expected)))
    if likeness(crop, number, best) < LIKENESS:
        return None
    return number, (refine_corners(crop, best) + 0.5) / ratio - 0.5 + np.array([left, top])


def _detect(frame: Frame) -> list[tuple[int, Corners]]:
    corners, numbers, _ = _detector(max(frame.shape)).detectMarkers(np.ascontiguousarray(frame))
    if numbers is None:
        return []
    return [(int(n), np.asarray(c[0], np.float64)) for n, c in zip(numbers.ravel(), corners, strict=True)]


@cache
def _detector(longest_px: int) -> Any:
    import cv2

    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.minMarkerPerimeterRate = 4 * SMALLEST_SEARCHED_PX / longest_px
    settings.errorCorrectionRate = 0.0  # all 16 bits must be right: chance patterns are common in 16 bits
    settings.maxErroneousBitsInBorderRate = 0.15
    return cv2.aruco.ArucoDetector(_dictionary(), settings)


@cache
def _dictionary() -> Any:
    """Make the 50 markers and their mirror images."""
    import cv2

    printed = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    rows = [cv2.aruco.Dictionary.getByteListFromBits(np.ascontiguousarray(_bits(n))) for n in range(2 * N_MARKERS)]
    return cv2.aruco.Dictionary(np.concatenate(rows), 4, printed.maxCorrectionBits)


@cache
def _bits(number: int) -> NDArray[np.uint8]:
    """White cells of a marker (4, 4); numbers from 50 are mirrored."""
    import cv2

    printed = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    picture = cv2.aruco.generateImageMarker(printed, number % N_MARKERS, CELLS)
    bits = np.asarray(picture[1:-1, 1:-1] > 127, np.uint8)
    return bits[:, ::-1] if number >= N_MARKERS else bits


def marker_cells(number: int) -> list[list[bool]]:
    """The printed marker with its black border, row by row; true is white."""
    return [[bool(cell) for cell in row] for row in np.pad(_bits(number), 1)]


def likeness(frame: Frame, number: int, corners: Corners) -> float:
    """Correlation (-1..1) of the picture inside ``corners`` with the printed marker."""
    import cv2

    cell = 4
    side = CELLS * cell
    edge = np.array([[-0.5, -0.5], [side - 0.5, -0.5], [side - 0.5, side - 0.5], [-0.5, side - 0.5]], np.float32)
    flat = cv2.warpPerspective(frame, cv2.getPerspectiveTransform(corners.astype(np.float32), edge), (side, side))
    ideal = np.kron(np.pad(_bits(number), 1), np.ones((cell, cell)))
    spread = float(flat.std())
    if spread == 0.0:
        return 0.0
    return float(np.mean((flat - flat.mean()) * (ideal - ideal.mean())) / (spread * ideal.std()))


def side_px(corners: Corners) -> float:
    """Mean length of the four sides."""
    return float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean())


def _same_size(one: Corners, other: Corners) -> bool:
    return bool(1 / SAME_SIZE < side_px(one) / max(side_px(other), 1e-9) < SAME_SIZE)


def _apart(one: Corners, other: Corners) -> float:
    """Distance of two sightings in sides."""
    return float(np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))) / max(side_px(one), 1e-9)


def _distinct(found: list[tuple[int, Corners]]) -> list[tuple[int, Corners]]:
    kept: list[tuple[int, Corners]] = []
    for number, corners in found:
        if all(n != number or _apart(corners, c) >= 1.0 for n, c in kept):
            kept.append((number, corners))
    return kept
