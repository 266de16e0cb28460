"""A phone over TLS in a real browser: let in by the code, it measures, and it is out when it is signed out."""

import http.client
import socket
import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509

from soleus.errors import InputError
from soleus.store.folder import DataFolder
from soleus.web import serve
from soleus.web.lan import lan_addresses, local_name
from soleus.workspace.certificates import BACKDATED, LIFE, RENEWED_BEFORE, certificate_for, is_private
from tests.web.conftest import Opener, Server, axe_violations, running_server, set_up
from tests.web.test_phone import begin, play, rows_of, simulated
from tests.web.test_walks import COUNT, READY, start

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PHONE_ADDRESS = "127.0.0.2"  # a second address of every machine but a Mac stands for the one in the network
pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has no 127.0.0.2 unless it is added")


@pytest.fixture
def lan_coach(tmp_path: Path) -> Iterator[Server]:
    """A real coach that also listens on `PHONE_ADDRESS`, set up."""
    set_up(tmp_path, datetime.now(tz=UTC))
    with running_server(tmp_path, 0, "--lan", "--host", PHONE_ADDRESS) as server:
        yield server


def shown_link(page: Any) -> str:
    page.wait_for_selector(".code svg")
    link: str = page.text_content(".address").strip()
    return link


def test_a_phone_is_let_in_by_the_code_counts_and_is_out_when_it_is_signed_out(
    lan_coach: Server, window: Opener
) -> None:
    session, motion = simulated(3, 6)
    rows = rows_of(motion)
    desk = window()
    start(desk, lan_coach, "phone")
    desk.click("text=Use my phone")
    link = shown_link(desk)
    assert axe_violations(desk) == []
    assert link.startswith(f"https://{PHONE_ADDRESS}:")
    assert link.count("#") == 1

    phone = window(
        width="phone",
        has_touch=True,
        ignore_https_errors=True,
        expect=("401", "403", "WebSocket", "SSL", "fetching the script"),
    )
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(link)
    phone.wait_for_selector("text=Connect this phone >> visible=true")
    assert "#" not in phone.url
    assert axe_violations(phone) == []
    phone.fill("[name=name]", "Anna's phone")
    phone.click("button.primary")
    phone.wait_for_selector(READY)
    assert phone.url.endswith("/live")
    secret = link.partition("#")[2]
    assert [url for url in asked if secret in url.partition("#")[0]] == []

    begin(phone, rows)
    play(phone, rows[1:])
    for page in (phone, desk):
        if page is desk:
            page.goto(f"{lan_coach.url}{urlsplit(phone.url).path}")
        page.wait_for_selector(f"{COUNT}:text-is('{len(session)}')")

    other = window()
    other.goto(lan_coach.url + "/devices")
    other.wait_for_selector("text=Anna's phone")
    assert axe_violations(other) == []
    other.click("text=Sign out >> nth=0")
    other.wait_for_selector("text=No other device")
    phone.wait_for_selector("text=this device is signed out")
    phone.goto(link.partition("/pair")[0] + "/")
    phone.wait_for_selector("h1:text-is('Sign in')")
    phone.goto(link)  # the code worked once
    phone.wait_for_selector("text=Connect this phone >> visible=true")
    phone.click("button.primary")
    phone.wait_for_selector("text=used already")


def test_name_and_password_from_another_device(lan_coach: Server, window: Opener) -> None:
    desk = window()
    desk.goto(lan_coach.url + "/account")
    assert axe_violations(desk) == []
    desk.fill("[name=name] >> nth=0", "anna")
    desk.fill("[name=password] >> nth=0", "a calf and two shins")
    desk.click("text=Set name and password")
    desk.wait_for_selector("text=Saved.")
    desk.goto(lan_coach.url + "/devices")
    address = desk.text_content("text=can reach the coach at").split(" at ")[1].split(";")[0]
    away = window(width="phone", ignore_https_errors=True, expect=("403", "SSL", "fetching the script"))
    away.goto(address + "/exercises")
    away.wait_for_selector("h1:text-is('Sign in')")
    assert axe_violations(away) == []
    away.fill("[name=name]", "anna")
    away.fill("[name=password]", "wrong")
    away.click("button.primary")
    away.wait_for_selector("text=Name or password is wrong.")
    away.fill("[name=name]", "anna")
    away.fill("[name=password]", "a calf and two shins")
    away.click("button.primary")
    away.wait_for_url("**/exercises")
    away.goto(address + "/account")
    away.click("text=Sign out here")
    away.wait_for_selector("h1:text-is('Sign in')")
    away.goto(address + "/")
    away.wait_for_selector("h1:text-is('Sign in')")


