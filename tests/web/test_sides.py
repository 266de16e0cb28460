"""One leg after the other: said in words when it is the other's turn, and each leg's repetitions kept apart."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_pages import NO_ID, begin
from tests.web.test_session import Window, opened
from tests.web.test_walks import COUNT, READY, counted

ONE_LEG = "single-leg-calf-raise"


def sets_of(client: TestClient, address: str) -> list[tuple[str | None, int]]:
    client.post(f"{address}/finish")
    return [(done["side"], done["n_reps"]) for done in client.get(f"{address}.json").json()["training"]["sets"]]


def done(client: TestClient, now: Now, words: str, **changes: str) -> list[tuple[str | None, int]]:
    address = begin(client, exercise=ONE_LEG, cadence_per_min="20", **changes)
    with opened(client, address) as socket:
        window = Window(socket, now)
        for word in words.split():
            window.say(word)
            now.go_on(1)
    return sets_of(client, address)


def test_each_leg_is_a_set_of_its_own(client: TestClient, now: Now) -> None:
    words = "left resume tap tap tap pause right resume tap tap"
    assert done(client, now, words, legs="left-right") == [("left", 3), ("right", 2)]


def test_legs_that_take_turns_are_two_sets(client: TestClient, now: Now) -> None:
    words = "right resume tap left tap right tap"
    assert done(client, now, words, legs="alternate") == [("right", 2), ("left", 1)]


def test_one_leg_alone_needs_no_word_and_both_are_no_side(client: TestClient, now: Now) -> None:
    assert done(client, now, "resume tap tap", legs="right") == [("right", 2)]
    assert done(client, now, "resume tap") == [(None, 1)]


def test_a_repetition_taken_back_is_one_less_of_its_own_leg(client: TestClient, now: Now) -> None:
    words = "left resume tap tap right tap undo undo"
    assert done(client, now, words, legs="left-right") == [("left", 1)]


def test_what_counts_late_does_not_take_turns(client: TestClient) -> None:
    form = {"session_id": NO_ID, "exercise": ONE_LEG, "how": "camera", "cadence_per_min": "20", "legs": "alternate"}
    answer = client.post("/sessions", data=form, follow_redirects=False)
    assert answer.status_code == 422
    assert "change halfway" in answer.text


def begun(page: Any, coach: Server, legs: str, reps: int) -> None:
    page.goto(f"{coach.url}/sessions/new?exercise={ONE_LEG}")
    page.select_option("select[name=legs]", legs)
    page.fill("input[name=sets]", "1")
    page.fill("input[name=reps]", str(reps))
    page.click("text=To the session")
    page.wait_for_selector(READY)


def test_halfway_the_clock_waits_until_the_person_stands_on_the_other_leg(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    begun(page, coach, "left-right", 3)
    page.wait_for_selector("[data-part=side]:text-is('left leg')")
    page.click("[data-part=pad]")
    for _ in range(3):
        page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=state]:has-text('Halfway: now the right leg')")
    page.wait_for_selector("[data-part=side]:text-is('right leg')")
    assert page.text_content("[data-part=left]") == "3"
    assert axe_violations(page) == []
    page.reload()  # a page that is opened again knows the leg
    page.wait_for_selector(READY)
    page.wait_for_selector("[data-part=side]:text-is('right leg')")
    page.click("[data-part=pad]")
    for _ in range(3):
        page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=state]:has-text('Target reached')")
    page.click("[data-part=finish] button")
    page.wait_for_selector("text=How was it?")
    found = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["training"]["sets"]
    assert [(one["side"], one["n_reps"]) for one in found] == [("left", 3), ("right", 3)]


def test_legs_that_take_turns_are_told_after_every_repetition(window: Opener, coach: Server) -> None:
    page = window()
    begun(page, coach, "alternate", 4)
    page.click("[data-part=pad]")
    for side in ("right", "left", "right"):
        page.click("[data-part=pad]")
        page.wait_for_selector(f"[data-part=side]:text-is('{side} leg')")
        page.wait_for_selector(f"[data-part=cue]:has-text('Now the {side} leg')")
    page.wait_for_selector(f"{COUNT}:text-is('3')")
    assert counted(page) == "3"


@pytest.mark.parametrize("voices", [[], [{"localService": False, "lang": "en-US", "name": "far away"}]])
def test_without_a_voice_of_this_device_nothing_is_said_and_no_button_promises_it(
    window: Opener, coach: Server, voices: list[dict[str, object]]
) -> None:
    page = window()
    page.add_init_script(f"speechSynthesis.getVoices = () => {voices!r}".replace("False", "false"))
    begun(page, coach, "left", 3)
    assert page.is_hidden("[data-part=voice]")


def test_the_voice_counts_when_it_is_asked_to_and_with_a_voice_of_this_device(window: Opener, coach: Server) -> None:
    page = window()
    page.add_init_script(
        """window.said = [];
        speechSynthesis.getVoices = () => [{localService: true, lang: 'en-GB', name: 'near'}];
        window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
        speechSynthesis.speak = (speech) => said.push(speech.words);"""
    )
    begun(page, coach, "left", 3)
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    page.click("[data-part=voice]")
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    assert page.evaluate("said") == ["Voice on", "2", "3"]
