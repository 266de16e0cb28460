"""From the plan to the session: started as it is asked, set by set, and known in full afterwards."""

from urllib.parse import parse_qs, urlsplit

from starlette.testclient import TestClient

from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_pages import begin
from tests.web.test_session import Window, opened
from tests.web.test_walks import COUNT, READY


def raised(client: TestClient, now: Now, address: str, *sets: int, rest_s: float = 60.0) -> list[int]:
    """Tap those sets with a rest between them; what each set holds when it is finished."""
    with opened(client, address) as socket:
        window = Window(socket, now)
        for n_reps in sets:
            window.say("resume")
            for _ in range(n_reps):
                now.go_on(2)
                window.say("tap")
            window.say("pause")
            now.go_on(rest_s)
    client.post(f"{address}/finish")
    return [done["n_reps"] for done in client.get(f"{address}.json").json()["training"]["sets"]]


def test_today_leads_to_the_session_as_the_plan_asks_for_it(client: TestClient) -> None:
    today = client.get("/today.json").json()
    item, start = today["plan"]["items"][0], today["starts"][0]
    assert start in client.get("/").text.replace("&amp;", "&")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start).query).items()}
    assert asked["exercise"] == item["exercise"]["id"]
    offered = client.get(start.replace("/sessions/new", "/sessions/new.json")).json()["asked"]
    for name in ("sets", "reps", "minutes"):
        assert offered[name] == item["dose"][name]
    address = begin(client, **asked)
    target = client.get(f"{address}.json").json()["training"]["session"]["target"]
    assert (target["sets"], target["minutes"]) == (item["dose"]["sets"], item["dose"]["minutes"])


def test_a_weight_and_sets_are_kept_with_what_was_meant(client: TestClient) -> None:
    address = begin(client, exercise="seated-calf-raise", sets="3", reps="10", minutes="", load_kg="12.5")
    target = client.get(f"{address}.json").json()["training"]["session"]["target"]
    assert (target["sets"], target["reps"], target["minutes"], target["load_kg"]) == (3, 10, None, 12.5)


def test_a_rest_parts_the_sets_and_the_plan_knows_the_session_in_full(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="standing-calf-raise", sets="3", reps="4", minutes="")
    assert raised(client, now, address, 4, 4, 4) == [4, 4, 4]
    findings = client.get("/today.json").json()["plan"]["findings"]
    assert "target-met" in {finding["rule"] for finding in findings}


def test_one_long_set_stays_one_however_long_it_rests(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="standing-calf-raise", sets="1", reps="8", minutes="")
    assert raised(client, now, address, 4, 4) == [8]


def test_after_a_set_the_clock_waits_and_says_how_long_to_rest(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.goto(f"{coach.url}/sessions/new?exercise=standing-calf-raise&sets=2&reps=3")
    assert page.input_value("input[name=sets]") == "2"
    page.click("text=To the session")
    page.wait_for_selector(READY)
    page.click("[data-part=pad]")
    for _ in range(3):
        page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=state]:has-text('Set 1 of 2 done. Rest 2:00 minutes, then press Go on.')")
    page.wait_for_selector("[data-part=pause]:text-is('Go on')")
    assert page.text_content("[data-part=left]") == "3"
    assert axe_violations(page) == []
    page.click("[data-part=pause]")
    for _ in range(3):
        page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=state]:has-text('Target reached')")
    page.wait_for_selector(f"{COUNT}:text-is('6')")
