"""Reminders: set up, told on a page once and once more, answered, sent, and as a calendar."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from soleus.errors import NotFoundError
from soleus.store.entries import Reminder
from soleus.web import background
from soleus.workspace import accounts, reminders
from soleus.workspace.place import open_workspace
from tests.web.conftest import Now, Opener, Server, axe_violations, running_server, set_up
from tests.web.test_pages import begin

NIGHT = {"quiet_from": "21:00", "quiet_to": "07:00"}
ALWAYS = {"quiet_from": "00:00", "quiet_to": "00:00"}


def keep(client: TestClient, **changes: Any) -> str:
    """Set one up the way the form does; its id. The coach's clock says Tuesday, 9:30."""
    identity = changes.pop("id", str(uuid4()))
    form = {"kind": "meal", "channel": "page", "at": "9:15", "days": [1, 2, 3, 4, 5], "enabled": "true", **NIGHT}
    answer = client.post(f"/reminders/{identity}", data={**form, **changes}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return identity


def due(client: TestClient, sitting_since_ms: float | None = None) -> dict[str, Any] | None:
    body = {"sitting_since_ms": None if sitting_since_ms is None else round(sitting_since_ms)}
    return client.post("/reminders/due/now", json=body).json()["due"]


def reply(client: TestClient, found: dict[str, Any], said: str) -> None:
    answer = client.post(f"/reminders/{found['id']}/reply", json={"occasion": found["occasion"], "said": said})
    assert answer.status_code == 204


def test_a_reminder_is_listed_changed_and_removed(client: TestClient) -> None:
    assert "None yet" in client.get("/reminders").text
    identity = keep(client, at="8.00; 12:30", delay_min="15")
    page = client.get("/reminders").text
    assert "08:00, 12:30, 15 minutes later" in page
    assert "Mon, Tue, Wed, Thu, Fri" in page
    keep(client, id=identity, at="19:00", delay_min="0", days=[1, 2, 3, 4, 5, 6, 7])
    page = client.get("/reminders").text
    assert "19:00" in page
    assert "12:30" not in page
    assert "every day" in page
    client.post(f"/reminders/{identity}/remove")
    assert "None yet" in client.get("/reminders").text
    assert client.get(f"/reminders/{identity}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "25:00"},
        {"at": ""},
        {"days": []},
        {"delay_min": "500"},
        {"channel": "ntfy"},
        {"channel": "ntfy", "address": "http://ntfy.example/x"},
        {"kind": "sitting", "every_min": "30", "channel": "webhook", "address": "https://hook.example/x"},
        {"kind": "sitting", "every_min": "3"},
        {"quiet_from": "late"},
    ],
)
def test_what_can_never_be_told_is_a_sentence(client: TestClient, wrong: dict[str, Any]) -> None:
    form = {"kind": "meal", "channel": "page", "at": "12:00", "days": [1], "enabled": "true", **NIGHT, **wrong}
    answer = client.post(f"/reminders/{uuid4()}", data=form, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "<h1>" in answer.text
    assert "None yet" in client.get("/reminders").text


def test_it_is_told_once_then_once_more_and_then_not(client: TestClient, now: Now) -> None:
    keep(client)
    first = due(client)
    assert first is not None
    assert first["title"] == "Soleus push-ups"
    assert due(client) is None
    now.go_on(11 * 60)
    assert due(client) is not None
    now.go_on(11 * 60)
    assert due(client) is None


def test_done_is_not_repeated_and_later_is(client: TestClient, now: Now) -> None:
    keep(client)
    reply(client, due(client) or {}, "later")
    now.go_on(11 * 60)
    again = due(client)
    assert again is not None
    reply(client, again, "later")
    now.go_on(9 * 60)
    assert due(client) is None
    now.go_on(60)
    assert due(client) is not None
    keep(client, at="9:50")
    found = due(client)
    assert found is not None
    reply(client, found, "done")
    now.go_on(11 * 60)
    assert due(client) is None


def test_not_today_is_silent_until_tomorrow(client: TestClient, now: Now) -> None:
    keep(client, at="9:15, 12:00")
    reply(client, due(client) or {}, "not today")
    now.go_on(2.75 * 3600)
    assert due(client) is None
    now.go_on(21.25 * 3600)
    assert due(client) is not None


def test_who_has_just_trained_is_not_reminded(client: TestClient, now: Now) -> None:
    keep(client, at="9:45")
    address = begin(client)
    client.post(f"{address}/finish")
    now.go_on(16 * 60)
    assert due(client) is None


def test_sitting_is_known_by_the_page_alone(client: TestClient, now: Now) -> None:
    keep(client, kind="sitting", every_min="30", at="")
    since = (now() - timedelta(minutes=31)).timestamp() * 1000
    assert due(client) is None
    assert due(client, (now() - timedelta(minutes=29)).timestamp() * 1000) is None
    found = due(client, since)
    assert found is not None
    assert found["title"] == "Time to move"


def test_quiet_hours_are_quiet_and_off_is_off(client: TestClient, now: Now) -> None:
    keep(client, quiet_from="09:00", quiet_to="10:00")
    keep(client, enabled="")
    assert due(client) is None


def test_the_calendar_holds_what_goes_there_and_no_health(client: TestClient) -> None:
    keep(client, channel="calendar", at="12:30", delay_min="15")
    keep(client, channel="page", at="18:30")
    answer = client.get("/reminders/feed/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "DTSTART:20250304T124500" in answer.text
    assert "183000" not in answer.text


def test_a_second_account_hears_nothing_of_the_first(client: TestClient, now: Now) -> None:
    identity = keep(client)
    workspace = client.app.state.workspace  # type: ignore[attr-defined]
    other = workspace.desk(accounts.create(workspace, "other", "a long enough secret", now=now()))
    assert reminders.all_of(other) == []
    assert reminders.due_now(other, now=now()) == []
    with pytest.raises(NotFoundError):
        reminders.reply(other, UUID(identity), now(), "done", now=now())


@pytest.fixture
def hook() -> Iterator[tuple[str, list[str]]]:
    """A webhook on this machine."""
    heard: list[str] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_due_goes_out_once_from_the_background(
    tmp_path, now: Now, hook: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = hook
    set_up(tmp_path / "data", now())
    sending = reminders.send_due
    monkeypatch.setattr(reminders, "send_due", lambda desk, *, now: sending(desk, now=now, allow_private=True))
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(now())
        one = Reminder(id=uuid4(), created_at=now(), kind="meal", channel="webhook", at=("09:15",), address=address)
        reminders.save(desk, one, allow_private=True)
        came = threading.Event()
        send_reminders = background.send_reminders
        monkeypatch.setattr(background, "send_reminders", lambda *given: (send_reminders(*given), came.set()))
        monkeypatch.setattr(background, "SEND_EVERY_S", 0.02)
        with background.at_work(workspace, now):
            assert came.wait(20)
            came.clear()
            assert came.wait(20)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("soleus: ")]
    assert len(heard) == 1
    assert "A good moment" in heard[0]


def test_a_private_address_is_refused_and_logged_without_its_words(
    tmp_path, now: Now, hook: tuple[str, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    address, heard = hook
    set_up(tmp_path / "data", now())
    with open_workspace(tmp_path / "data") as workspace:
        desk = workspace.local_desk(now())
        one = Reminder(id=uuid4(), created_at=now(), kind="meal", channel="webhook", at=("09:15",), address=address)
        reminders.save(desk, one, allow_private=True)
        background.send_reminders(workspace, now())
    assert heard == []
    assert "1 of 1 reminders did not go out" in caplog.text
    assert "push-ups" not in caplog.text
    assert address not in caplog.text


def test_trying_a_reminder_says_what_became_of_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = keep(client, channel="ntfy", address="https://ntfy.invalid/topic")
    answer = client.post(f"/reminders/{identity}/try")
    assert answer.text == "Ntfy.invalid was not found; is the network there?"
    assert client.post(f"/reminders/{keep(client)}/try").status_code == 422


@pytest.mark.parametrize(("width", "dark"), [("phone", True), ("desk", False)])
def test_an_open_page_reminds_gently_and_takes_the_answer(window: Opener, tmp_path, width: str, dark: bool) -> None:
    now = datetime.now().astimezone()
    set_up(tmp_path, now)
    with open_workspace(tmp_path) as workspace:
        clock = max(now - timedelta(minutes=2), now.replace(hour=0, minute=0)).strftime("%H:%M")
        one = Reminder(id=uuid4(), created_at=now, kind="meal", at=(clock,), **ALWAYS)
        reminders.save(workspace.local_desk(now), one)
    with running_server(tmp_path) as server:
        page = window(width=width, dark=dark)
        page.goto(server.url + "/learn")
        page.wait_for_selector("aside.reminder")
        assert axe_violations(page) == []
        assert "A good moment for soleus push-ups." in page.text_content("aside.reminder")
        with page.expect_response("**/reply"):
            page.click("aside.reminder >> text=Done")
        assert page.query_selector("aside.reminder") is None
        for path in ("/reminders", f"/reminders/{one.id}", "/reminders/new/sitting"):
            page.goto(server.url + path)
            assert axe_violations(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
        page.close()  # it asks again and again, and the server stops here


def test_a_reminder_is_set_up_in_the_browser_and_tried(window: Opener, fresh_coach: Server) -> None:
    page = window()
    page.goto(fresh_coach.url + "/settings")
    page.click("text=Reminders")
    page.click("a[href='/reminders/new/meal']")
    page.fill("[name=at]", "12:00")
    page.check("input[value=ntfy]")
    page.fill("[name=address]", "https://ntfy.invalid/mine")
    page.click("text=Keep")
    page.click(".list >> nth=0 >> a")
    page.click("text=Send a test")
    page.wait_for_selector("#tried:has-text('was not found')")
    page.click("text=Remove this reminder")
    page.wait_for_selector("text=None yet")
