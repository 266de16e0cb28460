"""Sessions beside meals: what lies in the 3 h counts, what reaches out counts in part."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError
from soleus.glucose.bouts import Bout, Energy, push_ups_after, read_bouts
from soleus.glucose.readings import LoggedMeal

MEAL = LoggedMeal(time_s=1_000_000.0, utc_offset_s=3600.0, zoned=True)
KJ = Energy(low=10.0, mid=20.0, high=40.0)


def bout(start_min: float, minutes: float, n_reps: int | None = 100, energy: Energy | None = KJ) -> Bout:
    start_s = MEAL.time_s + 60.0 * start_min
    return Bout(
        start_s=start_s,
        utc_offset_s=3600.0,
        minutes=minutes,
        exercise="soleus-push-up",
        n_reps=n_reps,
        energy_kj=energy,
    )


def test_bouts_after_a_meal_add_up() -> None:
    found = push_ups_after(MEAL, [bout(10, 20), bout(60, 20), bout(-60, 20), bout(200, 20)])
    assert (found.n_bouts, found.minutes, found.n_reps) == (2, 40.0, 200)
    assert found.energy_kj == Energy(low=20.0, mid=40.0, high=80.0)


@pytest.mark.parametrize(("start_min", "inside"), [(-10, 10.0), (170, 10.0), (-20, 0.0), (180, 0.0)])
def test_a_bout_that_reaches_out_counts_in_part(start_min: float, inside: float) -> None:
    found = push_ups_after(MEAL, [bout(start_min, 20)])
    assert found.minutes == pytest.approx(inside)
    assert found.n_reps == round(100 * inside / 20)


def test_what_is_not_known_of_one_bout_is_not_known_of_all() -> None:
    found = push_ups_after(MEAL, [bout(0, 10), bout(20, 10, None, None)])
    assert (found.minutes, found.n_reps, found.energy_kj) == (20.0, None, None)


def test_a_meal_without_a_zone_is_compared_on_the_wall_clock() -> None:
    wall = LoggedMeal(time_s=MEAL.time_s + 3600.0, zoned=False)
    assert push_ups_after(wall, [bout(10, 20)]).minutes == pytest.approx(20.0)


@given(st.lists(st.tuples(st.floats(-300, 300), st.floats(0.2, 300)), max_size=6))
def test_never_more_minutes_than_were_done(rows: list[tuple[float, float]]) -> None:
    found = push_ups_after(MEAL, [bout(start, minutes) for start, minutes in rows])
    assert 0.0 <= found.minutes <= sum(minutes for _, minutes in rows) + 1e-6


def exported(path: Path, **changes: object) -> Path:
    session = {
        "id": "s1", "exercise": "soleus-push-up", "state": "finished", "started_at": "2026-03-02T07:10:00+00:00",
        "created_at": "2026-03-02T07:09:00+00:00", "utc_offset_min": 60,
        "dose": {"energy_total_kj": {"low": 1.0, "mid": 2.0, "high": 3.0}}, **changes,
    }  # fmt: skip
    facts = {
        "format": "soleus-export",
        "sessions": [session],
        "sets": [
            {"session_id": "s1", "n_reps": 300, "duration_s": 360.0},
            {"session_id": "s1", "n_reps": 200, "duration_s": 240.0},
        ],
    }
    path.write_text(json.dumps(facts))
    return path


def test_an_export_gives_its_sessions_as_bouts(tmp_path: Path) -> None:
    (found,) = read_bouts(exported(tmp_path / "export.json"))
    assert (found.minutes, found.n_reps, found.utc_offset_s, found.energy_from) == (10.0, 500, 3600.0, "measured")
    assert found.energy_kj == Energy(low=1.0, mid=2.0, high=3.0)
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.write(tmp_path / "export.json", "export.json")
    assert read_bouts(tmp_path / "e.zip") == [found]


@pytest.mark.parametrize(
    "changes", [{"state": "running"}, {"exercise": "walking-on-toes-nowhere"}, {"state": "deleted"}]
)
def test_what_is_not_finished_or_no_heel_raise_is_no_bout(tmp_path: Path, changes: dict[str, str]) -> None:
    assert read_bouts(exported(tmp_path / "export.json", **changes)) == []


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"format": "soleus-export"}', "\x00", "[" * 100_000,
                                  '{"format":"soleus-export","sessions":[{"id":1,"state":"finished"}],"sets":[]}',
                                  '{"format":"soleus-export","sessions":[7],"sets":[]}',
                                  '{"format":"soleus-export","sessions":[],"sets":[7]}'])  # fmt: skip
def test_anything_else_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(InputError) as raised:
        read_bouts(tmp_path / "x.json")
    assert "\n" not in str(raised.value)
