"""Walks through the coach in a real browser: nothing asked for outside, no complaint, no barrier."""

from datetime import UTC, datetime, timedelta

import pytest

from soleus.cli.serve import DEFAULT_PORT
from tests.web.conftest import Opener, Server, axe_violations, running_server, set_up

VIEWS = [(width, dark) for width in ("phone", "desk") for dark in (False, True)]
COUNT = "[data-part=count]"
NOON = datetime(2025, 3, 4, 12)
READY = "[data-live][data-ready][data-linked=true]"


def counted(page) -> str:
    return page.text_content(COUNT).strip()


def start(page, coach: Server, how: str = "tap") -> None:
    """From today to a live session, by its buttons."""
    page.goto(coach.url + "/sessions/new")
    page.check(f"input[value={how}]")
    page.click("text=To the session")
    page.wait_for_selector(READY)


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_no_state_of_a_session_and_no_page_aside_has_a_barrier_or_runs_over_its_edge(
    window: Opener, coach: Server, width: str, dark: bool
) -> None:
    page = window(width=width, dark=dark, expect=("404",))
    found: list[str] = []

    def look(where: str) -> None:
        found.extend(f"{where}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: wider than the window")

    for path in ("/claims/3", "/certificate", "/sign-in", "/pair", "/offline", "/nowhere"):
        page.goto(coach.url + path)
        look(path)
    start(page, coach)
    look("live, before")
    for _ in range(4):
        page.keyboard.press("Space")
        page.wait_for_timeout(50)
    look("live, running")
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    page.click("summary")
    look("after")
    page.goto(coach.url)
    look("today, with a last time")
    assert found == []


def test_the_first_session_by_keyboard_alone(window: Opener, fresh_coach: Server) -> None:
    page = window()
    page.goto(fresh_coach.url)
    page.focus("text=Start a session")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sessions/new*")
    page.focus("text=To the session")
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    page.keyboard.press("Space")  # starts
    for _ in range(6):
        page.keyboard.press("Space")
    page.focus("[data-part=undo]")
    page.keyboard.press("Enter")
    assert counted(page) == "5"
    page.focus("text=Finish")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == "5"
    page.focus("input[name=pain_during_nrs][value='0']")
    page.keyboard.press("ArrowRight")
    page.fill("textarea", "by keyboard")
    page.focus("text=Save")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Saved.")
    assert page.is_checked("input[name=pain_during_nrs][value='1']")


def test_a_tap_on_the_pad_counts_once_also_with_the_space_bar_on_it(window: Opener, coach: Server) -> None:
    page = window(width="phone", has_touch=True)
    start(page, coach)
    page.tap("[data-part=pad]")
    page.tap("[data-part=pad]")
    page.focus("[data-part=pad]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert counted(page) == "3"


def test_the_beat_counts_by_the_clock_and_a_pause_stops_it(window: Opener, coach: Server) -> None:
    page = window()
    page.clock.install(time=NOON)
    page.goto(coach.url + "/sessions/new")
    page.check("input[value=metronome]")
    page.fill("input[name=cadence_per_min]", "60")
    page.click("text=To the session")
    page.wait_for_selector(READY)
    page.clock.pause_at(NOON + timedelta(minutes=5))
    page.click("[data-part=pad]")
    page.clock.run_for(10_400)
    assert counted(page) == "10"
    page.click("[data-part=pause]")
    page.clock.run_for(60_000)
    assert counted(page) == "10"
    page.click("[data-part=pause]")
    page.clock.fast_forward(20_000)  # the phone was locked: no timer ran
    page.clock.run_for(500)
    assert counted(page) == "30"


def test_a_server_that_is_killed_and_started_again_loses_no_tap(window: Opener, tmp_path) -> None:
    page = window(expect=("WebSocket", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET"))
    set_up(tmp_path, datetime.now(tz=UTC))
    with running_server(tmp_path) as first:
        port = first.port
        start(page, first)
        for _ in range(4):
            page.keyboard.press("Space")
        page.wait_for_timeout(200)
        first.process.kill()
        first.process.wait()
    page.wait_for_selector("text=No connection")
    for _ in range(4):
        page.keyboard.press("Space")
    assert counted(page) == "7"
    with running_server(tmp_path, port) as second:
        page.wait_for_selector("[data-part=state][data-lost=false]", state="attached")
        page.click("text=Finish")
        page.wait_for_selector("text=How was it?")
        assert page.text_content(".figures dd") == "7"
        assert page.url.startswith(second.url)


def test_two_windows_on_one_session_show_the_same_count(window: Opener, coach: Server) -> None:
    one = window()
    start(one, coach)
    two = window(width="phone")
    two.goto(one.url)
    two.wait_for_selector(READY)
    one.keyboard.press("Space")
    one.keyboard.press("Space")
    two.wait_for_selector(f"{COUNT}:text-is('1')")
    two.keyboard.press("Space")
    two.keyboard.press("Space")
    one.wait_for_selector(f"{COUNT}:text-is('2')")


def test_offline_the_pages_that_were_seen_still_open(window: Opener, coach: Server) -> None:
    page = window(expect=("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to fetch"))
    page.goto(coach.url + "/exercises")
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate(
        "navigator.serviceWorker.controller"
        " || new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken))"
        ".then(() => null)"
    )
    page.goto(coach.url + "/exercises/soleus-push-up")
    page.context.set_offline(True)
    page.reload()
    assert page.text_content("h1") == "Soleus push-up"
    page.goto(coach.url + "/")
    assert page.text_content("h1") == "The coach cannot be reached"
    assert "rgb" in page.evaluate("getComputedStyle(document.querySelector('.primary')).backgroundColor")


def test_offline_a_leg_of_the_test_goes_on_and_personal_pages_are_not_kept(window: Opener, fresh_coach: Server) -> None:
    page = window(expect=("ERR_INTERNET_DISCONNECTED", "WebSocket", "Failed to fetch"))
    page.goto(fresh_coach.url + "/settings")
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate(
        "navigator.serviceWorker.controller"
        " || new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken))"
        ".then(() => null)"
    )
    page.goto(fresh_coach.url + "/settings")
    page.goto(fresh_coach.url + "/reminders")
    page.goto(fresh_coach.url + "/test")
    page.click("text=To the first leg")
    page.wait_for_selector(READY)
    page.context.set_offline(True)
    page.reload()
    assert page.text_content("h1").strip() == "Test, right leg"
    page.goto(fresh_coach.url + "/settings")
    assert page.text_content("h1") == "Settings"
    for path in ("/test", "/reminders"):
        page.goto(fresh_coach.url + path)
        assert page.text_content("h1") == "The coach cannot be reached", path


def test_someone_who_asks_for_less_motion_gets_none(window: Opener, coach: Server) -> None:
    page = window(reduced_motion="reduce")
    start(page, coach)
    assert page.evaluate("getComputedStyle(document.querySelector('.pad')).transitionDuration") == "0s"


def test_choosing_a_position_changes_the_list_without_leaving_the_page(window: Opener, coach: Server) -> None:
    page = window()
    page.goto(coach.url + "/exercises")
    page.evaluate("window.stayed = true")
    page.click("nav.choices >> text=Walking")
    page.wait_for_url("**position=walking")
    page.wait_for_selector("nav.choices a[aria-current] >> text=Walking")
    assert page.evaluate("window.stayed") is True
    assert page.locator(".list li").count() == 3


def test_the_coach_has_a_port_of_its_own() -> None:
    assert 1024 < DEFAULT_PORT < 32768  # above: where systems take the ports of outgoing connections
