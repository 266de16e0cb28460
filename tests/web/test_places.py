"""Where things lie on the computer is for whoever sits at it; everybody else hears what concerns them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from soleus.errors import StoreError
from soleus.workspace import watched
from tests.web.conftest import Network
from tests.web.test_gate import paired, signed_in, with_account
from tests.web.test_pages import every_page
from tests.web.test_receiving import n_waiting


@contextmanager
def elsewhere(network: Network, who: str) -> Iterator[TestClient]:
    """A phone that the person at the machine paired, or a program over loopback with a token of theirs."""
    if who == "phone":
        with network.device() as phone:
            paired(network, phone)
            yield phone
    else:
        secret = network.secret("read", "write", "live", "account")
        network.here.headers["Authorization"] = f"Bearer {secret}"
        yield network.here
        del network.here.headers["Authorization"]


@pytest.fixture
def walks_folder(network: Network, tmp_path: Path) -> Path:
    folder = tmp_path / "my walks"
    folder.mkdir()
    watched.watch(network.workspace.local_desk(network.now()), str(folder), now=network.now())
    return folder


@pytest.mark.parametrize("who", ["phone", "program"])
def test_no_page_and_no_data_names_a_folder_to_who_is_elsewhere(
    network: Network, tmp_path: Path, walks_folder: Path, who: str
) -> None:
    pages = every_page(network.here)
    assert str(walks_folder) in network.here.get("/walks").text
    assert str(network.workspace.folder.root) in network.here.get("/data").text
    told = {}
    with elsewhere(network, who) as client:
        for page in pages:
            for address in (page, "/today.json" if page == "/" else f"{page}.json"):
                told[address] = client.get(address).text
    assert len(told) > 60
    assert [address for address, text in told.items() if str(tmp_path) in text] == []


@pytest.mark.parametrize("who", ["phone", "program"])
def test_a_folder_of_the_computer_is_watched_only_by_who_sits_at_it(
    network: Network, tmp_path: Path, walks_folder: Path, who: str
) -> None:
    with elsewhere(network, who) as client:
        for folder in (tmp_path, tmp_path / "no such", ""):
            assert client.post("/walks/folder", data={"folder": str(folder)}).status_code == 403
        assert 'name="folder"' not in client.get("/walks").text
    assert watched.folder_of(network.workspace.local_desk(network.now())) == walks_folder


@pytest.mark.parametrize("who", ["phone", "program"])
def test_a_store_in_trouble_names_no_folder(
    network: Network, tmp_path: Path, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError(f"{tmp_path}/soleus.db: the disk cannot be read")

    with elsewhere(network, who) as client:
        monkeypatch.setattr("soleus.workspace.glucose_imports._read", broken)
        look = client.post("/glucose/import", files={"file": ("a.csv", b"x")}, follow_redirects=False)
        assert "look at Settings, Doctor" in client.get(f"{look.headers['location']}.json").json()["look"]["message"]
        monkeypatch.setattr("soleus.workspace.sessions.unfinished", broken)
        answer = client.get("/today.json")
        assert answer.status_code == 503
        assert answer.json()["detail"] == "The computer cannot keep or find data now; on it, look at Settings, Doctor."


def test_what_waits_goes_and_no_folder_is_named_when_somebody_elsewhere_deletes_everything(
    network: Network, tmp_path: Path
) -> None:
    network.here.post("/data/backups", data={})
    with_account(network)
    with network.device() as device:
        signed_in(device)
        device.post("/glucose/import", files={"file": ("a.csv", b"x")})
        assert n_waiting(network.here) == 1
        answer = device.post("/data/delete", data={"phrase": "delete everything"})
        assert "Everything is deleted" in answer.text
        assert "hold the data of 1 other accounts" in answer.text
        assert str(tmp_path) not in answer.text
    assert n_waiting(network.here) == 0
