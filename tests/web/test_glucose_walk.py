"""Glucose in a real browser: from an export to a verdict; no barrier on its pages, in both widths and schemes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.made_glucose import csv, readings
from tests.web.test_trial import curve

VIEWS = [(width, dark) for width in ("phone", "desk") for dark in (False, True)]
TODAY = datetime.now(tz=UTC)


def chosen(page, coach: Server, content: bytes, folder: Path, name: str = "export.csv") -> None:
    """Choose a file on the import page and look at it."""
    (folder / name).write_bytes(content)
    page.goto(coach.url + "/glucose/import")
    page.set_input_files("input[type=file]", folder / name)
    page.click("text=Look at it")


def brought_in(page, coach: Server, content: bytes, folder: Path) -> None:
    chosen(page, coach, content, folder)
    page.click("text=Bring it in")
    page.wait_for_url("**/glucose")


def planned(page, coach: Server, n_pairs: int) -> list[dict[str, str]]:
    page.goto(coach.url + "/glucose/trial")
    page.fill("input[name=n_pairs]", str(n_pairs))
    page.fill("input[name=first_day]", "2026-03-02")
    page.click("text=Throw the coins")
    page.wait_for_selector("text=The log")
    return page.request.get(coach.url + "/glucose/trial.json").json()["lines"]


def mornings(lines: list[dict[str, str]]) -> bytes:
    rises = {"control": 80.0, "push-ups": 30.0}
    rows = []
    for k, line in enumerate(lines):
        rows += curve(date.fromisoformat(line["day"]), Now(at=TODAY), rises[line["condition"]] + k % 3)
    return csv(rows)


def test_from_an_export_to_a_verdict(fresh_coach: Server, window: Opener, tmp_path: Path) -> None:
    page = window(width="phone")
    page.goto(fresh_coach.url + "/glucose")
    page.click("text=Bring an export in")
    page.wait_for_url("**/glucose/import")
    chosen(page, fresh_coach, csv(readings(TODAY, 3)), tmp_path)
    assert "864 readings over 4 days" in page.text_content("h1")
    page.click("text=Bring it in")
    page.wait_for_selector("svg.glucose polyline.curve")
    page.click("a[aria-label^=Earlier]")
    page.wait_for_url("**/glucose?day=*")
    page.fill("input[name=clock]", "08:00")
    page.fill("input[name=carbs_g]", "60")
    page.click("text=Keep the meal")
    page.wait_for_selector("svg.glucose text.meal")
    assert page.text_content("tbody th[scope=row]").split()[:2] == ["A", "08:00"]
    lines = planned(page, fresh_coach, 4)
    for _ in lines:
        page.click("button:text-is('Eaten')")
        page.wait_for_load_state()
    brought_in(page, fresh_coach, mornings(lines), tmp_path)
    page.goto(fresh_coach.url + "/glucose/trial")
    assert page.text_content("h1") == "4 of 4 pairs"
    page.click("text=Look at the answer")
    page.wait_for_selector("h1:text-is('Lower with push-ups')")
    assert page.locator("svg.verdict").count() == 2


def test_an_unclear_unit_is_one_tap_away(fresh_coach: Server, window: Opener, tmp_path: Path) -> None:
    page = window(width="phone")
    unclear = csv([(at, 25.0) for at, _ in readings(TODAY, 1)], header="glucose")
    chosen(page, fresh_coach, unclear, tmp_path)
    assert page.text_content("h1") == "Which unit is it in?"
    page.click("button[value='mmol/L']")
    page.wait_for_selector("text=as you said")


def test_whoever_takes_insulin_sees_the_newest_reading_before_a_session(
    fresh_coach: Server, window: Opener, tmp_path: Path
) -> None:
    page = window(width="phone", expect=("422",))
    page.goto(fresh_coach.url + "/setup/equipment")
    page.check("input[value=insulin]")
    page.click("text=Next")
    low = csv([(at, 62.0) for at, _ in readings(datetime.now(tz=UTC), 0.5)])
    brought_in(page, fresh_coach, low, tmp_path)
    page.goto(fresh_coach.url + "/sessions/new")
    page.wait_for_selector("#before >> text=62 mg/dL")
    assert page.locator("#before .notice").count() >= 1
    assert axe_violations(page) == []
    page.click("text=To the session")
    page.wait_for_selector("text=No session now.")
    page.go_back()
    page.fill("input[name=glucose]", "120")
    page.click("text=To the session")
    page.wait_for_url("**/live")


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_no_page_of_glucose_has_a_barrier_or_runs_over_its_edge(
    fresh_coach: Server, window: Opener, tmp_path: Path, width: str, dark: bool
) -> None:
    page = window(width=width, dark=dark)
    found: list[str] = []

    def look(where: str) -> None:
        found.extend(f"{where}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: wider than the window")

    for path in ("/glucose", "/glucose/figures", "/glucose/trial", "/glucose/import"):
        page.goto(fresh_coach.url + path)
        look(f"{path}, empty")
    lines = planned(page, fresh_coach, 3)
    look("trial, begun")
    for _ in lines:
        page.click("button:text-is('Eaten')")
        page.wait_for_load_state()
    chosen(page, fresh_coach, csv([(at, 25.0) for at, _ in readings(TODAY, 1)], header="glucose"), tmp_path)
    look("unit asked")
    chosen(page, fresh_coach, b"%PDF-1.7", tmp_path)
    look("refused")
    chosen(page, fresh_coach, mornings(lines), tmp_path)
    look("preview")
    page.click("text=Bring it in")
    brought_in(page, fresh_coach, csv(readings(TODAY - timedelta(hours=1), 15)), tmp_path)
    page.goto(fresh_coach.url + f"/glucose?day={lines[0]['day']}")
    page.click("summary")
    look("day")
    page.click("a:text-is('Change')")
    look("meal")
    page.goto(fresh_coach.url + "/glucose/figures")
    page.click("text=As a table")
    look("figures")
    page.goto(fresh_coach.url + "/glucose/trial")
    page.click("text=Look at the answer")
    page.wait_for_selector("svg.verdict")
    look("verdict")
    page.goto(fresh_coach.url + "/glucose/import")
    look("imports")
    page.goto(fresh_coach.url + "/glucose/before")
    look("before")
    assert found == []
