"""Sockets and servers of the coach: what both listeners share, and the one for the local network."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from soleus.errors import InputError
from soleus.store.folder import DataFolder
from soleus.web.lan import Outside, Reach, lan_addresses, local_name
from soleus.web.settings import wall_clock
from soleus.workspace.certificates import certificate_for

MESSAGE_BYTES = 1 << 20  # the largest message of a window, thirty times a camera frame
LAST_ANSWERS_S = 3  # what an open page gets to say goodbye
CONFIG: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,  # nobody may say for others where they come from
    "lifespan": "off",
    "ws": "websockets-sansio",
    "ws_max_size": MESSAGE_BYTES,
    "timeout_graceful_shutdown": LAST_ANSWERS_S,
}


class _Beside(uvicorn.Server):
    """A server in the loop of another one, which hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


@dataclass(slots=True)
class Network:
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
        config = uvicorn.Config(Outside(self.app), ssl_certfile=certificate.server, **CONFIG)
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


def bind(host: str, port: int) -> socket.socket:
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


def _listen_on(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    """One port on every address that takes it; ``port``, or any that is free."""
    trouble = ""
    for candidate in (port, 0):
        bound: list[socket.socket] = []
        for address in addresses:
            try:
                bound.append(bind(address, bound[0].getsockname()[1] if bound else candidate))
            except OSError as error:
                trouble = f"{address}: {error.strerror or error}"
        if bound:
            return bound
    raise InputError(f"the network: this computer cannot listen there ({trouble}); is it connected?")
