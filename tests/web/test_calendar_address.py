"""A calendar elsewhere reads the reminders by a private address, which opens nothing else and ends at once."""

import logging
import re
from uuid import uuid4

import pytest

from soleus.store.entries import Reminder
from soleus.workspace import reminders
from tests.web.conftest import LAN_ORIGIN, Network, Now, Opener, Server, axe_violations


def with_a_reminder(network: Network) -> None:
    made = Reminder(id=uuid4(), created_at=network.now(), kind="meal", channel="calendar", at=("12:30",), delay_min=15)
    reminders.save(network.workspace.local_desk(network.now()), made)


def address_of(network: Network) -> str:
    page = network.here.post("/calendar-address").text
    (found,) = re.findall(r"https://\S+?\.ics", page)
    return found


def test_a_calendar_reads_the_reminders_without_a_header(network: Network) -> None:
    with_a_reminder(network)
    address = address_of(network)
    assert address.startswith(f"{LAN_ORIGIN}/calendar/soleus_") or "den.local" in address
    with network.device() as calendar:
        answer = calendar.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    assert "set-cookie" not in answer.headers


def test_the_address_opens_nothing_else(network: Network) -> None:
    secret = address_of(network).rsplit("/", 1)[-1].removesuffix(".ics")
    with network.device(Authorization=f"Bearer {secret}") as device:
        assert device.get("/history.json").status_code == 403
        assert device.get("/reminders.json").status_code == 403
        assert device.post("/reminders/due/now", json={}).status_code == 403


def test_no_other_token_works_in_an_address(network: Network) -> None:
    with network.device() as device:
        for scopes in (("read",), ("read", "calendar"), ("account",)):
            assert device.get(f"/calendar/{network.secret(*scopes)}.ics").status_code == 404
        assert device.get("/calendar/soleus_guess.ics").status_code == 404


def test_an_ended_address_is_as_one_that_never_was(network: Network) -> None:
    address = address_of(network)
    (one,) = network.here.get("/calendar-address.json").json()["addresses"]
    with network.device() as device:
        assert device.get(address).status_code == 200
        network.here.post(f"/calendar-address/{one['id']}/end")
        ended, never = device.get(address), device.get("/calendar/soleus_never.ics")
    assert (ended.status_code, ended.text) == (never.status_code, never.text)
    assert network.here.get("/calendar-address.json").json()["addresses"] == []


def test_an_address_ends_after_a_year(network: Network, now: Now) -> None:
    address = address_of(network)
    now.go_on(366 * 86_400)
    with network.device() as device:
        assert device.get(address).status_code == 404


def test_the_secret_is_kept_and_logged_nowhere(network: Network, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="soleus"):
        secret = address_of(network).rsplit("/", 1)[-1].removesuffix(".ics")
        with network.device() as device:
            device.get(f"/calendar/{secret}.ics")
    assert secret not in caplog.text
    kept = [path for path in network.workspace.folder.root.rglob("*") if path.is_file()]
    assert kept
    assert not any(secret.encode() in path.read_bytes() for path in kept)
    for page in ("/calendar-address", "/calendar-address.json", "/tokens.json", "/reminders.json"):
        assert secret not in network.here.get(page).text


def test_a_paired_phone_can_make_none_and_a_token_of_another_kind_cannot_be_ended_here(network: Network) -> None:
    with network.device(Authorization=f"Bearer {network.secret('read', 'write', 'live')}") as phone:
        assert phone.post("/calendar-address").status_code == 403
        assert phone.get("/calendar-address").status_code == 403
    (token,) = network.here.get("/tokens.json").json()["tokens"]
    assert network.here.post(f"/calendar-address/{token['id']}/end").status_code == 404


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_accessible(fresh_coach: Server, window: Opener, width: str, dark: bool) -> None:
    page = window(width=width, dark=dark)
    page.goto(f"{fresh_coach.url}/calendar-address")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Make an address").click()
    page.get_by_role("textbox", name="Calendar address").wait_for()
    assert axe_violations(page) == []
    page.get_by_role("link", name="I have it").click()
    page.get_by_role("button", name="End the address").click()
    page.get_by_text("None. No calendar elsewhere").wait_for()
    assert axe_violations(page) == []
