"""Indexes to read the audit events of one account page by page.

Revision: 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = ("user_id", "subject")


def upgrade() -> None:
    for column in _COLUMNS:
        op.create_index(op.f(f"ix_audit_events_{column}_id"), "audit_events", [column, "id"])
        op.drop_index(op.f(f"ix_audit_events_{column}"), "audit_events")


def downgrade() -> None:
    for column in _COLUMNS:
        op.create_index(op.f(f"ix_audit_events_{column}"), "audit_events", [column])
        op.drop_index(op.f(f"ix_audit_events_{column}_id"), "audit_events")
