"""Heel motion from a video with an ArUco sticker of known size at the ankle."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Marker, Recording, Video
from soleus.recording.video import Frame, frames, sample_frames
from soleus.reps.clock import SHORT_GAP_S, evenly, smooth
from soleus.reps.level import resting_level
from soleus.reps.signals import HeelMotion
from soleus.reps.sticker_scale import scale_m_per_px
from soleus.reps.sticker_tracks import SEARCH_SIDE_PX, Track, find, follow, side_px

Values = NDArray[np.float64]
Progress = Callable[[float], None]

PROBED_FRAMES = 30
PROBED_FRAC = 0.1  # of the probed frames must show the same sticker: chance patterns come and go
NOISE_MULTIPLE = 6.0  # peak against valley of white noise of that spread over thousands of samples
SMALLEST_RISE_M = 0.002
HOW_TO_FILM = "film from the side, the whole sticker in view, flat, in good light, from nearer (about 1 m)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sticker:
    """Height = rise of the sticker's centre in the picture x millimetres per pixel from the sticker's own size.

    ``sticker_mm`` is the outer side of the printed black square. Gaps of up to 0.3 s are filled, longer ones are NaN;
    where the sticker travels sideways faster than ``fastest_travel_m_s`` the foot is stepping, not raising its heel
    (the ankle's arc about the forefoot stays below 0.25 m/s at 60 raises a minute): NaN too.
    """

    sticker_mm: float = 40.0
    smallest_side_px: float = 12.0
    fastest_travel_m_s: float = 0.7
    search_side_px: int = SEARCH_SIDE_PX

    def __post_init__(self) -> None:
        """Refuse a sticker that nobody can glue to an ankle."""
        if not 5.0 <= self.sticker_mm <= 200.0:
            raise InputError(f"sticker_mm: expected 5 to 200, got {self.sticker_mm:g}; measure the black square")

    def __call__(self, recording: Recording, person: Person, *, progress: Progress | None = None) -> HeelMotion:
        """Measure the rise of the lateral malleolus above its resting level.

        Parameters
        ----------
        recording : a video; ``recording.signal.marker`` says where the sticker sits
        person : its levers convert a sticker at the heel edge, and bound a believable rise
        progress : called with the share of the clip that is done, 0..1

        Returns
        -------
        HeelMotion in metres, on an even clock at the clip's median rate; ``tracked_frac`` = frames with the sticker
        over all frames

        Raises
        ------
        InputError          if the recording is no video
        NotEnoughDataError  if no sticker is found, it is too small or it is seen too briefly

        References
        ----------
        Garrido-Jurado et al. 2014, Pattern Recognition 47:2280, doi:10.1016/j.patcog.2014.01.005 (ArUco).
        """
        video = recording.signal
        if not isinstance(video, Video):
            raise InputError(f"{recording.path.name}: expected a video, got {recording.sensor}; use its own method")
        stamps: list[float] = []
        numbered = _numbered(recording, stamps, progress)
        tracks = follow(numbered, search_side_px=self.search_side_px)
        if len(stamps) < 3:
            raise NotEnoughDataError(f"{recording.path.name}: expected a clip, got {len(stamps)} frames; {HOW_TO_FILM}")
        return self.measured(tracks, np.array(stamps) - stamps[0], recording, person)

    def measured(self, tracks: list[Track], time_s: Values, recording: Recording, person: Person) -> HeelMotion:
        """The motion of the sticker that moves most, from sightings that are there already.

        Parameters
        ----------
        tracks : as `follow` gives them; their ``frame_index`` counts the entries of ``time_s``
        time_s : (n_frames,) float64, seconds of every frame, those without a sighting too
        recording, person : as in `__call__`; the frames themselves are not read

        Raises
        ------
        InputError          if the recording is no video
        NotEnoughDataError  as in `__call__`
        """
        video = recording.signal
        if not isinstance(video, Video):
            raise InputError(f"{recording.path.name}: expected a video, got {recording.sensor}; use its own method")
        track = self._chosen(tracks, recording.path.name, len(time_s))
        return self._measured(track, time_s, recording, video, person)

    def _chosen(self, tracks: list[Track], name: str, n_frames: int) -> Track:
        """Of the stickers seen often enough, the one that moves most."""
        longest = max((len(t.frame_index) for t in tracks), default=0)
        if longest < max(3, PROBED_FRAC * n_frames):
            seen = f"seen in {longest} of {n_frames} frames" if longest else "not found"
            raise NotEnoughDataError(f"{name}: expected a sticker (ArUco 4x4), {seen}; {HOW_TO_FILM}")
        often = [t for t in tracks if len(t.frame_index) >= 0.2 * longest]
        track = max(often, key=travel_in_sides)
        side = float(np.median([side_px(c) for c in track.corners_px]))
        if side < self.smallest_side_px:
            raise NotEnoughDataError(
                f"{name}: expected a sticker of {self.smallest_side_px:g} px or more, got {side:.1f}; {HOW_TO_FILM}"
            )
        return track

    def _measured(self, track: Track, stamps: Values, recording: Recording, video: Video, person: Person) -> HeelMotion:
        found = np.array(track.frame_index)
        corners = np.stack(track.corners_px)
        m_per_px, approaches = scale_m_per_px(corners, stamps[found], self.sticker_mm / 1000.0)
        middle = np.array([(video.width_px - 1) / 2, (video.height_px - 1) / 2])
        place_m = (corners.mean(axis=1) - middle) * m_per_px[:, None]
        to_malleolus = marker_to_malleolus(video.marker, person)
        rise_m = -place_m[:, 1] * to_malleolus
        rise_m -= resting_level(rise_m)
        columns = np.full((len(stamps), 2), np.nan)
        columns[found, 0], columns[found, 1] = rise_m, place_m[:, 0]
        bridge(stamps, columns)
        even, rate_hz = evenly(replace(recording, time_s=stamps), columns)
        height_m = smooth(np.array(even[:, 0], np.float64), rate_hz)
        height_m[self._stepping(np.asarray(even[:, 1], np.float64), rate_hz)] = np.nan
        return HeelMotion(
            heel_raise_height_m=height_m,
            rate_hz=rate_hz,
            start_s=float(stamps[0]),
            scaled=True,
            smallest_rise_m=max(SMALLEST_RISE_M, NOISE_MULTIPLE * _noise(rise_m)),
            largest_rise_m=person.largest_heel_raise_m,
            side=recording.side,
            tracked_frac=len(found) / len(stamps),
            method={
                "name": "sticker",
                **asdict(self),
                "marker": video.marker,
                "marker_to_malleolus_ratio": to_malleolus,
                "sticker_number": track.number,
                "mirrored": track.mirrored,
                "mm_per_px": float(1000 * np.median(m_per_px)),
                "follows_distance": approaches,
            },
            warnings=_warnings(video, approaches),
        )

    def _stepping(self, across_m: Values, rate_hz: float) -> NDArray[np.bool_]:
        """Mark samples within 0.15 s of a sideways speed that no standing foot has."""
        half = max(1, round(0.1 * rate_hz))
        speed = np.zeros(len(across_m))
        if len(speed) > 2 * half:
            speed[half:-half] = np.abs(across_m[2 * half :] - across_m[: -2 * half]) * rate_hz / (2 * half)
        reach = np.ones(2 * max(1, round(0.15 * rate_hz)) + 1)
        return np.asarray(np.convolve(speed > self.fastest_travel_m_s, reach, mode="same") > 0.5)[: len(speed)]


def has_sticker(recording: Recording) -> bool:
    """Whether frames spread over the clip show the same sticker again and again, each in the printed pattern."""
    if not isinstance(recording.signal, Video):
        return False
    sides: dict[int, list[float]] = {}
    n_probed = 0
    for _, frame in sample_frames(recording.path, PROBED_FRAMES):
        n_probed += 1
        for number, corners in find(frame):
            sides.setdefault(number, []).append(side_px(corners))
        if any(_steady(seen, PROBED_FRAMES) for seen in sides.values()):
            return True
    return any(_steady(seen, n_probed) for seen in sides.values())


def _steady(sides: list[float], n_probed: int) -> bool:
    """Seen often, and of one size: half of the sightings within a quarter of the median."""
    if len(sides) < max(3, PROBED_FRAC * n_probed):
        return False
    near = np.abs(np.array(sides) / np.median(sides) - 1) < 0.25
    return bool(near.mean() >= 0.5)


def _numbered(recording: Recording, stamps: list[float], progress: Progress | None) -> Iterator[tuple[int, Frame]]:
    """Frames with their numbers; their time stamps go to ``stamps``."""
    for index, (time_s, frame) in enumerate(frames(recording.path)):
        stamps.append(time_s)
        if progress is not None and index % 30 == 0:
            progress(min(1.0, index / recording.n_samples))
        yield index, frame
    if progress is not None:
        progress(1.0)


def marker_to_malleolus(marker: Marker, person: Person) -> float:
    """Rise of the malleolus per rise of the sticker."""
    return person.heel_to_malleolus if marker == "heel" else 1.0


def bridge(time_s: Values, columns: Values) -> None:
    """Fill gaps of up to 0.3 s, in place, by the cubic that keeps the speed on either side; ``columns`` is (n, k).

    A straight line would miss a heel that turns in the gap by more than a centimetre.
    """
    known = np.flatnonzero(np.isfinite(columns[:, 0]))
    for i in np.flatnonzero(np.diff(known) > 1):
        first, last = known[i], known[i + 1]
        span_s = time_s[last] - time_s[first]
        before, after = known[max(0, i - 3) : i + 1], known[i + 1 : i + 5]
        if span_s > SHORT_GAP_S or min(len(before), len(after)) < 3:
            continue
        share = ((time_s[first + 1 : last] - time_s[first]) / span_s)[:, None]
        leaving, arriving = _speed(time_s[before], columns[before]), _speed(time_s[after], columns[after])
        columns[first + 1 : last] = (
            (1 + 2 * share) * (1 - share) ** 2 * columns[first]
            + share * (1 - share) ** 2 * span_s * leaving
            + share**2 * (3 - 2 * share) * columns[last]
            - share**2 * (1 - share) * span_s * arriving
        )


def _speed(time_s: Values, columns: Values) -> Values:
    """Slope of the line through a few samples, shape (k,)."""
    centred = time_s - time_s.mean()
    return np.asarray(centred @ (columns - columns.mean(axis=0)) / (centred @ centred))


def _noise(rise_m: Values) -> float:
    """Estimate the spread of white noise from second differences, in which slow motion cancels."""
    if len(rise_m) < 5:
        return 0.0
    second = np.diff(rise_m, 2)
    return float(1.4826 * np.median(np.abs(second)) / np.sqrt(6.0))


def travel_in_sides(track: Track) -> float:
    """Robust vertical travel in sides of the sticker."""
    height_px = np.array([c[:, 1].mean() for c in track.corners_px])
    low, high = np.percentile(height_px, [2, 98])
    return float((high - low) / np.median([side_px(c) for c in track.corners_px]))


def _warnings(video: Video, approaches: bool) -> tuple[str, ...]:
    said = []
    if video.marker == "heel":
        said.append("heel marker converted by average foot proportions")
    if approaches:
        said.append("the distance to the camera changes during the clip; heights are less certain")
    return tuple(said)
