"""Walks come in once, whichever file they come in as, and go out again; the week joins them with the sessions."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from soleus.errors import InputError, NotFoundError
from soleus.store.records import DoneSet
from soleus.workspace import people, recordings, sessions, walks
from soleus.workspace.place import Desk
from soleus.workspace.week import load_of_week
from tests.stores import NOW
from tests.walk.made_walks import fit, gpx, health, records, session, step_record, straight

MAY_1 = date(2025, 5, 1)  # the day of the made tracks


@pytest.fixture
def desk(desk: Desk) -> Desk:
    people.save_profile(desk, {"body_mass_kg": 75.0, "stature_m": 1.755}, now=NOW, step="person")
    return desk


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workout(begin: str, end: str, *, steps: int) -> str:
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30" durationUnit="min" '
        f'startDate="{begin}" endDate="{end}"><WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" '
        f'sum="{steps}" unit="count"/></Workout>'
    )


MONDAY = workout("2025-05-05 08:00:00 +0200", "2025-05-05 08:30:00 +0200", steps=3000)
TUESDAY = workout("2025-05-06 08:00:00 +0200", "2025-05-06 08:30:00 +0200", steps=2000)


def brought_in(desk: Desk, *paths: Path) -> list[str]:
    found = walks.look(desk, paths, now=NOW)
    walks.bring_in(desk, found, now=NOW)
    return [one.status for one in found]


def test_looking_stores_nothing_and_says_what_would_come(desk: Desk, tmp_path: Path) -> None:
    (found,) = walks.look(desk, [file(tmp_path, "a.gpx", gpx(straight(200)))], now=NOW)
    assert found.status == "new"
    assert found.outing is not None
    assert found.outing.distance_m == pytest.approx(199 * 5.0, rel=0.01)
    assert found.outing.started_at.isoformat() == "2025-05-01T00:00:00+00:00"
    assert walks.outings(desk) == []


def test_a_walk_is_kept_with_its_dose_and_the_method_of_it(desk: Desk, tmp_path: Path) -> None:
    body = records(600) + session(strides=550, metres=750, seconds=600)
    brought_in(desk, file(tmp_path, "a.fit", fit(body)))
    (outing,) = walks.outings(desk)
    assert outing.n_steps == 1100
    assert "fixed arm of 5 cm" in str(outing.dose["achilles_method"])
    assert outing.method["name"] == "track"
    assert outing.version != ""


def test_the_same_file_under_another_name_comes_in_once(desk: Desk, tmp_path: Path) -> None:
    one = file(tmp_path, "a.gpx", gpx(straight(200)))
    two = file(tmp_path, "b.gpx", gpx(straight(200)))
    assert brought_in(desk, one, two) == ["new", "known"]
    assert brought_in(desk, two) == ["known"]
    assert len(walks.outings(desk)) == 1


def test_the_same_walk_from_another_device_is_not_counted_twice(desk: Desk, tmp_path: Path) -> None:
    later = [(lat, lon, ele, time) for lat, lon, ele, time in straight(230)[20:]]
    assert brought_in(desk, file(tmp_path, "watch.gpx", gpx(straight(200)))) == ["new"]
    (found,) = walks.look(desk, [file(tmp_path, "phone.gpx", gpx(later, sport="walking"))], now=NOW)
    assert found.status == "same time"
    assert "another walk of that time" in found.message


def test_a_walk_right_after_another_is_another(desk: Desk, tmp_path: Path) -> None:
    points = straight(400)
    both = [file(tmp_path, "a.gpx", gpx(points[:200])), file(tmp_path, "b.gpx", gpx(points[200:]))]
    assert brought_in(desk, *both) == ["new", "new"]


def test_a_batch_that_came_in_twice_at_once_is_kept_once(desk: Desk, tmp_path: Path) -> None:
    found = walks.look(desk, [file(tmp_path, "a.gpx", gpx(straight(200)))], now=NOW)
    walks.bring_in(desk, found, now=NOW)
    again = walks.bring_in(desk, [replace(one, outing=replace(one.outing, id=uuid4())) for one in found], now=NOW)  # type: ignore[type-var]
    assert again.n_new == 0
    assert len(walks.outings(desk)) == 1


def test_an_export_of_many_workouts_gives_each_and_next_months_only_the_new_ones(desk: Desk, tmp_path: Path) -> None:
    assert brought_in(desk, file(tmp_path, "april.xml", health(MONDAY))) == ["new"]
    assert brought_in(desk, file(tmp_path, "may.xml", health(MONDAY + TUESDAY))) == ["known", "new"]
    assert brought_in(desk, file(tmp_path, "june.xml", health(MONDAY + TUESDAY + " "))) == ["known", "known"]
    assert [one.n_steps for one in walks.outings(desk)] == [3000, 2000]


def test_each_workout_takes_its_own_records(desk: Desk, tmp_path: Path) -> None:
    bare = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30" durationUnit="min" '
        'startDate="2025-05-0{0} 08:00:00 +0000" endDate="2025-05-0{0} 08:30:00 +0000"/>'
    )
    counted = [
        step_record("watch", f"2025-05-0{day} 08:10:00 +0000", f"2025-05-0{day} 08:20:00 +0000", 100 * day)
        for day in (1, 2, 3)
    ]
    brought_in(desk, file(tmp_path, "e.xml", health("".join(counted) + bare.format(1) + bare.format(3))))
    assert [one.n_steps for one in walks.outings(desk)] == [100, 300]


def test_steps_of_years_without_a_workout_are_refused(desk: Desk, tmp_path: Path) -> None:
    counted = step_record("phone", "2025-05-01 08:00:00 +0000", "2025-05-01 09:00:00 +0000", 4000)
    (found,) = walks.look(desk, [file(tmp_path, "e.xml", health(counted))], now=NOW)
    assert found.status == "failed"
    assert "no walk among its workouts" in found.message


def test_a_file_that_fails_stops_no_other_and_says_why(desk: Desk, tmp_path: Path) -> None:
    bad, good = file(tmp_path, "bad.fit", b"\x0e\x10 no"), file(tmp_path, "good.gpx", gpx(straight(200)))
    found = walks.look(desk, [bad, good, tmp_path / "none.gpx"], now=NOW)
    assert [one.status for one in found] == ["failed", "new", "failed"]
    assert all("\n" not in one.message and one.message for one in found if one.status == "failed")
    batch = walks.bring_in(desk, found, now=NOW)
    assert (batch.n_new, batch.n_failed) == (1, 2)


def test_a_walk_without_a_date_takes_the_one_that_is_given(desk: Desk, tmp_path: Path) -> None:
    points = [(lat, lon, ele, None) for lat, lon, ele, _ in straight(200)]
    day = datetime(2026, 2, 20, 12, tzinfo=NOW.tzinfo)
    path = file(tmp_path, "planned.gpx", gpx(points))  # type: ignore[arg-type]
    (given,) = walks.look(desk, [path], now=NOW, walked_at=day)
    (silent,) = walks.look(desk, [path], now=NOW)
    assert given.outing is not None
    assert given.outing.local_date == date(2026, 2, 20)
    assert silent.outing is not None
    assert silent.outing.local_date == NOW.date()
    assert "does not say when" in silent.message


def test_an_import_can_be_taken_back_and_brought_in_again(desk: Desk, tmp_path: Path) -> None:
    path = file(tmp_path, "a.gpx", gpx(straight(200)))
    batch = walks.bring_in(desk, walks.look(desk, [path], now=NOW), now=NOW)
    recordings.undo(desk, batch.id, now=NOW)
    assert walks.outings(desk) == []
    assert brought_in(desk, path) == ["new"]
    (outing,) = walks.outings(desk)
    walks.remove(desk, outing.id, now=NOW)
    assert walks.outings(desk) == []
    with pytest.raises(NotFoundError):
        walks.remove(desk, outing.id, now=NOW)


def test_nobody_sees_the_walks_of_another(desk: Desk, other_desk: Desk, tmp_path: Path) -> None:
    path = file(tmp_path, "a.gpx", gpx(straight(200)))
    brought_in(desk, path)
    assert walks.outings(other_desk) == []
    assert brought_in(other_desk, path) == ["new"]


def test_too_many_files_are_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at most"):
        walks.look(desk, [tmp_path / str(k) for k in range(walks.MOST_FILES + 1)], now=NOW)


def did(desk: Desk, exercise: str, reps: int, *, day: datetime, dose: dict[str, object] | None = None) -> None:
    begun = sessions.start(desk, exercise=exercise, how="tap", now=day)
    done = DoneSet(id=uuid4(), created_at=day, session_id=begun.id, position=0, how="tap", n_reps=reps)
    sessions.add_set(desk, done)
    sessions.finish(desk, begun.id, now=day, changes={"dose": dose} if dose else {})


def test_the_week_adds_raises_and_steps_of_one_basis(desk: Desk, tmp_path: Path) -> None:
    body = records(600, start=1_115_000_000) + session(strides=550, metres=750, seconds=600)
    path = file(tmp_path, "a.fit", fit(body))
    brought_in(desk, path)
    day = walks.outings(desk)[0].started_at
    did(desk, "soleus-push-up", 100, day=day)
    week = load_of_week(desk, until=day.date(), now=day + timedelta(hours=3))
    stack = week.stack("fixed arm")
    raises, walking = (sum(stack.mid_bw[k]) for k in (0, 1))
    # 0.104 body weights on the forefoot, 0.29 at the tendon (docs of the plan); 3.4 to 3.6 a step of one leg
    assert raises == pytest.approx(29.0, rel=0.02)
    assert walking == pytest.approx(550 * 3.5, rel=0.03)
    assert stack.total_bw.mid == pytest.approx(raises + walking)
    assert len(stack.methods) == 2
    assert stack.total_bw.low < stack.total_bw.mid < stack.total_bw.high


def test_a_modelled_load_stands_beside_and_is_never_added(desk: Desk) -> None:
    dose: dict[str, object] = {
        "achilles_peak_n": 735.0,
        "achilles_peak_bw": 1.0,
        "reps": {"achilles_peak_n": [735.0, 367.5], "count": [3, 2]},
    }
    did(desk, "soleus-push-up", 5, day=NOW, dose=dose)
    week = load_of_week(desk, until=NOW.date(), now=NOW)
    assert week.stack("muscle model").total_bw.mid == pytest.approx(4.0)
    assert week.stack("fixed arm").total_bw.mid == pytest.approx(5 * 0.29, rel=0.02)
    assert week.stack("muscle model").methods != week.stack("fixed arm").methods


def test_what_has_no_load_is_named_and_not_zero(desk: Desk, tmp_path: Path) -> None:
    did(desk, "two-leg-hop", 20, day=NOW)
    week = load_of_week(desk, until=NOW.date(), now=NOW)
    assert week.stack("fixed arm").is_empty
    assert len(week.unknown) == 1
    assert "no load for it is known" in week.unknown[0]


def test_the_week_has_seven_days_and_nothing_of_the_eighth(desk: Desk) -> None:
    for k in range(10):
        did(desk, "soleus-push-up", 10, day=NOW - timedelta(days=k))
    stack = load_of_week(desk, until=NOW.date(), now=NOW).stack("fixed arm")
    assert sum(stack.n_loads[0]) == 70
    earlier = load_of_week(desk, until=NOW.date() - timedelta(days=7), now=NOW).stack("fixed arm")
    assert sum(earlier.n_loads[0]) == 30


def test_of_single_leg_sets_the_leg_that_did_more_counts(desk: Desk) -> None:
    begun = sessions.start(desk, exercise="standing-calf-raise", how="tap", now=NOW)
    for position, (side, reps) in enumerate([("left", 8), ("right", 12)]):
        sessions.add_set(
            desk,
            DoneSet(
                id=uuid4(), created_at=NOW, session_id=begun.id, position=position, how="tap", n_reps=reps,
                side="left" if side == "left" else "right",
            ),
        )  # fmt: skip
    sessions.finish(desk, begun.id, now=NOW)
    assert sum(load_of_week(desk, until=NOW.date(), now=NOW).stack("fixed arm").n_loads[0]) == 12
