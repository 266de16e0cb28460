"""A trial from its plan to its answer: fixed before the first meal, logged by meal, measured push-ups, kept looks."""

import re
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Now
from tests.web.made_glucose import csv
from tests.web.test_glucose import brought_in
from tests.web.test_pages import begin
from tests.web.test_session import Window, opened

FIRST = date(2025, 3, 5)


def planned(client: TestClient, **changes: str) -> dict[str, object]:
    form = {
        "trial_id": str(uuid4()), "n_pairs": "6", "push_up_min": "60", "meal": "drink", "carbs_g": "75",
        "meal_time": "08:00", "first_day": FIRST.isoformat(), "days_apart": "1", "outcome": "iauc_3h", **changes,
    }  # fmt: skip
    assert client.post("/glucose/trial", data=form, follow_redirects=False).status_code == 303
    return client.get("/glucose/trial.json").json()


def logged(client: TestClient, page: dict[str, object], line: dict[str, object], state: str = "done") -> None:
    form = {"pair": line["pair"], "condition": line["condition"], "state": state, "day": line["day"], "clock": "08:00"}
    answer = client.post(f"/glucose/trial/{page['trial']['id']}/log", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def curve(day: date, now: Now, rise: float) -> list[tuple[datetime, float]]:
    """A morning from seven to noon: 95 mg/dL, after eight a triangle up to ``rise`` at nine and down again at ten."""
    began = datetime.combine(day, time(7), now().tzinfo)
    rows = []
    for k in range(61):
        minute = 5.0 * k - 60.0
        rows.append(
            (began + timedelta(minutes=5 * k), round(95.0 + max(0.0, rise * (1.0 - abs(minute - 60.0) / 60.0)), 1))
        )
    return rows


def eaten_and_measured(client: TestClient, page: dict[str, object], now: Now, rises: dict[str, float]) -> None:
    """All meals eaten, with a sensor: the rise by condition, in turn a little more in the one and in the other."""
    rows = []
    for line in page["lines"]:
        more = 5.0 * ((line["pair"] + (line["condition"] == "control")) % 2)
        rows += curve(date.fromisoformat(line["day"]), now, rises[line["condition"]] + more)
        logged(client, page, line)
    brought_in(client, csv(rows))


def push_ups_at(client: TestClient, now: Now, day: date) -> None:
    """Ten minutes of tapped push-ups at half past eight."""
    before, now.at = now.at, datetime.combine(day, time(8, 30), now().tzinfo)
    address = begin(client)
    with opened(client, address) as socket:
        window = Window(socket, now)
        window.say("resume")
        for _ in range(20):
            now.go_on(30)
            window.say("tap")
    client.post(f"{address}/finish")
    now.at = before


def looked_at(client: TestClient, page: dict[str, object]) -> dict[str, object]:
    answer = client.post(f"/glucose/trial/{page['trial']['id']}/look", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client.get("/glucose/trial.json").json()


def test_before_a_trial_the_page_says_how_many_pairs_it_takes(client: TestClient) -> None:
    page = client.get("/glucose/trial.json").json()
    drink = next(row for row in page["needed"] if row["cv"] == 0.25)
    assert drink["pairs"] == [40, 11, 5]  # the table of EVIDENCE: 15, 30 and 52 %
    assert page["suggested_pairs"] == 11
    assert "Throw the coins" in client.get("/glucose/trial").text


def test_repeated_meals_give_the_persons_own_variation(client: TestClient, now: Now) -> None:
    from tests.web.test_glucose import meal

    rows = [row for k, rise in enumerate((40.0, 60.0, 50.0)) for row in curve(FIRST + timedelta(days=k), now, rise)]
    brought_in(client, csv(rows))
    for k in range(3):
        meal(client, (FIRST + timedelta(days=k)).isoformat(), "08:00")
    page = client.get("/glucose/trial.json").json()
    assert page["kinds"] == [["porridge, 50 g", 3]]
    assert page["needed"][0]["cv"] == pytest.approx(0.2, abs=0.001)  # 40, 60, 50: SD 10 of 50
    assert "your own meals" in page["needed"][0]["words"]


def test_the_plan_has_both_conditions_in_each_pair_and_stays(client: TestClient) -> None:
    page = planned(client)
    assert [line["pair"] for line in page["lines"]] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    for k in range(6):
        assert {line["condition"] for line in page["lines"][2 * k : 2 * k + 2]} == {"control", "push-ups"}
    calendar = client.get(f"/glucose/trial/{page['trial']['id']}/plan.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 12
    second = client.post(
        "/glucose/trial",
        data={"trial_id": str(uuid4()), "n_pairs": "3", "push_up_min": "5", "meal": "x", "meal_time": "08:00",
              "first_day": "2025-04-01", "days_apart": "1"},
    )  # fmt: skip
    assert second.status_code == 422
    assert client.get("/glucose/trial.json").json()["trial"]["seed"] == page["trial"]["seed"]


def test_a_strong_effect_in_all_pairs_is_called_lower_after_one_look_at_the_end(client: TestClient, now: Now) -> None:
    page = planned(client)
    eaten_and_measured(client, page, now, {"control": 60.0, "push-ups": 30.0})
    before = client.get("/glucose/trial.json").json()
    assert before["n_complete"] == 6
    assert before["answer"] is None  # nothing of the outcome before it is asked for
    answer = looked_at(client, page)["answer"]
    assert (answer["verdict"], answer["interim"], answer["n_pairs"]) == ("lower", False, 6)
    assert answer["pairs"][0][0] > answer["pairs"][0][1]
    text = client.get("/glucose/trial").text
    assert "Lower with push-ups" in text
    assert text.count('class="pair"') >= 6


def test_no_difference_cannot_tell(client: TestClient, now: Now) -> None:
    page = planned(client, n_pairs="3")
    eaten_and_measured(client, page, now, {"control": 60.0, "push-ups": 60.0})
    assert looked_at(client, page)["answer"]["verdict"] == "cannot tell"


def test_a_look_before_the_end_is_kept_and_needs_more_than_the_end(client: TestClient, now: Now) -> None:
    page = planned(client, n_pairs="12")
    rows = []
    for k, line in enumerate(page["lines"][:12]):
        rows += curve(date.fromisoformat(line["day"]), now, (60.0 if line["condition"] == "control" else 30.0) + k % 3)
        logged(client, page, line)
    brought_in(client, csv(rows))
    shown = looked_at(client, page)
    assert (shown["answer"]["interim"], shown["answer"]["verdict"]) == (True, "cannot tell")
    looks = shown["trial"]["looks"]
    assert [(look["n_pairs"], look["verdict"], look["interim"]) for look in looks] == [(6, "cannot tell", True)]
    assert "needs 100" in " ".join(shown["answer"]["details"])
    line = shown["lines"][12]
    logged(client, page, line)
    logged(client, page, shown["lines"][13])
    brought_in(client, csv([*curve(date.fromisoformat(line["day"]), now, 60.0),
                            *curve(date.fromisoformat(shown["lines"][13]["day"]), now, 60.0)]))  # fmt: skip
    assert client.get("/glucose/trial.json").json()["answer"] is None  # a new pair, and no look at it yet


def test_measured_push_ups_are_told_beside_what_was_planned(client: TestClient, now: Now) -> None:
    page = planned(client, n_pairs="4")
    eaten_and_measured(client, page, now, {"control": 60.0, "push-ups": 40.0})
    days = {(line["pair"], line["condition"]): date.fromisoformat(line["day"]) for line in page["lines"]}
    for pair in (1, 2, 3):
        push_ups_at(client, now, days[pair, "push-ups"])
    push_ups_at(client, now, days[3, "control"])
    lines = {(line["pair"], line["condition"]): line for line in client.get("/glucose/trial.json").json()["lines"]}
    assert lines[1, "push-ups"]["n_reps"] == 20
    assert lines[1, "push-ups"]["push_up_min"] == pytest.approx(10.0, abs=0.1)
    assert lines[4, "push-ups"]["note"] == "planned with push-ups, none measured"
    assert lines[3, "control"]["note"] == "planned without push-ups, some were measured"
    answer = looked_at(client, page)["answer"]
    assert answer["n_pairs"] == 4  # as planned: all of them
    told = " ".join(answer["conduct"])
    assert "none measured: pair 4" in told
    assert "push-ups measured: pair 3" in told
    assert "As done (2 pairs)" in told


def test_a_meal_that_is_removed_from_its_day_leaves_the_trial_and_can_be_logged_again(client: TestClient) -> None:
    page = planned(client)
    first = page["lines"][0]
    logged(client, page, first)
    meal_id = client.get(f"/glucose.json?day={first['day']}").json()["meals"][0]["meal"]["id"]
    client.post(f"/glucose/meals/{meal_id}/remove")
    assert client.get("/glucose/trial.json").json()["lines"][0]["state"] == "removed"
    logged(client, page, first)
    assert client.get("/glucose/trial.json").json()["lines"][0]["state"] == "done"
    logged(client, page, first, "missed")
    assert client.get("/glucose/trial.json").json()["lines"][0]["state"] == "missed"


def test_a_trial_without_readings_refuses_an_answer_in_a_sentence(client: TestClient) -> None:
    page = planned(client)
    logged(client, page, page["lines"][0])
    assert "no readings over the 3 h" in client.get("/glucose/trial").text
    answer = client.post(f"/glucose/trial/{page['trial']['id']}/look")
    assert answer.status_code == 422
    assert "two complete pairs" in answer.text


def test_an_ended_trial_takes_no_more_and_makes_room_for_another(client: TestClient, now: Now) -> None:
    page = planned(client)
    now.go_on(60)
    client.post(f"/glucose/trial/{page['trial']['id']}/end")
    form = {"pair": 1, "condition": "control", "state": "done", "day": "2025-03-05", "clock": "08:00"}
    assert client.post(f"/glucose/trial/{page['trial']['id']}/log", data=form).status_code == 422
    assert "The trial is over" in client.get("/glucose/trial").text
    assert "Throw the coins" in client.get("/glucose/trial?new=true").text
    assert planned(client)["trial"]["id"] != page["trial"]["id"]


def test_the_log_hides_the_outcome_until_it_is_looked_at(client: TestClient, now: Now) -> None:
    page = planned(client, n_pairs="2")
    eaten_and_measured(client, page, now, {"control": 60.0, "push-ups": 30.0})
    text = client.get("/glucose/trial").text
    assert not re.search(r"3[0-9]{3}|1[89][0-9]{2}\.", re.sub(r"\d{4}-\d\d-\d\d|[0-9a-f-]{36}|Seed \d+", "", text))
    assert "value" not in str(client.get("/glucose/trial.json").json()["lines"])
