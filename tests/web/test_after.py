"""After a session: what it asked of the leg, what comes next, the morning after, the safety questions."""

import threading
import time
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from soleus.person import Person
from soleus.programme.profile import QUESTIONS
from soleus.web import after
from soleus.workspace import sessions
from soleus.workspace.doses import Planned, SessionDose
from tests.web.conftest import PATIENCE_MS, Now
from tests.web.test_pages import begin
from tests.web.test_session import Window, opened

A_DAY_S = 86_400


def finished(client: TestClient, now: Now, n_taps: int = 6, **changes: str) -> str:
    address = begin(client, **changes)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        for _ in range(n_taps):
            now.go_on(1.2)
            window.say("tap")
    client.post(f"{address}/finish")
    return address


def whole(client: TestClient, address: str) -> dict:
    """The page's content once the dose is there."""
    for _ in range(PATIENCE_MS // 50):
        found = client.get(f"{address}.json").json()["after"]
        if found["dose"] is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("the dose never came")


def test_a_tapped_session_tells_its_dose_and_what_was_assumed(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    found = whole(client, address)
    assert found["dose"]["basis"] == "assumed"
    assert found["shown"]["energy_kcal"]["low"] < found["shown"]["energy_kcal"]["mid"]
    bars = [rung["name"] for rung in found["shown"]["ladder"]]
    assert bars[0] == "this session"  # a seated push-up without load is below all published rungs
    page = client.get(address).text
    assert "Computed, not measured" in page
    assert "How high your heel rose is not known" in page
    assert "moment arm of" in page
    assert "Bhargava 2004" in page
    assert "Umberger 2010" in page


def test_without_a_body_mass_the_dose_is_not_known_and_the_page_says_what_to_do(stranger: TestClient, now: Now) -> None:
    stranger.post("/setup/screening", data=dict.fromkeys(QUESTIONS, "false"))
    page = stranger.get(finished(stranger, now)).text
    assert "<strong>Not known.</strong>" in page
    assert 'href="/setup/person"' in page


def test_what_comes_next_has_its_day_and_its_reason(client: TestClient, now: Now) -> None:
    found = whole(client, finished(client, now))
    assert found["plan"]["decision"] == "hold"
    page = client.get(finished(client, now)).text
    assert "Why:" in page
    assert "Wednesday 5 March" in page or "<strong>Today</strong>" in page


def test_a_dose_that_takes_long_leaves_a_place_that_asks_again(client: TestClient, now: Now, monkeypatch) -> None:
    may_end = threading.Event()
    answer = SessionDose(basis="unknown", said=("Slow.",))
    monkeypatch.setattr(Planned, "__call__", lambda self: may_end.wait(60) and answer)
    client.app.state.kept[after.Doses] = after.Doses(wait_s=0.0)  # type: ignore[attr-defined]
    address = finished(client, now)
    page = client.get(address).text
    assert 'aria-busy="true"' in page
    assert "load delay:1s" in page
    assert client.get(f"{address}.json").json()["after"]["dose"] is None
    may_end.set()
    assert whole(client, address)["dose"]["said"] == ["Slow."]
    assert 'aria-busy="true"' not in client.get(address).text


def test_a_question_is_computed_once_and_few_answers_are_kept(monkeypatch) -> None:
    asked = []

    def answered(self: Planned) -> SessionDose:
        asked.append(self.reps)
        return SessionDose(basis="unknown")

    monkeypatch.setattr(Planned, "__call__", answered)
    monkeypatch.setattr(after, "REMEMBERED", 2)
    doses = after.Doses(wait_s=60)
    for reps in (1, 1, 2, 3, 1):
        question = Planned(
            exercise="soleus-push-up", person=Person(), reps=reps, cadence_per_min=None, height_m=None,
            load_kg=0.0, legs=None, said=(),
        )  # fmt: skip
        monkeypatch.setattr(after, "asked_dose", lambda *_, question=question: question)
        assert doses.of(None, None) == SessionDose(basis="unknown")  # type: ignore[arg-type]
    assert asked == [1, 2, 3, 1]


def test_pain_above_five_leads_to_the_safety_questions_until_they_are_answered(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    mild = client.post(f"{address}/words", data={"pain_during_nrs": "5"}, follow_redirects=False)
    assert mild.headers["location"] == f"{address}?saved=1"
    sharp = client.post(f"{address}/words", data={"pain_during_nrs": "6"}, follow_redirects=False)
    assert sharp.headers["location"] == "/setup/screening?after=pain"
    assert "more than 5 of 10" in client.get(sharp.headers["location"]).text
    assert "Pain above 5 of 10" in client.get(address).text
    now.go_on(60)
    client.post("/setup/screening", data=dict.fromkeys(QUESTIONS, "false"))
    assert "Pain above 5 of 10" not in client.get(address).text


def test_the_morning_after_is_asked_for_on_today_and_one_tap_answers_it(client: TestClient, now: Now) -> None:
    first, second = finished(client, now), finished(client, now)
    assert "this morning" not in client.get("/").text
    assert client.post(f"{first}/morning", data={"pain_next_morning_nrs": "2"}).status_code == 422
    now.go_on(A_DAY_S)
    assert "How much does it hurt this morning?" in client.get("/").text
    answer = client.post(f"{second}/morning", data={"pain_next_morning_nrs": "2", "back": "today"})
    assert "How much does it hurt this morning?" not in answer.text
    for address in (first, second):
        session = client.get(f"{address}.json").json()["training"]["session"]
        assert session["pain_next_morning_nrs"] == 2


def test_an_unanswered_morning_stays_unknown_and_is_not_asked_two_days_later(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    now.go_on(2 * A_DAY_S)
    assert "this morning" not in client.get("/").text
    assert "Not known yet" in client.get(address).text
    client.post(f"{address}/morning", data={"pain_next_morning_nrs": "0", "back": "session"})
    assert client.get(f"{address}.json").json()["training"]["session"]["pain_next_morning_nrs"] == 0
    client.post(f"{address}/morning", data={"pain_next_morning_nrs": "", "back": "session"})
    assert client.get(f"{address}.json").json()["training"]["session"]["pain_next_morning_nrs"] is None


def test_an_answer_that_was_given_is_not_changed_by_that_of_another_session(client: TestClient, now: Now) -> None:
    first, second = finished(client, now), finished(client, now)
    now.go_on(A_DAY_S)
    desk = client.app.state.workspace.local_desk(now())  # type: ignore[attr-defined]
    sessions.edit(desk, UUID(first.rsplit("/", 1)[-1]), {"pain_next_morning_nrs": 4}, now=now())
    client.post(f"{second}/morning", data={"pain_next_morning_nrs": "1"})
    assert client.get(f"{first}.json").json()["training"]["session"]["pain_next_morning_nrs"] == 4


@pytest.mark.parametrize("pain", ["11", "-1", "much"])
def test_a_morning_beyond_the_scale_is_refused(client: TestClient, now: Now, pain: str) -> None:
    address = finished(client, now)
    now.go_on(A_DAY_S)
    assert client.post(f"{address}/morning", data={"pain_next_morning_nrs": pain}).status_code == 422


def test_settings_lists_what_there_is_and_every_page_leads_there(client: TestClient) -> None:
    assert 'href="/settings"' in client.get("/").text
    listed = [place["path"] for place in client.get("/settings.json").json()["places"]]
    assert listed[0] == "/setup/person"
    assert all(client.get(path).status_code == 200 for path in listed)
