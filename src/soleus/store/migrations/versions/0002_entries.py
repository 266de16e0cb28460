"""Tests, soreness, prescriptions, reminders, imports, tokens and the audit log."""

import sqlalchemy as sa
from alembic import op

from soleus.store import columns

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_local", sa.Boolean(), nullable=False, server_default=sa.false()))
    accounts = sa.table("accounts", sa.column("name", sa.String()), sa.column("is_local", sa.Boolean()))
    op.execute(accounts.update().where(accounts.c.name == "local").values(is_local=True))
    op.create_table(
        "api_tokens",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", columns.Items(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("last_used_at", columns.Instant(), nullable=True),
        sa.Column("revoked_at", columns.Instant(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_api_tokens_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_api_tokens_secret_sha256")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_api_tokens_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "audit_log",
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_audit_log_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_audit_log_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_audit_log_owner_id_created_at", ["owner_id", "created_at"], unique=False)

    op.create_table(
        "heel_raise_tests",
        sa.Column("side", sa.String(length=5), nullable=False),
        sa.Column("n_reps", sa.Integer(), nullable=False),
        sa.Column("work_total_j", sa.Double(), nullable=True),
        sa.Column("displacement_total_m", sa.Double(), nullable=True),
        sa.Column("peak_height_m", sa.Double(), nullable=True),
        sa.Column("height_loss_frac", sa.Double(), nullable=True),
        sa.Column("cadence_per_min", sa.Double(), nullable=True),
        sa.Column("pain_nrs", sa.Double(), nullable=True),
        sa.Column("result", columns.Object(none_as_null=True), nullable=False),
        sa.Column("method", columns.Object(none_as_null=True), nullable=False),
        sa.Column("input_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_heel_raise_tests_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heel_raise_tests")),
    )
    with op.batch_alter_table("heel_raise_tests", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_heel_raise_tests_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("n_known", sa.Integer(), nullable=False),
        sa.Column("n_failed", sa.Integer(), nullable=False),
        sa.Column("report", columns.Object(none_as_null=True), nullable=False),
        sa.Column("undone_at", columns.Instant(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_import_batches_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_import_batches_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "prescriptions",
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("profile", columns.Object(none_as_null=True), nullable=False),
        sa.Column("answer", columns.Object(none_as_null=True), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_prescriptions_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescriptions")),
    )
    with op.batch_alter_table("prescriptions", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_prescriptions_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("at", columns.Items(), nullable=False),
        sa.Column("every_min", sa.Integer(), nullable=True),
        sa.Column("delay_min", sa.Integer(), nullable=False),
        sa.Column("days", columns.Items(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=False),
        sa.Column("quiet_to", sa.String(length=5), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=True),
        sa.Column("last_due_at", columns.Instant(), nullable=True),
        sa.Column("last_sent_at", columns.Instant(), nullable=True),
        sa.Column("n_sent", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_reminders_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_reminders_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "soreness",
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("soreness_nrs", sa.Double(), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("technique", sa.String(length=80), nullable=True),
        sa.Column("moment", sa.String(length=10), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_soreness_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_soreness")),
    )
    with op.batch_alter_table("soreness", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_soreness_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("sets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("distance_m", sa.Double(), nullable=True))
        batch_op.alter_column("n_reps", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("is_local")
    with op.batch_alter_table("sets", schema=None) as batch_op:
        batch_op.alter_column("n_reps", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("distance_m")

    with op.batch_alter_table("soreness", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_soreness_owner_id"))

    op.drop_table("soreness")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_reminders_owner_id"))

    op.drop_table("reminders")
    with op.batch_alter_table("prescriptions", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_prescriptions_owner_id"))

    op.drop_table("prescriptions")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_import_batches_owner_id"))

    op.drop_table("import_batches")
    with op.batch_alter_table("heel_raise_tests", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_heel_raise_tests_owner_id"))

    op.drop_table("heel_raise_tests")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_log_owner_id_created_at")
        batch_op.drop_index(op.f("ix_audit_log_owner_id"))

    op.drop_table("audit_log")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_api_tokens_owner_id"))

    op.drop_table("api_tokens")
