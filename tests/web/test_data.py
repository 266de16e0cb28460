"""Your data on its pages: in with a preview, out as a whole, back from a backup, gone with a receipt."""

import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from soleus.web.settings import Settings
from tests.web.conftest import PATIENCE_MS, Now, opened, set_up
from tests.web.test_after import finished
from tests.workspace.test_imports import heights

A_DAY_S = 86_400


def bring(client: TestClient, *files: tuple[str, bytes], **form: str) -> str:
    """Choose files; returns the address of their preview once they were looked at."""
    parts = [("files", (name, data)) for name, data in files]
    answer = client.post("/data/import", files=parts, data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return waited(client, answer.headers["location"])


def waited(client: TestClient, address: str) -> str:
    for _ in range(PATIENCE_MS // 50):
        if client.get(f"{address}.json").json()["stage"] not in ("looking", "storing"):
            return address
        time.sleep(0.05)
    raise AssertionError("it never ended")


def exported(client: TestClient) -> bytes:
    answer = client.post("/data/export")
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="soleus-export-' in answer.headers["content-disposition"]
    return answer.content


def counts(client: TestClient) -> dict[str, int]:
    return {line["name"]: line["count"] for line in client.get("/data.json").json()["lines"]}


def test_an_empty_coach_lists_nothing_but_the_set_up(client: TestClient) -> None:
    assert set(counts(client)) == {"About you", "Answers to the safety questions"}
    assert "Nothing yet" in client.get("/data/import").text
    assert "No backup yet" in client.get("/data/backups").text


def test_a_recording_is_shown_before_it_comes_in_and_comes_in_once(client: TestClient, now: Now) -> None:
    address = bring(client, ("heel.csv", heights()), ("broken.csv", b"\x00\x01" * 999))
    page = client.get(address).text
    assert "1 would come in" in page
    assert "cannot be read" in page
    assert "Sessions" not in counts(client)
    client.post(f"{address}/store")
    waited(client, address)
    assert "came in" in client.get(address).text
    assert counts(client)["Sessions"] == 1
    again = bring(client, ("other-name.csv", heights()))
    assert "Nothing new" in client.get(again).text
    client.post(f"{again}/store")
    assert counts(client)["Sessions"] == 1


def test_what_came_in_can_be_taken_out_again(client: TestClient) -> None:
    address = bring(client, ("heel.csv", heights()))
    client.post(f"{address}/store")
    waited(client, address)
    undo = re.search(r'action="(/data/imports/[^"]+/undo)"', client.get("/data/import").text)
    assert undo is not None
    client.post(undo[1])
    assert "Sessions" not in counts(client)
    assert "taken out again" in client.get("/data/import").text


def test_an_export_goes_to_another_machine_and_back_without_a_double(
    client: TestClient, now: Now, tmp_path: Path
) -> None:
    address = finished(client, now)
    data = exported(client)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(json.loads(archive.read("export.json"))["sessions"]) == 1
    with opened(tmp_path / "second", now) as other:
        preview = bring(other, ("my-export.zip", data))
        assert other.get(f"{preview}.json").json()["n_new"] > 3
        other.post(f"{preview}/store")
        waited(other, preview)
        assert other.get(address).status_code == 200
        again = exported(other)
    home = bring(client, ("again.zip", again))
    kinds = {kind["name"]: kind for kind in client.get(f"{home}.json").json()["exports"][0]["kinds"]}
    assert (kinds["Sessions"]["n_new"], kinds["Sessions"]["n_known"]) == (0, 1)


def test_nothing_is_left_of_an_export_that_was_downloaded(client: TestClient) -> None:
    exported(client)
    folder = client.app.state.workspace.folder  # type: ignore[attr-defined]
    assert list(folder.uploads.iterdir()) == []


def test_a_preview_can_be_put_away(client: TestClient) -> None:
    address = bring(client, ("heel.csv", heights()))
    client.post(f"{address}/discard")
    assert client.get(address).status_code == 404
    assert "Choose the files again" in client.get(address, headers={"Accept": "text/html"}).text


def test_no_file_is_a_sentence_and_a_form_that_is_none_too(client: TestClient) -> None:
    assert client.post("/data/import", data={}).status_code == 422
    empty = client.post("/data/import", files={"files": ("", b"")})
    assert empty.status_code == 422
    odd = client.post("/data/import", content=b"nonsense", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert odd.status_code in (400, 422)
    wrong = client.post("/data/import", files={"files": ("a.csv", b"x")}, data={"exercise": "burpee"})
    assert wrong.status_code == 422


def test_too_large_a_body_is_refused_before_it_is_read(tmp_path: Path, now: Now) -> None:
    from soleus.web.app import create_app
    from soleus.workspace.place import open_workspace
    from tests.web.conftest import ORIGIN

    set_up(tmp_path, now())
    limits = {"/": 64 * 1024, "/data/import": 1000}
    with open_workspace(tmp_path) as workspace:
        app = create_app(workspace, Settings(now=now, body_bytes=limits))
        with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}) as small:
            assert small.post("/data/import", files={"files": ("a.csv", b"x" * 5000)}).status_code == 413
        assert list(workspace.folder.uploads.iterdir()) == []


def test_a_backup_is_made_taken_looked_into_and_restored(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    made = client.post("/data/backups", data={}, follow_redirects=False).headers["location"]
    name = made.rpartition("=")[-1]
    assert f'href="/data/backups/{name}/file"' in client.get(made).text
    data = client.get(f"/data/backups/{name}/file").content
    client.post(f"{address}/delete")
    now.go_on(60)
    page = client.get(f"/data/backups/{name}").text
    assert "Whole and readable" in page
    refused = client.post(f"/data/backups/{name}/restore", data={"phrase": "yes"})
    assert refused.status_code == 422
    assert "Nothing was replaced" in refused.text
    assert "This session is deleted" in client.get(address).text
    done = client.post(f"/data/backups/{name}/restore", data={"phrase": " Replace  everything "})
    assert "Restored" in done.text
    assert "This session is deleted" not in client.get(address).text
    client.post(f"/data/backups/{name}/delete")
    assert client.get(f"/data/backups/{name}").status_code == 404
    now.go_on(60)
    brought = client.post("/data/backups/bring", files={"backup": ("mine.zip", data)})
    assert "Whole and readable" in brought.text


def test_an_encrypted_backup_asks_for_its_passphrase(client: TestClient, now: Now) -> None:
    finished(client, now)
    form = {"passphrase": "calves before breakfast"}
    made = client.post("/data/backups", data=form, follow_redirects=False).headers["location"]
    name = made.rpartition("=")[-1]
    assert name.endswith(".sealed")
    assert "It is encrypted" in client.get(f"/data/backups/{name}").text
    assert client.post(f"/data/backups/{name}/look", data={"passphrase": "wrong, quite"}).status_code == 422
    assert "Whole and readable" in client.post(f"/data/backups/{name}/look", data=form).text
    now.go_on(60)
    done = client.post(f"/data/backups/{name}/restore", data=form | {"phrase": "replace everything"})
    assert "Restored" in done.text


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused_and_not_kept(client: TestClient, data: bytes) -> None:
    answer = client.post("/data/backups/bring", files={"backup": ("mine.zip", data)})
    assert answer.status_code == 422
    assert "No backup yet" in client.get("/data/backups").text


@pytest.mark.parametrize("name", ["absent.zip", "soleus.db", "..%2fsoleus.db", "%2e%2e", "in-use.lock"])
def test_no_other_file_can_be_had_as_a_backup(client: TestClient, name: str) -> None:
    for path in (f"/data/backups/{name}", f"/data/backups/{name}/file"):
        assert client.get(path).status_code == 404
    assert client.post(f"/data/backups/{name}/delete").status_code == 404


def test_deleting_everything_needs_the_words_and_gives_a_receipt(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    refused = client.post("/data/delete", data={"phrase": "yes"})
    assert refused.status_code == 422
    assert client.get(address).status_code == 200
    answer = client.post("/data/delete", data={"phrase": "delete everything"})
    assert "Everything is deleted" in answer.text
    assert re.search(r"[0-9a-f]{64}", answer.text)
    assert client.get(address).status_code == 404
    assert "Two minutes first" in client.get("/").text
    assert "Nothing yet" in client.get("/data").text
