"""Running the coach: a port, the server, the browser, and a clean end; on request a second listener for the network."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from soleus.errors import InputError
from soleus.store.folder import DataFolder
from soleus.web.app import create_app
from soleus.web.lan import DEFAULT_LAN_PORT, Lan, Outside, Reach, lan_addresses, local_name
from soleus.web.settings import LOOPBACK_NAMES, Settings, wall_clock
from soleus.workspace.certificates import certificate_for, is_private
from soleus.workspace.place import open_workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MESSAGE_BYTES = 1 << 20  # the largest message of a window, thirty times a camera frame
LAST_ANSWERS_S = 3  # what an open page gets to say goodbye
STOPS = (signal.SIGINT, signal.SIGTERM)


class _Server(uvicorn.Server):
    """Says when it is ready, and takes the network's listener along."""

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
        """The network first."""
        await self._lan.close()
        await super().shutdown(sockets)


class _Beside(uvicorn.Server):
    """A server in the loop of another one, which hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


@dataclass(slots=True)
class _Network:
    """Listens on this machine's addresses in its private networks, with TLS."""

    folder: DataFolder
    address: str | None
    port: int
    app: ASGIApp
    _server: _Beside | None = field(default=None)
    _task: "asyncio.Task[None] | None" = field(default=None)

    async def listen(self) -> Reach:
        """Listen until `leave`.

        Raises
        ------
        InputError  if this machine is in no private network
        """
        addresses, host_name = self.addresses(), local_name()
        certificate = certificate_for(self.folder, [*addresses, host_name], now=wall_clock())
        sockets = _listen_on(addresses, self.port)
        config = uvicorn.Config(Outside(self.app), ssl_certfile=certificate.server, **_CONFIG)
        self._server = _Beside(config)
        self._task = asyncio.create_task(self._server.serve(sockets=sockets))
        port = sockets[0].getsockname()[1]
        heard = tuple(listening.getsockname()[0] for listening in sockets)
        return Reach(addresses=heard, host_name=host_name, port=port, certificate=certificate)

    async def leave(self) -> None:
        """Stop listening; open links get a moment to say goodbye."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task

    def addresses(self) -> tuple[str, ...]:
        """Where to listen."""
        found = (self.address,) if self.address else lan_addresses()
        if not found:
            raise InputError("the network: this computer has no address in a private network; join the Wi-Fi first")
        return found


_CONFIG: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "lifespan": "off",
    "ws": "websockets-sansio",
    "ws_max_size": MESSAGE_BYTES,
    "timeout_graceful_shutdown": LAST_ANSWERS_S,
}


def run(
    *, host: str, port: int | None, default_port: int, data_dir: Path | None, browser: bool, lan: bool = False
) -> None:
    """Serve until the program is asked to stop; with ``lan`` phones on the same network may come in as well.

    Raises
    ------
    InputError  if the address is not this machine's own, or the port is taken
    StoreError  if the front end is not built or the data folder cannot be used
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="soleus: %(message)s")
    home, away = _places(host, lan=lan)
    with _listen(home, port, default_port) as listening, open_workspace(data_dir) as workspace:
        door = Lan()
        app = create_app(workspace, Settings(host_names=LOOPBACK_NAMES), door)
        network = _Network(workspace.folder, away, DEFAULT_LAN_PORT if port is None else port and port + 1, app)
        door.listen, door.leave = network.listen, network.leave
        if lan:
            network.addresses()
        server = _Server(uvicorn.Config(app, **_CONFIG), threading.Event(), door, lan_at_once=lan)
        _serve(server, listening, host=home, wanted=default_port if port is None else port, browser=browser)


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
    with _asked_to_stop_is_no_error():
        server.run(sockets=[listening])


def _listen(host: str, port: int | None, default_port: int) -> socket.socket:
    for candidate in (default_port, 0) if port is None else (port,):
        try:
            return _bound(host, candidate)
        except OSError as error:
            trouble = error.strerror or str(error)
    raise InputError(f"--port {port}: cannot be used ({trouble}); name another, or none to take any that is free")


def _listen_on(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    """One port on every address that takes it; ``port``, or any that is free."""
    trouble = ""
    for candidate in (port, 0):
        bound: list[socket.socket] = []
        for address in addresses:
            try:
                bound.append(_bound(address, bound[0].getsockname()[1] if bound else candidate))
            except OSError as error:
                trouble = f"{address}: {error.strerror or error}"
        if bound:
            return bound
    raise InputError(f"the network: this computer cannot listen there ({trouble}); is it connected?")


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this would share a port that is in use
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


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
