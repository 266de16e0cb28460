"""The set-up, the screening and what they open: no session and no massage before the answers allow them."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.programme.profile import QUESTIONS
from tests.web.conftest import Now

NO = dict.fromkeys(QUESTIONS, "false")


def begin(client: TestClient) -> int:
    form = {"session_id": str(uuid4()), "exercise": "soleus-push-up", "how": "tap", "cadence_per_min": "50"}
    return client.post("/sessions", data=form, follow_redirects=False).status_code


def test_a_stranger_is_led_through_four_steps_and_then_sees_what_to_do_and_why(stranger: TestClient) -> None:
    assert "Two minutes first" in stranger.get("/").text
    steps = [
        ("person", {"body_mass_kg": "75", "stature_cm": "180", "sex": "female", "birth_year": "1980"}),
        ("goal", {"goal": "strength", "days_per_week": "3"}),
        ("equipment", {"equipment": ["step"], "medication": []}),
        ("screening", NO),
    ]
    at = "/setup/person"
    for step, form in steps:
        assert at == f"/setup/{step}"
        assert stranger.get(at).status_code == 200
        answer = stranger.post(at, data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        at = answer.headers["location"]
    assert at == "/"
    today = stranger.get("/today.json").json()
    assert today["plan"]["decision"] == "start"
    assert today["told"]
    assert "Why" in stranger.get("/").text


def test_a_step_can_be_left_and_what_was_said_is_there_again(stranger: TestClient) -> None:
    stranger.post("/setup/person", data={"body_mass_kg": "75", "stature_cm": "", "sex": "", "birth_year": ""})
    assert "Go on with the set-up" in stranger.get("/").text
    assert 'name="body_mass_kg"' in stranger.get("/setup/person").text
    assert 'value="75"' in stranger.get("/setup/person").text


def test_no_session_begins_before_the_questions_are_answered(stranger: TestClient) -> None:
    assert begin(stranger) == 422
    stranger.post("/setup/screening", data=NO)
    assert begin(stranger) == 303


@pytest.mark.parametrize("sign", ["calf_swelling", "sudden_pop", "numbness", "pain_out_of_proportion", "fracture"])
def test_a_red_flag_closes_sessions_and_massage_until_it_is_answered_again(
    client: TestClient, now: Now, sign: str
) -> None:
    client.post("/setup/screening", data={**NO, sign: "true"})
    assert begin(client) == 422
    assert "Start a session" not in client.get("/").text
    assert "data-routine" not in client.get("/recovery/deep-tissue-massage").text
    now.go_on(60)
    client.post("/setup/screening", data=NO)
    assert begin(client) == 303
    assert "data-routine" in client.get("/recovery/deep-tissue-massage").text


def test_an_old_clot_bars_massage_and_not_training(client: TestClient) -> None:
    client.post("/setup/screening", data={**NO, "previous_clot": "true"})
    assert begin(client) == 303
    assert "data-routine" not in client.get("/recovery/trigger-point-release").text


def test_an_unanswered_question_keeps_sessions_closed(client: TestClient) -> None:
    client.post("/setup/screening", data={name: answer for name, answer in NO.items() if name != "numbness"})
    assert begin(client) == 422


def test_soreness_is_kept_once_and_shown_on_the_drawing(client: TestClient) -> None:
    form = {"mark_id": str(uuid4()), "region": "soleus-distal-medial", "soreness_nrs": "6", "moment": "before"}
    for _ in range(2):
        assert client.post("/recovery/soreness/left", data=form, follow_redirects=False).status_code == 303
    marks = client.get("/recovery.json").json()["marks"]
    assert [(mark["region"], mark["soreness_nrs"], mark["side"], mark["moment"]) for mark in marks] == [
        ("soleus-distal-medial", 6.0, "left", "before")
    ]
    assert client.get("/recovery/soreness.json?side=left").json()["last"] == {"soleus-distal-medial": 6.0}
    assert client.get("/recovery/soreness.json?side=right").json()["last"] == {}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/setup/person", {"body_mass_kg": "7500"}),
        ("/setup/goal", {"goal": "immortality", "days_per_week": "3"}),
        ("/setup/goal", {"goal": "strength", "days_per_week": "9"}),
        ("/setup/equipment", {"medication": "insuline"}),
        ("/recovery/soreness/left", {"mark_id": str(uuid4()), "region": "elbow", "soreness_nrs": "3"}),
        ("/recovery/soreness/left", {"mark_id": str(uuid4()), "region": "soleus-distal-medial", "soreness_nrs": "12"}),
    ],
)
def test_what_cannot_be_is_a_sentence_and_keeps_nothing(client: TestClient, path: str, form: dict[str, str]) -> None:
    before = client.get("/setup/person.json").json()
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    assert client.get("/setup/person.json").json() == before
