"""A session with a sensor over the WebSocket: what is sent is kept once, counted once, and measured at the end."""

import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from soleus.person import Person
from soleus.simulate.phone import thigh_phone
from soleus.simulate.session import seated_session
from soleus.workspace import people
from tests.web.conftest import Now, set_up
from tests.web.conftest import opened as started
from tests.web.test_pages import begin
from tests.web.test_session import ME, OTHER, opened

PERSON = Person(stature_m=1.75, body_mass_kg=75.0)
N_REPS = 8


def phone_rows(now: Now) -> np.ndarray:
    """Samples of a phone on the thigh, on the clock of the test."""
    rng = np.random.default_rng(11)
    session = seated_session(rng, n_reps=N_REPS, lead_s=4.0)
    phone = thigh_phone(session, PERSON, rng, rate_hz=60.0)
    stamps = now.at.timestamp() + phone.time_s
    return np.column_stack([stamps, phone.acceleration_m_s2, phone.angular_velocity_rad_s])


def samples(first: int, rows: np.ndarray) -> bytes:
    return struct.pack("<B3xI", 2, first) + np.ascontiguousarray(rows, "<f8").tobytes()


def frame(at_ms: float, picture: np.ndarray | bytes) -> bytes:
    jpeg = picture if isinstance(picture, bytes) else cv2.imencode(".jpg", picture)[1].tobytes()
    return struct.pack("<B7xd", 1, at_ms) + jpeg


def ask(socket: Any) -> dict[str, Any]:
    """What a window with a sensor does first."""
    socket.receive_json()
    socket.send_json({"kind": "measure"})
    return socket.receive_json()


def send_all(socket: Any, rows: np.ndarray, first: int = 0) -> dict[str, Any]:
    for at in range(0, len(rows), 30):
        socket.send_bytes(samples(first + at, rows[at : at + 30]))
        said = socket.receive_json()
    return said


def done_of(client: TestClient, address: str) -> dict[str, Any]:
    client.post(f"{address}/finish")
    return client.get(f"{address}.json").json()["training"]


def test_samples_become_a_measured_set_with_its_dose(client: TestClient, now: Now) -> None:
    people.save_profile(
        client.app.state.workspace.local_desk(now()), {"stature_m": 1.75, "body_mass_kg": 75.0}, now=now()
    )
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as socket:
        assert ask(socket) == {"kind": "measuring", "n_samples": 0, "n_reps": 0}
        said = send_all(socket, rows)
    assert (said["n_reps"], said["n_samples"]) == (N_REPS, len(rows))
    training = done_of(client, address)
    done = training["sets"][0]
    assert (done["n_reps"], done["how"]) == (N_REPS, "phone")
    assert all(0.02 < rise < 0.17 for rise in done["heel_raise_height_m"])
    assert training["session"]["dose"]["n_reps"] == N_REPS
    assert training["signals"][0]["name"] == f"phone-{ME}.parquet"
    assert "Measured by the phone" in client.get(address).text


