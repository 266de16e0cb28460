"""In a real browser: from a finished session to its morning, corrections, and everything in and out."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.store.records import DoneSet, Session, Target
from soleus.workspace.place import open_workspace
from tests.web.conftest import Opener, Server, axe_violations, running_server, set_up
from tests.web.test_walks import VIEWS, start
from tests.workspace.test_imports import heights


@pytest.fixture
def used(tmp_path: Path) -> Iterator[tuple[Server, UUID]]:
    """The coach of a person with five weeks of sessions, and the last, of yesterday; windows close before it."""
    now = datetime.now(tz=UTC)
    set_up(tmp_path, now - timedelta(days=40))
    last = uuid4()
    with open_workspace(tmp_path) as workspace:
        desk = workspace.local_desk(now)
        with desk.store.writing(desk.owner) as rows:
            for ago in range(36, 0, -3):
                at, identity = now - timedelta(days=ago), uuid4()
                measured = ago % 2 == 0
                rows.add(
                    Session(
                        id=identity, created_at=at, exercise="seated-calf-raise" if measured else "soleus-push-up",
                        state="finished", how="phone" if measured else "tap", started_at=at,
                        finished_at=at + timedelta(minutes=4), target=Target(sets=1, reps=20),
                        session_rpe=4, pain_during_nrs=float(ago % 4), pain_next_morning_nrs=1.0 if ago > 3 else None,
                    )
                )  # fmt: skip
                rows.add(
                    DoneSet(
                        id=uuid4(), created_at=at, session_id=identity, position=0, how="tap", n_reps=20,
                        duration_s=240.0, peak_s=tuple(12.0 * k for k in range(20)),
                        heel_raise_height_m=(0.07,) * 20 if measured else (), load_kg=20.0 if measured else None,
                    )
                )  # fmt: skip
            at = now - timedelta(days=1)
            rows.add(
                Session(
                    id=last, created_at=at, exercise="soleus-push-up", state="finished", how="tap", started_at=at,
                    finished_at=at + timedelta(minutes=4), session_rpe=4, pain_during_nrs=1.0,
                )
            )  # fmt: skip
            rows.add(DoneSet(id=uuid4(), created_at=at, session_id=last, position=0, how="tap", n_reps=30))
            for ago, n_reps in ((30, 18), (5, 22)):
                day = now - timedelta(days=ago)
                rows.add(HeelRaiseTest(id=uuid4(), created_at=day, side="left", n_reps=n_reps))
            rows.add(Soreness(id=uuid4(), created_at=at, region="soleus-middle", soreness_nrs=3))
    with running_server(tmp_path) as server:
        yield server, last


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_no_page_of_history_and_data_has_a_barrier_or_runs_over_its_edge(
    used: tuple[Server, UUID], window: Opener, width: str, dark: bool
) -> None:
    coach, last = used
    page = window(width=width, dark=dark)
    found: list[str] = []
    yesterday = (datetime.now(tz=UTC) - timedelta(days=1)).date()

    def look(where: str) -> None:
        found.extend(f"{where}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: wider than the window")

    for path in (
        "/", "/settings", "/history", "/history?span=all", f"/history/{yesterday}", f"/sessions/{last}",
        f"/sessions/{last}/edit", "/data", "/data/import", "/data/backups", "/data/delete",
    ):  # fmt: skip
        page.goto(coach.url + path)
        if path == f"/sessions/{last}":
            page.wait_for_selector("#dose:not([aria-busy])")
        look(path)
    page.goto(coach.url + "/history?span=all")
    for summary in page.query_selector_all("summary"):
        summary.click()
    look("history, with its tables")
    page.goto(coach.url + "/data/backups")
    page.click("text=Make a backup")
    page.wait_for_selector("text=was read again")
    look("backups, one made")
    page.click(".list a.entry")
    page.wait_for_selector("text=Whole and readable")
    look("a backup")
    page.goto(coach.url + "/data/import")
    page.set_input_files("input[type=file]", [{"name": "h.csv", "mimeType": "text/csv", "buffer": heights()}])
    page.click("text=Look at the files")
    page.wait_for_selector("text=would come in.")
    look("preview")
    page.goto(coach.url + "/data/delete")
    page.fill("input[name=phrase]", "delete everything")
    page.click("button.primary")
    page.wait_for_selector("text=This is the receipt")
    look("receipt")
    assert found == []


def test_after_a_session_come_its_dose_what_is_next_and_the_words(fresh_coach: Server, window: Opener) -> None:
    page = window(width="phone")
    start(page, fresh_coach)
    for _ in range(6):
        page.keyboard.press("Space")
        page.wait_for_timeout(900)
    page.click("text=Finish")
    page.wait_for_selector("text=How was it?")
    page.wait_for_selector("#dose:not([aria-busy]) table.ladder")  # the page asks again by itself until it is there
    assert "this session" in page.text_content("tr.mine")
    assert "Computed, not measured" in page.text_content("#dose")
    assert page.locator("#next").is_visible()
    assert "Today asks you then" in page.text_content("main")
    page.locator("label:has(input[name=pain_during_nrs][value='7'])").click()
    page.click("text=Save")
    page.wait_for_url("**/setup/screening?after=pain")
    assert "more than 5 of 10" in page.text_content("main")


def test_the_morning_is_asked_once_and_one_tap_by_keyboard_keeps_it(used: tuple[Server, UUID], window: Opener) -> None:
    coach, last = used
    page = window()
    page.goto(coach.url)
    page.focus("button[name=pain_next_morning_nrs][value='3']")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=How much does it hurt this morning?", state="detached")
    page.goto(f"{coach.url}/sessions/{last}")
    assert page.get_attribute("button[name=pain_next_morning_nrs][value='3']", "aria-pressed") == "true"


def test_a_session_is_found_on_its_day_corrected_deleted_and_brought_back(
    used: tuple[Server, UUID], window: Opener
) -> None:
    coach, last = used
    page = window(width="phone")
    yesterday = (datetime.now(tz=UTC) - timedelta(days=1)).date()
    page.goto(f"{coach.url}/history?month={yesterday:%Y-%m}")
    page.click(f".month a[href='/history/{yesterday}']")
    page.click(f"a[href='/sessions/{last}']")
    page.click("text=Correct or delete")
    page.fill("input[name=n_reps]", "25")
    page.fill("input[name=reason]", "the cat")
    page.click("text=Keep the correction")
    page.wait_for_selector("text=30 were counted")
    page.click("text=Correct or delete")
    page.click("text=Delete this session")
    page.wait_for_selector("text=The session is deleted.")
    assert page.locator(f"a[href='/sessions/{last}']").count() == 0
    page.click("text=Undo")
    page.wait_for_selector("text=30 were counted")


def test_charts_are_drawn_from_their_tables(used: tuple[Server, UUID], window: Opener) -> None:
    coach, _ = used
    page = window()
    page.goto(coach.url + "/history")
    page.wait_for_selector("section:has(#t-load) canvas")
    drawn = page.locator("figure[data-chart] canvas").count()
    assert drawn == page.locator("figure[data-chart]:has(tbody tr + tr)").count() >= 5
    inked = page.evaluate(
        """() => [...document.querySelectorAll("figure[data-chart] canvas")].map((canvas) => {
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            const colours = new Set();
            for (let k = 0; k < data.length; k += 4)
                if (data[k + 3] > 200) colours.add(data[k] + "," + data[k + 2]);
            return colours.size;
        })"""
    )
    assert all(n_colours > 2 for n_colours in inked)
    first = page.text_content("section:has(#t-strength) details tbody td")
    assert first is not None
    assert datetime.fromisoformat(first).date() == (datetime.now(tz=UTC) - timedelta(days=30)).date()


def test_everything_goes_out_and_comes_in_again_after_a_preview(
    used: tuple[Server, UUID], window: Opener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    coach, last = used
    page = window(width="phone")
    saved = tmp_path_factory.mktemp("taken") / "everything.zip"
    page.goto(coach.url + "/data")
    with page.expect_download() as download:
        page.click("button:text-is('Export')")
    download.value.save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        assert str(last) in {one["id"] for one in json.loads(archive.read("export.json"))["sessions"]}
    page.goto(coach.url + "/data/delete")
    page.fill("input[name=phrase]", "delete everything")
    page.click("button.primary")
    page.wait_for_selector("text=This is the receipt")
    page.goto(coach.url + "/data/import")
    page.set_input_files("input[type=file]", [saved])
    page.click("text=Look at the files")
    page.wait_for_selector("text=would come in.")
    assert page.locator("tr:has-text('Sessions')").first.locator("td").nth(1).text_content() == "13"
    page.click("button.primary")
    page.wait_for_selector("text=came in.")
    page.goto(f"{coach.url}/sessions/{last}")
    assert page.text_content("h1") == "Soleus push-up"
