"""From elsewhere: who comes in, with what, and what stays shut."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from soleus.web import gate
from soleus.web.lan import Reach
from soleus.workspace import accounts, audit, pairing
from soleus.workspace.accounts import PHONE_LIFE
from soleus.workspace.throttle import FREE_TRIES
from tests.web.conftest import LAN_ADDRESS, LAN_ORIGIN, Network
from tests.web.test_pages import begin

PASSWORD = "a calf and two shins"
LINK = "/sessions/6f2b2f0e-6a55-4c1b-9a3e-0d6f1a2b3c4d/link?client=0123abcd"
WSS = f"wss://{LAN_ADDRESS}:7654"


def code_shown(network: Network) -> str:
    """The secret that the computer shows, from the address under the picture."""
    page = network.here.post("/devices/code", data={}).text
    found = re.search(rf"{LAN_ORIGIN}/pair#([\w-]+)", page)
    assert found is not None
    return found[1]


def paired(network: Network, device: TestClient, name: str = "Anna's phone") -> None:
    answer = device.post("/pair", data={"secret": code_shown(network), "name": name})
    assert answer.status_code == 303, answer.text


def with_account(network: Network, name: str = "anna") -> None:
    accounts.create(network.workspace, name, PASSWORD, now=network.now())


def signed_in(device: TestClient, name: str = "anna", password: str = PASSWORD) -> None:
    assert device.post("/sign-in", data={"name": name, "password": password}).status_code == 303


@pytest.mark.parametrize("path", ["/", "/exercises", "/learn", "/devices", "/no-such-page", "/openapi.json?x=1"])
def test_a_stranger_sees_the_sign_in_page_and_comes_back_to_where_they_were(network: Network, path: str) -> None:
    with network.device() as device:
        answer = device.get(path)
        assert answer.status_code in (303, 401)
        if answer.status_code == 303:
            assert "no-store" in answer.headers["cache-control"]
            page = device.get(answer.headers["location"])
            assert f'name="back" value="{path}"' in page.text
        assert device.get(path, headers={"Accept": "application/json"}).status_code == 401


def test_a_program_without_a_token_is_told_so(network: Network) -> None:
    with network.device(Accept="*/*") as device:
        for answer in (device.get("/today.json"), device.post("/sessions"), device.get("/openapi.json")):
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
        with pytest.raises(WebSocketDisconnect) as closed, device.websocket_connect(WSS + LINK):
            pass
        assert closed.value.code == 4401


def test_a_phone_is_paired_once_and_keeps_a_login_that_no_script_can_read(network: Network) -> None:
    secret = code_shown(network)
    with network.device() as device, network.device() as late:
        answer = device.post("/pair", data={"secret": secret, "name": "Anna's phone", "back": "/sessions/new"})
        assert answer.headers["location"] == "/sessions/new"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-soleus=")
        for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", f"Max-Age={PHONE_LIFE.days * 86400}"):
            assert part in cookie
        assert "Domain" not in cookie
        assert device.get("/").status_code == 200
        assert late.post("/pair", data={"secret": secret, "name": "Eve"}).status_code == 403
        assert late.get("/today.json").status_code == 401


def test_a_code_ends_by_time_and_by_the_next_one(network: Network) -> None:
    first = code_shown(network)
    second = code_shown(network)
    with network.device() as device:
        assert device.post("/pair", data={"secret": first}).status_code == 403
        network.now.go_on(pairing.LIFE.total_seconds())
        assert device.post("/pair", data={"secret": second}).status_code == 403


def test_codes_cannot_be_guessed_for_long(network: Network) -> None:
    secret = code_shown(network)
    with network.device() as device:
        answers = [device.post("/pair", data={"secret": str(k)}) for k in range(FREE_TRIES + 1)]
        assert [answer.status_code for answer in answers] == [403] * FREE_TRIES + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert device.post("/pair", data={"secret": secret}).status_code == 429


def test_a_revoked_phone_is_out_and_only_that_one(network: Network) -> None:
    with network.device() as one, network.device() as two:
        paired(network, one, "one")
        paired(network, two, "two")
        listed = {device["name"]: device["id"] for device in network.here.get("/devices.json").json()["devices"]}
        assert set(listed) == {"one", "two"}
        network.here.post(f"/devices/{listed['one']}/revoke")
        assert one.get("/").headers["location"].startswith("/sign-in")
        assert two.get("/").status_code == 200
        assert [device["name"] for device in network.here.get("/devices.json").json()["devices"]] == ["two"]


def test_pairing_the_same_phone_again_leaves_one_entry(network: Network) -> None:
    with network.device() as device:
        paired(network, device, "phone")
        paired(network, device, "phone again")
        assert [d["name"] for d in network.here.get("/devices.json").json()["devices"]] == ["phone again"]


def test_a_login_ends_by_itself(network: Network) -> None:
    with network.device() as device:
        paired(network, device)
        network.now.go_on(PHONE_LIFE.total_seconds())
        assert device.get("/today.json").status_code == 401
        assert network.here.get("/devices.json").json()["devices"] == []


def test_a_phone_cannot_let_others_in_or_change_the_password(network: Network) -> None:
    with network.device() as device:
        paired(network, device)
        for path in ("/devices", "/account", "/tokens", "/devices.json", "/tokens.json"):
            assert device.get(path).status_code == 403, path
        assert device.post("/devices/code", data={}).status_code == 403
        assert device.post("/tokens", data={"name": "x", "scopes": "read", "days": 1}).status_code == 403
        assert device.post("/account", data={"name": "eve", "password": "x" * 20}).status_code == 403


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(network: Network) -> None:
    with_account(network)
    with network.device() as device:
        wrong = device.post("/sign-in", data={"name": "anna", "password": "wrong"})
        unknown = device.post("/sign-in", data={"name": "bert", "password": "wrong"})
        assert wrong.status_code == unknown.status_code == 403
        assert wrong.text == unknown.text
        assert "set-cookie" not in wrong.headers
        assert "wrong" not in re.sub(r"Name or password is wrong", "", wrong.text)


def test_guesses_at_a_password_get_slower_also_from_another_address(network: Network) -> None:
    with_account(network)
    with network.device() as device:
        for _ in range(FREE_TRIES):
            assert device.post("/sign-in", data={"name": "anna", "password": "wrong"}).status_code == 403
        right = device.post("/sign-in", data={"name": "anna", "password": PASSWORD})
        assert right.status_code == 429
        assert "Too many wrong tries" in right.text
        assert int(right.headers["retry-after"]) >= 1


def test_signing_in_and_out(network: Network) -> None:
    with_account(network)
    with network.device() as device:
        signed_in(device)
        assert device.get("/account.json").json()["name"] == "anna"
        assert device.get("/account.json").json()["others"] == []
        out = device.post("/sign-out")
        assert out.headers["location"] == "/sign-in"
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert "storage" in out.headers["clear-site-data"]
        assert device.get("/today.json").status_code == 401


def test_what_was_signed_out_stays_out_even_with_the_old_cookie(network: Network) -> None:
    with_account(network)
    with network.device() as device:
        signed_in(device)
        kept = device.cookies[gate.COOKIE]
        device.post("/sign-out")
        device.cookies.set(gate.COOKIE, kept)
        assert device.get("/today.json").status_code == 401


def test_a_new_password_ends_every_other_login_and_keeps_this_one(network: Network) -> None:
    with_account(network)
    with network.device() as one, network.device() as two:
        signed_in(one)
        signed_in(two)
        new = {"name": "anna", "password": "two calves and a shin"}
        assert one.post("/account", data=new | {"old_password": "guess"}).status_code == 403
        assert two.get("/today.json").status_code == 200
        assert one.post("/account", data=new | {"old_password": PASSWORD}).status_code == 303
        assert one.get("/today.json").status_code == 200
        assert two.get("/today.json").status_code == 401
        assert two.post("/sign-in", data={"name": "anna", "password": PASSWORD}).status_code == 403
        signed_in(two, password="two calves and a shin")


def test_accounts_are_made_on_the_computer_itself_only(network: Network) -> None:
    new = {"name": "bert", "password": PASSWORD}
    with network.device() as device:
        with_account(network)
        signed_in(device)
        assert device.post("/account/people", data=new).status_code == 403
        assert device.post("/devices/alone").status_code == 403
        assert device.post("/sign-in", data=new).status_code == 403
        assert network.here.post("/account/people", data=new, follow_redirects=False).status_code == 303
        assert "bert" in network.here.get("/account").text
        signed_in(device, "bert")


def test_the_computers_own_account_gets_a_name_and_a_password_there(network: Network) -> None:
    session = begin(network.here)
    with network.device() as device:
        assert device.post("/sign-in", data={"name": "local", "password": "None"}).status_code == 403
        network.here.post("/account", data={"name": "carla", "password": PASSWORD})
        signed_in(device, "carla")
        assert device.get(f"{session}.json").status_code == 200


@pytest.mark.parametrize(
    ("scopes", "reads", "writes", "lives"),
    [(("read",), 200, 403, False), (("write",), 403, 303, False), (("live",), 403, 403, True)],
)
def test_a_token_does_what_it_was_made_for_and_nothing_else(
    network: Network, scopes: tuple[str, ...], reads: int, writes: int, lives: bool
) -> None:
    session = begin(network.here)
    secret = network.secret(*scopes)
    with network.device(Authorization=f"Bearer {secret}", Accept="application/json") as program:
        del program.headers["Origin"]
        assert program.get("/today.json").status_code == reads
        assert program.post(f"{session}/words", data={"notes": "by a program"}).status_code == writes
        assert program.get("/tokens.json").status_code == 403
        if lives:
            with program.websocket_connect(f"{WSS}{session}/link?client=0123abcd") as link:
                assert link.receive_json()["kind"] == "hello"
        else:
            with (
                pytest.raises(WebSocketDisconnect) as closed,
                program.websocket_connect(WSS + session + "/link?client=0123abcd"),
            ):
                pass
            assert closed.value.code == 4403


@pytest.mark.parametrize("given", ["Bearer ", "Bearer soleus_x", "Basic YTpi", "bearer", "Bearer \u00e4"])
def test_what_is_no_token_opens_nothing(network: Network, given: str) -> None:
    with network.device() as program:
        headers = {"Authorization": given.encode("latin-1"), "Accept": "application/json"}
        assert program.get("/today.json", headers=headers).status_code == 401  # type: ignore[arg-type]


def test_a_token_says_who_asks_on_the_computer_too(network: Network) -> None:
    with_account(network)
    with network.workspace.store.door() as door:
        found = door.named("anna")
    assert found is not None
    secret = network.secret("read", owner=network.workspace.desk(found[0]))
    session = begin(network.here)
    assert network.here.get(f"{session}.json").status_code == 200
    assert network.here.get(f"{session}.json", headers={"Authorization": f"Bearer {secret}"}).status_code == 404
    assert network.here.get("/today.json", headers={"Authorization": "Bearer soleus_x"}).status_code == 401


def test_a_token_is_made_on_its_page_shown_once_and_ended_there(network: Network) -> None:
    made = network.here.post("/tokens", data={"name": "my script", "scopes": ["read", "live"], "days": "30"})
    secret = re.search(r"soleus_[\w-]{40,}", made.text)
    assert secret is not None
    assert made.headers["cache-control"] == "no-store"
    (token,) = network.here.get("/tokens.json").json()["tokens"]
    assert token["scopes"] == ["read", "live"]
    assert secret[0] not in network.here.get("/tokens").text + network.here.get("/tokens.json").text
    with network.device(Authorization=f"Bearer {secret[0]}") as program:
        assert program.get("/today.json").status_code == 200
        network.here.post(f"/tokens/{token['id']}/revoke")
        assert program.get("/today.json").status_code == 401
    actions = {entry.action for entry in audit.log(network.workspace.local_desk(network.now()))}
    assert actions == {"api token made", "token revoked"}


@pytest.mark.parametrize(
    "form",
    [{"scopes": "account"}, {"scopes": "calendar"}, {"scopes": ""}, {"days": "0"}, {"days": "366"}, {"name": ""}],
)
def test_a_token_that_may_too_much_or_lives_too_long_is_not_made(network: Network, form: dict[str, str]) -> None:
    whole = {"name": "x", "scopes": "read", "days": "1"} | form
    assert network.here.post("/tokens", data=whole).status_code == 422
    assert network.here.get("/tokens.json").json()["tokens"] == []


@pytest.mark.parametrize("host", ["127.0.0.1:7653", "localhost", "evil.example", "192.168.7.21:7654", ""])
def test_the_network_is_answered_under_the_names_of_the_certificate_only(network: Network, host: str) -> None:
    with network.device() as device:
        assert device.get("/sign-in", headers={"Host": host}).status_code == 421
        assert device.get("/sign-in", headers={"Host": "den.local:7654"}).status_code == 200
    assert network.here.get("/", headers={"Host": f"{LAN_ADDRESS}:7653"}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"http://{LAN_ADDRESS}:7654", f"https://{LAN_ADDRESS}", LAN_ORIGIN + "0"]
)
def test_a_change_with_the_cookie_of_another_sites_visitor_is_refused(network: Network, origin: str) -> None:
    with network.device() as device:
        paired(network, device)
        session = begin(network.here)
        assert device.post("/sessions", headers={"Origin": origin}).status_code == 403
        address = f"{WSS}{session}/link?client=0123abcd"
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            device.websocket_connect(address, headers={"Origin": origin}),
        ):
            pass
        assert closed.value.code == 4403


def test_a_cookie_alone_is_no_browser(network: Network) -> None:
    with network.device() as device:
        paired(network, device)
        del device.headers["Origin"]
        assert device.get("/").status_code == 200
        assert device.post("/sign-in", data={}).status_code == 422  # open: nothing is done in anybody's name
        assert device.post("/sessions").status_code == 403
        assert device.post("/sessions", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422
        assert device.post("/sessions", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "", "/" * 2]
)
def test_nobody_is_sent_to_another_site(network: Network, back: str) -> None:
    assert gate.inside(back) == "/"
    with network.device() as device:
        assert 'name="back" value="/"' in device.get("/sign-in", params={"back": back}).text
        with_account(network)
        answer = device.post("/sign-in", data={"name": "anna", "password": PASSWORD, "back": back})
        assert answer.headers["location"] == "/"


def test_no_answer_binds_a_name_to_https_for_other_programs_on_it(network: Network) -> None:
    """HSTS would hold for every port of den.local, and on loopback for every program of this computer."""
    with network.device() as device:
        for answer in (device.get("/sign-in"), network.here.get("/")):
            assert "strict-transport-security" not in answer.headers
            assert "unsafe" not in answer.headers["content-security-policy"]


def test_an_open_link_ends_when_its_phone_is_signed_out(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "RECHECK_S", 0.05)
    session = begin(network.here)
    with network.device() as device:
        paired(network, device)
        with device.websocket_connect(f"{WSS}{session}/link?client=0123abcd") as link:
            assert link.receive_json()["kind"] == "hello"
            (listed,) = network.here.get("/devices.json").json()["devices"]
            network.here.post(f"/devices/{listed['id']}/revoke")
            with pytest.raises(WebSocketDisconnect) as closed:
                link.receive_json()
            assert closed.value.code == gate.SIGNED_OUT


def test_a_link_that_keeps_talking_ends_as_well(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "RECHECK_S", 0.0)
    address = f"{WSS}{begin(network.here)}/link?client=0123abcd"
    secret = network.secret("live")

    def talk(link: WebSocketTestSession) -> None:
        for k in range(100):
            link.send_json({"number": k, "kind": "tap", "at_ms": 1})
            link.receive_json()

    with network.device(Authorization=f"Bearer {secret}") as program, program.websocket_connect(address) as link:
        link.receive_json()
        accounts.revoke_secret(network.workspace, secret, now=network.now())
        with pytest.raises(WebSocketDisconnect) as closed:
            talk(link)
        assert closed.value.code == gate.SIGNED_OUT


def test_a_computer_that_moved_to_another_network_listens_there_when_a_code_is_shown(network: Network) -> None:
    heard: list[str] = []
    here = ["192.168.7.20"]
    first = network.app.state.lan.reach

    async def listen() -> Reach:
        heard.append(here[0])
        return replace(first, addresses=(here[0],))

    async def leave() -> None:
        heard.append("left")

    lan = network.app.state.lan
    lan.listen, lan.leave, lan.addresses = listen, leave, lambda: tuple(here)
    assert "https://192.168.7.20:7654/pair#" in network.here.post("/devices/code", data={}).text
    assert heard == []
    here[0] = "10.9.9.9"
    assert "https://10.9.9.9:7654/pair#" in network.here.post("/devices/code", data={}).text
    assert heard == ["left", "10.9.9.9"]
    with network.device() as device:
        assert device.get("/sign-in", headers={"Host": LAN_ADDRESS}).status_code == 421
    network.here.post("/devices/alone")
    assert heard == ["left", "10.9.9.9", "left"]
    assert "Only this computer reaches the coach" in network.here.get("/devices").text


def test_a_computer_in_no_network_is_told_what_to_do(client: TestClient) -> None:
    answer = client.post("/devices/code", data={})
    assert answer.status_code == 422
    assert "soleus serve --lan" in answer.text
