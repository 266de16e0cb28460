"""The doctor's page: what the computer finds, what the browser finds, and what to do about it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.conftest import Network, Opener, Server, axe_violations, watched_windows
from tests.web.test_gate import paired


def shown(page: Any, part: str) -> str:
    page.wait_for_selector(f"[data-part={part}][data-verdict]")
    return str(page.text_content(f"[data-part={part}] [data-part=found]"))


def test_the_computer_says_what_it_finds_and_a_phone_is_not_told_where_things_lie(network: Network) -> None:
    found = network.here.get("/doctor.json").json()["findings"]
    names = {finding["name"] for finding in found}
    assert {"versions", "clock", "disk", "data folder", "database", "recordings", "backups", "certificate"} <= names
    folder = str(network.workspace.folder.root)
    assert folder in network.here.get("/doctor").text
    with network.device() as phone:
        paired(network, phone)
        assert phone.get("/doctor.json").json()["findings"] is None
        assert folder not in phone.get("/doctor").text
        assert phone.get("/doctor/clock.json").json() == {"now_ms": network.now().timestamp() * 1000}
    secret = network.secret("read")
    asked = network.here.get("/doctor.json", headers={"Authorization": f"Bearer {secret}"})
    assert asked.json()["findings"] is None


def test_what_is_bad_is_said_first_and_with_its_remedy(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Something needs doing" not in network.here.get("/doctor").text
    monkeypatch.setattr("soleus.workspace.doctor.FULL_BYTES", 1 << 60)
    page = network.here.get("/doctor").text
    assert "<h1>Something needs doing</h1>" in page
    assert "What to do: free some space" in page
    assert page.index("Disk") < page.index("Versions")


def test_trouble_with_the_disk_is_told_without_folders_to_a_phone(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from soleus.errors import StoreError

    def full(*_: object, **__: object) -> None:
        raise StoreError("/home/anna/soleus.db: the disk is full")

    monkeypatch.setattr("soleus.workspace.sessions.unfinished", full)
    with network.device() as phone:
        paired(network, phone)
        answer = phone.get("/")
        assert answer.status_code == 503
        assert "/home/anna" not in answer.text
        assert "Doctor" in answer.text
    assert "the disk is full" in network.here.get("/").text


@pytest.mark.parametrize("dark", [False, True])
def test_the_browser_looks_at_itself(window: Opener, coach: Server, dark: bool) -> None:
    page = window(width="phone", dark=dark)
    page.goto(coach.url + "/doctor")
    assert shown(page, "secure") == "This computer itself."
    assert shown(page, "clock").startswith("The same as")
    assert shown(page, "link") == "Opens."
    assert axe_violations(page) == []
    page.click("text=Try the camera")
    assert "Plug one in" in shown(page, "camera") or "allow the camera" in shown(page, "camera")


def test_a_clock_that_is_wrong_and_a_camera_that_works(launch: Callable[..., Any], coach: Server) -> None:
    browser = launch("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with watched_windows(browser) as opened:
        page = opened(permissions=["camera"])
        page.add_init_script("const now = Date.now; Date.now = () => now() - 600_000")
        page.goto(coach.url + "/doctor")
        assert "10 minutes behind the computer" in shown(page, "clock")
        page.click("text=Try the camera")
        assert "pictures a second" in shown(page, "camera")
        page.wait_for_selector("[data-part=camera][data-verdict=ok]")
    browser.close()
