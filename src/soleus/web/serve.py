"""Running the coach: a port, the server, the browser, and a clean end."""

import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from soleus.errors import InputError
from soleus.web.app import create_app
from soleus.web.reminding import reminding
from soleus.web.settings import LOOPBACK_NAMES, Settings, wall_clock
from soleus.web.watching import watching
from soleus.workspace.place import open_workspace

LOOPBACK = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}
MESSAGE_BYTES = 1 << 20  # the largest message of a window, thirty times a camera frame
LAST_ANSWERS_S = 3  # what an open page gets to say goodbye
STOPS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell whoever waits."""
        await super().startup(sockets)
        self._ready.set()


def run(*, host: str, port: int | None, default_port: int, data_dir: Path | None, browser: bool) -> None:
    """Serve until the program is asked to stop.

    Raises
    ------
    InputError  if the address is not this machine's own, or the port is taken
    StoreError  if the front end is not built or the data folder cannot be used
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="soleus: %(message)s")
    with _listen(host, port, default_port) as listening, open_workspace(data_dir) as workspace:
        config = uvicorn.Config(
            create_app(workspace, Settings(host_names=LOOPBACK_NAMES)),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_max_size=MESSAGE_BYTES,
            timeout_graceful_shutdown=LAST_ANSWERS_S,
        )
        with watching(workspace, wall_clock), reminding(workspace, wall_clock):
            _serve(config, listening, host=host, wanted=default_port if port is None else port, browser=browser)


def _serve(config: uvicorn.Config, listening: socket.socket, *, host: str, wanted: int, browser: bool) -> None:
    taken = listening.getsockname()[1]
    address = f"http://{'[::1]' if host == '::1' else host}:{taken}/"
    ready = threading.Event()
    if wanted not in (0, taken):
        print(f"Port {wanted} is taken; using {taken}.")
    print(f"soleus: {address} (Ctrl+C stops it)", flush=True)
    if browser:
        threading.Thread(target=_open, args=(address, ready), daemon=True).start()
    with _asked_to_stop_is_no_error():
        _Server(config, ready).run(sockets=[listening])


def _listen(host: str, port: int | None, default_port: int) -> socket.socket:
    if host not in LOOPBACK:
        raise InputError(f"--host {host}: expected one of {', '.join(LOOPBACK)}; the coach answers this machine only")
    for candidate in (default_port, 0) if port is None else (port,):
        listening = socket.socket(LOOPBACK[host], socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere this would share a port that is in use
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(128)
        except OSError as error:
            listening.close()
            trouble = error.strerror or str(error)
            continue
        return listening
    raise InputError(f"--port {port}: cannot be used ({trouble}); name another, or none to take any that is free")


def _open(address: str, ready: threading.Event) -> None:
    """Open a window, not a browser that would take over this terminal."""
    if ready.wait(30) and (sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


@contextmanager
def _asked_to_stop_is_no_error() -> Iterator[None]:
    """The server raises the signal again that stopped it; here it has already done its work."""
    before = {number: signal.signal(number, lambda *_: None) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
