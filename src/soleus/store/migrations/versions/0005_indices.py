"""Indices for lists of a stretch of time; those of the owner alone go where they would be preferred to better ones."""

from alembic import op

revision = "0005"
down_revision = "0004"

ADDED = {
    "sessions": {
        "ix_sessions_in_order": ["owner_id", "state", "started_at", "created_at", "id"],
        "ix_sessions_import_id": ["import_id"],
    },
    "sets": {
        "ix_sets_owner_id_session_id": ["owner_id", "session_id"],
        "ix_sets_input_sha256": ["owner_id", "input_sha256"],
    },
    "signals": {
        "ix_signals_owner_id_session_id": ["owner_id", "session_id"],
        "ix_signals_owner_id_sensor": ["owner_id", "sensor"],
    },
    "heel_raise_tests": {"ix_heel_raise_tests_owner_id_created_at": ["owner_id", "created_at"]},
    "soreness": {"ix_soreness_owner_id_created_at": ["owner_id", "created_at"]},
    "prescriptions": {"ix_prescriptions_owner_id_created_at": ["owner_id", "created_at"]},
    "outings": {"ix_outings_owner_id_started_at": ["owner_id", "started_at"]},
}
REPLACED = {
    "sessions": {
        "ix_sessions_owner_id": ["owner_id"],
        "ix_sessions_owner_id_started_at": ["owner_id", "started_at"],
    },
    "sets": {"ix_sets_owner_id": ["owner_id"]},
    "signals": {"ix_signals_owner_id": ["owner_id"]},
}


def upgrade() -> None:
    _exchange(REPLACED, ADDED)


def downgrade() -> None:
    _exchange(ADDED, REPLACED)


def _exchange(old: dict[str, dict[str, list[str]]], new: dict[str, dict[str, list[str]]]) -> None:
    for indices in old.values():
        for name in indices:
            op.drop_index(op.f(name))
    for table, indices in new.items():
        for name, columns in indices.items():
            op.create_index(op.f(name), table, columns, unique=False)
