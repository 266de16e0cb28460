"""An import goes out again as a whole and nothing else with it; what was changed since goes only after a question."""

import re

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_after import finished
from tests.web.test_data import bring, counts, waited
from tests.workspace.test_imports import heights


def brought_in(client: TestClient, now: Now, name: str, n_reps: int) -> str:
    """The address of an import with one recording."""
    now.go_on(1)  # imports are listed by their time
    address = bring(client, (name, heights(n_reps)))
    client.post(f"{address}/store")
    waited(client, address)
    found = re.findall(r'action="(/data/imports/[^"]+)/undo"', client.get("/data/import").text)
    return found[0]


def sessions_of(client: TestClient) -> list[str]:
    return re.findall(r'href="/sessions/([0-9a-f-]{36})"', client.get("/history").text)


def test_an_import_that_was_not_touched_goes_at_once_and_alone(client: TestClient, now: Now) -> None:
    own = finished(client, now)
    batch = brought_in(client, now, "heel.csv", 6)
    other = brought_in(client, now, "other.csv", 9)
    assert (counts(client)["Sessions"], counts(client)["Recordings"]) == (3, 3)
    page = client.post(f"{batch}/undo").text
    assert "taken out again" in page
    assert (counts(client)["Sessions"], counts(client)["Recordings"]) == (2, 2)
    assert own.rsplit("/", 1)[-1] in sessions_of(client)
    assert "1 session" in client.get(other).text
    assert "It was taken out again on" in client.get(batch).text


def test_what_was_changed_since_is_shown_and_goes_only_when_one_is_sure(client: TestClient, now: Now) -> None:
    batch = brought_in(client, now, "heel.csv", 6)
    (session,) = set(sessions_of(client))
    now.go_on(60)
    client.post(f"/sessions/{session}/words", data={"pain_during_nrs": "1", "notes": "felt good"})
    asked = client.post(f"{batch}/undo")
    assert "Changed since it came in" in asked.text
    assert f'href="/sessions/{session}"' in asked.text
    assert counts(client)["Sessions"] == 1
    client.post(f"{batch}/undo", data={"sure": "1"})
    assert "Sessions" not in counts(client)


def test_what_was_changed_before_another_import_does_not_count_for_it(client: TestClient, now: Now) -> None:
    first = brought_in(client, now, "heel.csv", 6)
    (session,) = set(sessions_of(client))
    now.go_on(60)
    client.post(f"/sessions/{session}/words", data={"notes": "felt good"})
    second = brought_in(client, now, "other.csv", 9)
    assert second != first
    assert "Changed since" not in client.get(second).text
    client.post(f"{second}/undo")
    assert set(sessions_of(client)) == {session}


def test_an_import_of_nobody_is_not_found(client: TestClient) -> None:
    nobody = "/data/imports/00000000-0000-0000-0000-000000000000"
    assert client.get(nobody).status_code == 404
    assert client.post(f"{nobody}/undo").status_code == 404


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_question_is_accessible(fresh_coach: Server, window: Opener, width: str, dark: bool) -> None:
    page = window(width=width, dark=dark)
    page.goto(f"{fresh_coach.url}/data/import")
    page.set_input_files("input[type=file]", {"name": "heel.csv", "mimeType": "text/csv", "buffer": heights()})
    page.get_by_role("button", name="Look at the files").click()
    page.get_by_role("button", name="Bring in 1").click()
    page.get_by_role("link", name="To the history").click()
    page.locator("a.entry[href^='/sessions/']").first.click()
    page.fill("[name=notes]", "felt good")
    page.locator("form[action$='/words'] button").first.click()
    page.goto(f"{fresh_coach.url}/data/import")
    page.get_by_role("button", name="Undo this import").click()
    page.get_by_role("heading", name="Changed since it came in").wait_for()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Undo it, with what I changed").click()
    page.get_by_text("taken out again").wait_for()
