"""The sticker while it is filmed: the definition of `Sticker`, frame by frame."""

from collections import deque
from typing import NamedTuple

import numpy as np

from soleus.person import Person
from soleus.recording.signals import Marker
from soleus.recording.video import Frame
from soleus.reps.live import Aim, Learnt, LiveCount
from soleus.reps.sticker import Sticker, marker_to_malleolus, travel_in_sides
from soleus.reps.sticker_scale import APPROACH_WINDOW_S, side_square_on_px
from soleus.reps.sticker_tracks import N_MARKERS, Corners, Follower, Track, side_px

RATE_HZ = 30.0  # of the even clock: what cameras give
FRAME_PX = 640  # sightings are kept in pixels of a frame of this width
KEPT = 128  # sightings that are remembered of each sticker: about four seconds
SCALE_EVERY = 8  # sightings after which the scale is taken anew
LOST_FRAMES = 15  # half a second; then another sticker may be the one
STEP_S = 0.2  # over which the sideways speed is taken, as in `Sticker`


class Sighting(NamedTuple):
    """The sticker in one frame: its number in the dictionary (from 50 on: mirrored), and its corners.

    They are in the marker's own order, shape (4, 2), in pixels of a frame ``FRAME_PX`` wide, from its middle.
    """

    number: int
    corners: Corners


class LiveSticker:
    """Follow the sticker that moves, count its rises.

    `see` finds it in a frame; `take` counts a sighting. What was seen before can be taken again: so a session goes on
    after the program was stopped.
    """

    def __init__(
        self, person: Person, *, marker: Marker = "malleolus", aim: Aim | None = None, sticker: Sticker | None = None
    ) -> None:
        self._sticker = sticker or Sticker()
        self._to_malleolus = marker_to_malleolus(marker, person)
        self._width_px = FRAME_PX
        self._follower = self._new_follower()
        self._n_seen = 0
        self._chosen: Track | None = None
        self._window: deque[tuple[float, Corners]] = deque(maxlen=KEPT)
        self._m_per_px = np.nan
        self._n_taken = 0
        self._number = -1
        self.counted = LiveCount(rate_hz=RATE_HZ, largest_rise_m=person.largest_heel_raise_m, aim=aim)

    def see(self, frame: Frame) -> Sighting | None:
        """Find the sticker in the next grey frame; None where it is not, or is too small to measure.

        Frames may change their size on the way; corners are those of a frame `FRAME_PX` wide.
        """
        height, width = frame.shape
        if width != self._width_px:
            self._width_px = width
            self._follower, self._chosen = self._new_follower(), None
        index = self._n_seen
        self._n_seen += 1
        self._follower.see(index, frame)
        track = self._choose(index)
        if track is None or track.frame_index[-1] != index:
            return None
        corners = track.corners_px[-1]
        if side_px(corners) < self._sticker.smallest_side_px:
            return None
        scale = FRAME_PX / width
        middle = np.array([(width - 1) / 2, (height - 1) / 2])
        return Sighting(track.number + N_MARKERS * track.mirrored, scale * (corners - middle))

    def _new_follower(self) -> Follower:
        return Follower(search_side_px=self._sticker.search_side_px, kept=KEPT)

    def take(self, time_s: float, sighting: Sighting | None) -> list[Learnt]:
        """Count one frame's sighting."""
        if sighting is None:
            return self.counted.add(time_s, np.nan)
        if sighting.number != self._number:
            self._number = sighting.number
            self._window.clear()
        window = self._window
        window.append((time_s, sighting.corners))
        while time_s - window[0][0] > APPROACH_WINDOW_S:
            window.popleft()
        self._n_taken += 1
        if len(window) < SCALE_EVERY or self._n_taken % SCALE_EVERY == 0:
            side = side_square_on_px(np.stack([corners for _, corners in window]))
            self._m_per_px = self._sticker.sticker_mm / 1000.0 / side
        down = sighting.corners[:, 1].mean()
        rise_m = np.nan if self._stepping() else -down * self._m_per_px * self._to_malleolus
        return self.counted.add(time_s, float(rise_m))

    def _choose(self, index: int) -> Track | None:
        """Of the stickers seen lately the one that moves most; the chosen one stays while it is seen."""
        lately = [t for t in self._follower.tracks if index - t.frame_index[-1] <= LOST_FRAMES]
        if not lately:
            return self._chosen
        best = max(lately, key=travel_in_sides) if len(lately) > 1 else lately[0]
        chosen = self._chosen
        if chosen not in lately or (best is not chosen and travel_in_sides(best) > 2 * travel_in_sides(chosen)):
            self._chosen = best
        return self._chosen

    def _stepping(self) -> bool:
        """Whether the foot travels sideways as no standing foot does."""
        now_s, seen = self._window[-1]
        for before_s, corners in reversed(self._window):
            if now_s - before_s >= STEP_S:
                path_m = abs(float(seen[:, 0].mean() - corners[:, 0].mean())) * self._m_per_px
                return path_m > self._sticker.fastest_travel_m_s * (now_s - before_s)
        return False
