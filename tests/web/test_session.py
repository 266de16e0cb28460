"""A session without a sensor: what is tapped is counted once, kept, and found again."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from soleus.exercises import find_exercise
from soleus.web.session import phases
from tests.web.conftest import Now, set_up
from tests.web.conftest import opened as started
from tests.web.test_pages import begin

ME, OTHER = "0123abcd", "89ef0123"


class Window:
    """What the page's script says over the WebSocket."""

    def __init__(self, socket, now: Now) -> None:
        self.socket, self.now = socket, now
        self.hello = socket.receive_json()
        self.number = self.hello["n_received"]
        self.n_reps = self.hello["n_reps"]

    def say(self, kind: str, *, number: int | None = None) -> None:
        """Send one message and hear the receipt and the count."""
        sent = self.number if number is None else number
        self.socket.send_json({"number": sent, "kind": kind, "at_ms": round(self.now.at.timestamp() * 1000)})
        self.number = self.socket.receive_json()["n_received"]
        self.n_reps = self.socket.receive_json()["n_reps"]


def opened(client: TestClient, address: str, who: str = ME):
    return client.websocket_connect(f"{str(client.base_url).replace('http', 'ws', 1)}{address}/link?client={who}")


def test_taps_become_a_finished_session_with_its_time_and_pace(client: TestClient, now: Now) -> None:
    address = begin(client)
    now.go_on(10)  # getting ready is not exercise
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        for _ in range(5):
            now.go_on(2)
            window.say("tap")
    client.post(f"{address}/finish")
    page = client.get(f"{address}.json").json()
    assert page["training"]["sets"][0]["n_reps"] == 5
    assert page["training"]["sets"][0]["method"] == {"name": "tap"}
    assert page["active_s"] == pytest.approx(10)
    assert page["cadence_per_min"] == pytest.approx(30)
    assert page["interval_s"] == pytest.approx([2, 2, 2, 2])


def test_a_pause_is_no_time_of_exercise(client: TestClient, now: Now) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        now.go_on(5)
        window.say("pause")
        now.go_on(600)
        window.say("resume")
        now.go_on(5)
    client.post(f"{address}/finish")
    assert client.get(f"{address}.json").json()["active_s"] == pytest.approx(10)


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_computer_whose_clock_is_set_meanwhile_keeps_time_and_count(
    client: TestClient, now: Now, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, own = begin(client), Now(now.at)  # the window's clock is right
    monkeypatch.setattr("soleus.web.rooms.monotonic", lambda: own.at.timestamp())
    with opened(client, address) as socket:
        window = Window(socket, own)
        window.say("resume")
        for k in range(6):
            if k == 3:
                now.go_on(3600 * hours)
            now.go_on(2)
            own.go_on(2)
            window.say("tap")
        window.say("pause")
        client.post(f"{address}/finish")
    page = client.get(f"{address}.json").json()
    assert page["active_s"] == pytest.approx(12, abs=0.5)
    assert page["training"]["sets"][0]["n_reps"] == 6
    assert page["training"]["sets"][0]["peak_s"] == pytest.approx([2, 4, 6, 8, 10, 12])


def test_what_is_sent_twice_is_counted_once(client: TestClient, now: Now) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("tap")
        window.say("tap")
        window.say("tap", number=1)
        assert (window.n_reps, window.number) == (2, 2)


def test_a_message_that_skips_one_closes_the_link_so_that_the_window_sends_again(client: TestClient, now: Now) -> None:
    with opened(client, begin(client)) as socket, pytest.raises(WebSocketDisconnect):
        Window(socket, now).say("tap", number=3)


def test_one_less_takes_the_last_one_back_and_never_goes_below_none(client: TestClient, now: Now) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        for kind in ("tap", "tap", "undo", "undo", "undo", "tap"):
            now.go_on(1)
            window.say(kind)
        assert window.n_reps == 1
    client.post(f"{address}/finish")
    assert client.get(f"{address}.json").json()["training"]["sets"][0]["n_reps"] == 1


def test_two_windows_on_one_session_count_together(client: TestClient, now: Now) -> None:
    address = begin(client)
    with opened(client, address) as one, opened(client, address, OTHER) as two:
        first, second = Window(one, now), Window(two, now)
        first.say("tap")
        assert two.receive_json() == {"kind": "count", "n_reps": 1}
        second.say("tap")
        assert second.n_reps == 2
        assert one.receive_json() == {"kind": "count", "n_reps": 2}


def test_a_coach_that_was_stopped_goes_on_where_the_session_was(tmp_path: Path, now: Now) -> None:
    set_up(tmp_path, now())
    with started(tmp_path, now) as client:
        address = begin(client)
        with opened(client, address) as socket:
            window = Window(socket, now)
            for _ in range(3):
                now.go_on(1)
                window.say("tap")
    with started(tmp_path, now) as client:
        assert f"{address}/live" in client.get("/").text
        with opened(client, address) as socket:
            at_ms = round(now.at.timestamp() * 1000)
            assert Window(socket, now).hello == {
                "kind": "hello", "n_received": 3, "n_reps": 3, "now_ms": at_ms, "alone": True,
                "left_ms": at_ms, "left_s": 0.0,
            }  # fmt: skip


def test_who_comes_back_the_next_day_is_told_where_the_session_stood_and_finishes_it_as_it_was(
    client: TestClient, now: Now
) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        for _ in range(4):
            now.go_on(2)
            window.say("tap")
    left_ms = round(now.at.timestamp() * 1000)
    now.go_on(86400)
    with opened(client, address) as socket:
        hello = socket.receive_json()
        assert (hello["alone"], hello["left_ms"], hello["left_s"]) == (True, left_ms, pytest.approx(8))
        with opened(client, address, OTHER) as two:
            assert two.receive_json()["alone"] is False
    client.post(f"{address}/finish")
    page = client.get(f"{address}.json").json()
    assert page["active_s"] == pytest.approx(8)
    assert page["training"]["sets"][0]["n_reps"] == 4


def test_a_session_that_is_over_takes_no_more(client: TestClient, now: Now) -> None:
    address = begin(client)
    client.post(f"{address}/finish")
    with opened(client, address) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    assert closed.value.code == 4409
    assert client.get(f"{address}/live").status_code == 422


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"number": -1, "kind": "tap", "at_ms": 1}', '{"number": 0, "kind": "fly", "at_ms": 1}']
)
def test_what_no_window_says_closes_the_link_and_harms_nothing(client: TestClient, text: str) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        socket.receive_json()
        socket.send_text(text)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4400
    assert client.get(f"{address}.json").json()["training"]["sets"] == []


