"""The tables. Each `Owned` class maps one record of `records`, field by field; nothing here leaves the room."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

from soleus.store import records
from soleus.store.columns import Instant, Items, Object, TargetColumn

SHA256_CHARS = 64


class Base(DeclarativeBase):
    """Names constraints alike in both databases, so that migrations can name them too."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, Mapping[str, object]: Object}
    metadata_naming: ClassVar[dict[str, str]] = {
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }


Base.metadata.naming_convention = Base.metadata_naming


class AccountRow(Base):
    """Who owns rows. The local account is whoever sits at this machine; it needs a password only from elsewhere."""

    __tablename__ = "accounts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_local: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[datetime]


class Owned(Base):
    """What belongs to an account. ``when`` names the time that it tells of; where that is empty, it is `created_at`."""

    __abstract__ = True
    record: ClassVar[type[records.Record]]
    when: ClassVar[str] = "created_at"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    utc_offset_min: Mapped[int]

    @classmethod
    def of(cls, record: records.Record, owner: UUID) -> Self:
        """The row of a record."""
        return cls(owner_id=owner, **{f.name: getattr(record, f.name) for f in fields(record)})

    def take(self, record: records.Record) -> None:
        """Become that record; id and owner stay."""
        for f in fields(record):
            if f.name != "id":
                setattr(self, f.name, getattr(record, f.name))

    def value(self) -> records.Record:
        """The record of this row."""
        return self.record(**{f.name: getattr(self, f.name) for f in fields(self.record)})


def owner_first() -> MappedColumn[UUID]:
    """The owner, where an index of the table begins with it: SQLite would prefer an index of the owner alone."""
    return mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))


class ProfileRow(Owned):
    __tablename__ = "profiles"
    __table_args__ = (UniqueConstraint("owner_id"),)
    record = records.Profile
    body_mass_kg: Mapped[float | None]
    stature_m: Mapped[float | None]
    sex: Mapped[str | None] = mapped_column(String(10))
    birth_year: Mapped[int | None]
    goal: Mapped[str | None] = mapped_column(String(20))
    equipment: Mapped[tuple[str, ...]] = mapped_column(Items)
    days_per_week: Mapped[int | None]
    medication: Mapped[tuple[str, ...]] = mapped_column(Items)
    units: Mapped[str] = mapped_column(String(10))
    glucose_unit: Mapped[str] = mapped_column(String(10))
    setup_done: Mapped[tuple[str, ...]] = mapped_column(Items)
    settings: Mapped[Mapping[str, object]]


class ScreeningRow(Owned):
    __tablename__ = "screenings"
    record = records.Screening
    answers: Mapped[Mapping[str, object]]


class SessionRow(Owned):
    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_in_order", "owner_id", "state", "started_at", "created_at", "id"),
        Index("ix_sessions_import_id", "import_id"),
    )
    record = records.Session
    when = "started_at"
    owner_id: Mapped[UUID] = owner_first()
    exercise: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    how: Mapped[str] = mapped_column(String(20))
    target: Mapped[records.Target] = mapped_column(TargetColumn)
    started_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_s: Mapped[float]
    finished_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    state_before: Mapped[str | None] = mapped_column(String(10))
    session_rpe: Mapped[float | None]
    pain_during_nrs: Mapped[float | None]
    pain_next_morning_nrs: Mapped[float | None]
    notes: Mapped[str]
    dose: Mapped[Mapping[str, object] | None] = mapped_column(Object)
    prescription_id: Mapped[UUID | None]
    import_id: Mapped[UUID | None]
    version: Mapped[str] = mapped_column(String(40))


class DoneSetRow(Owned):
    __tablename__ = "sets"
    __table_args__ = (
        Index("ix_sets_owner_id_session_id", "owner_id", "session_id"),
        Index("ix_sets_input_sha256", "owner_id", "input_sha256"),
    )
    record = records.DoneSet
    owner_id: Mapped[UUID] = owner_first()
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    how: Mapped[str] = mapped_column(String(20))
    n_reps: Mapped[int | None]
    side: Mapped[str | None] = mapped_column(String(5))
    load_kg: Mapped[float | None]
    started_at: Mapped[datetime | None]
    duration_s: Mapped[float | None]
    distance_m: Mapped[float | None]
    peak_s: Mapped[tuple[float | None, ...]] = mapped_column(Items)
    heel_raise_height_m: Mapped[tuple[float | None, ...]] = mapped_column(Items)
    concentric_s: Mapped[tuple[float | None, ...]] = mapped_column(Items)
    hold_s: Mapped[tuple[float | None, ...]] = mapped_column(Items)
    eccentric_s: Mapped[tuple[float | None, ...]] = mapped_column(Items)
    method: Mapped[Mapping[str, object]]
    input_sha256: Mapped[str | None] = mapped_column(String(SHA256_CHARS))
    version: Mapped[str] = mapped_column(String(40))


class SignalRow(Owned):
    __tablename__ = "signals"
    __table_args__ = (
        Index("ix_signals_owner_id_sha256", "owner_id", "sha256"),
        Index("ix_signals_owner_id_session_id", "owner_id", "session_id"),
        Index("ix_signals_owner_id_sensor", "owner_id", "sensor"),
    )
    record = records.Signal
    owner_id: Mapped[UUID] = owner_first()
    sha256: Mapped[str] = mapped_column(String(SHA256_CHARS))
    name: Mapped[str] = mapped_column(String(255))
    n_bytes: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[str] = mapped_column(String(10))
    format: Mapped[str] = mapped_column(String(40))
    sensor: Mapped[str | None] = mapped_column(String(20))
    placement: Mapped[str | None] = mapped_column(String(20))
    side: Mapped[str | None] = mapped_column(String(5))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    import_id: Mapped[UUID | None] = mapped_column(index=True)
