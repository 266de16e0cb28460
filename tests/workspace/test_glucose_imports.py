"""Glucose in the store: meals of an export come and go with it, nothing of one account shows in another's."""

import io
from datetime import datetime
from uuid import uuid4

import pytest

from soleus.errors import InputError, NotFoundError
from soleus.glucose.table import read_table, write_table
from soleus.store.glucose import Meal
from soleus.workspace import glucose_imports, glucose_readings, recordings
from soleus.workspace.deletion import delete_everything
from soleus.workspace.export import export_everything
from soleus.workspace.intray import new_tray
from soleus.workspace.place import Desk, Workspace
from tests.glucose.exports import libreview, stamps
from tests.stores import NOW
from tests.web.made_glucose import csv, readings


def received(desk: Desk, content: bytes, name: str = "export.csv"):
    tray = new_tray(desk)
    tray.put(name, io.BytesIO(content))
    return glucose_imports.receive(desk, tray)


def libre(hours: int = 12) -> bytes:
    """LibreView with a meal at its fourth reading."""
    times = stamps(4 * hours, datetime(2026, 2, 19), 15.0)
    return libreview(times, [100 + k % 30 for k in range(len(times))]).encode()


def test_meals_of_an_export_come_with_it_once_and_go_with_it(desk: Desk) -> None:
    batch = glucose_imports.bring_in(desk, received(desk, libre(), "libre.csv"), now=NOW)
    meals = glucose_readings.meals(desk)
    assert [(meal.local(meal.eaten_at).strftime("%H:%M"), meal.carbs_g) for meal in meals] == [("00:45", 30.0)]
    longer = glucose_imports.bring_in(desk, received(desk, libre(20), "longer.csv"), now=NOW)
    assert len(glucose_readings.meals(desk)) == 1
    by_hand = glucose_readings.keep_meal(desk, day=NOW.date(), clock=NOW.time(), carbs_g=None, name="by hand", now=NOW)
    recordings.undo(desk, longer.id, now=NOW)
    recordings.undo(desk, batch.id, now=NOW)
    assert glucose_readings.meals(desk) == [by_hand]
    assert glucose_readings.stored_readings(desk) is None


def test_no_upload_and_no_reading_of_one_account_is_another_s(desk: Desk, other_desk: Desk) -> None:
    mine = received(desk, csv(readings(NOW, 1)))
    for act in (glucose_imports.look, glucose_imports.look_again):
        with pytest.raises(NotFoundError):
            act(other_desk, mine)
    glucose_imports.forget(other_desk, mine)
    glucose_imports.bring_in(desk, mine, now=NOW)
    assert glucose_readings.stored_readings(other_desk) is None
    assert glucose_imports.batches(other_desk) == []


def test_bringing_in_twice_stores_once(desk: Desk) -> None:
    first, second = (received(desk, csv(readings(NOW, 1))) for _ in range(2))
    glucose_imports.bring_in(desk, first, now=NOW)
    with pytest.raises(NotFoundError):
        glucose_imports.bring_in(desk, first, now=NOW)
    glucose_imports.bring_in(desk, second, now=NOW)
    found = glucose_readings.stored_readings(desk)
    assert found is not None
    assert len(found.trace()) == 288
    again = received(desk, csv(readings(NOW, 1)))
    with pytest.raises(InputError, match="here already"):
        glucose_imports.bring_in(desk, again, now=NOW)


def test_deleting_an_account_leaves_no_upload_and_no_reading(workspace: Workspace, desk: Desk) -> None:
    glucose_imports.bring_in(desk, received(desk, csv(readings(NOW, 1))), now=NOW)
    received(desk, csv(readings(NOW, 2)))
    delete_everything(desk, now=NOW)
    root = workspace.folder.root
    assert list(root.glob("uploads/*")) == []
    assert list(root.glob("signals/*/*")) == []


def test_an_export_of_everything_holds_the_readings_and_the_meals(desk: Desk, tmp_path) -> None:
    glucose_imports.bring_in(desk, received(desk, libre(), "libre.csv"), now=NOW)
    written = export_everything(desk, tmp_path / "all.zip", now=NOW)
    assert (written.counts["meals"], written.counts["signals"], written.missing) == (1, 1, ())


def test_readings_come_back_from_their_file_as_they_went_in(desk: Desk, tmp_path) -> None:
    glucose_imports.bring_in(desk, received(desk, libre(), "libre.csv"), now=NOW)
    found = glucose_readings.stored_readings(desk)
    assert found is not None
    with (tmp_path / "x.parquet").open("wb") as file:
        write_table(found, file)
    back = read_table(tmp_path / "x.parquet")
    assert back.zoned == found.zoned
    for name in ("time_s", "utc_offset_s", "glucose_mg_dl", "flags"):
        assert (getattr(back, name) == getattr(found, name)).all()
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="restore it from a backup"):
        read_table(tmp_path / "bad.parquet")


def test_a_name_cannot_leave_its_folder(desk: Desk) -> None:
    for name in ("../../evil.csv", "..", "look.json", "", "a\x00b.csv", "C:\\x\\export.csv", "x" * 500):
        seen = glucose_imports.look(desk, received(desk, csv(readings(NOW, 1)), name))
        assert seen.answer == "ready"
        assert "/" not in seen.name
    assert list(desk.workspace.folder.root.glob("*.csv")) == []


def test_a_meal_that_nobody_eats_is_refused() -> None:
    with pytest.raises(InputError, match="carbs_g"):
        Meal(id=uuid4(), created_at=NOW, eaten_at=NOW, carbs_g=-1.0)
    with pytest.raises(InputError, match="offset"):
        Meal(id=uuid4(), created_at=NOW, eaten_at=NOW.replace(tzinfo=None))
