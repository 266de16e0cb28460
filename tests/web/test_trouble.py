"""What goes wrong in a session is a sentence on its page, and no repetition is lost."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.web.conftest import Opener, Server, axe_violations, running_server, set_up, watched_windows
from tests.web.test_camera import camera_window, filmed  # noqa: F401  # fixtures
from tests.web.test_walks import COUNT, NOON, READY, counted, start
from tests.workspace.test_trouble import small_disk  # noqa: F401  # fixture

STATE = "[data-part=state]"


@pytest.fixture
def asking_window(launch: Callable[..., Any]) -> Iterator[Opener]:
    """Windows of a browser with a camera that nobody has allowed."""
    browser = launch("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    with watched_windows(browser) as opened:
        yield opened
    browser.close()


def test_a_camera_that_is_unplugged_stops_the_clock_keeps_the_count_and_can_go_on(
    camera_window: Opener,  # noqa: F811
    coach: Server,
) -> None:
    page = camera_window()
    start(page, coach, "camera-sticker")
    page.click("[data-part=pause]")
    page.wait_for_selector(f"{COUNT}:text-is('2')")
    page.evaluate(
        """() => { const track = document.querySelector("video").srcObject.getVideoTracks()[0];
        track.stop(); track.dispatchEvent(new Event("ended")); }"""
    )
    page.wait_for_selector(f"{STATE}:has-text('The camera was taken away')")
    assert page.text_content("[data-part=pause]") == "Go on"
    before = int(counted(page))
    assert before >= 2
    assert axe_violations(page) == []
    page.click("[data-part=pause]")
    page.wait_for_selector("polygon[points*='.']", state="attached")
    assert int(counted(page)) >= before


def test_a_camera_that_gives_no_picture_is_told(camera_window: Opener, coach: Server) -> None:  # noqa: F811
    page = camera_window()
    page.add_init_script(  # what browsers give for a camera that they cannot show
        "Object.defineProperty(HTMLVideoElement.prototype, 'videoWidth', {get: () => 2});"
    )
    start(page, coach, "camera-sticker")
    page.click("[data-part=pause]")
    page.wait_for_selector(f"{STATE}:has-text('The camera gives no picture')")
    assert page.text_content("[data-part=pause]") == "Go on"


def test_a_camera_that_the_person_does_not_allow_is_told_how_to(asking_window: Opener, coach: Server) -> None:
    page = asking_window(width="phone", dark=True)
    start(page, coach, "camera")
    page.click("[data-part=pause]")
    page.wait_for_selector(f"{STATE}:has-text('The camera may not be used: allow it')")
    assert page.text_content("[data-part=pause]") == "Start"
    assert axe_violations(page) == []


def answered_busy(link: Any) -> None:
    """What the coach says to frames while another window measures, whatever the machine's pace."""
    coach = link.connect_to_server()
    link.on_message(lambda said: link.send('{"kind": "busy"}') if isinstance(said, bytes) else coach.send(said))


def test_two_tabs_on_one_session_are_told_which_one_measures(camera_window: Opener, coach: Server) -> None:  # noqa: F811
    one = camera_window()
    start(one, coach, "camera-sticker")
    two = one.context.new_page()
    two.route_web_socket("**/link*", answered_busy)
    two.goto(one.url)
    two.wait_for_selector(READY)
    two.click("[data-part=pause]")
    two.wait_for_selector(f"{STATE}:has-text('Another window measures this session')")
    assert axe_violations(two) == []
    one.bring_to_front()
    one.click("[data-part=pause]")
    one.wait_for_selector(f"{COUNT}:text-is('3')")
    two.wait_for_selector(f"{COUNT}:text-is('3')")


def test_two_tabs_that_tap_count_together_and_one_that_comes_late_is_told_that_it_is_over(
    window: Opener, coach: Server
) -> None:
    one = window(expect=("WebSocket",))
    start(one, coach)
    two = one.context.new_page()
    two.goto(one.url)
    two.wait_for_selector(READY)
    for page in (one, two):
        page.click("[data-part=pad]")
        page.click("[data-part=pad]")
    for page in (one, two):
        page.wait_for_selector(f"{COUNT}:text-is('2')")
    one.click("[data-part=finish] button")
    one.wait_for_selector("text=How was it?")
    assert one.text_content(".figures dd") == "2"
    two.wait_for_selector(f"{STATE}:has-text('this session is over')")


