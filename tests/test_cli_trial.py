"""`soleus trial` and `soleus simulate meal` as a user meets them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from soleus.store.records import DoneSet
from soleus.workspace import sessions
from soleus.workspace.export import export_everything
from soleus.workspace.place import open_workspace
from tests.test_cli import soleus  # noqa: F401 (a fixture)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "trial.csv"
    pairs = [(4000, 2900), (4200, 3100), (3900, 2800), (4100, 3050), (3800, 2600), (4050, 2950), (4150, 3000)]
    rows = [f"{k},control,{a}\n{k},push-ups,{b}" for k, (a, b) in enumerate(pairs, start=1)]
    path.write_text("pair,condition,value\n" + "\n".join(rows) + "\n")
    return path


def asked(soleus, *args: object) -> dict:  # noqa: F811
    code, out, err = soleus(*args, "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert "NaN" not in out
    return json.loads(out)


def test_a_verdict_with_every_key_of_the_contract(soleus, table) -> None:  # noqa: F811
    answer = asked(soleus, "trial", "analyse", table)
    assert set(answer) >= {"n_pairs", "ratio", "ci95", "p_sign_flip", "posterior", "verdict"}
    assert set(answer["posterior"]) >= {"median", "ci95", "p_lower", "p_lower_by_15pct"}
    assert (answer["n_pairs"], answer["verdict"]) == (7, "lower")
    assert answer["p_sign_flip"] == pytest.approx(2 / 2**7)
    assert asked(soleus, "trial", "analyse", table, "--planned-pairs", "12")["verdict"] == "cannot tell"


def test_a_verdict_is_a_sentence_and_a_picture(soleus, table, tmp_path) -> None:  # noqa: F811
    code, out, _ = soleus("trial", "analyse", table, "--plot", tmp_path / "trial.svg")
    assert code == 0
    assert "With push-ups it was 28 % lower" in out
    assert "the person knew" in out
    assert (tmp_path / "trial.svg").read_bytes().startswith(b"<?xml")


def test_pairs_needed_from_a_cv_and_from_one_s_own_meals(soleus, tmp_path) -> None:  # noqa: F811
    assert asked(soleus, "trial", "power", "--cv", "0.37", "--fall", "0.3")["n_pairs"] == 20
    assert [row["n_pairs"] for row in asked(soleus, "trial", "power", "--cv", "0.25")["table"]] == [40, 11, 5]
    meals = tmp_path / "meals.csv"
    meals.write_text("meal,value\noats,3000\noats,3600\noats,4200\nrice,2000\nrice,2400\n")
    answer = asked(soleus, "trial", "power", "--meals", meals, "--fall", "0.3")
    assert answer["n_meals"] == 5
    assert answer["cv"] == pytest.approx(0.1550, abs=1e-4)
    assert answer["cv_ci95"][0] < answer["cv"] < answer["cv_ci95"][1]


def test_a_plan_keeps_its_seed_and_writes_its_calendar(soleus, tmp_path) -> None:  # noqa: F811
    calendar = tmp_path / "plan.ics"
    plan = asked(soleus, "trial", "plan", "--pairs", "4", "--start", "2026-03-02", "--ical", calendar)
    again = asked(soleus, "trial", "plan", "--pairs", "4", "--start", "2026-03-02", "--seed", plan["seed"])
    assert plan["schedule"] == again["schedule"]
    assert calendar.read_bytes().count(b"BEGIN:VEVENT\r\n") == 8
    assert "pair  4" in soleus("trial", "plan", "--pairs", "4", "--seed", "1")[1]


def test_a_meal_with_every_key_of_the_contract(soleus) -> None:  # noqa: F811
    answer = asked(soleus, "simulate", "meal", "--carbs-g", "75", "--preset", "prediabetes", "--push-ups", "0-180")
    assert set(answer) >= {
        "time_min", "glucose_mg_dl", "insulin_pmol_l", "iauc_change_frac", "insulin_iauc_change_frac",
        "mean_fall_60_120_mg_dl", "assumptions",
    }  # fmt: skip
    assert len(answer["time_min"]) == len(answer["glucose_mg_dl"]["push_ups"]) == 181
    assert abs(answer["mass_balance"]["push_ups"]["residual_g"]) < 1e-6
    assert asked(soleus, "simulate", "meal", "--carbs-g", "0")["iauc_change_frac"] is None


def test_a_simulation_says_that_it_is_one_on_the_page_and_in_the_picture(soleus, tmp_path) -> None:  # noqa: F811
    picture = tmp_path / "meal.svg"
    code, out, _ = soleus("simulate", "meal", "--push-ups", "0-20,60-80", "--people", "50", "--plot", picture)
    assert code == 0
    assert "Simulated, not measured" in out
    assert "nobody has measured this" in out
    assert "50 people who differ" in out
    assert picture.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["trial", "power"], 2, "--cv"),
        (["trial", "power", "--cv", "-1", "--fall", "0.3"], 2, "--cv"),
        (["trial", "power", "--cv", "0.3", "--fall", "0"], 2, "--fall"),
        (["trial", "power", "--meals", "absent.csv"], 2, "absent.csv"),
        (["trial", "plan", "--pairs", "0"], 2, "--pairs"),
        (["trial", "plan", "--pairs", "3", "--start", "2026-02-30"], 2, "--start"),
        (["trial", "plan", "--pairs", "3", "--start", "9999-12-30"], 2, "--start"),
        (["trial", "plan", "--pairs", "3", "--meal-time", "25:99"], 2, "--meal-time"),
        (["trial", "plan", "--pairs", "3", "--ical", "/nowhere/at/all.ics"], 2, "--ical"),
        (["trial", "analyse", "absent.csv"], 2, "absent.csv"),
        (["trial", "analyse", "absent.csv", "--plot", "x.docx"], 2, ".png"),
        (["simulate", "meal", "--preset", "martian"], 2, "martian"),
        (["simulate", "meal", "--push-ups", "100-20"], 2, "100-20"),
        (["simulate", "meal", "--carbs-g", "-5"], 2, "--carbs-g"),
        (["simulate", "meal", "--carbs-g", "nan"], 2, "--carbs-g"),
        (["simulate", "meal", "--people", "-1"], 2, "--people"),
        (["simulate", "meal", "--body-mass-kg", "3"], 2, "--body-mass-kg"),
    ],
)
def test_what_is_wrong_is_one_line(soleus, args, code, says) -> None:  # noqa: F811
    got, out, err = soleus(*args, "--json")
    assert (got, out, len(err.strip().splitlines())) == (code, "", 1)
    assert says in err


def timed_table(folder: Path) -> Path:
    days = [(k // 2 + 1, ("control", "push-ups")[k % 2], 4000 - 900 * (k % 2) + 10 * k, k + 2) for k in range(8)]
    rows = [f"{pair},{condition},{value},2026-03-{day:02d}T08:00:00+01:00" for pair, condition, value, day in days]
    path = folder / "timed.csv"
    path.write_text("\n".join(["pair,condition,value,time", *rows]))
    return path


def data_folder(folder: Path, days: tuple[int, ...]) -> Path:
    """A coach's data with twenty minutes of counted push-ups at ten past eight on those days of March."""
    with open_workspace(folder / "data") as workspace:
        desk = workspace.local_desk(datetime(2026, 3, 1, tzinfo=UTC))
        for day in days:
            at = datetime(2026, 3, day, 7, 10, tzinfo=UTC)
            session = sessions.start(desk, exercise="soleus-push-up", how="tap", now=at)
            done = {"n_reps": 1000, "duration_s": 1200.0, "started_at": at}
            sessions.add_set(
                desk, DoneSet(id=uuid4(), created_at=at, session_id=session.id, position=0, how="tap", **done)
            )
            sessions.finish(desk, session.id, now=at + timedelta(minutes=20))
        export_everything(desk, folder / "export.zip", now=at)
    return folder / "data"


