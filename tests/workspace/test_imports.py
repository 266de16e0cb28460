"""Files wait until the person has seen what would come in."""

import io
from pathlib import Path

import pytest

from soleus.errors import InputError, NotFoundError
from soleus.workspace import recordings, sessions
from soleus.workspace.export import export_everything
from soleus.workspace.imports import Import, Imports
from soleus.workspace.intray import Tray, new_tray
from soleus.workspace.place import Desk, open_workspace
from tests.reps.motions import humps
from tests.stores import NOW
from tests.workspace.filled import fill


@pytest.fixture
def imports(desk: Desk) -> Imports:
    return Imports()


def heights(n_reps: int = 6) -> bytes:
    rows = (f"{k / 100:.2f},{h:.5f}" for k, h in enumerate(humps([0.08] * n_reps)))
    return ("time_s,heel_height_m\n" + "\n".join(rows) + "\n").encode()


def tray_of(desk: Desk, **files: bytes) -> Tray:
    tray = new_tray(desk)
    for name, data in files.items():
        tray.put(f"{name}.csv", io.BytesIO(data))
    return tray


def looked_at(imports: Imports, desk: Desk, **files: bytes) -> Import:
    job = imports.begin(desk, tray_of(desk, **files), exercise="soleus-push-up")
    imports.look(desk, job, now=lambda: NOW)
    return job


def test_a_preview_stores_nothing_and_storing_stores_what_is_new_once(imports: Imports, desk: Desk) -> None:
    job = looked_at(imports, desk, one=heights(), twin=heights(), broken=b"\x00\x01\x02" * 999)
    assert job.stage == "ready"
    assert [(one.name, one.status) for one in job.found] == [
        ("one.csv", "new"), ("twin.csv", "known"), ("broken.csv", "failed"),
    ]  # fmt: skip
    assert job.n_new == 1
    assert sessions.history(desk) == []
    imports.store(desk, job, now=lambda: NOW)
    assert job.stage == "done"
    (training,) = sessions.history(desk)
    assert training.n_reps == 6
    assert list(desk.workspace.folder.uploads.iterdir()) == []
    again = looked_at(imports, desk, one=heights())
    assert (again.n_new, again.found[0].status) == (0, "known")


def test_an_export_among_the_files_is_found_by_its_content(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "other") as workspace:
        other = workspace.local_desk(NOW)
        fill(other)
        data = export_everything(other, tmp_path / "e.zip", now=NOW).path.read_bytes()
    job = looked_at(imports, desk, export=data, one=heights())
    assert [len(job.exports), len(job.found)] == [1, 1]
    imports.store(desk, job, now=lambda: NOW)
    assert len(sessions.history(desk)) == 3
    assert len(recordings.batches(desk)) == 2


def test_a_preview_that_is_put_away_leaves_nothing(imports: Imports, desk: Desk) -> None:
    job = looked_at(imports, desk, one=heights())
    imports.discard(job)
    assert not job.tray.folder.exists()
    with pytest.raises(NotFoundError):
        imports.find(desk, job.id)


def test_a_second_preview_takes_the_place_of_the_first(imports: Imports, desk: Desk) -> None:
    first = looked_at(imports, desk, one=heights())
    second = looked_at(imports, desk, one=heights())
    assert not first.tray.folder.exists()
    assert imports.find(desk, second.id) is second


def test_nobody_sees_the_preview_of_another(imports: Imports, desk: Desk, other_desk: Desk) -> None:
    job = looked_at(imports, desk, one=heights())
    with pytest.raises(NotFoundError):
        imports.find(other_desk, job.id)
    looked_at(imports, other_desk, one=heights())
    assert imports.find(desk, job.id) is job


def test_an_unknown_exercise_is_refused_and_the_preview_that_is_there_stays(imports: Imports, desk: Desk) -> None:
    job = looked_at(imports, desk, one=heights())
    with pytest.raises(InputError):
        imports.begin(desk, tray_of(desk, two=b"x"), exercise="burpee")
    assert imports.find(desk, job.id) is job


def test_a_file_that_vanished_ends_in_a_sentence(imports: Imports, desk: Desk) -> None:
    job = looked_at(imports, desk, one=heights())
    job.paths[0].unlink()
    imports.store(desk, job, now=lambda: NOW)
    assert job.stage == "failed"
    assert job.message
    assert sessions.history(desk) == []
