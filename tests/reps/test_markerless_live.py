"""Counting without a marker while it is filmed: what the method for clips counts, a little later, and each once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from soleus.errors import NotEnoughDataError
from soleus.recording.video import Frame, frames
from soleus.reps.markerless.live import LOOK_BACK_S, SETTLED_S, LiveMarkerless
from soleus.reps.markerless.method import Judged, Markerless
from soleus.reps.markerless.tracks import Tracks
from soleus.simulate.session import Session, standing_session
from soleus.simulate.video import render_plain_clip

N_REPS = 8


def standing() -> Session:
    return standing_session(np.random.default_rng(2), n_reps=N_REPS, lead_s=3.0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight raises of a whole body within about 25 s: more than one judgement sees at once."""
    path = tmp_path_factory.mktemp("body") / "clip.avi"
    session = standing()
    render_plain_clip(path, session.height_m, duration_s=session.duration_s, rng=np.random.default_rng(2), rate_hz=15.0)
    return path


@cache
def pictures(path: Path) -> tuple[tuple[float, Frame], ...]:
    return tuple(frames(path, max_side_px=480))


def played(live: LiveMarkerless, path: Path, *, since_s: float = 0.0) -> Iterator[int]:
    """The count after each judgement."""
    for time_s, picture in pictures(path):
        live.see(since_s + time_s, picture)
        if (work := live.due()) is not None:
            live.take(work())
            yield live.count
    if (work := live.due(now=True)) is not None:
        live.take(work())
    yield live.count


def test_raises_are_counted_as_they_come_also_those_that_no_judgement_sees_any_more(clip: Path) -> None:
    live = LiveMarkerless()
    counts = list(played(live, clip))
    assert counts[-1] == N_REPS
    assert counts == sorted(counts)
    assert np.isnan(live.height_m)
    assert all(peak <= live.time_s - SETTLED_S for peak in live.settled_s)


def test_a_gap_in_the_frames_keeps_what_was_counted_and_counts_on(clip: Path) -> None:
    live = LiveMarkerless()
    list(played(live, clip))
    assert list(played(live, clip, since_s=live.time_s + 10.0))[-1] == 2 * N_REPS


def test_a_judgement_from_before_a_gap_changes_nothing(clip: Path) -> None:
    live = LiveMarkerless()
    for time_s, picture in pictures(clip)[:150]:
        live.see(time_s, picture)
    work = live.due(now=True)
    assert work is not None
    assert live.due(now=True) is None  # one at a time
    look = work()
    live.see(live.time_s + 5.0, pictures(clip)[0][1])
    live.take(look)
    assert live.count == 0
    assert not live.working


def test_frames_that_come_late_or_twice_are_left_out(clip: Path) -> None:
    live = LiveMarkerless()
    for time_s, picture in pictures(clip)[:60]:
        live.see(time_s, picture)
        live.see(time_s, picture)
        live.see(time_s - 1.0, picture)
    assert live.time_s == pictures(clip)[59][0]


def test_what_was_refused_while_it_was_young_is_not_counted_when_the_doubtful_seconds_are_out_of_sight(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge, doubtful_until_s = Markerless.judge, 2.0

    def doubting(self: Markerless, tracks: Tracks, name: str) -> Judged:
        if tracks.time_s[0] < doubtful_until_s:
            raise NotEnoughDataError(f"{name}: much moves")
        return judge(self, tracks, name)

    monkeypatch.setattr(Markerless, "judge", doubting)
    live = LiveMarkerless()
    counts = list(played(live, clip))
    told_from_s = doubtful_until_s + LOOK_BACK_S
    assert counts[-1] == (standing().peak_s > told_from_s - SETTLED_S).sum()
    assert 0 < counts[-1] < N_REPS


def test_a_doubt_is_told_and_takes_nothing_back(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveMarkerless()
    for time_s, picture in pictures(clip):
        live.see(time_s, picture)
        if (work := live.due()) is not None:
            live.take(work())
        if live.count == 2:
            break

    def doubt(self: object, tracks: object, name: str) -> None:
        raise NotEnoughDataError(f"{name}: much moves")

    monkeypatch.setattr("soleus.reps.markerless.method.Markerless.judge", doubt)
    work = live.due(now=True)
    assert work is not None
    live.take(work())
    assert (live.count, live.look.agree_frac, live.look.doubt) == (2, 0.0, "Cannot tell: much moves")
