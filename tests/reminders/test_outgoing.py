"""Sending goes to where it was meant to go, and nowhere else."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from soleus.errors import InputError
from soleus.reminders.outgoing import check_address, send

TEXT = {"title": "Soleus push-ups", "message": "Größe, 足"}


class Server(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.answer = (200, {})


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, dict(self.headers), body))
        status, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def to(server: Server, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}/topic?x=1"


def test_ntfy_gets_a_title_and_a_text(server: Server) -> None:
    assert send(to(server), channel="ntfy", allow_private=True, **TEXT).ok
    ((path, headers, body),) = server.seen
    assert (path, headers["Title"], body.decode()) == ("/topic?x=1", TEXT["title"], TEXT["message"])


def test_a_webhook_gets_json(server: Server) -> None:
    assert send(to(server), channel="webhook", allow_private=True, **TEXT).ok
    assert json.loads(server.seen[0][2]) == {"source": "soleus", **TEXT}


def test_the_name_is_resolved_once_and_the_connection_goes_to_that_very_address(server: Server) -> None:
    """A name that changes its mind between the check and the connection (DNS rebinding) gains nothing."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    url = to(server, "no-such-name.invalid")
    assert send(url, channel="ntfy", allow_private=True, resolve=resolve, **TEXT).ok
    assert asked == ["no-such-name.invalid"]
    assert server.seen[0][1]["Host"] == f"no-such-name.invalid:{server.server_port}"


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "169.254.169.254", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "fe80::1%eth0",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_whatever_they_look_like(address: str, server: Server) -> None:
    with pytest.raises(InputError, match="private network"):
        send("https://name.example/", channel="ntfy", resolve=lambda *_: [address], **TEXT)
    assert server.seen == []


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(InputError, match="private network"):
        send("https://name.example/", channel="ntfy", resolve=lambda *_: ["9.9.9.9", "127.0.0.1"], **TEXT)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])
def test_the_link_and_the_clouds_own_addresses_are_refused_even_when_private_ones_are_allowed(address: str) -> None:
    with pytest.raises(InputError, match="private network"):
        send("http://name.example/", channel="ntfy", allow_private=True, resolve=lambda *_: [address], **TEXT)


@pytest.mark.parametrize(
    "url",
    [
        "", "http://ntfy.example/x", "ftp://ntfy.example/x", "file:///etc/passwd", "https://", "https:///x",
        "ntfy.example/x",
        "https://user:secret@ntfy.example/", "https://ntfy.example:99999/", "https://ntfy.example:0/",
        "https://ntfy.example/a b", "https://ntfy.example/\r\nX: y", "https://[::1", "https://n.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(InputError, match="address"):
        check_address(url)


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.answer = (302, {"Location": f"{to(server)}&again"})
    sent = send(to(server), channel="ntfy", allow_private=True, **TEXT)
    assert not sent.ok
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_refusal_is_told(server: Server, status: int) -> None:
    server.answer = (status, {})
    sent = send(to(server), channel="ntfy", allow_private=True, **TEXT)
    assert (sent.ok, str(status) in sent.detail) == (False, True)


def test_a_network_that_is_away_is_a_value(server: Server) -> None:
    def away(*_: object) -> list[str]:
        raise OSError

    assert not send("https://name.example/", channel="ntfy", resolve=away, **TEXT).ok
    server.shutdown()
    server.server_close()
    assert not send(to(server), channel="ntfy", allow_private=True, **TEXT).ok
