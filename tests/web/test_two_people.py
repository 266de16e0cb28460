"""Two people on one coach: neither sees, changes or counts anything of the other, whatever the address."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from soleus.programme.profile import QUESTIONS
from soleus.store.registry import KINDS, Base
from soleus.workspace import accounts, people, sessions
from soleus.workspace.place import Desk
from tests.web.conftest import LAN_ADDRESS, Network
from tests.web.made_glucose import csv, readings
from tests.web.test_gate import PASSWORD
from tests.web.test_pages import NO_ID
from tests.workspace.filled import fill

ALIEN = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")


OWN_ONLY = {  # what these do, they do among one's own
    "/glucose/import/{incoming_id}/forget": (303,),
    "/reminders/{reminder_id}": (303, 404, 422),  # the form makes a new one under the id that it brings
}


@dataclass
class Two:
    """Anna has everything; Bert has nothing and knows every id of hers."""

    network: Network
    anna: Desk
    bert: Desk
    ids: tuple[UUID, ...]


@pytest.fixture
def two(network: Network) -> Two:
    anna, bert = (
        network.workspace.desk(accounts.create(network.workspace, name, PASSWORD, now=network.now()))
        for name in ("anna", "bert")
    )
    fill(anna)
    sessions.start(anna, exercise="soleus-push-up", how="tap", now=network.now())
    people.save_screening(bert, dict.fromkeys(QUESTIONS, False), now=network.now())
    found = Two(network, anna, bert, ids=())
    with asked(found, anna) as device:
        file = {"file": ("mine.csv", csv(readings(network.now(), 2)))}
        kept_one = device.post("/glucose/import", files=file).headers["location"].removesuffix(".json")
        device.post(f"{kept_one}/keep")
        file = {"file": ("mine.csv", csv(readings(network.now(), 1, rise=30)))}
        incoming = (
            device.post("/glucose/import", files=file).headers["location"].removesuffix(".json").rsplit("/", 1)[-1]
        )
        meal = {"meal_id": str(uuid4()), "day": "2025-03-04", "clock": "08:00", "name": "oats"}
        assert device.post("/glucose/meals", data=meal).status_code == 303
    found.ids = (*all_ids(network), UUID(incoming.removesuffix(".json")))
    return found


def all_ids(network: Network) -> list[UUID]:
    """The id of every row that is there, and every other id that a row names."""
    found: set[UUID] = set()
    with network.workspace.store.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found |= {value for value in row if isinstance(value, UUID)}
    return sorted(found, key=str)


def asked(two: Two, owner: Desk) -> TestClient:
    secret = two.network.secret("read", "write", "live", "calendar", "account", owner=owner)
    return two.network.device(Authorization=f"Bearer {secret}", Accept="application/json")  # type: ignore[return-value]


def operations(two: Two) -> list[tuple[str, str, dict[str, Any]]]:
    described = two.network.here.get("/openapi.json").json()["paths"]
    return [(method, path, told) for path, methods in described.items() for method, told in methods.items()]


@dataclass
class Place:
    """An operation whose address holds the id of something that a person owns, with a form that it would take."""

    method: str
    path: str
    names: list[str]
    form: dict[str, str] | None
    as_json: bool

    def ask(self, device: TestClient, owned: UUID | str) -> Any:
        path = self.path.format(**dict.fromkeys(self.names, str(owned)))
        if self.form is None:
            return device.request(self.method, path)
        return device.request(self.method, path, **{"json" if self.as_json else "data": self.form})


def personal_places(two: Two) -> list[Place]:
    document = two.network.here.get("/openapi.json").json()
    found = []
    for method, path, told in operations(two):
        ids = [
            p["name"] for p in told.get("parameters", []) if p["in"] == "path" and p["schema"].get("format") == "uuid"
        ]
        if ids and method != "put":  # which makes something of one's own
            taken = told.get("requestBody", {}).get("content", {})
            schema = next((one["schema"] for one in taken.values()), None)
            form = None if schema is None else plausible(schema, document)
            found.append(Place(method, path, ids, form, "application/json" in taken))
    return found


def plausible(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """A value that the schema takes: what must be there, and no more."""
    if "$ref" in schema:
        return plausible(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return plausible(schema["anyOf"][0], document)
    if schema.get("type") == "object":
        return {name: plausible(schema["properties"][name], document) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [plausible(schema["items"], document)]
    if schema.get("type") in ("integer", "number"):
        return schema.get("minimum", 1)
    if schema.get("type") == "boolean":
        return False
    by_format = {"uuid": NO_ID, "date": "2025-03-04", "date-time": "2025-03-04T09:00:00+01:00", "time": "09:00"}
    return by_format.get(schema.get("format", ""), "x" * schema.get("minLength", 1))


def kept_by(owner: Desk) -> str:
    """Everything that an account has, as one text."""
    with owner.store.reading(owner.owner) as rows:
        return "\n".join(sorted(repr(row) for kind in KINDS for row in rows.all(kind)))


def test_nobody_reaches_anything_of_another_by_its_id(two: Two) -> None:
    before = kept_by(two.anna)
    places = personal_places(two)
    assert len(places) > 25
    reached = []
    with asked(two, two.bert) as bert:
        for place in places:
            for alien in two.ids:
                answer = place.ask(bert, alien)
                if answer.status_code not in OWN_ONLY.get(place.path, (403, 404)):
                    reached.append(f"{place.method} {place.path}: {answer.status_code} {answer.text[:80]}")
                    break
    assert reached == []
    assert kept_by(two.anna) == before
    with asked(two, two.anna) as anna:
        assert anna.get(f"/glucose/import/{two.ids[-1]}.json").status_code == 200


def test_nobody_takes_the_id_of_another_for_something_new(two: Two) -> None:
    """Forms bring ids of their own, so that sending one twice does it once."""
    before = kept_by(two.anna)
    session = {"exercise": "soleus-push-up", "how": "tap", "cadence_per_min": "50", "minutes": "5"}
    meal = {"day": "2025-03-04", "clock": "08:00", "name": "mine"}
    with asked(two, two.bert) as bert:
        for alien in two.ids:
            begun = bert.post("/sessions", data=session | {"session_id": str(alien)})
            eaten = bert.post("/glucose/meals", data=meal | {"meal_id": str(alien)})
            for answer in (begun, eaten):
                assert answer.status_code in (303, 422), answer.text
                assert answer.status_code == 303 or "there already" in answer.text
    assert kept_by(two.anna) == before


def test_what_bert_may_not_reach_is_there_for_anna(two: Two) -> None:
    """Without this the test above would pass on a coach that answers nobody."""
    with asked(two, two.anna) as anna:
        reached = {
            place.path
            for place in personal_places(two)
            for own in two.ids
            if place.method == "get" and place.ask(anna, own).status_code == 200
        }
    wanted = ("sessions/{session_id}", "test/{entry_id}", "reminders/{reminder_id}", "glucose/meals/{meal_id}")
    assert {f"/{path}.json" for path in (*wanted, "glucose/import/{incoming_id}")} <= reached


def test_no_page_of_one_says_anything_of_the_other(two: Two) -> None:
    hers = {str(alien) for alien in two.ids} - {str(two.bert.owner)}
    with asked(two, two.bert) as bert:
        for method, path, _ in operations(two):
            if method == "get" and not ALIEN.search(path):
                text = bert.get(path).text
                assert not {alien for alien in hers if alien in text}, path
                assert "anna" not in text, path


def test_the_link_of_another_persons_session_does_not_open(two: Two) -> None:
    with asked(two, two.bert) as bert:
        for alien in (*two.ids, NO_ID):
            address = f"wss://{LAN_ADDRESS}:7654/sessions/{alien}/link?client=0123abcd"
            with bert.websocket_connect(address) as link, pytest.raises(WebSocketDisconnect) as closed:
                link.receive_json()
            assert closed.value.code == 4404


def test_what_is_not_there_and_what_is_anothers_get_the_same_answer(two: Two) -> None:
    with asked(two, two.bert) as bert:
        for place in personal_places(two):
            if place.method == "get":
                nothing = place.ask(bert, NO_ID)
                for alien in two.ids:
                    answer = place.ask(bert, alien)
                    same = (answer.status_code, answer.text.replace(str(alien), NO_ID))
                    assert same == (nothing.status_code, nothing.text), place.path


def test_the_openapi_document_says_how_to_ask(two: Two) -> None:
    described = two.network.here.get("/openapi.json").json()
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert described["security"] == [{"token": []}]
    changes = [told for method, _, told in operations(two) if method == "post"]
    assert sum("requestBody" in told for told in changes) > 15
