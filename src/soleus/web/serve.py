"""Running the coach: a port, the server, the browser, and a clean end; on request a second listener for the network."""

import atexit
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import uvicorn

from soleus.errors import InputError
from soleus.web.app import create_app
from soleus.web.background import at_work
from soleus.web.lan import DEFAULT_LAN_PORT, Lan
from soleus.web.network import CONFIG, Network, bind
from soleus.web.settings import LOOPBACK_NAMES, Settings, wall_clock
from soleus.workspace.certificates import is_private
from soleus.workspace.place import Workspace, open_workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")
STOPS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """Says when it is ready, takes the network's listener along, ends without a word."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event, lan: Lan, *, lan_at_once: bool) -> None:
        super().__init__(config)
        self.ready, self._lan, self._lan_at_once = ready, lan, lan_at_once

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell whoever waits."""
        await super().startup(sockets)
        if self._lan_at_once:
            reach = await self._lan.open()
            print(f"On this network: {reach.origin}/ (to let a phone in, open the page Devices here)", flush=True)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait a while for what still runs, then cut it off: that was asked for, so no traceback tells of it."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await self._lan.close()
        await super().shutdown(sockets)


def run(
    *,
    host: str,
    port: int | None,
    default_port: int,
    data_dir: Path | None,
    browser: bool,
    demo: bool = False,
    lan: bool = False,
) -> None:
    """Serve until the program is asked to stop.

    A ``demo`` has data of its own, which goes with it; with ``lan`` phones on the same network may come in as well.

    Raises
    ------
    InputError  if the address is not this machine's own, or the port is taken
    StoreError  if the front end is not built or the data folder cannot be used
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="soleus: %(message)s")
    home, away = _places(host, lan=lan)
    with ExitStack() as ends, _listen(home, port, default_port) as listening, _opened(data_dir, demo=demo) as workspace:
        door = Lan()
        app = create_app(workspace, Settings(host_names=LOOPBACK_NAMES, demo=demo), door)
        network = Network(workspace.folder, away, DEFAULT_LAN_PORT if port is None else port and port + 1, app)
        door.listen, door.leave, door.addresses = network.listen, network.leave, network.addresses
        if lan:
            network.addresses()
        server = _Server(uvicorn.Config(app, **CONFIG), threading.Event(), door, lan_at_once=lan)
        ends.enter_context(_asked_to_stop_is_no_error())  # left last, when everything is on the disk
        with at_work(workspace, wall_clock):
            _serve(server, listening, host=home, wanted=default_port if port is None else port, browser=browser)


def _opened(data_dir: Path | None, *, demo: bool) -> AbstractContextManager[Workspace]:
    if not demo:
        return open_workspace(data_dir)
    from soleus.workspace.sample import sample_workspace

    return sample_workspace(wall_clock())


def _places(host: str, *, lan: bool) -> tuple[str, str | None]:
    """The loopback address, and the one on the network where it was named."""
    if host in LOOPBACK:
        return host, None
    if not lan:
        known = ", ".join(LOOPBACK)
        raise InputError(f"--host {host}: expected one of {known}; the coach answers this machine only without --lan")
    try:
        private = is_private(host)
    except ValueError:
        private = False
    if not private:
        raise InputError(f"--host {host}: with --lan expected an address of this machine in a private network")
    return "127.0.0.1", host


def _serve(server: _Server, listening: socket.socket, *, host: str, wanted: int, browser: bool) -> None:
    taken = listening.getsockname()[1]
    address = f"http://{'[::1]' if host == '::1' else host}:{taken}/"
    if wanted not in (0, taken):
        print(f"Port {wanted} is taken; using {taken}.")
    print(f"soleus: {address} (Ctrl+C stops it)", flush=True)
    if browser:
        threading.Thread(target=_open, args=(address, server.ready), daemon=True).start()
    server.run(sockets=[listening])


def _listen(host: str, port: int | None, default_port: int) -> socket.socket:
    for candidate in (default_port, 0) if port is None else (port,):
        try:
            return bind(host, candidate)
        except OSError as error:
            trouble = error.strerror or str(error)
    raise InputError(f"--port {port}: cannot be used ({trouble}); name another, or none to take any that is free")


def _open(address: str, ready: threading.Event) -> None:
    """Open a window, not a browser that would take over this terminal."""
    if ready.wait(30) and (sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


@contextmanager
def _asked_to_stop_is_no_error() -> Iterator[None]:
    """The server raises the signal again that stopped it; here its work is done, and a second one changes nothing."""
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    before = {number: signal.signal(number, lambda *_: None) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