@pytest.mark.parametrize("kind", ["data", "export.zip"])
def test_measured_push_ups_come_from_the_data_folder_or_an_export(soleus, tmp_path, kind) -> None:  # noqa: F811
    data_folder(tmp_path, (3, 5, 7))
    answer = asked(
        soleus, "trial", "analyse", timed_table(tmp_path), "--sessions", tmp_path / kind, "--planned-pairs", 4
    )
    assert (answer["n_pairs"], answer["primary"]) == (4, "as planned")
    assert answer["push_ups_without_a_measured_bout"] == ["4"]
    assert answer["as_done"]["n_pairs"] == 3
    first = next(meal for meal in answer["meals"] if (meal["pair"], meal["condition"]) == ("1", "push-ups"))
    assert (first["n_bouts"], first["minutes"], first["n_reps"]) == (1, pytest.approx(20.0), 1000)


def test_sessions_need_times_and_a_place_that_has_some(soleus, table, tmp_path) -> None:  # noqa: F811
    data_folder(tmp_path, (3,))
    for file, place, says in (
        (table, tmp_path / "data", "column time is missing"),
        (timed_table(tmp_path), tmp_path, "no data folder"),
        (timed_table(tmp_path), table, "expected an export of the coach"),
    ):
        code, out, err = soleus("trial", "analyse", str(file), "--sessions", str(place))
        assert (code, out) == (2, "")
        assert says in err
        assert err.count("\n") == 1
