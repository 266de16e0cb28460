"""Every way a file comes in: what is too large, does not fit the disk or breaks off is told, and leaves nothing."""

import shutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.store.room import SPARE_BYTES
from soleus.web.app import create_app
from soleus.web.settings import FORM_BYTES, Settings
from tests.web.conftest import ORIGIN, Network, Now
from tests.web.test_after import finished
from tests.web.test_gate import paired

FORMS = {"/data/import": "files", "/glucose/import": "file", "/walks/look": "files", "/data/backups/bring": "backup"}
ROUTES = ["/measure", *FORMS]


def send(client: TestClient, route: str, data: bytes, **more: Any) -> Any:
    if route == "/measure":
        return client.put(f"/measure/{uuid4()}", content=data, headers={"X-File-Name": "heel.csv"}, **more)
    return client.post(route, files={FORMS[route]: ("heel.csv", data)}, follow_redirects=False, **more)


def n_waiting(client: TestClient) -> int:
    return len(list(client.app.state.workspace.folder.uploads.iterdir()))  # type: ignore[attr-defined]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is free at each look; the last figure stays."""
    free, usage = [1 << 40], shutil.disk_usage("/")
    monkeypatch.setattr(
        "soleus.store.room.shutil.disk_usage", lambda _: usage._replace(free=free.pop(0) if len(free) > 1 else free[0])
    )
    return free


@pytest.mark.parametrize("route", ROUTES)
def test_a_full_disk_is_told_before_anything_is_read_and_nothing_is_lost(
    client: TestClient, now: Now, disk: list[int], route: str
) -> None:
    session = finished(client, now)
    disk[:] = [SPARE_BYTES]
    answer = send(client, route, b"a,b\n")
    assert answer.status_code == 507
    assert "no room for this" in answer.text
    assert n_waiting(client) == 0
    assert client.get(session).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_a_disk_that_fills_up_on_the_way_is_told_and_what_came_is_put_away(
    client: TestClient, disk: list[int], route: str
) -> None:
    disk[:] = [1 << 40, SPARE_BYTES]
    assert send(client, route, bytes(1000)).status_code == 507
    assert n_waiting(client) == 0


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("says_its_size", [True, False])
def test_a_body_over_the_limit_gets_its_sentence(network: Network, route: str, says_its_size: bool) -> None:
    limits = {"/": FORM_BYTES, **dict.fromkeys(ROUTES, 200_000)}
    app = create_app(network.workspace, Settings(now=network.now, body_bytes=limits))
    with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN, "Accept": "application/json"}) as client:
        request = client.build_request(
            "POST", ORIGIN + "/x", files={FORMS.get(route, "x"): ("big.csv", bytes(300_000))}
        )
        body, kind = request.read(), request.headers["Content-Type"]
        if says_its_size:
            answer = client.request(*at(route), content=body, headers={"Content-Type": kind})
        else:
            answer = client.request(*at(route), content=in_pieces(body), headers={"Content-Type": kind})
        assert answer.status_code == 413
        assert answer.json()["detail"] == "That is more than the 195 kB this page takes."
        assert n_waiting(client) == 0


def at(route: str) -> tuple[str, str]:
    return ("PUT", f"/measure/{uuid4()}") if route == "/measure" else ("POST", route)


def in_pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 1000):
        yield body[start : start + 1000]


@pytest.mark.parametrize("route", FORMS)
@pytest.mark.parametrize("cut", [5, 40, 150])
def test_a_form_that_breaks_off_is_told_and_leaves_nothing(client: TestClient, route: str, cut: int) -> None:
    request = client.build_request("POST", ORIGIN + route, files={FORMS[route]: ("heel.csv", b"a,b\n" * 40)})
    kind = {"Content-Type": request.headers["Content-Type"]}
    answer = client.post(route, content=request.read()[:-cut], headers=kind)
    assert answer.status_code == 422
    assert n_waiting(client) == 0


@pytest.mark.parametrize("route", FORMS)
def test_a_form_without_a_file_says_what_is_missing(client: TestClient, route: str) -> None:
    field = FORMS[route]
    for body in ({"data": {"x": "y"}}, {"files": {field: ("", b"")}}, {"files": {"another": ("a.csv", b"x")}}):
        answer = client.post(route, **body)
        assert answer.status_code == 422
        assert f"{field}: no file was chosen" in answer.text
    odd = client.post(route, content=b"nonsense", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert odd.status_code == 422
    assert n_waiting(client) == 0


def test_words_beside_a_file_have_a_limit_and_more_files_than_one_are_too_many(client: TestClient) -> None:
    file = {"files": ("a.gpx", b"x")}
    for words in ({"walked_on": "9" * (FORM_BYTES + 1)}, {f"{k:05d}": "x" for k in range(20_000)}):
        assert client.post("/walks/look", files=file, data=words).status_code == 422
    two = [("file", ("a.csv", b"x")), ("file", ("b.csv", b"x"))]
    assert "at most 1 file" in client.post("/glucose/import", files=two).text
    assert n_waiting(client) == 0


def test_bytes_arrive_as_they_were_sent_whatever_they_are(client: TestClient) -> None:
    data = bytes(range(256)) * 9000 + b"\r\n--" * 9000
    assert send(client, "/glucose/import", data).status_code == 303
    (kept,) = client.app.state.workspace.folder.uploads.glob("*/0/heel.csv")  # type: ignore[attr-defined]
    assert kept.read_bytes() == data


def test_a_name_of_any_alphabet_arrives(client: TestClient) -> None:
    answer = client.post("/glucose/import", files={"file": ("血糖 Ödön.csv", b"x")}, follow_redirects=False)
    assert client.get(f"{answer.headers['location']}.json").json()["look"]["name"] == "血糖 Ödön.csv"


def test_a_full_disk_is_told_without_folders_to_a_phone(network: Network, disk: list[int]) -> None:
    disk[:] = [0]
    with network.device(Accept="application/json") as phone:
        paired(network, phone)
        answer = phone.post("/glucose/import", files={"file": ("a.csv", b"x")})
        assert answer.status_code == 507
        assert "free some space on it" in answer.json()["detail"]


def test_what_may_happen_to_an_upload_is_in_the_api_s_description(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for route, field in FORMS.items():
        form = paths[route]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
        assert form["required"] == [field]
        assert {"413", "422", "507"} <= set(paths[route]["post"]["responses"])
    assert {"413", "422", "507"} <= set(paths["/measure/{upload_id}"]["put"]["responses"])
