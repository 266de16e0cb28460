"""Two ways to the coach: in this process (`client`), and a real server with a real browser (`coach`, `window`)."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

import pytest
from starlette.testclient import TestClient

from soleus.programme.profile import QUESTIONS
from soleus.web.app import create_app
from soleus.web.lan import Lan, Outside, Reach
from soleus.web.settings import Settings
from soleus.workspace import accounts, people
from soleus.workspace.certificates import certificate_for
from soleus.workspace.place import Desk, Workspace, open_workspace

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ORIGIN = "http://127.0.0.1:7653"
LAN_ADDRESS = "192.168.7.20"
LAN_ORIGIN = f"https://{LAN_ADDRESS}:7654"
PATIENCE_MS = 120_000  # what a page may take on a machine where every core is busy; nothing is timed here
WIDTHS = {"phone": (390, 844), "desk": (1280, 800)}


@dataclass
class Now:
    """A clock that stands still until it is told to go on."""

    at: datetime = datetime(2025, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=1)))

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def client(tmp_path: Path, now: Now) -> Iterator[TestClient]:
    """The coach in this process, set up and without a session, as a browser on this machine sees it."""
    set_up(tmp_path / "data", now() - timedelta(minutes=1))
    with opened(tmp_path / "data", now) as found:
        yield found


def set_up(data_dir: Path, now: datetime) -> None:
    """A person who went through the set-up and said no to every question of the screening."""
    with open_workspace(data_dir) as workspace:
        desk = workspace.local_desk(now)
        people.save_profile(desk, {"body_mass_kg": 75.0, "stature_m": 1.75}, now=now, step="person")
        people.save_profile(desk, {"goal": "glucose", "days_per_week": 5}, now=now, step="goal")
        people.save_profile(desk, {"equipment": ()}, now=now, step="equipment")
        people.save_screening(desk, dict.fromkeys(QUESTIONS, False), now=now)


@contextmanager
def opened(data_dir: Path, now: Now) -> Iterator[TestClient]:
    """A coach in this process; leaving it is stopping it."""
    with open_workspace(data_dir) as workspace:
        app = create_app(workspace, Settings(now=now))
        with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}) as found:
            yield found


@dataclass
class Network:
    """One coach as others on the network see it, and as whoever sits at its machine does."""

    here: TestClient
    workspace: Workspace
    now: Now
    app: Any

    @contextmanager
    def device(self, **headers: str) -> Iterator[TestClient]:
        """A browser elsewhere, with cookies of its own."""
        base = {"Origin": LAN_ORIGIN, "Accept": "text/html"} | headers
        with TestClient(Outside(self.app), base_url=LAN_ORIGIN, headers=base, follow_redirects=False) as found:
            yield found

    def secret(self, *scopes: str, owner: Desk | None = None) -> str:
        """A token of an account; of whoever sits at this machine where none is named."""
        desk = owner or self.workspace.local_desk(self.now())
        return accounts.make_token(desk, "test", scopes, life=timedelta(days=1), now=self.now())[0]


@pytest.fixture
def network(tmp_path: Path, now: Now) -> Iterator[Network]:
    """The coach in this process, set up, reached from this machine and from the network."""
    set_up(tmp_path / "data", now() - timedelta(minutes=1))
    with open_workspace(tmp_path / "data") as workspace:
        certificate = certificate_for(workspace.folder, [LAN_ADDRESS, "den.local"], now=now())
        reach = Reach(addresses=(LAN_ADDRESS,), host_name="den.local", port=7654, certificate=certificate)
        app = create_app(workspace, Settings(now=now), Lan(reach=reach))
        with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}) as here:
            yield Network(here, workspace, now, app)


@dataclass
class Server:
    """A coach that runs in a process of its own."""

    url: str
    process: subprocess.Popen[str]
    data_dir: Path
    port: int


@pytest.fixture
def stranger(tmp_path: Path, now: Now) -> Iterator[TestClient]:
    """The coach on an empty data folder: nobody has answered anything."""
    with opened(tmp_path / "new", now) as found:
        yield found


@contextmanager
def running_server(
    data_dir: Path, port: int = 0, *more: str, told: IO[str] | None = None, demo: bool = False
) -> Iterator[Server]:
    """Start the coach as a person would, with ``more`` arguments, and stop it at the end.

    ``told`` takes what it says on stderr; a ``demo`` is told no folder.
    """
    command = [sys.executable, "-c", "from soleus.cli import main; main()", "serve", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", str(port), *(["--demo"] if demo else ["--data-dir", str(data_dir)]), *more],
        stdout=subprocess.PIPE,
        stderr=told,
        text=True,
        cwd=data_dir,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"^soleus: (http://127\.0\.0\.1:(\d+))/", line)
        assert found, f"the coach did not start: {line}"
        yield Server(found[1], process, data_dir, int(found[2]))
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture(scope="session")
def coach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the walks that do not mind what others have recorded."""
    folder = tmp_path_factory.mktemp("coach")
    set_up(folder, datetime.now(tz=UTC))
    with running_server(folder) as server:
        yield server


