"""Bringing recordings in: a preview stores nothing, each comes in once, and goes out again with its batch."""

import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from soleus.errors import InputError, NotFoundError
from soleus.simulate.example import EXAMPLE, N_REPS
from soleus.workspace import people, recordings, sessions
from soleus.workspace.place import Desk
from tests.reps.motions import humps
from tests.reps.test_sticker import render
from tests.stores import NOW

THIGH = {"placement": "thigh"}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    height = tmp_path / "heel.csv"
    rows = (f"{k / 100:.2f},{h:.5f}" for k, h in enumerate(humps([0.08] * 6)))
    height.write_text("time_s,heel_height_m\n" + "\n".join(rows) + "\n")
    twin = tmp_path / "twin.csv"
    shutil.copy(height, twin)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(bytes(range(256)) * 40)
    return [height, twin, broken, tmp_path / "absent.csv", tmp_path]


def brought(desk: Desk, paths: list[Path]) -> recordings.ImportBatch:
    return recordings.bring_in(desk, recordings.look(desk, paths, now=NOW), exercise="soleus-push-up", now=NOW)


def n_files(desk: Desk) -> int:
    return len(list(desk.workspace.signals.all()))


def test_a_preview_says_what_each_file_is_and_stores_nothing(desk: Desk, files: list[Path]) -> None:
    looked = recordings.look(desk, files, now=NOW)
    assert [one.status for one in looked] == ["new", "known", "failed", "failed", "failed"]
    assert [one.n_reps for one in looked] == [6, None, None, None, None]
    assert all(one.message for one in looked[1:])
    assert sessions.history(desk) == []
    assert n_files(desk) == 0


def test_a_recording_becomes_a_finished_session_with_its_repetitions(desk: Desk) -> None:
    people.save_profile(desk, {"stature_m": 1.75}, now=NOW)
    looked = recordings.look(desk, [EXAMPLE], now=NOW, options=THIGH)
    recordings.bring_in(desk, looked, exercise="soleus-push-up", now=NOW, recorded_at=NOW - timedelta(days=2))
    (training,) = sessions.history(desk)
    (done,), (signal,) = training.sets, training.signals
    assert training.session.started_at == NOW - timedelta(days=2)
    assert (training.n_reps, len(done.heel_raise_height_m)) == (N_REPS, N_REPS)
    assert done.input_sha256 == signal.sha256
    assert desk.workspace.signals.path(signal.sha256).read_bytes() == EXAMPLE.read_bytes()


def test_bringing_in_twice_is_bringing_in_once(desk: Desk, files: list[Path]) -> None:
    first, second = brought(desk, files), brought(desk, files)
    assert (first.n_new, first.n_known, first.n_failed) == (1, 1, 3)
    assert (second.n_new, second.n_known, second.n_failed) == (0, 2, 3)
    assert len(sessions.history(desk)) == 1


def test_two_previews_that_are_both_stored_bring_in_once(desk: Desk, files: list[Path]) -> None:
    both = [recordings.look(desk, files[:1], now=NOW) for _ in range(2)]
    for looked in both:
        recordings.bring_in(desk, looked, exercise="soleus-push-up", now=NOW)
    assert len(sessions.history(desk)) == 1


def test_a_batch_goes_out_again_as_a_whole_and_can_come_back(desk: Desk, files: list[Path]) -> None:
    batch = brought(desk, files)
    by_hand = sessions.start(desk, exercise="soleus-push-up", how="tap", now=NOW)
    recordings.undo(desk, batch.id, now=NOW)
    assert sessions.history(desk) == []
    assert [session.id for session in sessions.unfinished(desk)] == [by_hand.id]
    assert n_files(desk) == 0
    assert recordings.undo(desk, batch.id, now=NOW + timedelta(1)).undone_at == NOW
    assert brought(desk, files).n_new == 1


def test_a_file_that_another_account_has_too_stays_when_one_undoes(
    desk: Desk, other_desk: Desk, files: list[Path]
) -> None:
    mine, theirs = brought(desk, files), brought(other_desk, files)
    assert theirs.n_new == 1
    with pytest.raises(NotFoundError):
        recordings.undo(desk, theirs.id, now=NOW)
    recordings.undo(desk, mine.id, now=NOW)
    assert n_files(desk) == 1
    (training,) = sessions.history(other_desk)
    desk.workspace.signals.check(training.signals[0].sha256)


def test_a_file_that_changes_after_the_preview_is_refused(desk: Desk, files: list[Path]) -> None:
    looked = recordings.look(desk, files[:1], now=NOW)
    files[0].write_text(files[0].read_text() + "9.99,0.0\n")
    with pytest.raises(InputError, match="changed since"):
        recordings.bring_in(desk, looked, exercise="soleus-push-up", now=NOW)
    assert sessions.history(desk) == []


def test_of_a_video_only_the_motion_of_the_heel_is_kept(desk: Desk, tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    render(clip)
    looked = recordings.look(desk, [clip], now=NOW)
    recordings.bring_in(desk, looked, exercise="soleus-push-up", now=NOW)
    (training,) = sessions.history(desk)
    kept = desk.workspace.signals.path(training.signals[0].sha256)
    assert pl.read_parquet(kept).columns == ["time_s", "heel_height_m"]
    assert recordings.look(desk, [clip], now=NOW)[0].status == "known"
