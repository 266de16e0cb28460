"""The phone on the thigh: emulated motion events of a simulated session, in a real browser."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from soleus.person import Person
from soleus.simulate.phone import SimulatedImu, thigh_phone, waist_phone
from soleus.simulate.session import Session, seated_session
from tests.web.conftest import Opener, Server, axe_violations, running_server, set_up
from tests.web.test_walks import COUNT, counted, start

RATE_HZ = 60.0  # what browsers give
PLAY = """async ({rows, speed}) => {
  const begun = performance.now();
  window.playOrigin ??= begun;
  for (const [s, x, y, z, alpha, beta, gamma] of rows) {
    const wait = (s - rows[0][0]) * 1000 / speed - (performance.now() - begun);
    if (wait > 4) await new Promise((go) => setTimeout(go, wait));
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: {x, y, z}, rotationRate: {alpha, beta, gamma}, interval: 1000 / 60,
    });
    Object.defineProperty(event, "timeStamp", {value: window.playOrigin + s * 1000});
    dispatchEvent(event);
  }
}"""


def simulated(seed: int, n_reps: int) -> tuple[Session, SimulatedImu]:
    rng = np.random.default_rng(seed)
    session = seated_session(rng, n_reps=n_reps, lead_s=4.0)
    return session, thigh_phone(session, Person(), rng, rate_hz=RATE_HZ)


def rows_of(phone: SimulatedImu) -> list[list[float]]:
    turn = np.degrees(phone.angular_velocity_rad_s)
    return np.column_stack([phone.time_s, phone.acceleration_m_s2, turn]).tolist()


def play(page: Any, rows: list[list[float]], speed: float = 3.0) -> None:
    """Dispatch the events, faster than they happened; their stamps are those of the session."""
    page.evaluate(PLAY, {"rows": rows, "speed": speed})


def begin(page: Any, rows: list[list[float]]) -> None:
    """Tap Start; the first event tells the page that there is a sensor."""
    page.evaluate("document.querySelector('[data-part=pause]').click()")
    page.wait_for_timeout(50)
    play(page, rows[:1])
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")


@pytest.mark.parametrize("seed", [3, 4])
def test_the_phone_on_the_thigh_counts_what_was_done(window: Opener, coach: Server, seed: int) -> None:
    session, phone = simulated(seed, 8)
    page = window(width="phone", has_touch=True)
    start(page, coach, "phone")
    rows = rows_of(phone)
    begin(page, rows)
    play(page, rows[1:])
    page.wait_for_selector(f"{COUNT}:text-is('{len(session)}')")
    assert axe_violations(page) == []
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == str(len(session))
    done = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["training"]["sets"][0]
    assert done["heel_raise_height_m"] == pytest.approx(session.rise_m.tolist(), abs=0.012)
    assert np.diff(done["peak_s"]) == pytest.approx(np.diff(session.peak_s), abs=0.25)  # a hold has no sharp peak


def test_what_a_killed_server_had_is_there_again_and_the_count_goes_on(window: Opener, tmp_path) -> None:
    session, phone = simulated(5, 9)
    rows = rows_of(phone)
    page = window(width="phone", expect=("WebSocket", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET"))
    cut = int(np.searchsorted(phone.time_s, session.end_s[4] + 0.1))
    set_up(tmp_path, datetime.now(tz=UTC))
    with running_server(tmp_path) as first:
        port = first.port
        start(page, first, "phone")
        begin(page, rows)
        play(page, rows[1:cut])
        page.wait_for_selector(f"{COUNT}:text-is('5')")
        first.process.kill()
        first.process.wait()
        play(page, rows[cut : cut + 100])  # nobody hears it; the page keeps it
    page.wait_for_selector("text=No connection")
    with running_server(tmp_path, port):
        page.wait_for_selector("[data-live][data-linked=true]")
        play(page, rows[cut + 100 :])
        page.wait_for_selector(f"{COUNT}:text-is('9')")
        page.click("text=Finish")
        page.wait_for_selector("text=How was it?")
        assert page.text_content(".figures dd") == "9"


def test_a_device_that_does_not_move_and_one_without_a_gyroscope_are_told_what_to_do(
    window: Opener, coach: Server
) -> None:
    page = window()
    start(page, coach, "phone")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=state]:has-text('Open this page on your phone')")
    page.click("[data-part=pause]")
    page.wait_for_timeout(50)
    page.evaluate(
        "dispatchEvent(new DeviceMotionEvent('devicemotion', {accelerationIncludingGravity: {x: 0, y: 0, z: 9.8}}))"
    )
    page.wait_for_selector("[data-part=state]:has-text('no gyroscope')")
    assert counted(page) == "0"


def test_an_iphone_that_says_no_is_told_where_to_allow_it(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.add_init_script("DeviceMotionEvent.requestPermission = async () => 'denied'")
    start(page, coach, "phone")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=state]:has-text('Motion & Orientation')")


def test_the_heel_raise_test_by_a_phone_at_the_waist(window: Opener, fresh_coach: Server) -> None:
    n_reps, start_s = 6, 6.0 + 2.0 * np.arange(6)
    same = np.ones(n_reps)
    session = Session(
        start_s=start_s, rise_s=0.8 * same, hold_s=0.1 * same, fall_s=0.8 * same, rise_m=0.08 * same,
        duration_s=float(start_s[-1]) + 16.0,
    )  # fmt: skip
    rows = rows_of(waist_phone(session, np.random.default_rng(3), rate_hz=RATE_HZ))
    page = window(width="phone")
    page.goto(fresh_coach.url + "/test")
    page.check("input[value=phone]")
    page.click("text=To the first leg")
    page.wait_for_selector("[data-live][data-ready][data-linked=true]")
    page.evaluate("document.querySelector('[data-part=pause]').click()")
    page.wait_for_timeout(50)
    play(page, rows[:1])
    page.wait_for_selector("[data-part=pause]", state="hidden")
    page.evaluate("window.playOrigin = undefined")  # ten seconds have passed on the sensor's clock as well
    play(page, rows[1:], speed=1.0)
    page.wait_for_selector("[data-part=state]:text-matches('The test is over: 6 raises')")
    page.click("text=Stop and finish this leg")
    page.wait_for_selector("text=Rest, then the left leg")
    leg = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["report"]["legs"][0]
    assert leg["test"]["n_reps"] == n_reps
    assert leg["heights_m"] == pytest.approx([0.08] * n_reps, abs=0.012)
