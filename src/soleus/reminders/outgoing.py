"""Sending a reminder to an address that a person gave (ntfy, webhook), without becoming anyone's way into the network.

The scheme is on a list; the name is resolved once; every address it has must be public unless private ones are allowed;
the connection goes to exactly that address; no redirect is followed, and little of the answer is read.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, quote, urlsplit

from soleus.errors import InputError

Channel = Literal["ntfy", "webhook"]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
TIMEOUT_S = 10.0
ANSWER_BYTES = 1 << 16
URL_CHARS = 2000
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of a message; ``detail`` is for the person."""

    ok: bool
    detail: str


def check_address(url: str, *, allow_private: bool = False) -> SplitResult:
    """What can be said of an address without asking the network.

    Raises
    ------
    InputError  if it is no address that soleus may send to
    """
    if len(url) > URL_CHARS or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise InputError("address: expected one without blanks and control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError("address: expected one like https://ntfy.example/my-topic") from None
    if parts.scheme not in (("https", "http") if allow_private else ("https",)):
        raise InputError("address: expected https://...; http only where private addresses are allowed")
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        raise InputError("address: expected a host, and neither user nor password in it")
    return parts


def send(
    url: str,
    *,
    channel: Channel,
    title: str,
    message: str,
    allow_private: bool = False,
    resolve: Resolve | None = None,
) -> Sent:
    """Send one message; a network that fails is a value, an address that may not be used is an error.

    Raises
    ------
    InputError  if the address is not allowed, now that its name is resolved
    """
    parts = check_address(url, allow_private=allow_private)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = (resolve or _resolve)(host, port)
    except (OSError, UnicodeError):
        return Sent(ok=False, detail=f"{host} was not found; is the network there?")
    pinned = _allowed(host, found, allow_private=allow_private)
    headers, body = _request(channel, title, message)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, host, port, pinned)
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        return Sent(ok=False, detail=f"{host} does not answer ({type(error).__name__})")
    finally:
        connection.close()
    if 300 <= answer.status < 400:
        return Sent(ok=False, detail=f"{host} sends us elsewhere; give the final address")
    if answer.status >= 400:
        return Sent(ok=False, detail=f"{host} refused the message (HTTP {answer.status})")
    return Sent(ok=True, detail=f"sent to {host}")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public network, also when IPv6 wraps an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _allowed(host: str, found: list[str], *, allow_private: bool) -> str:
    """The first address, if all are allowed; with private ones allowed, never those of the host's own cloud or link."""
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
    if not addresses:
        raise InputError(f"address: {host} has no address")
    for address in addresses:
        special = address.is_link_local or address.is_multicast or address.is_unspecified
        if special or not (allow_private or is_public(address)):
            raise InputError(f"address: {host} leads into a private network; allow private addresses to use it")
    return str(addresses[0])


def _resolve(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _request(channel: Channel, title: str, message: str) -> tuple[dict[str, str], bytes]:
    if channel == "ntfy":
        return {"Title": title.encode("ascii", "replace").decode(), "Content-Type": "text/plain"}, message.encode()
    body = json.dumps({"source": "soleus", "title": title, "message": message}, ensure_ascii=False)
    return {"Content-Type": "application/json"}, body.encode()


def _connection(scheme: str, host: str, port: int, pinned: str) -> http.client.HTTPConnection:
    """To the address that was checked; the certificate must be for the name."""
    if scheme == "http":
        return _Plain(host, port, pinned)
    return _Secure(host, port, pinned)


class _Plain(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, pinned: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._pinned = pinned

    def connect(self) -> None:
        self.sock = socket.create_connection((self._pinned, self.port), timeout=TIMEOUT_S)


class _Secure(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, pinned: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_S, context=self._tls)
        self._pinned = pinned

    def connect(self) -> None:
        plain = socket.create_connection((self._pinned, self.port), timeout=TIMEOUT_S)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
