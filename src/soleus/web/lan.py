"""The coach on the local network: its addresses there, and the listener that phones reach."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from soleus.errors import InputError
from soleus.workspace.certificates import Certificate, is_private

OUTSIDE = "soleus.outside"  # marks a request that did not come over loopback
DEFAULT_LAN_PORT = 7654  # beside the coach's own
# Asking the system which address it would send from; nothing is sent. Documentation addresses, RFC 5737 and 3849.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


class Outside:
    """The app as others on the network see it: every request is marked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark, then pass on."""
        scope[OUTSIDE] = True
        await self._app(scope, receive, send)


def is_outside(scope: Scope) -> bool:
    """Whether a request came over the network."""
    return bool(scope.get(OUTSIDE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How others on the network reach the coach now; ``names`` is what may stand in ``Host``."""

    addresses: tuple[str, ...]
    host_name: str
    port: int
    certificate: Certificate

    @property
    def names(self) -> frozenset[str]:
        """Under which names it answers."""
        return frozenset(bracketed(name) for name in (*self.addresses, self.host_name))

    @property
    def origin(self) -> str:
        """What a phone opens: the first address, which needs no name service."""
        return f"https://{bracketed(self.addresses[0])}:{self.port}"


@dataclass(slots=True)
class Lan:
    """Whether the coach listens on the network, and how it is made to; without ``listen`` it cannot be."""

    listen: Callable[[], Awaitable[Reach]] | None = None
    leave: Callable[[], Awaitable[None]] | None = None
    addresses: Callable[[], tuple[str, ...]] | None = None
    reach: Reach | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self) -> Reach:
        """Listen on the network, if that is not so already; anew where this machine has moved to another one.

        Raises
        ------
        InputError  if this machine is in no network, or the app was not started by `soleus serve`
        """
        async with self._one:
            if self.reach is not None and self.addresses and self.reach.addresses[0] not in self.addresses():
                await self._end()
            if self.reach is None:
                if self.listen is None:
                    raise InputError("the network: start the coach with `soleus serve --lan`")
                self.reach = await self.listen()
            return self.reach

    async def close(self) -> None:
        """Listen to this machine only."""
        async with self._one:
            await self._end()

    async def _end(self) -> None:
        self.reach, was = None, self.reach
        if was is not None and self.leave is not None:
            await self.leave()


def lan_addresses() -> tuple[str, ...]:
    """Addresses of this machine in private networks, the one that it would send from first."""
    found = dict.fromkeys(address for address in (*_sending(), *_named()) if is_private(address))
    return tuple(address for address in found if not ip_address(address).is_loopback and "%" not in address)


def local_name() -> str:
    """The name under which machines with multicast DNS find this one."""
    label = socket.gethostname().partition(".")[0].lower()
    usable = label.isascii() and label.replace("-", "").isalnum() and not label.startswith("-")
    return f"{label if usable else 'soleus'}.local"


def bracketed(name: str) -> str:
    """A name or address as it stands in a URL."""
    return f"[{name}]" if ":" in name else name


def _sending() -> Iterator[str]:
    for family, elsewhere in _ELSEWHERE:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            try:
                asking.connect((elsewhere, 9))
            except OSError:
                continue
            yield asking.getsockname()[0]


def _named() -> Iterator[str]:
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
    except OSError:
        return
    for *_, address in infos:
        yield str(address[0])
