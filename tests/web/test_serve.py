"""The coach as a program: one line, a port, a clean end."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from websockets.sync.client import connect

from soleus.cli.serve import serve as command
from soleus.errors import InputError
from soleus.web import serve
from tests.web.conftest import Server, running_server, set_up

ANY = {"default_port": 0, "data_dir": None, "browser": False}


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def test_it_answers_and_remembers_over_a_restart(tmp_path: Path) -> None:
    for _ in range(2):
        with running_server(tmp_path) as server:
            assert json.loads(get(server.url + "/today.json"))["last"] is None
    assert (tmp_path / "soleus.db").exists()


def test_the_demo_says_on_every_page_that_nothing_is_yours_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLEUS_DATA_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with running_server(tmp_path, demo=True) as server:
        for path in ("/", "/exercises", "/learn", "/test", "/reminders", "/offline"):
            assert "Sample data: nothing here is yours." in get(server.url + path)
        assert json.loads(get(server.url + "/today.json"))["last"]["session"]["exercise"]
        assert [folder.name[:13] for folder in tmp_path.iterdir()] == ["soleus-sample"]
    assert list(tmp_path.iterdir()) == []


def test_the_demo_takes_no_data_folder() -> None:
    with pytest.raises(InputError, match="leave --data-dir out"):
        command(demo=True, data_dir=Path("mine"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without asking it")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_at_once_and_says_nothing(tmp_path: Path, how: signal.Signals) -> None:
    with running_server(tmp_path) as server:
        get(server.url)
        server.process.send_signal(how)
        assert server.process.wait(10) == 0


@contextmanager
def live_link(server: Server) -> Iterator[None]:
    """A window in the middle of a session: it has tapped, and has not left."""
    headers = {"Origin": server.url}
    form = {
        "session_id": str(uuid4()),
        "exercise": "soleus-push-up",
        "how": "tap",
        "cadence_per_min": "50",
        "minutes": "5",
    }
    started = httpx2.post(server.url + "/sessions", data=form, headers=headers)
    address = server.url.replace("http", "ws") + started.headers["location"].removesuffix("/live")
    with connect(f"{address}/link?client=0123abcd", additional_headers=headers) as window:
        assert json.loads(window.recv())["kind"] == "hello"
        window.send(json.dumps({"number": 0, "kind": "tap", "at_ms": round(time.time() * 1000)}))
        assert json.loads(window.recv())["kind"] == "receipt"
        yield


@contextmanager
def half_a_request(server: Server) -> Iterator[None]:
    """A form whose end never comes, as from a phone that went out of reach."""
    with socket.create_connection(("127.0.0.1", server.port)) as phone:
        head = f"POST /sessions HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nhow=tap"
        phone.sendall((head + form).encode())
        get(server.url)  # whatever came before has been taken up
        yield


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program without asking it")
@pytest.mark.parametrize(
    ("open_", "signals"),
    [
        (live_link, (signal.SIGTERM,)),
        (live_link, (signal.SIGINT, signal.SIGINT)),
        (half_a_request, (signal.SIGTERM,)),
        (half_a_request, (signal.SIGINT, signal.SIGINT)),
    ],
)
def test_asked_to_stop_in_the_middle_of_something_it_says_nothing(
    tmp_path: Path, open_: Callable[[Server], AbstractContextManager[None]], signals: tuple[signal.Signals, ...]
) -> None:
    data_dir = tmp_path / "data"
    set_up(data_dir, datetime.now(tz=UTC))
    with (tmp_path / "told").open("w+") as told:
        with running_server(data_dir, told=told) as server, open_(server):
            for how in signals:
                server.process.send_signal(how)
                time.sleep(0.3)  # a person presses again
            assert server.process.wait(30) == 0
        told.seek(0)
        assert told.read() == ""


def test_another_coach_takes_another_port_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve._Server, "run", lambda self, sockets: [taken.close() for taken in sockets])
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        serve.run(host="127.0.0.1", port=None, default_port=port, data_dir=tmp_path, browser=False)
        told = capsys.readouterr().out
        assert f"Port {port} is taken" in told
        assert f"127.0.0.1:{port}/" not in told
        with pytest.raises(InputError, match=f"--port {port}: cannot be used"):
            serve.run(host="127.0.0.1", port=port, **ANY)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.org"])
def test_it_listens_on_no_address_that_others_can_reach(host: str) -> None:
    with pytest.raises(InputError, match="this machine only"):
        serve.run(host=host, port=None, **ANY)


def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-c", "from soleus.cli import main; main()", "serve", "--no-browser", "--port", "0"]
    done = subprocess.run([*command, "--data-dir", str(tmp_path / "file")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "file" in done.stderr


def test_what_only_measuring_needs_is_not_loaded_at_the_start(tmp_path: Path) -> None:
    code = (
        "import sys, soleus.cli, soleus.web.serve\n"
        "from soleus.workspace.place import open_workspace\n"
        "for _ in range(2):\n"
        "    loaded = set(sys.modules)\n"
        "    open_workspace(sys.argv[1]).close()\n"
        "print(sorted({'numba', 'scipy', 'cv2', 'polars', 'matplotlib', 'jsonschema', 'rich'} & set(sys.modules)))\n"
        "print('alembic' in set(sys.modules) - loaded)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "False"]