def test_samples_that_come_twice_are_kept_and_counted_once(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as socket:
        ask(socket)
        send_all(socket, rows[:600])
        socket.send_bytes(samples(0, rows[:600]))
        assert socket.receive_json()["n_samples"] == 600
        assert send_all(socket, rows[590:], 590)["n_reps"] == N_REPS
    assert done_of(client, address)["sets"][0]["n_reps"] == N_REPS


def test_after_a_restart_the_count_goes_on_and_the_window_is_told_where(tmp_path: Path, now: Now) -> None:
    set_up(tmp_path, now() - timedelta(minutes=1))
    rows = phone_rows(now)
    with started(tmp_path, now) as client:
        address = begin(client, how="phone")
        with opened(client, address) as socket:
            ask(socket)
            before = send_all(socket, rows[:700])["n_reps"]
    with started(tmp_path, now) as client:
        assert client.get(f"{address}/live.json").json()["n_reps"] == before
        with opened(client, address) as socket:
            assert ask(socket) == {"kind": "measuring", "n_samples": 700, "n_reps": before}
            assert send_all(socket, rows[700:], 700)["n_reps"] == N_REPS


def test_a_lost_connection_costs_no_count(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as socket:
        ask(socket)
        before = send_all(socket, rows[:640])
    with opened(client, address) as socket:
        assert ask(socket)["n_reps"] == before["n_reps"]
        assert send_all(socket, rows[640:], 640)["n_reps"] == N_REPS


def test_one_less_takes_the_last_measured_one_back(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as socket:
        ask(socket)
        send_all(socket, rows)
        now.go_on(rows[-1, 0] - rows[0, 0] + 1)
        socket.send_json({"number": 0, "kind": "undo", "at_ms": round(now.at.timestamp() * 1000)})
        assert socket.receive_json()["kind"] == "receipt"
        assert socket.receive_json()["n_reps"] == N_REPS - 1
    done = done_of(client, address)["sets"][0]
    assert done["n_reps"] == len(done["heel_raise_height_m"]) == N_REPS - 1


def test_only_one_window_measures_and_all_see_the_count(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as one, opened(client, address, OTHER) as two:
        ask(one)
        ask(two)
        one.send_bytes(samples(0, rows[:300]))
        assert one.receive_json()["kind"] == "measured"
        assert two.receive_json()["kind"] == "measured"
        two.send_bytes(samples(0, rows[:300]))
        assert two.receive_json() == {"kind": "busy"}


def test_frames_without_a_sticker_count_nothing_and_say_so(client: TestClient, now: Now) -> None:
    address = begin(client, how="camera-sticker")
    at_ms = now.at.timestamp() * 1000
    with opened(client, address) as socket:
        ask(socket)
        for k in range(5):
            socket.send_bytes(frame(at_ms + 40 * k, np.full((240, 320), 128, np.uint8)))
            said = socket.receive_json()
        assert (said["seen"], said["corners"], said["n_reps"], said["height_m"]) == (False, None, 0, None)
    done = done_of(client, address)["sets"][0]
    assert done["n_reps"] == 0
    assert "sticker" in client.get(address).text
    assert "could not tell" in client.get(address).text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x07" + bytes(40),
        frame(1e12, b"\xff\xd8 no picture"),
        frame(float("nan"), np.zeros((9, 9), np.uint8)),
        frame(-1.0, np.zeros((9, 9), np.uint8)),
        samples(0, np.zeros((2, 7))),
    ],
)
def test_what_no_camera_sends_closes_the_link_and_the_page_may_come_again(client: TestClient, data: bytes) -> None:
    address = begin(client, how="camera-sticker")
    with opened(client, address) as socket:
        ask(socket)
        socket.send_bytes(data)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4400
    assert client.get(f"{address}/live").status_code == 200


@pytest.mark.parametrize(("first", "value"), [(5, 0.0), (0, np.nan), (0, np.inf)])
def test_samples_out_of_step_or_without_a_value_close_the_link(client: TestClient, first: int, value: float) -> None:
    with opened(client, begin(client, how="phone")) as socket:
        ask(socket)
        socket.send_bytes(samples(first, np.full((2, 7), value)))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4400


def test_the_target_is_the_catalogues_until_the_person_has_a_best(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    first = client.get(f"{address}/live.json").json()["aim"]
    assert first == {"height_m": pytest.approx(0.0590, abs=1e-3), "cadence_per_min": 50.0}  # of 1.75 m
    for _ in range(2):
        with opened(client, address) as socket:
            ask(socket)
            send_all(socket, rows)
        heights = done_of(client, address)["sets"][0]["heel_raise_height_m"]
        address = begin(client, how="phone")
    aim = client.get(f"{address}/live.json").json()["aim"]["height_m"]
    assert np.median(heights) < aim <= max(heights)


def test_the_size_of_the_printed_sticker_is_kept_and_scales_the_height(client: TestClient) -> None:
    assert client.get("/sticker.json").json()["measured_mm"] == 40.0
    assert client.post("/sticker", data={"ruler_mm": "95"}, follow_redirects=False).status_code == 303
    assert client.get("/sticker.json").json()["measured_mm"] == 38.0
    assert client.post("/sticker", data={"ruler_mm": "9"}).status_code == 422


def test_the_printed_sheet_holds_stickers_that_are_found(client: TestClient) -> None:
    """Drawn cell by cell from the page's SVG, as a printer would."""
    import re

    from soleus.reps.sticker_tracks import find

    text = client.get("/sticker").text
    wide, high = (float(value) for value in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)" role', text).groups())  # type: ignore[union-attr]
    assert f'width="{wide:g}mm"' in text
    sheet = np.full((round(5 * high), round(5 * wide)), 255, np.uint8)
    for group in re.findall(r'<g fill="#000">(.*?)</g>', text):
        for x, y, w, h in re.findall(r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', group):
            right, bottom = float(x) + float(w), float(y) + float(h)  # whole edges: a gap between cells is no printer's
            sheet[round(5 * float(y)) : round(5 * bottom), round(5 * float(x)) : round(5 * right)] = 0
    found = find(sheet)
    assert sorted(number for number, _ in found) == [0, 0, 1, 1]
    sides_mm = [np.linalg.norm(corners[1] - corners[0]) / 5 for _, corners in found]
    assert sides_mm == pytest.approx([40.0] * 4, abs=0.3)


def test_finishing_in_two_windows_at_once_is_finishing_once_and_both_hear_it(client: TestClient, now: Now) -> None:
    address, rows = begin(client, how="phone"), phone_rows(now)
    with opened(client, address) as one, opened(client, address, OTHER) as two:
        ask(one)
        send_all(one, rows)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: client.post(f"{address}/finish", follow_redirects=False), range(2)))
        assert [answer.status_code for answer in answers] == [303, 303]
        with pytest.raises(WebSocketDisconnect) as closed:
            _ = [two.receive_json() for _ in range(10_000)]
        assert closed.value.code == 4409
    assert client.get(f"{address}.json").json()["training"]["sets"][0]["n_reps"] == N_REPS