def test_sending_the_form_twice_starts_one_session(client: TestClient) -> None:
    one = begin(client, session_id="6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d")
    two = begin(client, session_id="6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d")
    assert one == two
    client.post(f"{one}/discard")
    assert "Nothing is recorded yet" in client.get("/").text


def test_finishing_twice_loses_no_repetition(client: TestClient, now: Now) -> None:
    address = begin(client)
    with opened(client, address) as socket:
        Window(socket, now).say("tap")
    client.post(f"{address}/finish")
    client.post(f"{address}/finish")
    assert client.get(f"{address}.json").json()["training"]["sets"][0]["n_reps"] == 1


def test_effort_pain_and_notes_are_kept_and_what_was_not_said_stays_unknown(client: TestClient) -> None:
    address = begin(client)
    client.post(f"{address}/finish")
    client.post(f"{address}/words", data={"pain_during_nrs": "2", "notes": "left <b>calf</b>"})
    session = client.get(f"{address}.json").json()["training"]["session"]
    assert (session["pain_during_nrs"], session["session_rpe"], session["notes"]) == (2, None, "left <b>calf</b>")
    assert "left &lt;b&gt;calf&lt;/b&gt;" in client.get(address).text
    assert client.post(f"{address}/words", data={"pain_during_nrs": "11"}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"cadence_per_min": "0"}, {"cadence_per_min": "nan"}, {"how": "guess"}, {"reps": "-1"}, {"exercise": "burpee"}],
)
def test_a_session_that_cannot_be_is_refused_in_words(client: TestClient, wrong: dict[str, str]) -> None:
    form = {
        "session_id": "6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d",
        "exercise": "soleus-push-up",
        "how": "tap",
        "cadence_per_min": "50",
    }
    answer = client.post("/sessions", data=form | wrong, follow_redirects=False)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.text


def test_the_metronome_keeps_the_proportions_of_the_tempo_at_another_pace() -> None:
    slow = phases(find_exercise("seated-calf-raise"), 10.0)
    quick = phases(find_exercise("seated-calf-raise"), 20.0)
    assert sum(phase.seconds for phase in slow) == pytest.approx(6)
    assert [phase.seconds for phase in slow] == pytest.approx([2 * phase.seconds for phase in quick])
    assert slow[0].word == "Up"
