"""Tests and marks of soreness are corrected and removed from their day; a corrected count keeps what was measured."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.store.entries import HeelRaiseTest, Soreness
from soleus.workspace import audit, diary
from soleus.workspace.place import Desk
from tests.web.conftest import Now, Opener, Server, axe_violations
from tests.web.test_heel_raise_test import desk_of

DAY = "/history/2025-03-04"


def a_test(desk: Desk, now: Now) -> str:
    test = HeelRaiseTest(
        id=uuid4(), created_at=now(), utc_offset_min=60, side="left", n_reps=24, work_total_j=1310.5,
        peak_height_m=0.09, height_loss_frac=0.2, pain_nrs=1.0, method={"how": "camera-sticker"},
    )  # fmt: skip
    return f"/entries/tests/{diary.add(desk, test).id}"


def a_mark(desk: Desk, now: Now) -> str:
    mark = Soreness(
        id=uuid4(), created_at=now(), utc_offset_min=60, region="soleus-middle", side="left", soreness_nrs=3.0
    )
    return f"/entries/soreness/{diary.add(desk, mark).id}"


def shown(client: TestClient, address: str) -> dict:
    return client.get(f"{address}.json").json()["test"]


def test_the_day_leads_to_its_entries(client: TestClient, now: Now) -> None:
    desk = desk_of(client, now)
    for address in (a_test(desk, now), a_mark(desk, now)):
        assert f'href="{address}"' in client.get(DAY).text
        assert f'href="{DAY}"' in client.get(address).text


def test_a_corrected_count_keeps_the_measured_one_and_back_restores_it(client: TestClient, now: Now) -> None:
    address = a_test(desk_of(client, now), now)
    before = shown(client, address)
    now.go_on(60)
    form = {"side": "right", "n_reps": "20", "pain_nrs": "", "reason": "four were bounces"}
    assert "20 repetitions" in client.post(address, data=form).text
    changed = shown(client, address)
    assert (changed["side"], changed["n_reps"], changed["work_total_j"]) == ("right", 20, None)
    assert (changed["pain_nrs"], changed["peak_height_m"]) == (None, 0.09)
    assert changed["method"]["corrected"]["n_reps"] == 24
    page = client.get(address).text
    assert "Counted were 24; corrected because: four were bounces" in page
    client.post(address, data=form | {"n_reps": "21"})
    assert shown(client, address)["method"]["corrected"]["n_reps"] == 24
    client.post(address, data={"side": "left", "n_reps": "24", "pain_nrs": "1"})
    assert shown(client, address) == before


def test_an_impossible_correction_changes_nothing(client: TestClient, now: Now) -> None:
    desk = desk_of(client, now)
    test, mark = a_test(desk, now), a_mark(desk, now)
    before = shown(client, test)
    for form in (
        {"side": "both", "n_reps": "9"},
        {"side": "left", "n_reps": "-1"},
        {"side": "left", "n_reps": "9", "pain_nrs": "12"},
    ):
        assert client.post(test, data=form).status_code == 422
    assert shown(client, test) == before
    assert client.post(mark, data={"side": "left", "region": "nose", "soreness_nrs": "3"}).status_code == 422


def test_a_mark_is_corrected_and_removed(client: TestClient, now: Now) -> None:
    desk = desk_of(client, now)
    address = a_mark(desk, now)
    form = {"side": "right", "region": "soleus-middle", "soreness_nrs": "5", "moment": "after"}
    page = client.post(address, data=form).text
    assert "Soreness 5 of 10" in page
    assert "right, after a routine" in page
    assert "Nothing was recorded" in client.post(f"{address}/remove").text
    assert client.get(address).status_code == 404
    assert {"entry corrected", "entry removed"} <= {line.action for line in audit.log(desk)}


def test_a_removed_test_is_gone_from_day_and_plan_and_nothing_else_is(client: TestClient, now: Now) -> None:
    desk = desk_of(client, now)
    first, second = a_test(desk, now), a_test(desk, now)
    page = client.post(f"{first}/remove").text
    assert first not in page
    assert second in page
    assert client.get(first).status_code == 404


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_accessible(fresh_coach: Server, window: Opener, width: str, dark: bool) -> None:
    page = window(width=width, dark=dark)
    page.goto(f"{fresh_coach.url}/recovery/soreness")
    page.locator("[name=region]").first.check(force=True)
    page.locator("[name=soreness_nrs][value='4']").check(force=True)
    page.get_by_role("button", name="Keep the mark").click()
    page.goto(f"{fresh_coach.url}/history")
    page.get_by_role("link", name="Soreness 4 of 10").click()
    page.get_by_role("heading", name="Correct a soreness").wait_for()
    assert axe_violations(page) == []
    page.get_by_label("How sore, 0 to 10").fill("2")
    page.get_by_role("button", name="Keep the correction").click()
    page.get_by_role("link", name="Soreness 2 of 10").wait_for()
    assert axe_violations(page) == []
