"""The phone at the waist: offered where it can count, refused where it would lose repetitions, right where it does."""

from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from soleus.exercises import catalogue, find_exercise
from soleus.simulate.phone import waist_phone
from tests.reps.test_phone_way import performed
from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_measuring import ask, done_of, send_all
from tests.web.test_pages import begin
from tests.web.test_phone import RATE_HZ, play, rows_of
from tests.web.test_session import opened
from tests.web.test_walks import COUNT, READY, counted

PHONE = 'name="how" value="phone"'


def waist_rows(now: Now, exercise_id: str, pace: float, seed: int = 3) -> np.ndarray:
    session = performed(find_exercise(exercise_id), pace, seed)
    phone = waist_phone(session, np.random.default_rng(seed), rate_hz=RATE_HZ)
    stamps = now.at.timestamp() + phone.time_s
    return np.column_stack([stamps, phone.acceleration_m_s2, phone.angular_velocity_rad_s])


def measured(client: TestClient, now: Now, exercise_id: str, pace: float) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The last live message, what was kept, and the page of a session by a phone at the waist."""
    address = begin(client, exercise=exercise_id, how="phone", cadence_per_min=str(pace))
    rows = waist_rows(now, exercise_id, pace)
    with opened(client, address) as socket:
        ask(socket)
        said = send_all(socket, rows)
    now.go_on(float(np.ptp(rows[:, 0])) + 1)
    return said, done_of(client, address), client.get(address).text


def test_the_phone_is_offered_for_every_raise_and_for_nothing_that_it_cannot_count(client: TestClient) -> None:
    for exercise in catalogue().values():
        page = client.get(f"/sessions/new?exercise={exercise.id}")
        if exercise.kind == "raise" or exercise.position == "walking":
            assert PHONE in page.text, exercise.id
        else:
            assert PHONE not in page.text, exercise.id


def test_a_pace_too_slow_for_the_phone_is_refused_with_the_way_out_and_nothing_begins(client: TestClient) -> None:
    form = {
        "session_id": "6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d", "exercise": "standing-calf-raise",
        "how": "phone", "cadence_per_min": "10",
    }  # fmt: skip
    answer = client.post("/sessions", data=form, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "takes 2.0 s up, too slow for a phone at the waist" in answer.text
    assert "at least 16 a minute" in answer.text
    assert client.get(f"/sessions/{form['session_id']}").status_code == 404
    assert client.post("/sessions", data=form | {"cadence_per_min": "16"}).status_code == 200


def test_choosing_the_phone_sets_a_pace_that_it_bears_and_says_where_it_goes(client: TestClient) -> None:
    slow = client.get("/sessions/new.json?exercise=single-leg-calf-raise").json()
    worn = client.get("/sessions/new.json?exercise=single-leg-calf-raise&how=phone&cadence_per_min=10").json()
    quick = client.get("/sessions/new.json?exercise=single-leg-calf-raise&how=phone&cadence_per_min=25").json()
    assert (slow["cadence_per_min"], worn["cadence_per_min"], quick["cadence_per_min"]) == (10, 16, 25)
    page = client.get("/sessions/new?exercise=single-leg-calf-raise&how=phone").text
    assert "waistband or a front pocket" in page
    assert "Slower raises are lost" in page
    assert "Flat on one thigh" in client.get("/sessions/new?exercise=seated-calf-raise&how=phone").text


def test_at_a_pace_that_the_phone_bears_heights_and_dose_are_kept(client: TestClient, now: Now) -> None:
    said, training, page = measured(client, now, "standing-calf-raise", 22)
    assert said["n_reps"] == 10
    done = training["sets"][0]
    truth_m = performed(find_exercise("standing-calf-raise"), 22, 3).rise_m
    assert done["heel_raise_height_m"] == pytest.approx(truth_m.tolist(), abs=0.015)
    assert training["session"]["dose"]["n_reps"] == 10
    assert "Measured by the phone at the waist" in page


def test_a_phone_that_can_only_count_tells_no_height(client: TestClient, now: Now) -> None:
    said, training, page = measured(client, now, "eccentric-heel-drop", 12)
    assert said["n_reps"] == pytest.approx(10, abs=1)
    assert (said["height_m"], said["peak_m"]) == (None, None)
    done = training["sets"][0]
    assert done["n_reps"] == pytest.approx(10, abs=1)
    assert set(done["heel_raise_height_m"]) == {None}
    assert training["session"]["dose"] is None
    assert "it cannot tell how high the heel rose" in page


def test_who_was_slower_than_the_phone_can_follow_is_told(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="standing-calf-raise", how="phone", cadence_per_min="22")
    rows = waist_rows(now, "standing-calf-raise", 11)
    with opened(client, address) as socket:
        ask(socket)
        said = send_all(socket, rows[: round(0.8 * len(rows))])
    assert said["pace_per_min"] < 14
    now.go_on(120)
    done_of(client, address)
    assert "slower than it can follow, 16 a minute: some repetitions may be missing" in client.get(address).text
    _, _, kept_the_beat = measured(client, now, "standing-calf-raise", 22)
    assert "slower" not in kept_the_beat


def test_standing_calf_raises_with_the_phone_in_the_waistband(window: Opener, coach: Server) -> None:
    session = performed(find_exercise("standing-calf-raise"), 24.0, 5)
    rows = rows_of(waist_phone(session, np.random.default_rng(5), rate_hz=RATE_HZ))
    page = window(width="phone", has_touch=True)
    page.goto(f"{coach.url}/sessions/new?exercise=standing-calf-raise")
    page.check("input[value=phone]")
    page.wait_for_selector("#pace:has-text('waistband')")
    assert axe_violations(page) == []
    assert page.input_value("input[name=cadence_per_min]") == "16"
    page.fill("input[name=cadence_per_min]", "24")
    page.click("text=To the session")
    page.wait_for_selector(READY)
    assert page.is_visible(".place-picture")
    assert not page.is_visible(".moving-leg")
    page.evaluate("document.querySelector('[data-part=pause]').click()")
    page.wait_for_timeout(50)
    play(page, rows[:1])
    page.wait_for_selector("[data-part=state]:has-text('Get into place')")
    assert axe_violations(page) == []
    page.wait_for_selector("[data-part=pause]:text-is('Pause')")
    assert page.is_visible(".moving-leg")
    page.evaluate("window.playOrigin = undefined")  # ten seconds have passed on the sensor's clock as well
    play(page, rows[1:])
    page.wait_for_selector(f"{COUNT}:text-is('{len(session)}')")
    assert axe_violations(page) == []
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == str(len(session))
    done = page.evaluate("fetch(location.pathname + '.json').then((answer) => answer.json())")["training"]["sets"][0]
    assert done["heel_raise_height_m"] == pytest.approx(session.rise_m.tolist(), abs=0.015)


def test_who_is_not_ready_yet_stops_the_ten_seconds_and_nothing_has_begun(window: Opener, coach: Server) -> None:
    page = window(width="phone", has_touch=True)
    page.goto(f"{coach.url}/sessions/new?exercise=standing-calf-raise&how=phone")
    page.click("text=To the session")
    page.wait_for_selector(READY)
    page.evaluate("document.querySelector('[data-part=pause]').click()")
    page.wait_for_timeout(50)
    play(page, [[0.0, 0.0, 0.0, 9.8, 0.0, 0.0, 0.0]])
    page.wait_for_selector("[data-part=pause]:text-is('Stop')")
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=pause]:text-is('Start')")
    assert counted(page) == "0"
    assert page.text_content("[data-part=elapsed]") == "0:00"
