"""Glucose in the coach: an export looked at and brought in once, a day with its meals, units, mistakes."""

import os
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from soleus.web.app import create_app
from soleus.web.settings import Settings
from soleus.workspace.place import open_workspace
from tests.web.conftest import ORIGIN, Now
from tests.web.made_glucose import csv, readings
from tests.web.test_pages import begin
from tests.web.test_session import Window, opened


def upload(client: TestClient, content: bytes, name: str = "export.csv") -> str:
    """Address of the look at an upload."""
    answer = client.post("/glucose/import", files={"file": (name, content)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def brought_in(client: TestClient, content: bytes, name: str = "export.csv") -> None:
    answer = client.post(f"{upload(client, content, name)}/keep", follow_redirects=False)
    assert answer.status_code == 303, answer.text


def meal(client: TestClient, day: str, clock: str, carbs_g: str = "50", **changes: str) -> str:
    form = {"meal_id": str(uuid4()), "day": day, "clock": clock, "carbs_g": carbs_g, "name": "porridge", **changes}
    assert client.post("/glucose/meals", data=form, follow_redirects=False).status_code == 303
    return form["meal_id"]


def test_without_readings_the_page_says_what_to_do(client: TestClient) -> None:
    page = client.get("/glucose").text
    assert 'href="/glucose/import"' in page
    assert "Nothing is here yet" in page


def test_an_export_is_looked_at_before_anything_is_stored(client: TestClient, now: Now) -> None:
    rows = readings(now(), 2)
    at = upload(client, csv([*rows, rows[-1]]), "my export.csv")
    look = client.get(f"{at}.json").json()["look"]
    assert (look["answer"], look["unit"], look["n"], look["n_new"], look["n_days"]) == ("ready", "mg/dL", 576, 576, 3)
    assert look["dropped"] == {"same instant again": 1}
    assert "same instant again" in client.get(at).text
    assert client.get("/glucose.json").json()["last"] is None
    client.post(f"{at}/keep")
    day = client.get("/glucose.json").json()
    assert (day["last"], day["day"], day["later"]) == ("2025-03-04", "2025-03-04", None)
    assert len(day["curve"]["minute"]) == 115  # midnight to 9:30, both included


def test_what_is_here_already_counts_once_and_a_longer_export_brings_the_rest(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 1)))
    again = client.get(f"{upload(client, csv(readings(now(), 1)))}.json").json()["look"]
    assert (again["n"], again["n_new"]) == (288, 0)
    at = upload(client, csv(readings(now(), 3)))
    assert client.get(f"{at}.json").json()["look"]["n_new"] == 576
    client.post(f"{at}/keep")
    assert len(client.get("/glucose.json?day=2025-03-03").json()["curve"]["minute"]) == 288


def test_an_unclear_unit_is_asked_with_two_buttons_and_never_guessed(client: TestClient, now: Now) -> None:
    between = [(at, 25.0) for at, _ in readings(now(), 1)]  # 25 mg/dL or 25 mmol/L: both exist
    at = upload(client, csv(between, header="glucose"))
    page = client.get(at).text
    assert page.count('name="unit"') == 2
    assert client.post(f"{at}/keep").status_code == 422
    client.post(f"{at}/said", data={"unit": "mmol/L"})
    assert client.get(f"{at}.json").json()["look"]["answer"] == "ready"
    client.post(f"{at}/keep")
    assert client.get("/glucose.json").json()["curve"]["glucose_mg_dl"][0] == pytest.approx(450.4, abs=0.1)


def test_an_unclear_order_of_dates_is_asked(client: TestClient) -> None:
    rows = "".join(f"03/04/2025 {hour:02d}:00,{100 + hour}\n" for hour in range(24))
    at = upload(client, f"time,glucose mg/dL\n{rows}".encode())
    assert client.get(at).text.count('name="date_order"') == 2
    client.post(f"{at}/said", data={"date_order": "dmy"})
    look = client.get(f"{at}.json").json()["look"]
    assert (look["answer"], look["start"][:10]) == ("ready", "2025-04-03")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"time,glucose\n", b"\x00\xff" * 500, b"hello\n" * 100])
def test_a_file_that_cannot_be_used_is_a_sentence_and_stores_nothing(client: TestClient, content: bytes) -> None:
    at = upload(client, content)
    look = client.get(f"{at}.json").json()["look"]
    assert look["answer"] == "refused"
    assert "\n" not in look["message"]
    assert "Traceback" not in client.get(at).text
    assert client.post(f"{at}/keep").status_code == 422
    assert client.get("/glucose.json").json()["last"] is None