@pytest.mark.parametrize("hours", [5, -5])
def test_a_clock_that_is_set_meanwhile_changes_neither_time_nor_count(
    window: Opener, coach: Server, hours: int
) -> None:
    page = window()
    page.add_init_script("""window.setClock = (ms) => { const real = Date.now; Date.now = () => real() + ms; };""")
    start(page, coach)
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    page.wait_for_timeout(1500)
    page.evaluate(f"setClock({hours * 3600 * 1000})")
    page.wait_for_selector(f"{STATE}:has-text('The clock of this device was set')")
    page.click("[data-part=pad]")
    assert counted(page) == "2"
    minutes, _ = page.text_content("[data-part=elapsed]").split(":")
    assert int(minutes) < 5
    page.click("[data-part=finish] button")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == "2"
    found = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")
    assert found["active_s"] < 300
    assert all(0 <= peak < 300 for peak in found["training"]["sets"][0]["peak_s"])


def test_a_phone_that_was_locked_has_lost_no_time(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.clock.install(time=NOON)
    start(page, coach)
    page.clock.pause_at(NOON + timedelta(minutes=5))
    page.click("[data-part=pad]")
    page.clock.fast_forward(90_000)  # no timer ran
    page.clock.run_for(500)
    assert page.text_content("[data-part=elapsed]").startswith("1:3")
    assert "clock" not in page.text_content(STATE)


def test_pain_stops_the_session_and_is_kept_with_its_time(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    start(page, coach)
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    page.click("text=I felt pain")
    page.wait_for_selector(f"{STATE}:has-text('Noted. Stop here')")
    assert page.text_content("[data-part=pause]") == "Go on"
    assert counted(page) == "1"
    assert axe_violations(page) == []


def test_who_asks_for_less_motion_gets_a_leg_that_stands_still(window: Opener, coach: Server) -> None:
    page = window(reduced_motion="reduce")
    start(page, coach)
    page.wait_for_selector("[data-part=leg][data-ready]")
    still = page.eval_on_selector("[data-part=leg] svg", "svg => svg.innerHTML")
    page.click("[data-part=pad]")
    page.wait_for_timeout(1500)
    assert page.eval_on_selector("[data-part=leg] svg", "svg => svg.innerHTML") == still


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_count_is_large_enough_to_be_read_from_two_metres(window: Opener, coach: Server, width: str) -> None:
    """A letter of 7 mm is read at 2 m by sharp eyes (5 arc minutes are 2.9 mm); twice that is comfortable."""
    page = window(width=width)
    start(page, coach)
    size = page.eval_on_selector(COUNT, "count => parseFloat(getComputedStyle(count).fontSize)")
    assert 0.7 * size * 25.4 / 160 >= 7.0  # digits are 0.7 of the type's size; 160 CSS pixels an inch on phones


def test_the_screen_is_asked_to_stay_awake_while_it_counts(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.add_init_script(
        """window.locks = [];
        Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
          const lock = {on: true, release: async () => { lock.on = false; }}; locks.push(lock); return lock; }}});"""
    )
    start(page, coach)
    page.click("[data-part=pad]")
    page.wait_for_function("locks.length === 1 && locks[0].on")
    page.click("[data-part=pause]")
    page.wait_for_function("locks.every((lock) => !lock.on)")


@pytest.mark.parametrize("how", ["tap", "metronome"])
def test_a_page_that_was_closed_in_mid_session_and_is_opened_the_next_day_stands_where_it_was(
    window: Opener, coach: Server, how: str
) -> None:
    page = window()
    page.goto(coach.url + "/sessions/new")
    page.check(f"input[value={how}]")
    page.fill("input[name=cadence_per_min]", "60")
    page.click("text=To the session")
    page.wait_for_selector(READY)
    page.click("[data-part=pad]")
    for _ in range(3):
        page.wait_for_timeout(1100)
        if how == "tap":
            page.click("[data-part=pad]")
    done, address = int(counted(page)), page.url
    assert done >= 2
    page.wait_for_selector("[data-live][data-unsaved='0']")
    page.close()
    again = window(width="phone")
    again.clock.install(time=datetime.now(tz=UTC) + timedelta(days=1))
    again.goto(address)
    again.wait_for_selector(f"{STATE}:has-text('This page was closed at')")
    assert int(counted(again)) == done
    assert again.text_content("[data-part=pause]") == "Go on"
    minutes, seconds = again.text_content("[data-part=elapsed]").split(":")
    assert 60 * int(minutes) + int(seconds) < 20
    assert axe_violations(again) == []
    again.click("[data-part=finish] button")
    again.wait_for_selector("text=How was it?")
    assert again.text_content(".figures dd") == str(done)
    found = again.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")
    assert found["active_s"] < 20


def test_a_second_window_does_not_stop_a_session_that_runs(window: Opener, coach: Server) -> None:
    one = window()
    start(one, coach)
    one.click("[data-part=pad]")
    one.click("[data-part=pad]")
    one.wait_for_timeout(1100)
    two = window(width="phone")
    two.goto(one.url)
    two.wait_for_selector(READY)
    assert two.text_content("[data-part=pause]") == "Pause"
    assert "closed" not in two.text_content(STATE)
    assert one.text_content("[data-part=pause]") == "Pause"


class Cable:
    """Between page and coach; pulled, it swallows what either says, and closes nothing."""

    def __init__(self) -> None:
        self.pulled = False
        self.n_opened = 0

    def __call__(self, link: Any) -> None:
        self.n_opened += 1
        coach = link.connect_to_server()
        link.on_message(lambda said: None if self.pulled else coach.send(said))
        coach.on_message(lambda said: None if self.pulled else link.send(said))


def test_a_network_that_goes_away_for_half_a_minute_without_a_word_costs_no_repetition(
    window: Opener, coach: Server
) -> None:
    page, cable = window(), Cable()
    page.route_web_socket("**/link*", cable)
    page.clock.install(time=NOON)
    start(page, coach)
    for _ in range(4):
        page.click("[data-part=pad]")
    page.wait_for_selector("[data-live][data-unsaved='0']")
    cable.pulled = True
    for _ in range(3):
        page.click("[data-part=pad]")
        page.clock.run_for(4000)
    page.wait_for_selector(f"{STATE}:has-text('No connection to the coach. Go on')")
    for _ in range(3):
        page.click("[data-part=pad]")
        page.clock.run_for(6000)
    assert axe_violations(page) == []
    assert counted(page) == "9"
    cable.pulled = False
    for _ in range(30):
        page.clock.run_for(1000)
        if page.get_attribute("[data-live]", "data-unsaved") == "0":
            break
    page.wait_for_selector(f"{STATE}[data-lost=false]", state="attached")
    assert counted(page) == "9"
    assert cable.n_opened > 1
    page.click("[data-part=finish] button")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == "9"


def test_a_camera_whose_coach_is_gone_is_told_to_wait_by_name(camera_window: Opener, coach: Server) -> None:  # noqa: F811
    page = camera_window(expect=("WebSocket",))
    links: list[Any] = []

    def connected(link: Any) -> None:
        if links:
            link.close()
        else:
            link.connect_to_server()
        links.append(link)

    page.route_web_socket("**/link*", connected)
    start(page, coach, "camera-sticker")
    page.click("[data-part=pause]")
    page.wait_for_selector("polygon[points*='.']", state="attached")
    links[0].close()
    page.wait_for_selector(f"{STATE}:has-text('nobody sees the camera')")
    page.wait_for_selector("[data-cue=cut]")
    assert page.text_content("[data-part=pause]") == "Pause"


def test_a_phone_whose_screen_was_off_says_for_how_long_nothing_was_felt(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.clock.install(time=NOON)
    page.add_init_script(
        """window.show = (how) => {
          Object.defineProperty(document, "visibilityState", {value: how, configurable: true});
          document.dispatchEvent(new Event("visibilitychange")); };"""
    )
    start(page, coach, "phone")
    page.evaluate("document.querySelector('[data-part=pause]').click()")
    page.wait_for_timeout(50)
    page.evaluate(
        """dispatchEvent(new DeviceMotionEvent('devicemotion', {accelerationIncludingGravity: {x: 0, y: 0, z: 9.8},
        rotationRate: {alpha: 0, beta: 0, gamma: 0}}))"""
    )
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")
    page.evaluate("show('hidden')")
    page.clock.fast_forward(95_000)
    page.evaluate("show('visible')")
    page.wait_for_selector(f"{STATE}:has-text('This page was hidden for 1:35')")
    page.clock.run_for(500)
    assert page.text_content("[data-part=elapsed]").startswith("1:3")
    assert axe_violations(page) == []


def test_a_screen_that_comes_back_is_kept_awake_again(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.add_init_script(
        """window.locks = [];
        Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
          const lock = {release: async () => {}}; locks.push(lock); return lock; }}});
        window.show = (how) => {
          Object.defineProperty(document, "visibilityState", {value: how, configurable: true});
          document.dispatchEvent(new Event("visibilitychange")); };"""
    )
    start(page, coach)
    page.click("[data-part=pad]")
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")
    page.evaluate("show('hidden')")
    assert page.evaluate("locks.length") == 1
    page.evaluate("show('visible')")
    assert page.evaluate("locks.length") == 2
    page.click("[data-part=pause]")
    page.evaluate("show('visible')")
    assert page.evaluate("locks.length") == 2


def fill(disk: Path) -> Path:
    """Not a byte is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for n_bytes in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * n_bytes)
    return filler


def test_a_full_disk_is_told_on_the_page_and_every_tap_is_kept_when_there_is_room_again(
    window: Opener,
    small_disk: Path,  # noqa: F811
) -> None:
    page = window(width="phone", expect=("507", "WebSocket"))
    (small_disk / "data").mkdir()
    set_up(small_disk / "data", datetime.now(tz=UTC))
    with running_server(small_disk / "data") as server:
        start(page, server)
        for _ in range(4):
            page.click("[data-part=pad]")
        page.wait_for_selector("[data-live][data-unsaved='0']")
        filler = fill(small_disk)
        for _ in range(3):
            page.click("[data-part=pad]")
        page.click("[data-part=finish] button")
        page.wait_for_selector(f"{STATE}:has-text('free some space on it')")
        assert str(small_disk) not in page.text_content(STATE)
        assert counted(page) == "6"
        assert axe_violations(page) == []
        filler.unlink()
        page.wait_for_selector("text=How was it?")  # what waited is sent, and it finishes as it was asked to
        assert page.text_content(".figures dd") == "6"


def test_a_database_that_is_damaged_meanwhile_is_told_with_its_remedy(window: Opener, fresh_coach: Server) -> None:
    page = window(expect=("503", "WebSocket"))
    start(page, fresh_coach)
    page.click("[data-part=pad]")
    page.click("[data-part=pad]")
    page.wait_for_selector("[data-live][data-unsaved='0']")
    for path in fresh_coach.data_dir.glob("soleus.db*"):
        path.write_bytes(b"no database" * (path.stat().st_size // 11))
    page.click("[data-part=pad]")
    assert counted(page) == "2"
    page.click("[data-part=finish] button")
    page.wait_for_selector(f"{STATE}:has-text('look at Settings, Doctor')")
    assert page.goto(fresh_coach.url).status == 503
    assert "run `soleus restore` with your last backup" in page.text_content("main")
    assert page.text_content("h1") == "Not now"
    assert axe_violations(page) == []


class Stranger(BaseHTTPRequestHandler):
    """Another site, with a form that leads to the coach."""

    form = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.form.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_another_site_can_neither_change_anything_nor_listen(window: Opener, coach: Server) -> None:
    page = window(expect=("403", "WebSocket", "favicon"))
    start(page, coach)
    live = page.url
    Stranger.form = f"""<!doctype html><title>x</title><link rel="icon" href="data:,">
    <form method="post" action="{live.replace("/live", "/discard")}"><button>Win</button></form>"""
    with HTTPServer(("127.0.0.1", 0), Stranger) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        heard = page.evaluate(
            """(address) => new Promise((told) => { const link = new WebSocket(address);
            link.onmessage = () => told("heard"); link.onclose = () => told("refused"); })""",
            live.replace("http", "ws").replace("/live", "/link?client=0123abcd"),
        )
        assert heard == "refused"
        page.click("button")
        page.wait_for_selector("h1:text-is('Not allowed')")
        assert "came from another site" in page.text_content("main")
        server.shutdown()
    page.goto(live)
    page.wait_for_selector(READY)


def test_a_name_that_leads_here_by_a_trick_is_refused_in_words(launch: Callable[..., Any], coach: Server) -> None:
    browser = launch("--host-resolver-rules=MAP evil.example 127.0.0.1")
    page = browser.new_page()
    answer = page.goto(coach.url.replace("127.0.0.1", "evil.example"))
    assert answer.status == 421
    assert page.text_content("h1") == "Another address"
    assert "This coach answers to 127.0.0.1" in page.text_content("main")
    browser.close()
