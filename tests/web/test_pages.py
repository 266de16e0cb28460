"""Every page: an address, a title, a JSON twin; every mistake: a sentence."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.errors import StoreError
from soleus.exercises import catalogue
from soleus.web import bundle
from tests.walk.made_walks import gpx, straight
from tests.web.conftest import Now
from tests.web.made_glucose import csv, readings

NO_ID = "6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d"


class Seen(HTMLParser):
    """What a page holds that a strict policy or a screen reader minds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.links: list[str] = []
        self.n_primary = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]
        if tag == "a":
            self.links.append(given.get("href") or "")
        self.n_primary += "primary" in (given.get("class") or "").split()


def begin(client: TestClient, **changes: str) -> str:
    """Start a session the way the form does; returns its address."""
    form = {
        "session_id": str(uuid4()),
        "exercise": "soleus-push-up",
        "how": "tap",
        "cadence_per_min": "50",
        "minutes": "5",
    }
    answer = client.post("/sessions", data={**form, **changes}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/live")


def glucose_of_a_day(client: TestClient) -> tuple[str, str]:
    """Readings and a meal; ids of the meal and of an upload that is looked at."""
    content = csv(readings(Now().at, 1))
    locations = [
        client.post("/glucose/import", files={"file": ("day.csv", content)}, follow_redirects=False).headers["location"]
        for _ in range(2)
    ]
    client.post(f"{locations[0]}/keep")
    meal_id = str(uuid4())
    client.post("/glucose/meals", data={"meal_id": meal_id, "day": "2025-03-04", "clock": "08:00", "carbs_g": "50"})
    return meal_id, locations[1].rsplit("/", 1)[-1]


def every_page(client: TestClient) -> list[str]:
    """The addresses of all pages that the OpenAPI document knows, their parameters filled in."""
    session = begin(client)
    finished = begin(client)
    client.post(f"{finished}/finish")
    files = {"files": ("heel.csv", b"time_s,heel_height_m\n0,0\n")}
    imported = client.post("/data/import", files=files, follow_redirects=False).headers["location"].rsplit("/", 1)[-1]
    backup = client.post("/data/backups", data={}, follow_redirects=False).headers["location"].rpartition("=")[-1]
    client.post("/walks/look", files={"files": ("walk.gpx", gpx(straight(200)).replace("2025-05", "2025-03"))})
    client.post("/walks/bring-in")
    walks = client.get("/walks.json").json()
    client.post("/walks/look", files={"files": ("broken.gpx", b"<gpx>")})
    meal_id, incoming_id = glucose_of_a_day(client)
    leg, test = str(uuid4()), str(uuid4())
    client.post("/test", data={"session_id": leg, "side": "left", "how": "tap"})
    client.post(f"/sessions/{leg}/finish")
    tested = client.post(f"/test/nothing/{leg}", follow_redirects=False).headers["location"].rsplit("/", 1)[-1]
    client.post("/test", data={"session_id": test, "side": "right", "how": "tap"})
    mark = str(uuid4())
    sore = {"mark_id": mark, "region": "soleus-middle", "soreness_nrs": "3"}
    assert client.post("/recovery/soreness/left", data=sore, follow_redirects=False).status_code == 303
    reminder = str(uuid4())
    client.post(f"/reminders/{reminder}", data={"kind": "meal", "channel": "page", "at": "12:00", "days": "1"})
    found = []
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "page" in operations.get("get", {}).get("tags", []):
            identity = (session if path.endswith("/live") else finished).rsplit("/", 1)[-1]
            identity = test if path.startswith("/test/nothing") else identity
            found.append(
                path.format(
                    exercise_id="soleus-push-up",
                    claim_id="burns-body-fat",
                    technique_id="deep-tissue-massage",
                    step="screening",
                    outing_id=walks["outings"][0]["id"],
                    batch_id=walks["last_batch"]["id"],
                    day="2025-03-04",
                    import_id=imported,
                    name=backup,
                    session_id=identity,
                    meal_id=meal_id,
                    incoming_id=incoming_id,
                    entry_id=tested,
                    mark_id=mark,
                    reminder_id=reminder,
                    kind="meal",
                )
            )
    return found


def test_every_page_has_a_title_one_primary_action_and_nothing_inline(client: TestClient) -> None:
    for path in every_page(client):
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen = Seen(answer.text)
        assert seen.inline == [], path
        assert seen.n_primary <= 1, path
        assert re.search(r"<title>\s*\w", answer.text), path
        assert '<html lang="en">' in answer.text


def test_every_page_has_a_json_twin_that_the_openapi_document_describes(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    assert "/today.json" in described
    assert "/exercises/{exercise_id}.json" in described
    for path in every_page(client):
        twin = re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', client.get(path).text)
        assert twin is not None, path
        assert isinstance(client.get(twin[1]).json(), dict), path


def test_every_link_of_every_page_leads_somewhere(client: TestClient) -> None:
    links = {link for path in every_page(client) for link in Seen(client.get(path).text).links}
    assert len(links) > 15
    for link in links - {"#content"}:
        assert client.get(link).status_code == 200, link


def test_every_exercise_of_the_catalogue_has_its_page(client: TestClient) -> None:
    listed = client.get("/exercises").text
    for exercise_id, exercise in catalogue().items():
        assert f'href="/exercises/{exercise_id}"' in listed
        assert exercise.steps[0] in client.get(f"/exercises/{exercise_id}.json").json()["exercise"]["steps"]
        assert client.get(f"/exercises/{exercise_id}").status_code == 200


def test_exercises_of_one_position(client: TestClient) -> None:
    positions = {entry["position"] for entry in client.get("/exercises.json?position=walking").json()["exercises"]}
    assert positions == {"walking"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/no-such-page", 404),
        ("/exercises/burpee", 404),
        ("/exercises?position=flying", 422),
        (f"/sessions/{NO_ID}", 404),
        (f"/sessions/{NO_ID}/live", 404),
        ("/sessions/not-an-id", 404),
        ("/sessions/new?exercise=seated-isometric-hold", 422),
        ("/sessions", 405),
    ],
)
def test_what_is_not_there_is_a_sentence_on_a_page_and_in_json(client: TestClient, path: str, status: int) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert "<h1>" in page.text
    data = client.get(path, headers={"Accept": "application/json"})
    assert data.status_code == status
    assert data.json()["detail"].endswith(".") or ";" in data.json()["detail"] or ":" in data.json()["detail"]


def test_an_empty_coach_says_how_to_begin_and_a_used_one_what_was_last(client: TestClient, now: Now) -> None:
    assert "Nothing is recorded yet" in client.get("/").text
    address = begin(client, exercise="standing-calf-raise", reps="12", minutes="")
    now.go_on(60)
    assert f'href="{address}/live"' in client.get("/").text
    client.post(f"{address}/finish")
    now.go_on(86_400)
    page = client.get("/").text
    assert "Standing calf raise" in page
    assert "yesterday, 09:31" in page or "yesterday, 09:30" in page


def test_the_front_end_brings_its_licences_and_stays_small() -> None:
    found = bundle.read_bundle()
    licences = (found.folder / "licences.txt").read_text(encoding="utf-8")
    assert all(f"{name} " in licences for name in ("@picocss/pico", "htmx.org", "uplot"))
    sizes = {name: (found.folder / file).stat().st_size for name, file in found.hashed.items()}
    assert sum(sizes.values()) < 300_000, sizes
    styles = [
        (found.folder / file).read_text(encoding="utf-8") for name, file in found.hashed.items() if ".css" in name
    ]
    assert len(styles) >= 4
    assert all("url(" not in text.replace('url("/static/', "").replace("url(/static/", "") for text in styles)


def test_a_front_end_that_was_never_built_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the front end is not built .* install again") as raised:
        bundle.read_bundle(tmp_path)
    assert "\n" not in str(raised.value)


def test_the_coach_can_be_installed(client: TestClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    for icon in manifest.json()["icons"]:
        assert client.get(icon["src"]).status_code == 200
    worker = client.get("/sw.js").text
    kept = json.loads(re.search(r'\["/static/[^\]]+\]', worker)[0])  # type: ignore[index]
    assert all(client.get(path).status_code == 200 for path in kept)
    assert client.get("/offline").status_code == 200
