"""The one repository: what goes in comes out, and the owner is enforced whatever the query."""

import dataclasses
import math
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from soleus.errors import DeniedError, InputError, NotFoundError
from soleus.store import entries, glucose, records
from soleus.store.columns import plain
from soleus.store.records import Profile, Record, Session, Target
from soleus.store.registry import KINDS, table_of
from soleus.store.rows import Rows
from soleus.store.tables import Owned
from soleus.workspace.place import Desk
from tests.stores import NOW

UTC_NOW = NOW.astimezone(UTC)
COMMON: dict[str, Any] = {"created_at": UTC_NOW, "utc_offset_min": 120}
SESSION = Session(id=uuid4(), exercise="soleus-push-up", state="finished", how="tap", target=Target(reps=5), **COMMON)
EXAMPLES: list[Record] = [
    records.Profile(id=uuid4(), body_mass_kg=75.5, equipment=("step",), settings={"voice": True, "n": [1, None]}, **COMMON),
    records.Screening(id=uuid4(), answers={"pregnancy": False, "numbness": None}, **COMMON),
    dataclasses.replace(SESSION, started_at=UTC_NOW, dose={"met": {"low": 1.5}}, notes="größer 足\n'; DROP TABLE sets; --"),
    records.DoneSet(
        id=uuid4(), session_id=SESSION.id, position=1, how="phone", n_reps=2, side="left", load_kg=2.5, started_at=UTC_NOW,
        duration_s=12.5, distance_m=3.0, peak_s=(0.5, 1.75), heel_raise_height_m=(0.05, None), concentric_s=(0.4, 0.5),
        hold_s=(0.0, 0.25), eccentric_s=(0.5, 0.5), method={"name": "prominence", "min_rise_m": 0.01},
        input_sha256="ab" * 32, version="0.1.0", **COMMON,
    ),
    records.Signal(
        id=uuid4(), sha256="ab" * 32, name="walk.csv", n_bytes=3_000_000_000, origin="imported", format="csv", sensor="imu",
        placement="thigh", side="right", session_id=SESSION.id, import_id=uuid4(), **COMMON,
    ),
    entries.HeelRaiseTest(
        id=uuid4(), side="right", n_reps=25, work_total_j=1250.0, pain_nrs=0, result={"norms": [{"median_reps": 32}]}, **COMMON
    ),
    entries.Soreness(id=uuid4(), region="soleus-medial", soreness_nrs=3, side="left", moment="before", **COMMON),
    entries.Given(
        id=uuid4(), on_date=date(2026, 3, 2), decision="hold", profile={"goal": "strength"}, answer={"items": []},
        version="0.1.0", **COMMON,
    ),
    entries.Reminder(id=uuid4(), kind="meal", channel="ntfy", at=("08:00",), delay_min=20, last_due_at=UTC_NOW, **COMMON),
    entries.ImportBatch(id=uuid4(), source="walk.csv", n_new=1, n_known=0, n_failed=2, report={"files": []}, **COMMON),
    entries.Outing(
        id=uuid4(), sha256="ef" * 32, name="walk.gpx", format="gpx", started_at=UTC_NOW, duration_s=1800.0, n_steps=3200,
        cadence_per_min=106.7, distance_m=2400.5, ascent_m=42.0, descent_m=None, n_stairs=None, toe_steps=12,
        toe_distance_m=6.5, dose={"achilles_load_bw": {"low": 1.0}}, method={"name": "track"}, warnings=("one", "zwei"),
        import_id=uuid4(), version="0.1.0", **COMMON,
    ),
    entries.AuditEntry(id=uuid4(), actor="owner", action="exported everything", object_id=uuid4(), **COMMON),
    entries.ApiToken(
        id=uuid4(), name="script", kind="api", secret_sha256="cd" * 32, scopes=("read",),
        expires_at=UTC_NOW + timedelta(days=1), **COMMON,
    ),
    MEAL := glucose.Meal(id=uuid4(), eaten_at=UTC_NOW, carbs_g=62.5, name="porridge", import_id=uuid4(), **COMMON),
    TRIAL := glucose.Trial(
        id=uuid4(), seed=7, n_pairs=11, first_day=date(2026, 3, 2), days_apart=1, meal="drink", meal_time="08:00",
        push_up_min=60, carbs_g=75.0, basis={"cv": 0.25}, looks=({"n_pairs": 3, "verdict": "cannot tell"},), **COMMON,
    ),
    glucose.TrialMeal(
        id=uuid4(), trial_id=TRIAL.id, pair=1, condition="push-ups", state="done", meal_id=MEAL.id, notes="late", **COMMON
    ),
]  # fmt: skip


def test_there_is_an_example_of_every_kind() -> None:
    assert {type(example) for example in EXAMPLES} == set(KINDS)


def test_every_kind_comes_back_as_it_went_in(desk: Desk) -> None:
    with desk.store.writing(desk.owner) as rows:
        for example in sorted(EXAMPLES, key=lambda example: not isinstance(example, Session)):
            rows.add(example)
    with desk.store.reading(desk.owner) as rows:
        for example in EXAMPLES:
            assert rows.get(type(example), example.id) == example


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_can_be_seen_changed_or_removed_by_another(desk: Desk, other_desk: Desk, kind: type[Record]) -> None:
    example = next(example for example in EXAMPLES if type(example) is kind)
    with desk.store.writing(desk.owner) as rows:
        rows.add(*(parent for parent in (SESSION, MEAL, TRIAL) if parent.id != example.id), example)
    with other_desk.store.writing(other_desk.owner) as rows:
        assert rows.find(kind, example.id) is None
        assert rows.all(kind) == []
        assert rows.all(kind, {"id": example.id}) == []
        assert rows.count(kind) == 0
        with pytest.raises(NotFoundError):
            rows.get(kind, example.id)
        if kind is not entries.AuditEntry:
            assert rows.remove(kind, {"id": example.id}) == 0
            with pytest.raises(NotFoundError):
                rows.put(example)
    with desk.store.reading(desk.owner) as rows:
        assert rows.get(kind, example.id) == example


