"""History: what was done is found again, can be corrected, deleted and brought back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Now
from tests.web.test_after import finished

A_DAY_S = 86_400


def the_set(client: TestClient, address: str) -> dict:
    return client.get(f"{address}.json").json()["training"]["sets"][0]


def correction(client: TestClient, address: str, **changes: str) -> dict:
    form = {
        "exercise": "soleus-push-up",
        "set_id": the_set(client, address)["id"],
        "n_reps": "6",
        "side": "",
        "load_kg": "",
    }
    return form | changes


def test_an_empty_history_says_what_will_be_here(client: TestClient) -> None:
    page = client.get("/history").text
    assert "Nothing is recorded yet" in page
    assert "<table" not in page


def test_a_day_of_the_calendar_leads_to_its_sessions(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    page = client.get("/history").text
    assert 'href="/history/2025-03-04"' in page
    assert "Tuesday 4 March: 1 session" in page
    assert f'href="{address}"' in client.get("/history/2025-03-04").text
    assert "Nothing was recorded" in client.get("/history/2025-03-05").text


def test_months_lead_back_and_never_into_the_future(client: TestClient, now: Now) -> None:
    finished(client, now)
    page = client.get("/history").text
    assert "month=2025-02" in page
    assert "month=2025-04" not in page
    earlier = client.get("/history?month=2025-01").text
    assert "January 2025" in earlier
    assert "month=2025-02" in earlier
    assert "Nothing was recorded in this month" in earlier


@pytest.mark.parametrize("span", ["month", "quarter", "year", "all"])
def test_every_chart_has_its_table(client: TestClient, now: Now, span: str) -> None:
    finished(client, now)
    now.go_on(2 * A_DAY_S)
    finished(client, now)
    page = client.get(f"/history?span={span}").text
    charts = page.split("<figure data-chart")[1:]
    assert len(charts) >= 2  # load and minutes
    assert all("<table" in chart for chart in charts)
    assert re.search(r'data-value="1741046400"|data-value="17\d{8}"', page)


@pytest.mark.parametrize("query", ["month=2025-13", "month=march", "month=1899-01", "span=century", "deleted=x"])
def test_what_no_calendar_has_is_a_sentence(client: TestClient, query: str) -> None:
    assert client.get(f"/history?{query}").status_code == 422


@pytest.mark.parametrize(("day", "status"), [("0001-01-01", 404), ("2025-02-30", 404), ("nonsense", 404)])
def test_a_day_that_is_none(client: TestClient, day: str, status: int) -> None:
    assert client.get(f"/history/{day}").status_code in (status, 422)


def test_a_session_of_long_ago_is_in_everything_and_not_in_four_weeks(client: TestClient, now: Now) -> None:
    finished(client, now)
    now.go_on(300 * A_DAY_S)
    few = {trend["id"]: trend for trend in client.get("/history.json?span=month").json()["trends"]}
    all_of_it = {trend["id"]: trend for trend in client.get("/history.json?span=all").json()["trends"]}
    assert few["minutes"]["rows"] == []
    assert len(all_of_it["minutes"]["rows"]) == 1


def test_a_count_is_corrected_and_the_page_says_so(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    form = correction(client, address, n_reps="4", reason="a dog", target_reps="10", side="left", load_kg="12.5")
    assert client.post(f"{address}/edit", data=form, follow_redirects=False).status_code == 303
    done = the_set(client, address)
    assert (done["n_reps"], done["side"], done["load_kg"]) == (4, "left", 12.5)
    page = client.get(address).text
    assert "Corrected by you; 6 were counted" in page
    assert "a dog" in client.get(f"{address}/edit").text
    assert client.get(f"{address}.json").json()["training"]["session"]["target"]["reps"] == 10


def test_a_correction_keeps_the_parts_of_the_target_that_the_form_does_not_name(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    client.post(f"{address}/edit", data=correction(client, address))
    target = client.get(f"{address}.json").json()["training"]["session"]["target"]
    assert (target["cadence_per_min"], target["minutes"]) == (50, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_reps": "-1"}, {"n_reps": "many"}, {"load_kg": "nan"}, {"load_kg": "1e9"}, {"side": "middle"},
        {"exercise": "burpee"}, {"set_id": str(uuid4())}, {"reason": "x" * 201}, {"target_reps": "0"},
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_changes_nothing(client: TestClient, now: Now, wrong: dict[str, str]) -> None:
    address = finished(client, now)
    before = the_set(client, address)
    assert client.post(f"{address}/edit", data=correction(client, address, **wrong)).status_code == 422
    assert the_set(client, address) == before


def test_a_form_that_comes_in_pieces_is_refused(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    form = correction(client, address)
    assert client.post(f"{address}/edit", data=form | {"n_reps": ["1", "2"]}).status_code == 422


def test_a_deleted_session_is_gone_from_every_page_and_one_tap_brings_it_back(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    answer = client.post(f"{address}/delete")
    assert "The session is deleted." in answer.text
    assert f'href="{address}"' not in answer.text
    assert "Last time" not in client.get("/").text
    assert "This session is deleted" in client.get(address).text
    assert client.get(f"{address}/edit").status_code == 422
    assert f'href="{address}"' not in client.get("/history/2025-03-04").text
    client.post(f"{address}/undelete")
    assert f'href="{address}"' in client.get("/history/2025-03-04").text
    assert "Last time" in client.get("/").text


def test_deleted_sessions_can_be_found_later(client: TestClient, now: Now) -> None:
    address = finished(client, now)
    client.post(f"{address}/delete")
    now.go_on(timedelta(days=40).total_seconds())
    page = client.get("/history").text
    assert "Deleted sessions (1)" in page
    assert f'action="{address}/undelete"' in page


def test_an_undo_that_is_told_of_nothing_shows_nothing(client: TestClient) -> None:
    assert "is deleted." not in client.get(f"/history?deleted={uuid4()}").text
