"""First schema."""

import sqlalchemy as sa
from alembic import op

from soleus.store import columns

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "profiles",
        sa.Column("body_mass_kg", sa.Double(), nullable=True),
        sa.Column("stature_m", sa.Double(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("goal", sa.String(length=20), nullable=True),
        sa.Column("equipment", columns.Items(), nullable=False),
        sa.Column("days_per_week", sa.Integer(), nullable=True),
        sa.Column("medication", columns.Items(), nullable=False),
        sa.Column("units", sa.String(length=10), nullable=False),
        sa.Column("glucose_unit", sa.String(length=10), nullable=False),
        sa.Column("setup_done", columns.Items(), nullable=False),
        sa.Column("settings", columns.Object(none_as_null=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_profiles_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_profiles_owner_id")),
    )
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profiles_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "screenings",
        sa.Column("answers", columns.Object(none_as_null=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_screenings_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    with op.batch_alter_table("screenings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screenings_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("exercise", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("target", columns.TargetColumn(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("paused_at", columns.Instant(), nullable=True),
        sa.Column("paused_s", sa.Double(), nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("deleted_at", columns.Instant(), nullable=True),
        sa.Column("state_before", sa.String(length=10), nullable=True),
        sa.Column("session_rpe", sa.Double(), nullable=True),
        sa.Column("pain_during_nrs", sa.Double(), nullable=True),
        sa.Column("pain_next_morning_nrs", sa.Double(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("dose", columns.Object(none_as_null=True), nullable=True),
        sa.Column("prescription_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_sessions_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_sessions_owner_id_started_at", ["owner_id", "started_at"], unique=False)

    op.create_table(
        "sets",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("n_reps", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("load_kg", sa.Double(), nullable=True),
        sa.Column("started_at", columns.Instant(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("peak_s", columns.Items(), nullable=False),
        sa.Column("heel_raise_height_m", columns.Items(), nullable=False),
        sa.Column("concentric_s", columns.Items(), nullable=False),
        sa.Column("hold_s", columns.Items(), nullable=False),
        sa.Column("eccentric_s", columns.Items(), nullable=False),
        sa.Column("method", columns.Object(none_as_null=True), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_sets_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_sets_session_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sets")),
    )
    with op.batch_alter_table("sets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sets_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sets_session_id"), ["session_id"], unique=False)

    op.create_table(
        "signals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("n_bytes", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("sensor", sa.String(length=20), nullable=True),
        sa.Column("placement", sa.String(length=20), nullable=True),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_signals_owner_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_signals_session_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signals_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signals_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_signals_owner_id_sha256", ["owner_id", "sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_signals_session_id"), ["session_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signals_session_id"))
        batch_op.drop_index("ix_signals_owner_id_sha256")
        batch_op.drop_index(batch_op.f("ix_signals_owner_id"))
        batch_op.drop_index(batch_op.f("ix_signals_import_id"))

    op.drop_table("signals")
    with op.batch_alter_table("sets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sets_session_id"))
        batch_op.drop_index(batch_op.f("ix_sets_owner_id"))

    op.drop_table("sets")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sessions_owner_id_started_at")
        batch_op.drop_index(batch_op.f("ix_sessions_owner_id"))

    op.drop_table("sessions")
    with op.batch_alter_table("screenings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screenings_owner_id"))

    op.drop_table("screenings")
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profiles_owner_id"))

    op.drop_table("profiles")
    op.drop_table("accounts")