def test_a_query_that_forgets_the_owner_is_narrowed_all_the_same(desk: Desk, other_desk: Desk) -> None:
    with desk.store.writing(desk.owner) as rows:
        rows.add(SESSION)
    table: Any = table_of(Session)
    with other_desk.store.writing(other_desk.owner) as rows:
        assert rows._session.scalars(select(table)).all() == []
        assert rows._session.execute(select(table.exercise)).all() == []
        assert rows._session.get(table, SESSION.id) is None
        assert rows._session.execute(update(table).values(notes="taken")).rowcount == 0
    with desk.store.reading(desk.owner) as rows:
        assert rows.get(Session, SESSION.id).notes == ""


def test_two_owners_that_take_turns_each_see_their_own(desk: Desk, other_desk: Desk) -> None:
    """A criterion that remembered the first owner would show here."""
    for one in (desk, other_desk):
        with one.store.writing(one.owner) as rows:
            rows.add(dataclasses.replace(SESSION, id=uuid4(), notes=str(one.owner)))
    for one in (desk, other_desk) * 3:
        with one.store.reading(one.owner) as rows:
            assert [session.notes for session in rows.all(Session)] == [str(one.owner)]


def test_the_values_of_a_field_are_those_of_its_owner(desk: Desk, other_desk: Desk) -> None:
    for one, exercises in ((desk, ("soleus-push-up", "soleus-push-up", "two-leg-hop")), (other_desk, ("toe-walking",))):
        with one.store.writing(one.owner) as rows:
            rows.add(*(dataclasses.replace(SESSION, id=uuid4(), exercise=exercise) for exercise in exercises))
    with desk.store.reading(desk.owner) as rows:
        assert rows.values(Session, "exercise") == {"soleus-push-up", "two-leg-hop"}


def test_a_row_for_another_owner_cannot_be_written(desk: Desk, other_desk: Desk) -> None:
    row = table_of(Session).of(SESSION, other_desk.known_owner)
    with pytest.raises(DeniedError), desk.store.writing(desk.owner) as rows:
        rows._session.add(row)


@pytest.mark.parametrize("owner", [None, "", 0])
def test_no_owner_is_a_refusal_and_not_everything(desk: Desk, owner: Any) -> None:
    for scope in (desk.store.reading, desk.store.writing):
        with pytest.raises(DeniedError), scope(owner):
            pass


def test_a_session_that_loses_its_owner_is_refused(desk: Desk) -> None:
    with desk.store.reading(desk.owner) as rows:
        rows._session.info.clear()
        with pytest.raises(DeniedError):
            rows.all(Session)


def test_every_table_of_the_database_is_owned_or_is_the_accounts() -> None:
    from soleus.store.registry import Base

    owned = {table.__tablename__ for table in Owned.__subclasses__()}
    assert {table.name for table in Base.metadata.sorted_tables} == owned | {"accounts"}


def test_the_audit_log_is_only_ever_added_to(desk: Desk) -> None:
    entry = next(example for example in EXAMPLES if isinstance(example, entries.AuditEntry))
    with desk.store.writing(desk.owner) as rows:
        rows.add(entry)
        with pytest.raises(DeniedError):
            rows.put(dataclasses.replace(entry, action="nothing"))
        with pytest.raises(DeniedError):
            rows.remove(entries.AuditEntry, {"id": entry.id})


def test_a_block_that_fails_leaves_nothing_behind(desk: Desk) -> None:
    def half(rows: Rows) -> None:
        rows.add(SESSION)
        raise RuntimeError

    with pytest.raises(RuntimeError), desk.store.writing(desk.owner) as rows:
        half(rows)
    with desk.store.reading(desk.owner) as rows:
        assert rows.count(Session) == 0


def test_the_newest_come_oldest_first(desk: Desk) -> None:
    with desk.store.writing(desk.owner) as rows:
        for k in range(5):
            moment = UTC_NOW + timedelta(hours=k)
            rows.add(dataclasses.replace(SESSION, id=UUID(int=k), created_at=moment))
    with desk.store.reading(desk.owner) as rows:
        assert [session.id.int for session in rows.all(Session, newest=2)] == [3, 4]
        assert [session.id.int for session in rows.all(Session, since=UTC_NOW + timedelta(hours=3))] == [3, 4]


@given(
    moment=st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2999, 1, 1)),
    offset_min=st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_keeps_its_instant_and_the_persons_wall_clock(moment: datetime, offset_min: int) -> None:
    from datetime import timezone

    from sqlalchemy.dialects import postgresql, sqlite

    from soleus.store.columns import Instant

    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset_min)))
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        kept = Instant().process_bind_param(aware, dialect)
        assert Instant().process_result_value(kept, dialect) == aware
    session = Profile(id=uuid4(), created_at=aware.astimezone(UTC), utc_offset_min=offset_min)
    assert session.local(session.created_at).replace(tzinfo=None) == moment


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="offset"):
        dataclasses.replace(SESSION, created_at=datetime(2026, 3, 1))


def test_numbers_that_are_none_become_null() -> None:
    assert plain({"a": [1.5, math.nan, math.inf], "b": (True, None)}) == {"a": [1.5, None, None], "b": [True, None]}
