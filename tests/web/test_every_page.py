"""Every page that the OpenAPI document knows, with something to show, in a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest

from tests.web.conftest import Opener, axe_violations, running_server, set_up
from tests.web.test_pages import every_page
from tests.web.test_walks import VIEWS


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Of a coach with a session, a walk, a glucose day, a heel-raise test, soreness, a reminder and a backup."""
    folder = tmp_path_factory.mktemp("every")
    set_up(folder, datetime.now(tz=UTC))
    with (
        running_server(folder) as server,
        httpx2.Client(base_url=server.url, headers={"Origin": server.url}, follow_redirects=True) as client,
    ):
        yield [server.url + path for path in every_page(client)]


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_no_page_with_something_to_show_has_a_barrier_or_runs_over_its_edge(
    addresses: list[str], window: Opener, width: str, dark: bool
) -> None:
    page = window(width=width, dark=dark)
    found: list[str] = []
    for address in addresses:
        page.goto(address)
        found.extend(f"{address}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address}: wider than the window")
    assert len(addresses) > 40
    assert found == []
