"""Heel motion from an ordinary clip without a marker."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from soleus.errors import InputError, NotEnoughDataError
from soleus.person import Person
from soleus.recording.signals import Recording, Video
from soleus.recording.video import frames
from soleus.reps.markerless.camera import Camera
from soleus.reps.markerless.evidence import Criteria, Doubt
from soleus.reps.markerless.groups import Grouping
from soleus.reps.markerless.tracks import Tracks, follow
from soleus.reps.segment import Prominence
from soleus.reps.signals import HeelMotion

Floats = NDArray[np.float64]

REMEDY = "film from the side, whole leg and floor in view, camera still, or use the sticker"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What windows of one length make of the clip; ``n_split`` doubted movements rise like those that count."""

    window_s: float
    height_px: Floats
    smallest_px: float
    n: int
    doubts: tuple[Doubt, ...]
    n_split: int
    known_frac: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the vote gave: ``agree_frac`` of the windows count the same, ``n_range`` is fewest and most."""

    motion: HeelMotion
    agree_frac: float
    n_range: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Markerless:
    """Count what of a body goes up and down as one; experimental, without a scale.

    ``max_side_px`` and ``rate_hz``: 480 px and 15 frames a second see a 1.5 cm movement of a whole body and a heel
    raise of 0.2 s; more costs time and adds nothing. ``moving_px``: three times the flow's own wander. ``alike``:
    courses that correlate by that much share two thirds of their movement. Three window lengths, from about one quick
    to about one slow repetition, vote.
    """

    max_side_px: int = 480
    rate_hz: float = 15.0
    n_corners: int = 500
    round_trip_px: float = 1.0
    windows_s: tuple[float, ...] = (2.5, 3.5, 5.0)
    moving_px: float = 1.5
    alike: float = 0.8
    smallest_group: int = 8
    smallest_px: float = 2.0
    smallest_of_typical: float = 0.25
    like_typical: float = 0.3
    criteria: Criteria = field(default_factory=Criteria)

    def __call__(
        self, recording: Recording, person: Person, *, progress: Callable[[float], None] | None = None
    ) -> HeelMotion:
        """Follow corners, group them, vote.

        Raises
        ------
        InputError          if the recording is no video
        NotEnoughDataError  if what moves is no heel raise, or the windows disagree
        """
        if not isinstance(recording.signal, Video):
            raise InputError(f"{recording.path.name}: expected a video, got {recording.sensor}")
        name = recording.path.name
        duration_s = max(recording.duration_s, 1e-3)
        tracks = follow(
            frames(recording.path, max_side_px=self.max_side_px, rate_hz=self.rate_hz),
            n_corners=self.n_corners,
            round_trip_px=self.round_trip_px,
            tick=lambda time_s: progress(min(1.0, time_s / duration_s)) if progress else None,
        )
        if tracks is None or len(tracks.time_s) < 2:
            raise NotEnoughDataError(f"{name}: expected at least two frames, none can be decoded; re-encode the clip")
        return self.judge(tracks, name).motion

    def judge(self, tracks: Tracks, name: str) -> Judged:
        """What goes up and down in at least two frames of a clip.

        Raises
        ------
        NotEnoughDataError  if what moves is no heel raise, or the windows disagree; its message begins with ``name``
        """
        time_s, camera = np.array(tracks.time_s), Camera(tracks)
        views = [self._view(camera, time_s, window_s) for window_s in self.windows_s]
        view, warnings = _vote(views, name)
        counts = sorted(v.n for v in views)
        return Judged(
            motion=self._motion(view, time_s, warnings),
            agree_frac=counts.count(view.n) / len(counts),
            n_range=(counts[0], counts[-1]),
        )

    def _view(self, camera: Camera, time_s: Floats, window_s: float) -> View:
        grouping = Grouping(
            window_s=window_s, moving_px=self.moving_px, alike=self.alike, smallest_group=self.smallest_group
        )
        height = grouping(camera, time_s)
        found = _turns(height, self.smallest_px)
        doubts: list[Doubt] = [self.criteria(camera, time_s, height, row) for row in found]
        rises = height[found[:, 1]] - height[found[:, [0, 2]]].max(axis=1, initial=-np.inf)
        good = np.array([not doubt for doubt in doubts], dtype=bool)
        typical = _typical(rises[good] if good.any() else rises)
        smallest = max(self.smallest_px, self.smallest_of_typical * typical)
        for row, doubt in zip(found, doubts, strict=True):
            if doubt:
                _forget_top(height, row)
        motion = HeelMotion(
            heel_raise_height_m=height,
            rate_hz=1 / float(np.median(np.diff(time_s))),
            scaled=False,
            smallest_rise_m=smallest,
        )
        return View(
            window_s=window_s,
            height_px=height,
            smallest_px=smallest,
            n=len(Prominence()(motion)),
            doubts=tuple(d for d, rise in zip(doubts, rises, strict=True) if d and rise >= smallest),
            n_split=int((np.abs(rises[~good] - typical) <= self.like_typical * typical).sum()) if good.any() else 0,
            known_frac=float(np.isfinite(height).mean()),
        )

    def _motion(self, view: View, time_s: Floats, warnings: tuple[str, ...]) -> HeelMotion:
        step_s = float(np.median(np.diff(time_s)))
        grid_s = time_s[0] + step_s * np.arange(round((time_s[-1] - time_s[0]) / step_s) + 1)
        known = np.isfinite(view.height_px)
        height = np.full(len(grid_s), np.nan)
        if known.any():
            height = np.interp(grid_s, time_s[known], view.height_px[known])
            nearest = (
                np.abs(grid_s[:, None] - time_s[None, :]).argmin(axis=1)
                if len(grid_s) < 4000
                else np.searchsorted(time_s, grid_s).clip(0, len(time_s) - 1)
            )
            height[~known[nearest]] = np.nan
        unit = max(float(np.nanmax(height) - np.nanmin(height)), view.smallest_px) if known.any() else 1.0
        return HeelMotion(
            heel_raise_height_m=(height - np.nanmin(height)) / unit if known.any() else height,
            rate_hz=1 / step_s,
            start_s=float(time_s[0]),
            scaled=False,
            smallest_rise_m=view.smallest_px / unit,
            tracked_frac=float(known.mean()),
            method={"name": "markerless", **asdict(self), "window_s": view.window_s},
            warnings=warnings,
        )


def _vote(views: list[View], name: str) -> tuple[View, tuple[str, ...]]:
    """The view most agree on, and what to say of the others."""
    counts = sorted(view.n for view in views)
    winner, votes = Counter(counts).most_common(1)[0]
    agreeing = [view for view in views if view.n == winner]
    view = max(agreeing, key=lambda v: v.known_frac)
    if winner == 0:
        doubts = Counter(doubt for v in views for doubt in v.doubts)
        if doubts:
            raise NotEnoughDataError(
                f"{name}: no heel raise can be told from what moves, {doubts.most_common(1)[0][0]}; {REMEDY}"
            )
        if counts[-1] > 0 or view.known_frac < 0.8:
            raise NotEnoughDataError(f"{name}: much moves, but nothing goes up and down as one body; {REMEDY}")
        return view, ()
    if votes < 2 or counts[-1] - counts[0] > max(1, winner // 3) or (winner == 1 and votes < len(views)):
        raise NotEnoughDataError(f"{name}: {counts[0]} to {counts[-1]} repetitions, the windows disagree; {REMEDY}")
    if view.n_split > max(1, winner // 3):
        doubt = Counter(view.doubts).most_common(1)[0][0]
        raise NotEnoughDataError(
            f"{name}: {winner} movements look like heel raises, {view.n_split} as high do not, {doubt}; {REMEDY}"
        )
    if len(view.doubts) >= winner:
        raise NotEnoughDataError(f"{name}: as many movements are no heel raise ({view.doubts[0]}) as are; {REMEDY}")
    if votes < len(views):
        return view, (f"{counts[0]} to {counts[-1]} repetitions: the windows disagree",)
    return view, ()


def _turns(height: Floats, smallest: float) -> NDArray[np.int64]:
    """Complete candidates: valley, peak, next valley."""
    from soleus.reps import turning

    found = np.empty((len(height) + 1, 4), np.int64)
    found = found[: turning.turns(height, smallest, found)]
    return np.asarray(found[found[:, 3] != turning.CUT])


def _typical(rises: Floats) -> float:
    """Median of the rises, each weighted by itself."""
    if not len(rises):
        return 0.0
    ordered = np.sort(rises)
    return float(ordered[np.searchsorted(np.cumsum(ordered), 0.5 * ordered.sum())])


def _forget_top(height: Floats, row: NDArray[np.int64]) -> None:
    """Make the upper half of a peak unknown; its valleys stay, they belong to the neighbours too."""
    valley, peak, after = row[:3]
    level = 0.5 * (height[peak] + max(height[valley], height[after]))
    top = valley + np.flatnonzero(height[valley : after + 1] > level)
    height[top] = np.nan