def test_with_the_authority_installed_nothing_warns_and_without_it_everything_does(
    lan_coach: Server, window: Opener
) -> None:
    page = window()
    page.goto(lan_coach.url + "/devices")
    address = urlsplit(page.text_content("text=can reach the coach at").split(" at ")[1].split(";")[0])
    trusting = ssl.create_default_context(cafile=lan_coach.data_dir / "tls" / "ca.pem")
    connection = http.client.HTTPSConnection(PHONE_ADDRESS, address.port, context=trusting, timeout=20)
    connection.request("GET", "/certificate")
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.getheader("strict-transport-security") is None
    connection.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection(PHONE_ADDRESS, address.port, timeout=20).request("GET", "/")
    with socket.create_connection((PHONE_ADDRESS, address.port or 0), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert not plain.recv(4096).startswith(b"HTTP")


def test_four_gigabytes_are_refused_before_they_are_sent(lan_coach: Server) -> None:
    with socket.create_connection(("127.0.0.1", lan_coach.port), timeout=20) as line:
        head = f"POST /sessions HTTP/1.1\r\nHost: 127.0.0.1:{lan_coach.port}\r\nContent-Length: {4 << 30}\r\n\r\n"
        line.sendall(head.encode())
        assert b" 413 " in line.recv(4096).splitlines()[0]


def load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_certificate_is_what_phones_take(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    made = certificate_for(folder, ["192.168.1.5", "fd00::2", "den.local"], now=NOW)
    leaf, root = load(made.server), load(made.authority)
    leaf.verify_directly_issued_by(root)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert sorted(str(name.value) for name in names) == ["192.168.1.5", "den.local", "fd00::2"]
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc == LIFE + BACKDATED < timedelta(days=825)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert x509.ExtendedKeyUsageOID.SERVER_AUTH in usage
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(True, 0)
    for path in folder.tls.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    assert x509.load_der_x509_certificate(made.authority_der) == root


def test_the_authority_stays_and_the_certificate_is_renewed_when_it_must_be(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    certificate_for(folder, ["192.168.1.5"], now=NOW)
    root, leaf = (folder.tls / "ca.pem").read_bytes(), (folder.tls / "server.pem").read_bytes()

    def again(*names: str, after: timedelta = timedelta(0)) -> bool:
        certificate_for(folder, names, now=NOW + after)
        assert (folder.tls / "ca.pem").read_bytes() == root
        return (folder.tls / "server.pem").read_bytes() == leaf

    assert again("192.168.1.5")
    assert again("192.168.1.5", after=LIFE - RENEWED_BEFORE - timedelta(days=1))
    assert not again("192.168.1.5", after=LIFE - RENEWED_BEFORE)
    leaf = (folder.tls / "server.pem").read_bytes()
    assert not again("192.168.1.6")
    (folder.tls / "server.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nnonsense\n")
    assert not again("192.168.1.6")
    (folder.tls / "ca-key.pem").unlink()
    made = certificate_for(folder, ["192.168.1.6"], now=NOW)
    assert made.authority.read_bytes() != root
    load(made.server).verify_directly_issued_by(load(made.authority))


@pytest.mark.parametrize(
    ("name", "taken"), [("den.local", True), ("192.168.3.4", True), ("bank.example", False), ("8.8.8.8", False)]
)
def test_whoever_stole_the_authority_could_not_pretend_to_be_a_bank(tmp_path: Path, name: str, taken: bool) -> None:
    """A TLS handshake in memory with a certificate that the authority did sign; the client is OpenSSL."""
    made = certificate_for(DataFolder(tmp_path), [name], now=datetime.now(tz=UTC))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.server)
    client = ssl.create_default_context(cafile=made.authority)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(to_client, to_server, server_hostname=name)
    answering = server.wrap_bio(to_server, to_client, server_side=True)
    refused = ""
    for side in (asking, answering) * 4:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLError as error:
            refused = str(error)
            break
    assert (refused == "") == taken, refused
    assert taken or "permitted subtree violation" in refused


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("10.0.0.1", True),
        ("172.16.9.9", True),
        ("172.32.0.1", False),
        ("192.168.0.9", True),
        ("169.254.3.3", True),
        ("100.64.1.1", True),
        ("8.8.8.8", False),
        ("fd12::1", True),
        ("2001:db8::1", False),
    ],
)
def test_what_is_a_private_network(address: str, private: bool) -> None:
    assert is_private(address) == private


def test_this_machine_names_its_private_addresses_only() -> None:
    assert all(is_private(address) and not address.startswith("127.") for address in lan_addresses())
    assert local_name().endswith(".local")


@pytest.mark.parametrize("host", ["8.8.8.8", "example.org", "0.0.0.0"])
def test_the_network_is_no_public_address(host: str) -> None:
    with pytest.raises(InputError, match="private network"):
        serve.run(host=host, port=0, default_port=0, data_dir=None, browser=False, lan=True)
