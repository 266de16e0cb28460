"""Walking as a session: the phone that is carried counts the steps live, the file's method counts them at the end."""

import numpy as np
import pytest
from starlette.testclient import TestClient

from soleus.simulate.walking import SimulatedWalk, trunk_walk
from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_measuring import ME, ask, phone_rows, samples, send_all
from tests.web.test_pages import begin
from tests.web.test_phone import begin as begin_moving
from tests.web.test_phone import play
from tests.web.test_session import opened
from tests.web.test_walks import COUNT, READY

N_STEPS = 60


def walked(seed: int = 7, n_steps: int = N_STEPS) -> SimulatedWalk:
    return trunk_walk(np.random.default_rng(seed), n_steps=n_steps, rate_hz=60.0)


def carried(walk: SimulatedWalk, now: Now) -> np.ndarray:
    imu = walk.imu
    return np.column_stack([now.at.timestamp() + imu.time_s, imu.acceleration_m_s2, imu.angular_velocity_rad_s])


@pytest.mark.parametrize(
    ("exercise", "terrain"),
    [("toe-walking", "toe walking"), ("stair-climbing", "stairs up"), ("hill-climbing", "uphill")],
)
def test_steps_are_counted_live_and_kept_with_the_load_of_the_ground(
    client: TestClient, now: Now, exercise: str, terrain: str
) -> None:
    address = begin(client, exercise=exercise, how="phone", cadence_per_min="90")
    with opened(client, address) as socket:
        ask(socket)
        said = send_all(socket, carried(walked(), now))
    assert said["n_reps"] == pytest.approx(N_STEPS, abs=2)
    assert said["height_m"] is None
    now.go_on(60)
    assert client.post(f"{address}/finish").status_code == 200
    training = client.get(f"{address}.json").json()["training"]
    assert training["sets"][0]["n_reps"] == pytest.approx(N_STEPS, abs=2)
    (stretch,) = training["session"]["dose"]["terrain"]
    assert stretch["terrain"] == terrain
    week = client.get(f"/load.json?until={now().date()}").json()["week"]
    (stack,) = [one for one in week["stacks"] if one["basis"] == "fixed arm"]
    assert stack["total_bw"]["mid"] > 2 * N_STEPS / 2
    assert "steps" in client.get(address).text
    assert client.get("/").status_code == 200


def test_push_ups_in_the_chair_are_no_steps(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="toe-walking", how="phone", cadence_per_min="90")
    with opened(client, address) as socket:
        ask(socket)
        assert send_all(socket, phone_rows(now))["n_reps"] == 0
    client.post(f"{address}/finish")
    assert "could not tell: no walking was found" in client.get(address).text


def test_walking_is_no_push_up(client: TestClient, now: Now) -> None:
    address = begin(client, how="phone")
    with opened(client, address) as socket:
        ask(socket)
        assert send_all(socket, carried(walked(), now))["n_reps"] == 0


def test_a_step_that_is_taken_back_stays_away(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="toe-walking", how="phone", cadence_per_min="90")
    with opened(client, address) as socket:
        ask(socket)
        said = send_all(socket, carried(walked(), now))
        at_ms = round((now.at.timestamp() + 60) * 1000)
        socket.send_json({"number": 0, "kind": "undo", "at_ms": at_ms})
        socket.receive_json()
        assert socket.receive_json()["n_reps"] == said["n_reps"] - 1
    client.post(f"{address}/finish")
    kept = client.get(f"{address}.json").json()["training"]["sets"][0]["n_reps"]
    assert kept == pytest.approx(N_STEPS - 1, abs=2)


def test_what_was_walked_before_a_reload_still_counts(client: TestClient, now: Now) -> None:
    address = begin(client, exercise="toe-walking", how="phone", cadence_per_min="90")
    rows = carried(walked(), now)
    half = len(rows) // 2
    with opened(client, address) as socket:
        ask(socket)
        send_all(socket, rows[:half])
    with opened(client, address, ME) as socket:
        assert ask(socket)["n_samples"] == half
        socket.send_bytes(samples(half - 10, rows[half - 10 : half + 20]))
        socket.receive_json()
        said = send_all(socket, rows[half + 20 :], first=half + 20)
    assert said["n_reps"] == pytest.approx(N_STEPS, abs=3)


def test_steps_cannot_be_tapped(client: TestClient) -> None:
    from uuid import uuid4

    form = {"session_id": str(uuid4()), "exercise": "toe-walking", "how": "tap", "cadence_per_min": "90"}
    answer = client.post("/sessions", data=form)
    assert answer.status_code == 422
    assert "choose the phone" in answer.text


def test_a_walk_with_the_phone_in_the_pocket(window: Opener, coach: Server) -> None:
    walk = walked(seed=8, n_steps=40)
    imu = walk.imu
    rows = np.column_stack([imu.time_s, imu.acceleration_m_s2, np.degrees(imu.angular_velocity_rad_s)]).tolist()
    page = window(width="phone", has_touch=True)
    page.goto(f"{coach.url}/exercises/toe-walking")
    page.click("text=Start a session")
    page.wait_for_url("**/sessions/new*")
    assert axe_violations(page) == []
    page.click("text=To the session")
    page.wait_for_selector(READY)
    begin_moving(page, rows)
    play(page, rows[1:])
    page.wait_for_function(f"Number(document.querySelector('{COUNT}').textContent) >= 38")
    assert axe_violations(page) == []
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    assert int(page.text_content(".figures dd")) == pytest.approx(40, abs=2)
    assert axe_violations(page) == []
