"""The sample: one invented person, the same for the same day, in a folder of its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from soleus.store.entries import Soreness
from soleus.workspace import care, diary, glucose_readings, heel_raise_tests, reminders, sessions
from soleus.workspace.place import Desk, Workspace
from soleus.workspace.sample import sample_workspace
from tests.stores import NOW


def seen(desk: Desk) -> object:
    """What the person did and said, without ids and hashes."""
    tests = [leg for one in heel_raise_tests.occasions(desk) for leg in one.legs]
    return (
        sessions.history(desk),
        [replace(leg, id=UUID(int=0)) for leg in tests],
        diary.entries(desk, Soreness),
        [(meal.eaten_at, meal.carbs_g) for meal in glucose_readings.meals(desk)],
        reminders.all_of(desk),
    )


@pytest.fixture(scope="module")
def sample() -> Workspace:
    with sample_workspace(NOW) as workspace:
        yield workspace


def test_it_holds_months_of_measured_sessions_and_everything_else(sample: Workspace) -> None:
    desk = sample.local_desk(NOW)
    found = sessions.history(desk)
    assert len(found) > 60
    assert found[-1].session.local_date >= (NOW - timedelta(days=4)).date()
    assert NOW - found[0].session.created_at > timedelta(days=100)
    heights = [height for one in found for done in one.sets for height in done.heel_raise_height_m]
    assert len(heights) > 5000
    assert all(height is not None and 0.02 < height < 0.15 for height in heights)
    assert len(heel_raise_tests.occasions(desk)) == 5
    assert all(len(one.legs) == 2 for one in heel_raise_tests.occasions(desk))
    readings = glucose_readings.stored_readings(desk)
    assert readings is not None
    assert len(readings.glucose_mg_dl) == 14 * 288
    assert 60 < readings.glucose_mg_dl.min() < readings.glucose_mg_dl.max() < 300
    assert len(reminders.all_of(desk)) == 3


def test_the_plan_can_be_made_of_it(sample: Workspace) -> None:
    plan = care.next_session(sample.local_desk(NOW), now=NOW)
    assert plan is not None
    assert plan.items
    assert plan.decision != "stop"


def test_the_weaker_leg_comes_closer(sample: Workspace) -> None:
    found = heel_raise_tests.occasions(sample.local_desk(NOW))
    first, last = (heel_raise_tests.report(sample.local_desk(NOW), one.id, now=NOW) for one in (found[0], found[-1]))
    assert first.symmetry is not None
    assert last.symmetry is not None
    assert first.symmetry.weaker_by_work == "right"
    assert last.symmetry.work_frac > first.symmetry.work_frac


def test_the_same_day_gives_the_same_person_and_another_seed_another(sample: Workspace) -> None:
    again_at = NOW + timedelta(seconds=1)
    with sample_workspace(NOW) as again, sample_workspace(NOW, seed=8) as other:
        assert seen(again.local_desk(again_at)) == seen(sample.local_desk(again_at))
        assert seen(other.local_desk(again_at)) != seen(sample.local_desk(again_at))


LEAP = datetime(2024, 2, 29, 0, 5, tzinfo=UTC)
LATE = datetime(2025, 3, 30, 23, 55, tzinfo=timezone(timedelta(hours=-8)))


@pytest.mark.parametrize("now", [LEAP, LATE])
def test_any_day_will_do(now: datetime) -> None:
    with sample_workspace(now) as workspace:
        assert sessions.history(workspace.local_desk(now))


def test_the_persons_own_folder_and_database_are_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLEUS_DATA_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("SOLEUS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    with sample_workspace(NOW) as workspace:
        folder = workspace.folder.database.parent
        assert folder.is_dir()
        assert workspace.store.engine.dialect.name == "sqlite"
    assert not folder.exists()
    assert not (tmp_path / "mine").exists()
