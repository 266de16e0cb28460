"""What stands before every request: names, origins, sizes, headers, and what is logged."""

import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from soleus.web.settings import FORM_BYTES, Settings

LINK = "ws://127.0.0.1:7653/sessions/6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d/link?client=0123abcd"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:7653"])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "localhost" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "LOCALHOST:9", "[::1]:7653"])
def test_every_name_of_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_from_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    del client.headers["Origin"]
    assert client.post("/sessions", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect(LINK, headers=headers):
        pass
    assert closed.value.code == 4403


def test_reading_is_allowed_from_anywhere_because_nobody_else_can_see_the_answer(client: TestClient) -> None:
    answer = client.get("/", headers={"Origin": "http://evil.example"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_a_program_without_a_browser_may_make_changes(client: TestClient) -> None:
    del client.headers["Origin"]
    assert client.post("/sessions").status_code == 422


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    answer = client.post("/sessions", content=b"a" * (FORM_BYTES + 1))
    assert answer.status_code == 413
    assert "64 kB" in answer.text


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(client: TestClient) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while taken < 100 * FORM_BYTES:
            taken += 1024
            yield b"a" * 1024

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sessions", content=endless(), headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/", 10), ("/recording", 10), ("/recordings", 1000), ("/recordings/1/words", 1000), ("/r/s", 20)],
)
def test_the_longest_path_in_the_table_says_how_much_is_taken(path: str, limit: int) -> None:
    assert Settings(body_bytes={"/": 10, "/recordings": 1000, "/r/": 20}).limit_bytes(path) == limit


@pytest.mark.parametrize(
    "path", ["/", "/today.json", "/nowhere", "/static/licences.txt", "/static/nothing.js", "/sw.js"]
)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "microphone=()" in headers["permissions-policy"]
    assert "camera=(self)" in headers["permissions-policy"]


def test_a_page_with_a_persons_data_is_kept_by_no_cache(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "no-store"
    assert client.get("/today.json").headers["cache-control"] == "no-store"
    assert client.get("/exercises").headers["cache-control"] == "no-cache"


def test_an_error_in_the_coach_is_a_sentence_and_its_message_is_not_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("glucose 182 mg/dL")

    monkeypatch.setattr("soleus.workspace.sessions.unfinished", broken)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "182" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "title"),
    [
        ("GET", "/nowhere", "Not found"),
        ("POST", "/sessions", "That cannot be done"),
        ("PUT", "/", "Not possible here"),
    ],
)
def test_a_page_that_says_no_says_it_in_plain_words(client: TestClient, method: str, path: str, title: str) -> None:
    answer = client.request(method, path, headers={"Accept": "text/html"})
    assert f"<h1>{title}</h1>" in answer.text
    assert f"<title>{title}" in answer.text