def test_an_upload_over_its_limit_is_refused_and_nothing_is_left(tmp_path: Path, now: Now) -> None:
    with open_workspace(tmp_path / "data") as workspace:
        app = create_app(workspace, Settings(now=now, body_bytes={"/": 64_000, "/glucose/import": 100_000}))
        with TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}) as client:
            answer = client.post("/glucose/import", files={"file": ("big.csv", b"x" * 200_000)})
            assert answer.status_code == 413
            assert list((tmp_path / "data").glob("uploads/*")) == []
            assert upload(client, csv(readings(now(), 3))).startswith("/glucose/import/")
            assert client.post("/glucose/meals", content=b"x" * 70_000).status_code == 413


def test_an_import_can_be_put_away_or_taken_out_again(client: TestClient, now: Now) -> None:
    at = upload(client, csv(readings(now(), 1)))
    client.post(f"{at}/forget")
    assert client.get(at).status_code == 404
    brought_in(client, csv(readings(now(), 1)))
    (batch,) = client.get("/glucose/import.json").json()["batches"]
    client.post(f"/data/imports/{batch['id']}/undo")
    assert client.get("/glucose/import.json").json()["batches"] == []
    assert client.get("/glucose.json").json()["last"] is None


def test_a_meal_is_marked_changed_and_removed(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 2)))
    meal_id = meal(client, "2025-03-03", "08:00")
    (shown,) = client.get("/glucose.json?day=2025-03-03").json()["meals"]
    assert (shown["minute"], shown["meal"]["carbs_g"], shown["letter"]) == (480.0, 50.0, "A")
    assert shown["baseline_mg_dl"] == pytest.approx(95.0)
    assert shown["peak_rise_mg_dl"] == pytest.approx(60.0, abs=1)
    assert shown["time_to_peak_min"] == pytest.approx(90.0, abs=5)
    assert shown["iauc_mg_dl_min"] == pytest.approx(
        60 * 180 / 2, rel=0.01
    )  # half of height times length: a sine squared
    assert re.search(r'<text class="meal"[^>]*>A</text>', client.get("/glucose?day=2025-03-03").text)
    meal(client, "2025-03-03", "12:30", "", meal_id=meal_id)
    (moved,) = client.get("/glucose.json?day=2025-03-03").json()["meals"]
    assert (moved["minute"], moved["meal"]["carbs_g"]) == (750.0, None)
    client.post(f"/glucose/meals/{meal_id}/remove")
    assert client.get("/glucose.json?day=2025-03-03").json()["meals"] == []
    assert client.get(f"/glucose/meals/{meal_id}").status_code == 404


def test_meals_close_to_each_other_are_said_to_overlap(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 2)))
    meal(client, "2025-03-03", "08:00")
    meal(client, "2025-03-03", "10:00")
    assert "another meal within 3 h" in client.get("/glucose?day=2025-03-03").text


def test_a_clock_without_a_zone_keeps_its_wall_time_and_its_meals(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 2), zoned=False))
    meal(client, "2025-03-03", "08:00")
    (shown,) = client.get("/glucose.json?day=2025-03-03").json()["meals"]
    assert shown["peak_rise_mg_dl"] == pytest.approx(60.0, abs=1)


def test_the_unit_is_the_one_that_was_chosen(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 1)))
    assert ">95<" in client.get("/glucose").text
    client.post("/glucose/unit", data={"unit": "mmol/L"})
    page = client.get("/glucose").text
    assert ">5.3<" in page
    assert "mg/dL</th>" not in page


def test_a_session_lies_on_its_day_beside_the_curve(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 2)))
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        for _ in range(30):
            now.go_on(1.2)
            window.say("tap")
    client.post(f"{address}/finish")
    (shown,) = client.get("/glucose.json").json()["sessions"]
    assert shown["bout"]["n_reps"] == 30
    assert shown["minute"] == pytest.approx(9.5 * 60, abs=2)
    assert shown["bout"]["energy_from"] == "usual height"
    assert shown["bout"]["energy_kj"]["low"] < shown["bout"]["energy_kj"]["mid"] < shown["bout"]["energy_kj"]["high"]
    assert 'class="session"' in client.get("/glucose").text


@pytest.mark.parametrize(
    "changes", [{"carbs_g": "-5"}, {"carbs_g": "5000"}, {"day": "yesterday"}, {"clock": "25:00"}, {"name": "x" * 200}]
)
def test_a_meal_that_cannot_be_is_a_sentence(client: TestClient, changes: dict[str, str]) -> None:
    form = {"meal_id": str(uuid4()), "day": "2025-03-03", "clock": "08:00", "carbs_g": "50", **changes}
    answer = client.post("/glucose/meals", data=form)
    assert answer.status_code == 422
    assert "<h1>" in answer.text
    assert client.get("/glucose.json?day=2025-03-03").json()["meals"] == []


