"""Walks."""

import sqlalchemy as sa
from alembic import op

from soleus.store import columns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "outings",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("n_steps", sa.Integer(), nullable=True),
        sa.Column("cadence_per_min", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Double(), nullable=True),
        sa.Column("ascent_m", sa.Double(), nullable=True),
        sa.Column("descent_m", sa.Double(), nullable=True),
        sa.Column("n_stairs", sa.Integer(), nullable=True),
        sa.Column("toe_steps", sa.Integer(), nullable=True),
        sa.Column("toe_distance_m", sa.Double(), nullable=True),
        sa.Column("dose", columns.Object(none_as_null=True), nullable=False),
        sa.Column("method", columns.Object(none_as_null=True), nullable=False),
        sa.Column("warnings", columns.Items(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_outings_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outings")),
        sa.UniqueConstraint("owner_id", "sha256", name=op.f("uq_outings_owner_id_sha256")),
    )
    with op.batch_alter_table("outings", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_outings_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(op.f("ix_outings_import_id"), ["import_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outings", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_outings_import_id"))
        batch_op.drop_index(op.f("ix_outings_owner_id"))

    op.drop_table("outings")
