"""The tables of `entries`; nothing here leaves the room."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from soleus.store import entries
from soleus.store.columns import Items
from soleus.store.tables import SHA256_CHARS, Owned


class HeelRaiseTestRow(Owned):
    __tablename__ = "heel_raise_tests"
    __table_args__ = (Index("ix_heel_raise_tests_owner_id_created_at", "owner_id", "created_at"),)
    record = entries.HeelRaiseTest
    side: Mapped[str] = mapped_column(String(5))
    n_reps: Mapped[int]
    work_total_j: Mapped[float | None]
    displacement_total_m: Mapped[float | None]
    peak_height_m: Mapped[float | None]
    height_loss_frac: Mapped[float | None]
    cadence_per_min: Mapped[float | None]
    pain_nrs: Mapped[float | None]
    result: Mapped[Mapping[str, object]]
    method: Mapped[Mapping[str, object]]
    input_sha256: Mapped[str | None] = mapped_column(String(SHA256_CHARS))
    version: Mapped[str] = mapped_column(String(40))


class SorenessRow(Owned):
    __tablename__ = "soreness"
    __table_args__ = (Index("ix_soreness_owner_id_created_at", "owner_id", "created_at"),)
    record = entries.Soreness
    region: Mapped[str] = mapped_column(String(80))
    soreness_nrs: Mapped[float]
    side: Mapped[str | None] = mapped_column(String(5))
    technique: Mapped[str | None] = mapped_column(String(80))
    moment: Mapped[str | None] = mapped_column(String(10))
    notes: Mapped[str]


class GivenRow(Owned):
    __tablename__ = "prescriptions"
    __table_args__ = (Index("ix_prescriptions_owner_id_created_at", "owner_id", "created_at"),)
    record = entries.Given
    on_date: Mapped[date | None] = mapped_column(Date)
    decision: Mapped[str] = mapped_column(String(20))
    profile: Mapped[Mapping[str, object]]
    answer: Mapped[Mapping[str, object]]
    version: Mapped[str] = mapped_column(String(40))


class ReminderRow(Owned):
    __tablename__ = "reminders"
    record = entries.Reminder
    kind: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    enabled: Mapped[bool]
    at: Mapped[tuple[str, ...]] = mapped_column(Items)
    every_min: Mapped[int | None]
    delay_min: Mapped[int]
    days: Mapped[tuple[int, ...]] = mapped_column(Items)
    quiet_from: Mapped[str] = mapped_column(String(5))
    quiet_to: Mapped[str] = mapped_column(String(5))
    address: Mapped[str | None] = mapped_column(String(2000))
    last_due_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]
    n_sent: Mapped[int]


class ImportBatchRow(Owned):
    __tablename__ = "import_batches"
    record = entries.ImportBatch
    source: Mapped[str] = mapped_column(String(255))
    n_new: Mapped[int]
    n_known: Mapped[int]
    n_failed: Mapped[int]
    report: Mapped[Mapping[str, object]]
    undone_at: Mapped[datetime | None]


class OutingRow(Owned):
    __tablename__ = "outings"
    __table_args__ = (
        UniqueConstraint("owner_id", "sha256"),
        Index("ix_outings_owner_id_started_at", "owner_id", "started_at"),
    )
    record = entries.Outing
    when = "started_at"
    sha256: Mapped[str] = mapped_column(String(SHA256_CHARS))
    name: Mapped[str] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    duration_s: Mapped[float | None]
    n_steps: Mapped[int | None]
    cadence_per_min: Mapped[float | None]
    distance_m: Mapped[float | None]
    ascent_m: Mapped[float | None]
    descent_m: Mapped[float | None]
    n_stairs: Mapped[int | None]
    toe_steps: Mapped[int | None]
    toe_distance_m: Mapped[float | None]
    dose: Mapped[Mapping[str, object]]
    method: Mapped[Mapping[str, object]]
    warnings: Mapped[tuple[str, ...]] = mapped_column(Items)
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    version: Mapped[str] = mapped_column(String(40))


class AuditEntryRow(Owned):
    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_owner_id_created_at", "owner_id", "created_at"),)
    record = entries.AuditEntry
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[UUID | None]


class ApiTokenRow(Owned):
    __tablename__ = "api_tokens"
    record = entries.ApiToken
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    secret_sha256: Mapped[str] = mapped_column(String(SHA256_CHARS), unique=True)
    scopes: Mapped[tuple[str, ...]] = mapped_column(Items)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