@pytest.fixture
def fresh_coach(tmp_path: Path) -> Iterator[Server]:
    """A server of a person who is set up and has recorded nothing."""
    set_up(tmp_path, datetime.now(tz=UTC))
    with running_server(tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Any]]:
    """Starts Chromium with arguments; without it the walks skip, loudly."""
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM on this machine: the pages were not tried in a browser (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:

        def started(*arguments: str) -> Any:
            as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
            return playwright.chromium.launch(executable_path=CHROMIUM, args=[*as_root, *arguments])

        yield started


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Any]) -> Iterator[Any]:
    """Chromium as it comes."""
    started = launch()
    yield started
    started.close()


@dataclass
class Watch:
    """What must not happen in a window."""

    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __call__(self, page: Any) -> None:
        page.on("request", lambda request: self._request(request.url))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _console(self, message: Any) -> None:
        asked_in_vain = (
            message.location.get("url", "").endswith("/reminders/due/now") and "ERR_CONNECTION" in message.text
        )
        if message.type in ("error", "warning") and not asked_in_vain:  # a page may outlive its coach
            self.said.append(message.text)

    def _request(self, url: str) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.[12][:/]", url):
            self.outside.append(url)


Opener = Callable[..., Any]


@pytest.fixture
def window(request: pytest.FixtureRequest, browser: Any) -> Iterator[Opener]:
    """Opens windows; at the end none may have asked for anything outside or complained.

    ``window(width="phone", dark=True)`` gives a page; ``expect=`` names complaints that the test causes itself.
    """
    if "fresh_coach" in request.fixturenames:
        request.getfixturevalue("fresh_coach")  # so that it stops after the windows that ask it
    with watched_windows(browser) as opened:
        yield opened


@contextmanager
def watched_windows(browser: Any) -> Iterator[Opener]:
    """The windows of one browser, as `window` has them."""
    watches: list[tuple[Watch, tuple[str, ...]]] = []
    contexts = []

    def opened(*, width: str = "desk", dark: bool = False, expect: tuple[str, ...] = (), **options: Any) -> Any:
        wide, high = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": wide, "height": high}, color_scheme="dark" if dark else "light", **options
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch()
        context.on("page", watch)
        watches.append((watch, expect))
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    for watch, expect in watches:
        assert watch.outside == []
        assert [said for said in watch.said if not any(known in said for known in expect)] == []


def axe_violations(page: Any) -> list[str]:
    """What axe-core finds wrong on the page as it is now: rule, then the elements."""
    if not AXE.is_file():
        pytest.skip(
            "NO AXE-CORE in frontend/node_modules: accessibility was not checked (install the package editable)"
        )
    page.evaluate(AXE.read_text(encoding="utf-8"))  # over the debugger, which the content security policy lets pass
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in found["violations"]
    ]
