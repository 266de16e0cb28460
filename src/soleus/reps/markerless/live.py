"""Counting without a marker while it is filmed: the method for clips, again and again over the last seconds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from threading import Lock

import numpy as np

from soleus.errors import NotEnoughDataError
from soleus.recording.video import Frame
from soleus.reps.markerless.method import Judged, Markerless
from soleus.reps.markerless.tracks import Following, Tracks
from soleus.reps.segment import segment

LOOK_BACK_S = 15.0  # judged at once: three of the longest windows
SETTLED_S = 6.0  # older than the longest window: every window that sees it has seen it
EVERY_S = 1.0  # between two judgements
LEAST_S = 2.5  # the shortest window: before, nothing can be told
CUT_S = 0.7  # longer without a frame and corners cannot be followed across
PACE_REPS = 6
SAME_S = 0.4  # two judgements place the same peak within that; quicker than any heel raise is repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One judgement: tops of repetitions on the camera's clock, those that may still change apart.

    ``agree_frac`` of the windows count the same, 0 where ``doubt`` says why nothing can be told; ``n_range`` is how
    many they count in the last seconds.
    """

    time_s: float
    settled_s: tuple[float, ...]
    open_s: tuple[float, ...]
    agree_frac: float
    n_range: tuple[int, int]
    doubt: str = ""


NOTHING_YET = Look(time_s=-np.inf, settled_s=(), open_s=(), agree_frac=0.0, n_range=(0, 0))


class LiveMarkerless:
    """Count what of a body goes up and down as one, some two seconds late; never a height.

    `see` follows each frame; `due` gives the work of a judgement when it is time for one, which may run beside the
    next frames; `take` keeps what it found.
    """

    height_m = np.nan

    def __init__(self, method: Markerless | None = None) -> None:
        self.method = method or Markerless()
        self._following = self._new()
        self._shape: tuple[int, ...] = ()
        self._judged_s = -np.inf
        self._settled: list[float] = []
        self._settled_until_s = -np.inf
        self._began_s = -np.inf
        self.working = False  # a judgement is on its way
        self._keeping = Lock()
        self.time_s = -np.inf
        self.look = NOTHING_YET

    @property
    def counted(self) -> "LiveMarkerless":
        """What counts: itself."""
        return self

    @property
    def settled_s(self) -> list[float]:
        """Tops of those repetitions that no judgement will change."""
        return self._settled

    @property
    def peaks_s(self) -> list[float]:
        """Tops of all repetitions so far, the last of them open."""
        return [*self._settled, *self.look.open_s]

    @property
    def count(self) -> int:
        """Repetitions so far."""
        return len(self._settled) + len(self.look.open_s)

    @property
    def pace_per_min(self) -> float | None:
        """Repetitions a minute, of the last few; None before there are two, or when the last is long ago."""
        last = self.peaks_s[-PACE_REPS:]
        if len(last) < 2:
            return None
        between_s = median(b - a for a, b in pairwise(last))
        return None if self.time_s - last[-1] > 3 * between_s + EVERY_S else 60.0 / between_s

    def see(self, time_s: float, frame: Frame) -> None:
        """Follow the next grey frame; one that is not later than the one before is left out."""
        if not time_s > self.time_s:
            return
        if time_s - self.time_s > CUT_S or frame.shape != self._shape:
            self._cut(time_s)
        self.time_s, self._shape = time_s, frame.shape
        self._following.see(time_s, frame)
        tracks = self._following.tracks
        if tracks is not None and time_s - tracks.time_s[0] > LOOK_BACK_S + EVERY_S:
            self._following.tracks = tracks.since(time_s - LOOK_BACK_S)

    def due(self, *, now: bool = False) -> Callable[[], Look] | None:
        """The work of a judgement, if it is time for one or asked for ``now``; None while one is at work."""
        tracks = self._following.tracks
        if self.working or tracks is None or self.time_s - tracks.time_s[0] < LEAST_S:
            return None
        if not now and self.time_s - self._judged_s < EVERY_S:
            return None
        self.working, self._judged_s = True, self.time_s
        part = tracks.since(self.time_s - LOOK_BACK_S)
        return lambda: self._judge(part)

    def take(self, look: Look) -> None:
        """Count what a judgement found."""
        with self._keeping:
            self.working = False
            if look.time_s < self._began_s:
                return  # from before a cut, when what was open had been settled
            self._settled += look.settled_s
            self._settled_until_s = max([self._settled_until_s, *look.settled_s])
            self.look = look

    def _judge(self, tracks: Tracks) -> Look:
        end_s = tracks.time_s[-1]
        try:
            judged: Judged = self.method.judge(tracks, "Cannot tell")
        except NotEnoughDataError as error:
            # what was open stays so: a doubt about these seconds is none about a repetition that was seen
            kept = tuple(peak for peak in self.look.open_s if peak <= end_s - SETTLED_S)
            left = tuple(peak for peak in self.look.open_s if peak > end_s - SETTLED_S)
            return Look(time_s=end_s, settled_s=kept, open_s=left, agree_frac=0.0, n_range=(0, 0), doubt=str(error))
        fresh = [peak for peak in segment(judged.motion).peak_s.tolist() if peak > self._settled_until_s + SAME_S]
        return Look(
            time_s=end_s,
            # what was not told while it was young is not told when the doubtful seconds before it are out of sight
            settled_s=tuple(peak for peak in fresh if peak <= end_s - SETTLED_S and self._was_open(peak)),
            open_s=tuple(peak for peak in fresh if peak > end_s - SETTLED_S),
            agree_frac=judged.agree_frac,
            n_range=judged.n_range,
        )

    def _was_open(self, peak_s: float) -> bool:
        return any(abs(peak_s - known_s) <= SAME_S for known_s in self.look.open_s)

    def _cut(self, time_s: float) -> None:
        """Frames are missing, or the camera was turned: what was open stands, and following begins anew."""
        with self._keeping:
            settled = self.look.open_s
            self._settled += settled
            self._settled_until_s = max([self._settled_until_s, *settled])
            self.look = replace(self.look, settled_s=settled, open_s=())
            self._following, self._judged_s, self._began_s = self._new(), -np.inf, time_s

    def _new(self) -> Following:
        return Following(n_corners=self.method.n_corners, round_trip_px=self.method.round_trip_px)
