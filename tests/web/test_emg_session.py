"""Biofeedback with a simulated electromyograph over the session's WebSocket: levels, cue, selectivity, one set."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from soleus.emg.sender import link_of
from soleus.errors import InputError
from soleus.simulate.emg import Contractions, electromyogram, emg_lines
from soleus.web.rooms import links_of
from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_pages import begin
from tests.web.test_session import ME, OTHER, opened

RATE_HZ = 500.0
LEVELS = (0.3, 0.3, 0.4, 0.3, 0.3)  # of the soleus in its push-ups
BESIDE = 0.1
REST, PULL, PUSH = (0.0, 6.0), (6.0, 12.0), 12.0  # when to be asked for what


def device(beside: float = BESIDE, names: tuple[str, str] = ("soleus", "gastrocnemius")) -> list[str]:
    """Lines: 6 s of rest, 5.5 s as hard as can be, then push-ups every 2 s."""
    n = len(LEVELS)
    onset_s = np.concatenate([[PULL[0]], PUSH + 1.0 + 2.0 * np.arange(n)])
    offset_s = np.concatenate([[PULL[1] - 0.5], onset_s[1:] + 1.2])
    volts = {
        name: electromyogram(
            np.random.default_rng(seed),
            Contractions(onset_s=onset_s, offset_s=offset_s, level=np.array([1.0, *level])),
            duration_s=float(offset_s[-1]) + 2.0,
            rate_hz=RATE_HZ,
        )
        for seed, (name, level) in enumerate(zip(names, (LEVELS, (beside,) * n), strict=True))
    }
    return list(emg_lines(volts, RATE_HZ))


def pieces(lines: list[str], n: int = 100) -> Iterator[str]:
    for at in range(0, len(lines), n):
        yield "\n".join(lines[at : at + n])


def sent(device_end: Any, page_end: Any, lines: list[str]) -> dict[str, Any]:
    """Send lines as the device, hear what the page hears."""
    said: dict[str, Any] = {}
    for piece in pieces(lines):
        device_end.send_json({"kind": "emg", "lines": piece})
        device_end.receive_json()
        said = page_end.receive_json()
    return said


def parts_of(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    cuts = [1 + int(RATE_HZ * at_s) for at_s in (REST[1], PULL[1])]
    return lines[: cuts[0]], lines[cuts[0] : cuts[1]], lines[cuts[1] :]


def calibrated(device_end: Any, page_end: Any, lines: list[str]) -> dict[str, Any]:
    """Rest and the strongest pull, as the page asks for them; then the rest of the lines."""
    rest, pull, push = parts_of(lines)
    sent(device_end, page_end, rest[:200])
    page_end.send_json({"kind": "calibrate", "what": "rest"})
    assert sent(device_end, page_end, rest[200:])["has_rest"]
    page_end.send_json({"kind": "calibrate", "what": "reference"})
    assert sent(device_end, page_end, pull)["calibrated"]
    return sent(device_end, page_end, push)


def hello(socket: Any) -> dict[str, Any]:
    return socket.receive_json()


def test_a_session_with_a_device_counts_and_says_which_muscle_pulled(client: TestClient, now: Now) -> None:
    address = begin(client, how="emg")
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        said = calibrated(device_end, page_end, device())
    assert said["n_reps"] == len(LEVELS)
    assert said["share_frac"] == pytest.approx(0.75, abs=0.06)  # 0.3 of 0.3 + 0.1
    now.go_on(30)
    client.post(f"{address}/finish")
    (done,) = client.get(f"{address}.json").json()["training"]["sets"]
    assert (done["how"], done["n_reps"]) == ("emg", len(LEVELS))
    assert done["method"]["soleus_frac"] == pytest.approx(LEVELS, rel=0.25)
    assert np.diff(done["peak_s"]) == pytest.approx(2.0, abs=0.15)
    page = client.get(address).text
    assert "of the pull was the soleus" in page
    assert "Counted from the electromyogram" in page


@pytest.mark.parametrize(("beside", "cue"), [(0.01, "good"), (0.3, "less gastrocnemius")])
def test_the_cue_during_a_push_up_says_what_to_do(client: TestClient, beside: float, cue: str) -> None:
    address = begin(client, how="emg")
    cues = []
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        rest, pull, push = parts_of(device(beside))
        calibrated(device_end, page_end, rest + pull + push[:50])
        for piece in pieces(push[50:], 20):
            device_end.send_json({"kind": "emg", "lines": piece})
            device_end.receive_json()
            cues.append(page_end.receive_json()["cue"])
    assert cues.count(cue) > 0.25 * len(cues)


def test_calibrating_in_the_wrong_order_or_without_a_device_is_refused_in_words(client: TestClient) -> None:
    address = begin(client, how="emg")
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        page_end.send_json({"kind": "calibrate", "what": "rest"})
        assert "no device sends" in page_end.receive_json()["why"]
        sent(device_end, page_end, device()[:200])
        page_end.send_json({"kind": "calibrate", "what": "reference"})
        assert "measure rest first" in page_end.receive_json()["why"]


def test_a_pull_that_is_no_more_than_rest_is_told_and_can_be_done_again(client: TestClient) -> None:
    address = begin(client, how="emg")
    quiet = parts_of(device())[0]
    later = [f"{float(line.split(',')[0]) + 6:.4f},{line.split(',', 1)[1]}" for line in quiet[1:]]
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        sent(device_end, page_end, quiet[:200])
        page_end.send_json({"kind": "calibrate", "what": "rest"})
        sent(device_end, page_end, quiet[200:])
        page_end.send_json({"kind": "calibrate", "what": "reference"})
        half = [f"{line.split(',')[0]},0.5,0.5" for line in later]
        said = sent(device_end, page_end, half)
    assert "not above rest" in said["problem"]
    assert not said["calibrated"]
    assert said["measuring"] is None


def test_a_device_that_drops_and_begins_anew_goes_on_with_its_calibration(client: TestClient) -> None:
    address = begin(client, how="emg")
    lines = device()
    rest, pull, push = parts_of(lines)
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        before = calibrated(device_end, page_end, rest + pull + push[: int(RATE_HZ * 5)])
        anew = [f"{k / RATE_HZ:.4f},{line.split(',', 1)[1]}" for k, line in enumerate(push[int(RATE_HZ * 5) :])]
        said = sent(device_end, page_end, [lines[0], *anew])
    assert before["n_reps"] == 2
    assert said["n_reps"] == len(LEVELS)
    client.post(f"{address}/finish")
    (done,) = client.get(f"{address}.json").json()["training"]["sets"]
    assert (np.diff(done["peak_s"]) > 0).all()


def test_what_the_journal_holds_is_there_after_the_program_was_stopped(client: TestClient) -> None:
    address = begin(client, how="emg")
    rest, pull, push = parts_of(device())
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        calibrated(device_end, page_end, rest + pull + push[: int(RATE_HZ * 5)])
    links_of(client).forget(UUID(address.rsplit("/", 1)[-1]))  # type: ignore[arg-type]  # it has the app
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        assert hello(device_end)["n_reps"] == 2
        hello(page_end)
        said = sent(device_end, page_end, [rest[0], *push[int(RATE_HZ * 5) :]])
    assert said["calibrated"]
    assert said["n_reps"] == len(LEVELS)


def test_one_less_takes_the_last_away(client: TestClient) -> None:
    address = begin(client, how="emg")
    with opened(client, address, OTHER) as device_end, opened(client, address, ME) as page_end:
        hello(device_end), hello(page_end)
        calibrated(device_end, page_end, device())
        page_end.send_json({"number": 0, "kind": "undo", "at_ms": 1_700_000_000_000})
        page_end.receive_json()
        assert page_end.receive_json()["n_reps"] == len(LEVELS) - 1
    client.post(f"{address}/finish")
    assert client.get(f"{address}.json").json()["training"]["sets"][0]["n_reps"] == len(LEVELS) - 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("hello", "the first line is"),
        ("#emg 1 rate_hz=1000 unit=uV channels=biceps,triceps", "no channel is called after the soleus"),
        ("#emg 2 rate_hz=1000 unit=uV channels=soleus", "version 2"),
        ("#emg 1 rate_hz=50 unit=uV channels=soleus", "200 samples a second"),
        ("#emg 1 rate_hz=1000 unit=uV channels=soleus\n" + "x\n" * 100, "100 lines in a row"),
    ],
)
def test_a_device_that_speaks_another_language_is_told_why(client: TestClient, lines: str, said: str) -> None:
    address = begin(client, how="emg")
    with opened(client, address, OTHER) as device_end:
        hello(device_end)
        device_end.send_json({"kind": "emg", "lines": lines})
        with pytest.raises(WebSocketDisconnect) as ended:
            device_end.receive_json()
    assert ended.value.code in (4400, 4503)
    assert said in str(ended.value.reason)


def test_lines_into_a_session_of_another_way_are_refused(client: TestClient) -> None:
    address = begin(client)
    with opened(client, address, OTHER) as device_end:
        hello(device_end)
        device_end.send_json({"kind": "emg", "lines": device()[0]})
        with pytest.raises(WebSocketDisconnect):
            device_end.receive_json()


def test_a_session_without_a_calibration_says_so(client: TestClient) -> None:
    address = begin(client, how="emg")
    client.post(f"{address}/finish")
    assert "could not tell: rest and the reference contraction were not measured" in client.get(address).text


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "ftp://h/sessions/" + 36 * "a", "/sessions/x/live", "nonsense"]
)
def test_the_sender_knows_a_page_of_a_session(address: str) -> None:
    with pytest.raises(InputError, match="expected the address of a session's page"):
        link_of(address)


def test_the_sender_says_when_nobody_answers() -> None:
    nobody = "http://127.0.0.1:9/sessions/6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d/live"
    with run_sender(nobody) as sender:
        told = sender.communicate("#emg 1 rate_hz=500 unit=uV channels=soleus\n")[1]
    assert "no coach answers there" in told
    assert told.count("\n") == 1


def run_sender(address: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "from soleus.cli import main; main()", "send-emg", address]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


def test_the_bars_follow_a_device_that_sends_through_the_command(window: Opener, coach: Server) -> None:
    page = window(width="phone")
    page.goto(f"{coach.url}/sessions/new")
    page.check("input[value=emg]")
    page.click("text=To the session")
    page.wait_for_selector("[data-emg][data-ready][data-linked=true]")
    assert axe_violations(page) == []
    rest, pull, push = ("\n".join(part) + "\n" for part in parts_of(device()))
    head, rest = rest[: len(rest) // 8], rest[len(rest) // 8 :]
    with run_sender(page.url) as sender:
        assert sender.stdin is not None
        sender.stdin.write(head[: head.rindex("\n") + 1])
        page.wait_for_selector("text=First measure rest")
        page.click("text=1. Measure rest")
        sender.stdin.write(head[head.rindex("\n") + 1 :] + rest)
        page.wait_for_selector("text=Now measure the strongest pull")
        page.click("text=2. Measure the strongest pull")
        page.wait_for_timeout(300)
        sender.stdin.write(pull)
        page.wait_for_selector("[data-calibrated=true]")
        sender.stdin.write(push)
        sender.stdin.close()
        page.wait_for_selector(f"[data-part=count]:text-is('{len(LEVELS)}')")
        assert 60 <= int(page.text_content("[data-part=share]")) <= 90
        assert axe_violations(page) == []
        assert sender.wait(30) == 0
    page.click("text=Finish")
    page.wait_for_selector("text=Soleus against gastrocnemius")
    assert axe_violations(page) == []
