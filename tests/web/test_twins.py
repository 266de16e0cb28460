"""Whatever a form takes, JSON takes, with the same words and the same refusals; who wants JSON gets it."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from soleus.web.twins import FORM, JSON, _as_form, twin_url
from tests.web.conftest import Network
from tests.web.test_after import finished
from tests.web.test_reminders import NIGHT

ASKS = {"Accept": "application/json"}


def begin(**more: Any) -> dict[str, Any]:
    return {"session_id": str(uuid4()), "exercise": "soleus-push-up", "how": "tap", "cadence_per_min": 50, **more}


def test_a_script_trains_a_session_from_beginning_to_end(client: TestClient) -> None:
    begun = client.post("/sessions", json=begin()).json()
    address = f"/sessions/{begun['session']['id']}"
    assert begun["exercise"]["id"] == "soleus-push-up"
    after = client.post(f"{address}/finish", headers=ASKS).json()
    assert after["training"]["session"]["state"] == "finished"
    said = client.post(f"{address}/words", json={"session_rpe": 3, "pain_during_nrs": 0}, headers=ASKS)
    assert said.url.path.endswith(".json")
    session = client.get(f"{address}.json").json()["training"]["session"]
    assert (session["session_rpe"], session["pain_during_nrs"]) == (3, 0)


def test_lists_truths_and_nothing_are_what_they_are_in_a_form(client: TestClient) -> None:
    one, two = str(uuid4()), str(uuid4())
    words = {"kind": "meal", "channel": "page", "at": "9:15", **NIGHT}
    as_json = {**words, "days": [1, 2, 5], "enabled": True, "address": None}
    as_form = {**words, "days": ["1", "2", "5"], "enabled": "true"}
    assert client.post(f"/reminders/{one}", json=as_json).status_code == 200
    assert client.post(f"/reminders/{two}", data=as_form).status_code == 200
    found = {row["id"]: row for row in client.get("/reminders.json").json()["reminders"]}
    same = [
        {name: value for name, value in found[key].items() if name not in ("id", "created_at")} for key in (one, two)
    ]
    assert same[0] == same[1]


def test_who_asks_for_a_page_gets_one_whatever_was_sent(client: TestClient) -> None:
    answer = client.post("/sessions", json=begin(), headers={"Accept": "text/html"}, follow_redirects=False)
    assert answer.headers["location"].endswith("/live")
    form = client.post("/sessions", data=begin(), follow_redirects=False)
    assert form.headers["location"].endswith("/live")
    asked = client.post("/sessions", data=begin(), headers=ASKS, follow_redirects=False)
    assert asked.headers["location"].endswith("/live.json")


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"[]", b"3", b'"x"', b"null", b'{"a": {"b": 1}}', b'{"a": [[1]]}', b'{"a": NaN}', b"[" * 60_000],
)
def test_what_is_no_object_of_fields_is_a_sentence(client: TestClient, body: bytes) -> None:
    answer = client.post("/sessions", content=body, headers={"Content-Type": JSON})
    assert answer.status_code == 422
    assert "JSON object" in answer.json()["detail"]


def test_a_field_that_is_wrong_is_named_as_in_the_form(client: TestClient) -> None:
    for wrong in ({"exercise": "burpee"}, {"cadence_per_min": "fast"}, {"cadence_per_min": None}, {"session_id": 3}):
        as_json = client.post("/sessions", json=begin(**wrong))
        as_form = client.post(
            "/sessions", data={k: v for k, v in begin(**wrong).items() if v is not None}, headers=ASKS
        )
        assert (as_json.status_code, as_json.json()) == (as_form.status_code, as_form.json())


def test_a_new_token_and_the_receipt_of_a_deletion_come_as_json(client: TestClient, now: Any) -> None:
    made = client.post("/tokens", json={"name": "study", "scopes": ["read"], "days": 30}).json()
    asked = client.get("/today.json", headers={"Authorization": f"Bearer {made['secret']}"})
    assert asked.status_code == 200
    finished(client, now)
    gone = client.post("/data/delete", json={"phrase": "delete everything"}).json()
    assert gone["receipt"]["counts"]["sessions"] == 1


def test_json_from_another_site_is_refused_like_a_form(network: Network) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": ""}):
        assert network.here.post("/sessions", json=begin(), headers=headers).status_code == 403


def test_every_form_is_described_as_json_with_the_same_fields(client: TestClient) -> None:
    n_forms = 0
    for operations in client.get("/openapi.json").json()["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if FORM in content:
                n_forms += 1
                assert content[JSON] == content[FORM]
    assert n_forms > 25


@given(
    fields=st.dictionaries(
        st.text(min_size=1, max_size=20),
        st.one_of(st.text(), st.booleans(), st.none(), st.integers(), st.lists(st.text(), max_size=4)),
        max_size=8,
    )
)
def test_every_text_and_number_arrives_as_it_was_written(fields: dict[str, Any]) -> None:
    from urllib.parse import parse_qs

    found = parse_qs(_as_form(json.dumps(fields).encode()).decode(), keep_blank_values=True)
    words = {bool: lambda value: str(value).lower(), int: str, str: str}
    for name, value in fields.items():
        wanted = value if isinstance(value, list) else [] if value is None else [words[type(value)](value)]
        assert found.get(name, []) == wanted


@pytest.mark.parametrize(
    ("page", "twin"),
    [
        ("/", "/today.json"),
        ("/glucose/trial#answer", "/glucose/trial.json"),
        ("/walks?brought=2", "/walks.json?brought=2"),
        (f"/sessions/{UUID(int=7)}/live", f"/sessions/{UUID(int=7)}/live.json"),
    ],
)
def test_the_twin_of_an_address(page: str, twin: str) -> None:
    assert twin_url(page) == twin