def test_an_upload_nobody_decided_on_is_forgotten_after_a_day(client: TestClient, now: Now, tmp_path: Path) -> None:
    upload(client, csv(readings(now(), 1)))
    (folder,) = (tmp_path / "data" / "uploads").iterdir()
    old = (now() - timedelta(days=2)).timestamp()
    os.utime(folder, (old, old))
    upload(client, csv(readings(now(), 1)))
    assert not folder.exists()


def test_figures_speak_of_the_days_that_were_asked_for(client: TestClient, now: Now) -> None:
    empty = client.get("/glucose/figures")
    assert "There are no readings yet" in empty.text
    early = [(at - timedelta(days=10), 300.0) for at, _ in readings(now(), 10)]
    brought_in(client, csv([*early, *readings(now(), 10)]))
    week = client.get("/glucose/figures.json?days=7").json()
    assert (week["n"], week["metrics"]["above_250_pct"]) == (7 * 288, 0.0)
    month = client.get("/glucose/figures.json?days=30").json()
    assert (month["n"], month["metrics"]["above_250_pct"]) == (20 * 288, 50.0)
    assert sum(share["percent"] for share in month["shares"]) == pytest.approx(100.0)
    assert any("under two weeks" in told for told in week["warnings"])
    assert month["warnings"] == []
    assert "50.0" in client.get("/glucose/figures?days=30").text


def test_half_a_day_has_figures_and_no_usual_day(client: TestClient, now: Now) -> None:
    brought_in(client, csv(readings(now(), 0.2)))
    page = client.get("/glucose/figures")
    assert page.status_code == 200
    assert "Too few readings for a picture" in page.text


def started(client: TestClient, **changes: str) -> tuple[int, str]:
    form = {"session_id": str(uuid4()), "exercise": "soleus-push-up", "how": "tap", "cadence_per_min": "50", **changes}
    answer = client.post("/sessions", data=form, follow_redirects=False)
    return answer.status_code, answer.text


def with_insulin(client: TestClient) -> None:
    client.post("/setup/equipment", data={"medication": ["insulin"]})


def test_a_fresh_low_closes_the_session_of_whoever_takes_insulin_and_opens_it_again(
    client: TestClient, now: Now
) -> None:
    with_insulin(client)
    brought_in(client, csv([(at, 62.0) for at, _ in readings(now(), 0.5)]))
    page = client.get("/glucose/before").text
    assert "62 mg/dL, 0 min ago" in page
    assert "Not now." in page
    status, text = started(client)
    assert status == 422
    assert "fast carbohydrate" in text
    assert started(client, glucose="120")[0] == 303  # measured again by hand
    now.go_on(3600)
    stale = client.get("/glucose/before").text
    assert "60 minutes old: too old to say" in stale
    assert "was low (62 mg/dL) 60 minutes ago" in stale
    assert started(client)[0] == 303  # nothing fresh says otherwise; the warning stands on the page
    assert started(client, glucose="62")[0] == 422


def test_a_typed_value_is_in_the_unit_of_the_person(client: TestClient) -> None:
    with_insulin(client)
    client.post("/glucose/unit", data={"unit": "mmol/L"})
    assert started(client, glucose="6.5")[0] == 303
    status, text = started(client, glucose="3.4")
    assert status == 422
    assert "3.4 mmol/L" in text


def test_high_glucose_waits_for_ketones(client: TestClient) -> None:
    with_insulin(client)
    assert started(client, glucose="260")[0] == 422
    assert started(client, glucose="260", ketones="none")[0] == 303
    assert started(client, glucose="260", ketones="moderate")[0] == 422


def test_without_such_a_medicine_nothing_is_asked_and_only_a_clear_low_blocks(client: TestClient, now: Now) -> None:
    assert 'name="glucose"' not in client.get("/glucose/before", headers={"HX-Request": "true"}).text
    assert started(client)[0] == 303
    brought_in(client, csv([(at, 50.0) for at, _ in readings(now(), 0.5)]))
    assert started(client)[0] == 422


def test_the_start_page_holds_no_value_of_the_person(client: TestClient, now: Now) -> None:
    """It may be kept by the browser for offline use; glucose comes beside it and is never kept."""
    with_insulin(client)
    brought_in(client, csv([(at, 62.0) for at, _ in readings(now(), 0.5)]))
    assert "62" not in re.sub(r"[0-9a-f-]{36}|[-.][0-9a-zA-Z]{8}\.|d=\"[^\"]*\"", "", client.get("/sessions/new").text)
    assert client.get("/glucose/before").headers["cache-control"] == "no-store"


def test_today_knows_a_fresh_low(client: TestClient, now: Now) -> None:
    with_insulin(client)
    brought_in(client, csv([(at, 62.0) for at, _ in readings(now(), 0.5)]))
    assert client.get("/today.json").json()["plan"]["items"] == []
    assert "Glucose is 62 mg/dL" in client.get("/").text
