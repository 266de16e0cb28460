"""Walks on their pages: dropped, looked at, brought in, taken out; the watched folder; the week's picture."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from soleus.web import background
from soleus.web.settings import BODY_BYTES, FORM_BYTES
from soleus.workspace import walks, watched
from soleus.workspace.place import Desk, Workspace, open_workspace
from tests.walk.made_walks import fit, gpx, records, session, straight
from tests.web.conftest import Now, Opener, Server, axe_violations

WALK = gpx(straight(200)).replace("2025-05", "2025-03").encode()
STEPS = fit(records(600, start=1_110_000_000) + session(strides=550, metres=750, seconds=600))  # 4 March 2025


def look_at(client: TestClient, *files: tuple[str, bytes], **data: str) -> str:
    answer = client.post("/walks/look", files=[("files", file) for file in files], data=data)
    assert answer.status_code == 200, answer.text
    assert answer.url.path == "/walks/preview"
    return answer.text


def n_walks(client: TestClient) -> int:
    return int(client.get("/walks.json").json()["n_all"])


def test_files_are_looked_at_before_anything_is_stored(client: TestClient) -> None:
    page = look_at(client, ("evening.gpx", WALK), ("no.fit", b"nothing"))
    assert "evening.gpx" in page
    assert "Bring in 1 walk<" in page
    assert "cannot be read" in page
    assert "no.fit: " in page
    assert n_walks(client) == 0
    assert "1 walk brought in" in client.post("/walks/bring-in").text
    assert n_walks(client) == 1


def test_sending_the_form_twice_brings_nothing_in_twice(client: TestClient) -> None:
    look_at(client, ("evening.gpx", WALK))
    client.post("/walks/bring-in")
    client.post("/walks/bring-in")
    assert n_walks(client) == 1
    assert "already here" in look_at(client, ("evening.gpx", WALK))


def test_what_was_looked_at_can_be_left_out(client: TestClient) -> None:
    look_at(client, ("evening.gpx", WALK))
    client.post("/walks/forget")
    client.post("/walks/bring-in")
    assert n_walks(client) == 0
    assert "Nothing is waiting" in client.get("/walks/preview").text


def test_an_import_is_taken_back_and_a_walk_removed(client: TestClient) -> None:
    look_at(client, ("evening.gpx", WALK))
    page = client.post("/walks/bring-in").text
    undo = re.search(r'action="(/data/imports/[^"]+/undo)"', page)
    assert undo is not None
    assert "Taken back" in client.post(undo[1]).text
    assert n_walks(client) == 0
    look_at(client, ("evening.gpx", WALK))
    client.post("/walks/bring-in")
    (outing,) = client.get("/walks.json").json()["outings"]
    assert "Removed" in client.post(f"/walks/{outing['id']}/remove").text
    assert n_walks(client) == 0
    assert client.get(f"/walks/{outing['id']}").status_code == 404


def test_where_a_walk_led_is_kept_nowhere(client: TestClient, tmp_path: Path) -> None:
    look_at(client, ("evening.gpx", WALK))
    client.post("/walks/bring-in")
    (outing,) = client.get("/walks.json").json()["outings"]
    assert "46.0" not in client.get(f"/walks/{outing['id']}.json").text
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"46.00" not in kept
    assert b"evening.gpx" in kept


@pytest.mark.parametrize(
    ("data", "files", "said"),
    [
        ({}, [], "files: "),
        ({"walked_on": "2025-13-01"}, [("files", ("a.gpx", WALK))], "walked_on: expected a day"),
        ({"walked_on": "2030-01-01"}, [("files", ("a.gpx", WALK))], "has not come yet"),
        ({"placement": "nose"}, [("files", ("a.gpx", WALK))], "placement: "),
    ],
)
def test_a_form_that_is_wrong_is_a_sentence(client: TestClient, data: dict[str, str], files: Any, said: str) -> None:
    answer = client.post("/walks/look", data=data, files=files)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_walk_of_a_day_that_has_not_come_is_refused(client: TestClient) -> None:
    assert "has not come yet; check the clock" in look_at(client, ("may.gpx", gpx(straight(200)).encode()))


def test_only_the_upload_may_be_large(client: TestClient) -> None:
    assert BODY_BYTES["/walks/look"] > 1000 * FORM_BYTES
    assert client.post("/walks/folder", data={"folder": "x" * 2 * FORM_BYTES}).status_code == 413
    too_many = [("files", (f"{k}.gpx", b"x")) for k in range(walks.MOST_FILES + 1)]
    assert client.post("/walks/look", files=too_many).status_code == 422


def test_a_name_that_climbs_out_of_its_folder_stays_in_it(client: TestClient, tmp_path: Path) -> None:
    page = look_at(client, ("../../../escaped.gpx", WALK), ("..\\..\\two.gpx", WALK))
    assert "escaped.gpx" in page
    assert not list(tmp_path.rglob("escaped.gpx"))


def test_the_week_shows_raises_and_steps_by_day_and_says_what_is_added(client: TestClient, now: Now) -> None:
    assert "Nothing with a known load" in client.get("/load").text
    look_at(client, ("a.fit", STEPS))
    client.post("/walks/bring-in")
    day = datetime.fromisoformat(client.get("/walks.json").json()["outings"][0]["started_at"]).date()
    page = client.get(f"/load?until={day}").text
    assert '<rect class="load-walking"' in page
    assert "because both are a moment at the ankle" in page
    week = client.get(f"/load.json?until={day}").json()["week"]
    (stack,) = [one for one in week["stacks"] if one["basis"] == "fixed arm"]
    assert stack["total_bw"]["mid"] == pytest.approx(550 * 3.5, rel=0.05)
    assert stack["mid_bw"][1][-1] == pytest.approx(stack["total_bw"]["mid"])
    assert client.get("/load?until=2190-01-01").status_code == 422


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watch").mkdir()
    return tmp_path / "watch"


def put(folder: Path, name: str, content: bytes, now: Now, *, age_s: float = 60.0) -> Path:
    path = folder / name
    path.write_bytes(content)
    written = now().timestamp() - age_s
    os.utime(path, (written, written))
    return path


def test_the_watched_folder_is_read_once_and_left_as_it_is(client: TestClient, folder: Path, now: Now) -> None:
    put(folder, "a.gpx", WALK, now)
    put(folder, "copy of a.gpx", WALK, now)
    put(folder, "bad.fit", b"\x0e\x10", now)
    put(folder, "readme.txt", b"not a walk", now)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    page = client.post("/walks/folder", data={"folder": str(folder)}).text
    assert n_walks(client) == 1
    assert page.count("<small>today, 09:30: bad.fit: ") == 1
    client.post("/walks/folder", data={"folder": str(folder)})
    assert n_walks(client) == 1
    assert client.get("/walks").text.count("bad.fit: ") == 1
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_a_walk_that_was_removed_does_not_come_back_by_itself(client: TestClient, folder: Path, now: Now) -> None:
    put(folder, "a.gpx", WALK, now)
    client.post("/walks/folder", data={"folder": str(folder)})
    (outing,) = client.get("/walks.json").json()["outings"]
    client.post(f"/walks/{outing['id']}/remove")
    client.post("/walks/folder", data={"folder": str(folder)})
    assert n_walks(client) == 0


def test_a_file_that_is_still_being_copied_waits(client: TestClient, folder: Path, now: Now) -> None:
    put(folder, "a.gpx", WALK[:1000], now, age_s=2.0)
    client.post("/walks/folder", data={"folder": str(folder)})
    assert n_walks(client) == 0
    assert client.get("/walks.json").json()["failures"] == []
    put(folder, "a.gpx", WALK, now)
    client.post("/walks/folder", data={"folder": str(folder)})
    assert n_walks(client) == 1


@pytest.mark.parametrize(("said", "told"), [("walks", "whole path"), ("/no/such/place", "no such folder")])
def test_a_folder_that_cannot_be_watched_is_refused(client: TestClient, said: str, told: str) -> None:
    answer = client.post("/walks/folder", data={"folder": said})
    assert answer.status_code == 422
    assert told in answer.text


def test_the_data_folder_itself_is_not_watched(client: TestClient, tmp_path: Path) -> None:
    assert client.post("/walks/folder", data={"folder": str(tmp_path / "data" / "live")}).status_code == 422


def test_a_folder_that_is_gone_is_told_and_the_walks_stay(client: TestClient, folder: Path, now: Now) -> None:
    file = put(folder, "a.gpx", WALK, now)
    client.post("/walks/folder", data={"folder": str(folder)})
    file.unlink()
    folder.rmdir()
    assert "is not there now" in client.get("/walks").text
    assert n_walks(client) == 1
    client.post("/walks/folder", data={"folder": ""})
    assert client.get("/walks.json").json()["folder"] is None


def test_another_account_cannot_watch_a_folder_of_this_machine(tmp_path: Path, now: Now, folder: Path) -> None:
    from uuid import uuid4

    from soleus.errors import DeniedError

    with open_workspace(tmp_path / "data") as workspace:
        workspace.local_desk(now())
        with workspace.store.door() as door:
            other = Desk(workspace, door.add("other", "no-hash", new_id=uuid4(), now=now()).id)
        with pytest.raises(DeniedError, match="who sits at this computer"):
            watched.watch(other, str(folder), now=now())


def test_the_server_looks_when_it_starts_and_again(
    tmp_path: Path, folder: Path, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LOOK_EVERY_S", 0.02)
    put(folder, "a.gpx", WALK, now)
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(now())
        watched.watch(desk, str(folder), now=now())
        with background.at_work(workspace, now):
            _until(workspace, now, 1)
            later = [(lat, lon, ele, f"2025-03-02T{time[11:]}") for lat, lon, ele, time in straight(300)]
            put(folder, "b.gpx", gpx(later).encode(), now)
            _until(workspace, now, 2)


def _until(workspace: Workspace, now: Now, n: int) -> None:
    """Wait, with patience, until that many walks are there."""
    import time

    for _ in range(3000):
        if len(walks.outings(workspace.local_desk(now()))) == n:
            return
        time.sleep(0.02)
    pytest.fail(f"the folder was not read: {n} walks did not come")


def test_a_walk_is_dropped_on_the_page_and_shows_in_the_week(
    fresh_coach: Server, window: Opener, tmp_path: Path
) -> None:
    yesterday = (datetime.now() - timedelta(days=1)).timestamp() - 631_065_600
    body = records(600, start=int(yesterday)) + session(strides=550, metres=750, seconds=600)
    page = window(width="desk")
    page.goto(f"{fresh_coach.url}/walks")
    assert axe_violations(page) == []
    dropped = page.evaluate_handle(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "yesterday.fit"));
          return data;
        }""",
        list(fit(body)),
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": dropped})
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})
    page.get_by_role("button", name="Bring in 1 walk").wait_for()
    assert page.get_by_text("1100").is_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Bring in 1 walk").click()
    page.get_by_role("link", name="steps").click()
    assert axe_violations(page) == []
    page.get_by_role("link", name="s load").click()
    page.get_by_role("img", name="Tendon load of seven days").wait_for()
    assert axe_violations(page) == []
