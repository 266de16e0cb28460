"""A recording sent to the coach: whole or not at all, each once, a sentence for what is none."""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.simulate.example import EXAMPLE, N_REPS
from soleus.web.settings import RECORDING_BYTES
from tests.web.conftest import Opener, Server, axe_violations
from tests.web.test_pages import NO_ID

THIGH = {"exercise": "soleus-push-up", "placement": "thigh"}


def sent(client: TestClient, data: bytes, name: str = "heel.csv", **said: Any) -> dict[str, Any]:
    """Send a file and wait until nothing more happens."""
    address = f"/measure/{uuid4()}"
    answer = client.put(address, params={**THIGH, **said}, content=data, headers={"X-File-Name": name})
    assert answer.status_code == 202, answer.text
    for _ in range(2400):
        state = client.get(f"{address}.json").json()
        if state["stage"] in ("done", "failed"):
            return state
        time.sleep(0.05)
    raise AssertionError(f"not measured in two minutes: {state}")


def n_left(client: TestClient) -> int:
    return len(list(client.app.state.workspace.folder.uploads.iterdir()))


def test_a_recording_becomes_a_finished_session_with_its_heights(client: TestClient) -> None:
    state = sent(client, EXAMPLE.read_bytes(), recorded_at="2025-02-01T08:30:00+01:00")
    assert (state["stage"], state["n_reps"], state["done_frac"]) == ("done", N_REPS, 1.0)
    training = client.get(f"/sessions/{state['session_id']}.json").json()["training"]
    assert training["session"]["how"] == "recording"
    assert training["session"]["started_at"] == "2025-02-01T07:30:00Z"
    assert training["session"]["dose"]["n_reps"] == N_REPS
    assert all(0.02 < rise < 0.17 for rise in training["sets"][0]["heel_raise_height_m"])
    assert training["signals"][0]["name"] == "heel.csv"
    assert n_left(client) == 0


def test_the_same_file_again_is_the_same_session_also_after_it_was_put_away(client: TestClient) -> None:
    first = sent(client, EXAMPLE.read_bytes())
    again = sent(client, EXAMPLE.read_bytes(), name="copy.csv")
    assert again["session_id"] == first["session_id"]
    assert "here already" in again["message"]
    client.post(f"/sessions/{first['session_id']}/discard")
    assert sent(client, EXAMPLE.read_bytes())["session_id"] == first["session_id"]
    page = client.get(f"/sessions/{first['session_id']}.json").json()
    assert page["training"]["session"]["state"] == "finished"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (bytes(range(256)) * 40, "wrong.csv"),
        (b"%PDF-1.7 nothing", "a PDF; export the recording as CSV"),
        (b"time_s,heel_height_m\n0,0\n", "wrong.csv"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(400), "wrong.csv"),
    ],
)
def test_a_wrong_file_gets_a_sentence_that_names_it_and_leaves_nothing(
    client: TestClient, data: bytes, told: str
) -> None:
    state = sent(client, data, name="wrong.csv")
    assert (state["stage"], state["session_id"]) == ("failed", None)
    assert told in state["message"]
    assert "Traceback" not in state["message"]
    assert n_left(client) == 0
    assert "Nothing is recorded yet" in client.get("/").text


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    headers = {"Content-Length": str(RECORDING_BYTES + 1), "Accept": "application/json"}
    answer = client.put(f"/measure/{uuid4()}", content=iter([b"a"]), headers=headers)
    assert answer.status_code == 413
    assert "2 GB" in answer.json()["detail"]


def test_a_file_that_breaks_off_or_is_empty_is_not_kept(client: TestClient) -> None:
    short = client.put(f"/measure/{uuid4()}", content=iter([b"a" * 10]), headers={"Content-Length": "20"})
    assert short.status_code == 422
    assert "did not arrive whole" in short.text
    assert client.put(f"/measure/{uuid4()}", content=b"").status_code == 422
    assert n_left(client) == 0


def test_an_upload_that_nobody_knows_and_words_that_make_no_sense_are_told(client: TestClient) -> None:
    assert "Choose the file again" in client.get(f"/measure/{NO_ID}.json").json()["detail"]
    assert client.delete(f"/measure/{NO_ID}").status_code == 404
    for wrong in (
        {"exercise": "burpee"},
        {"placement": "moon"},
        {"rate_hz": "nan"},
        {"recorded_at": "0001-01-01T00:00Z"},
    ):
        assert client.put(f"/measure/{uuid4()}", params=wrong, content=b"a").status_code == 422
    assert client.get("/measure?exercise=burpee").status_code == 422


def test_choosing_a_recording_in_a_new_session_leads_to_the_page_that_takes_it(client: TestClient) -> None:
    form = {"session_id": NO_ID, "exercise": "seated-calf-raise", "how": "recording", "cadence_per_min": "20"}
    answer = client.post("/sessions", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/measure?exercise=seated-calf-raise"
    assert "/measure?exercise=" in client.get("/").text


def test_a_file_is_chosen_measured_and_shown_in_the_browser(window: Opener, fresh_coach: Server) -> None:
    page = window(width="phone")
    page.goto(fresh_coach.url)
    page.click("text=From a recording")
    page.wait_for_selector("[data-measure][data-ready]")
    page.set_input_files("input[type=file]", EXAMPLE)
    page.select_option("select[name=placement]", "thigh")
    assert page.input_value("[name=recorded_at]")
    assert axe_violations(page) == []
    page.click("text=Measure it")
    page.wait_for_selector(f"[data-part=told]:has-text('{N_REPS} repetitions')")
    assert axe_violations(page) == []
    page.click("text=See the session")
    page.wait_for_selector("text=How was it?")
    assert page.text_content(".figures dd") == str(N_REPS)


def test_a_file_that_is_no_recording_or_too_large_is_told_in_words_and_another_can_be_chosen(
    window: Opener, coach: Server, tmp_path: Path
) -> None:
    wrong, large = tmp_path / "letter.pdf", tmp_path / "large.mp4"
    wrong.write_bytes(b"%PDF-1.7 dear diary")
    with large.open("wb") as file:
        file.truncate(4 << 30)  # sparse: takes no room
    page = window(dark=True)
    page.goto(coach.url + "/measure")
    page.wait_for_selector("[data-measure][data-ready]")
    page.set_input_files("input[type=file]", wrong)
    page.click("text=Measure it")
    page.wait_for_selector("[data-part=told]:has-text('a PDF; export the recording as CSV')")
    assert axe_violations(page) == []
    page.click("text=Choose another file")
    page.set_input_files("input[type=file]", large)
    page.click("text=Measure it")
    page.wait_for_selector("[data-part=told]:has-text('4.0 GB; the coach takes at most 2.0 GB')")
    assert page.is_visible("text=Measure it")
