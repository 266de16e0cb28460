"""The heel-raise test, from its first page to its result."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from soleus.programme.profile import QUESTIONS
from soleus.workspace import diary, people
from soleus.workspace.place import Desk
from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_session import Window, opened
from tests.web.test_walks import READY


def desk_of(client: TestClient, now: Now) -> Desk:
    return client.app.state.workspace.local_desk(now())  # type: ignore[attr-defined]


def begin(client: TestClient, side: str, how: str = "tap") -> str:
    form = {"session_id": str(uuid4()), "side": side, "how": how}
    answer = client.post("/test", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/live")


@contextmanager
def led(client: TestClient, now: Now, address: str) -> Iterator[tuple[Window, Any]]:
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        yield window, socket


def tapped(client: TestClient, now: Now, side: str, n_reps: int) -> dict[str, Any]:
    """One leg by taps on every second beat, ended by the person; its page as data."""
    address = begin(client, side)
    with led(client, now, address) as (window, _):
        for _ in range(n_reps):
            now.go_on(2)
            window.say("tap")
    return finished(client, address)


def finished(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.post(f"{address}/finish", follow_redirects=False)
    assert answer.headers["location"].startswith("/test/")
    return client.get(answer.headers["location"] + ".json").json()


def test_both_legs_become_one_result_that_the_plan_reads(client: TestClient, now: Now) -> None:
    first = tapped(client, now, "right", 24)
    assert first["rest_until"] is not None
    assert first["report"]["symmetry"] is None
    now.go_on(120)
    both = tapped(client, now, "left", 20)
    assert both["rest_until"] is None
    assert [leg["test"]["n_reps"] for leg in both["report"]["legs"]] == [24, 20]
    assert both["report"]["symmetry"]["flagged"]
    assert both["report"]["symmetry"]["weaker_by_reps"] == "left"
    assert both["report"]["legs"][0]["test"]["cadence_per_min"] == pytest.approx(30)
    page = client.get(f"/test/{both['report']['occasion']['legs'][0]['id']}").text
    assert "They do not agree." in page
    assert "More than 10 % apart" in page
    from soleus.workspace.planning import plan_profile

    tests = plan_profile(desk_of(client, now), now=now())["tests"]
    assert [(test["side"], test["reps"]) for test in tests] == [("right", 24), ("left", 20)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("then", "words"), [(30, "Within the noise"), (31, "Really changed")])
def test_a_change_is_told_from_the_noise(client: TestClient, now: Now, then: int, words: str) -> None:
    tapped(client, now, "right", 24)
    now.go_on(14 * 86_400)
    leg = tapped(client, now, "right", then)["report"]["legs"][0]["test"]
    assert words in client.get(f"/test/{leg['id']}").text


def test_the_second_prompt_without_an_answer_ends_it(client: TestClient, now: Now) -> None:
    address = begin(client, "left")
    with led(client, now, address) as (window, socket):
        for _ in range(3):
            now.go_on(2)
            window.say("tap")
        said = []
        for _ in range(3):
            now.go_on(3)
            socket.send_json({"kind": "tick", "at_ms": round(now().timestamp() * 1000)})
            said.append(socket.receive_json())
    assert [(one["prompt"], one["unanswered"], one["ended"]) for one in said] == [
        ("pace", 0, None),
        ("heel", 1, None),
        (None, 2, "heel"),
    ]
    leg = finished(client, address)["report"]["legs"][0]["test"]
    assert leg["method"]["ended_by"] == "heel"
    assert "the heel no longer leaves the board" in client.get(f"/test/{leg['id']}").text


def test_a_leg_can_be_left_out_with_its_reason_and_the_test_deleted(client: TestClient, now: Now) -> None:
    leg = tapped(client, now, "right", 12)["report"]["legs"][0]["test"]["id"]
    client.post(f"/test/{leg}/leave-out", data={"why": "it is injured"})
    page = client.get(f"/test/{leg}")
    assert "left leg left out: it is injured" in page.text
    assert page.text.count("To the left leg") == 0
    assert client.post(f"/test/{leg}/leave-out", data={"why": "shy"}).status_code == 422
    client.post(f"/test/{leg}/delete")
    assert client.get(f"/test/{leg}").status_code == 404
    assert "None yet" in client.get("/test").text


def test_no_raise_is_only_a_result_if_the_person_says_so(client: TestClient, now: Now) -> None:
    address = begin(client, "right")
    answer = client.post(f"{address}/finish", follow_redirects=False)
    assert answer.headers["location"].startswith("/test/nothing/")
    assert "which was it?" in client.get(answer.headers["location"]).text
    assert "None yet" in client.get("/test").text
    kept = client.post(answer.headers["location"], follow_redirects=False)
    assert client.get(kept.headers["location"] + ".json").json()["report"]["legs"][0]["test"]["n_reps"] == 0


def test_a_red_flag_closes_the_test(client: TestClient, now: Now) -> None:
    people.save_screening(desk_of(client, now), dict.fromkeys(QUESTIONS, False) | {"sudden_pop": True}, now=now())
    assert "To the first leg" not in client.get("/test").text
    form = {"session_id": str(uuid4()), "side": "left", "how": "tap"}
    assert client.post("/test", data=form).status_code == 422


def test_legs_of_two_days_are_two_tests(client: TestClient, now: Now) -> None:
    tapped(client, now, "right", 20)
    now.go_on(86_400)
    assert len(tapped(client, now, "left", 20)["report"]["legs"]) == 1


def test_seated_strength_is_kept_and_forgotten(client: TestClient, now: Now) -> None:
    leg = tapped(client, now, "right", 20)["report"]["legs"][0]["test"]["id"]
    client.post("/test/seated", data={"best_kg": "90"})
    assert "80 % of it" in client.get(f"/test/{leg}").text  # 90 of 1.5 x 75 kg
    client.post("/test/seated", data={"best_kg": ""})
    assert "% of it" not in client.get(f"/test/{leg}").text
    assert client.post("/test/seated", data={"best_kg": "5000"}).status_code == 422


def test_a_hard_session_yesterday_is_mentioned(client: TestClient, now: Now) -> None:
    from tests.web.test_pages import begin as begin_session

    address = begin_session(client, exercise="standing-calf-raise", reps="12", minutes="")
    client.post(f"{address}/finish")
    now.go_on(86_400)
    assert "Better rested" in client.get("/test").text
    now.go_on(2 * 86_400)
    assert "Better rested" not in client.get("/test").text


def test_an_entry_from_elsewhere_has_its_page(client: TestClient, now: Now) -> None:
    from soleus.store.entries import HeelRaiseTest

    entry = HeelRaiseTest(id=uuid4(), created_at=now() - timedelta(days=3), side="left", n_reps=22)
    diary.add(desk_of(client, now), entry)
    assert "22" in client.get(f"/test/{entry.id}").text
    assert client.get(f"/test/{UUID(int=7)}").status_code == 404


@pytest.mark.parametrize(("width", "dark"), [("phone", False), ("desk", True)])
def test_a_leg_in_the_browser_by_keyboard_until_a_rule_ends_it(
    window: Opener, fresh_coach: Server, width: str, dark: bool
) -> None:
    page = window(width=width, dark=dark)
    barriers: list[str] = []

    def look(where: str) -> None:
        barriers.extend(f"{where}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            barriers.append(f"{where}: wider than the window")

    page.goto(fresh_coach.url + "/test")
    look("test")
    page.focus("text=To the first leg")
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    look("before")
    page.focus("[data-part=pause]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-part=state]:text-matches('Get into place')")
    page.wait_for_selector("[data-part=pause]", state="hidden")
    for _ in range(3):
        page.keyboard.press("Space")
        page.wait_for_timeout(1500)
    page.wait_for_selector("[data-cue=heel]")
    look("prompted")
    page.wait_for_selector("[data-part=state]:text-matches('The test is over: 3 raises')")
    page.keyboard.press("Space")  # too late to count; the button that has the focus is not pressed by it either way
    page.wait_for_selector("text=Rest, then the left leg")
    assert page.text_content(".figures dd").strip() == "3"
    look("rest")
    assert barriers == []
