"""Meals and trials."""

import sqlalchemy as sa
from alembic import op

from soleus.store import columns

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "meals",
        sa.Column("eaten_at", columns.Instant(), nullable=False),
        sa.Column("carbs_g", sa.Double(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_meals_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meals")),
    )
    with op.batch_alter_table("meals", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_meals_import_id"), ["import_id"], unique=False)
        batch_op.create_index(op.f("ix_meals_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_meals_owner_id_eaten_at", ["owner_id", "eaten_at"], unique=False)

    op.create_table(
        "trials",
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("n_pairs", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("days_apart", sa.Integer(), nullable=False),
        sa.Column("meal", sa.String(length=80), nullable=False),
        sa.Column("meal_time", sa.String(length=5), nullable=False),
        sa.Column("push_up_min", sa.Integer(), nullable=False),
        sa.Column("carbs_g", sa.Double(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("basis", columns.Object(none_as_null=True), nullable=False),
        sa.Column("looks", columns.Items(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name=op.f("fk_trials_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    with op.batch_alter_table("trials", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_trials_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "trial_meals",
        sa.Column("trial_id", sa.Uuid(), nullable=False),
        sa.Column("pair", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("meal_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meal_id"], ["meals.id"], name=op.f("fk_trial_meals_meal_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_trial_meals_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name=op.f("fk_trial_meals_trial_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_meals")),
        sa.UniqueConstraint("trial_id", "pair", "condition", name=op.f("uq_trial_meals_trial_id_pair_condition")),
    )
    with op.batch_alter_table("trial_meals", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_trial_meals_meal_id"), ["meal_id"], unique=False)
        batch_op.create_index(op.f("ix_trial_meals_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(op.f("ix_trial_meals_trial_id"), ["trial_id"], unique=False)


def downgrade() -> None:
    op.drop_table("trial_meals")
    op.drop_table("trials")
    op.drop_table("meals")
