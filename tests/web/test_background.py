"""What the coach does by itself goes on whatever goes wrong, says nothing of a person, and ends when it is told to."""

import threading
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.errors import StoreError
from soleus.web.background import repeatedly, send_reminders
from soleus.workspace import reminders
from soleus.workspace.place import Desk
from tests.web.conftest import Now

LONG_S = 60.0


@pytest.mark.parametrize("error", [StoreError("glucose 182"), RuntimeError("glucose 182"), MemoryError()])
def test_an_error_is_logged_by_its_kind_and_the_work_goes_on(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    again, calls = threading.Event(), []

    def work() -> None:
        calls.append(1)
        if len(calls) > 2:
            again.set()
        raise error

    with repeatedly("the test", work, every_s=0.01):
        assert again.wait(LONG_S)
    assert f"the test: {type(error).__name__} at " in caplog.text
    assert "182" not in caplog.text


def test_it_begins_at_once_and_the_end_waits_for_what_is_under_way() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(LONG_S)
        ended.set()

    with repeatedly("the test", work, every_s=LONG_S):
        assert begun.wait(LONG_S)
        threading.Timer(0.05, may_end.set).start()
    assert ended.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "soleus: the test"]


def test_the_end_waits_no_longer_than_it_has_patience_and_then_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        may_end.wait(LONG_S)
        raise RuntimeError

    with repeatedly("the test", work, every_s=LONG_S, patience_s=0.01):
        assert begun.wait(LONG_S)
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "soleus: the test"]
    may_end.set()
    thread.join(LONG_S)
    assert not thread.is_alive()
    assert caplog.text == ""


@pytest.mark.parametrize("error", [StoreError("a secret"), ZeroDivisionError("a secret")])
def test_an_account_in_trouble_keeps_no_other_from_its_reminders(
    client: TestClient, now: Now, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = client.app.state.workspace  # type: ignore[attr-defined]
    first = workspace.local_account(now()).id
    with workspace.store.door() as door:
        second = door.add("second", "no-hash", new_id=uuid4(), now=now()).id
    asked = []

    def send_due(desk: Desk, **_: object) -> list[object]:
        asked.append(desk.owner)
        if desk.owner == first:
            raise error
        return []

    monkeypatch.setattr(reminders, "send_due", send_due)
    send_reminders(workspace, now())
    assert set(asked) == {first, second}
    assert type(error).__name__ in caplog.text
    assert "secret" not in caplog.text
