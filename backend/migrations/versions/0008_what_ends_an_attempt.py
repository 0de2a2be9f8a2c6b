"""Crashes and faults of the database are counted apart from failures; heartbeats are HOT updates.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_RUNNING = sa.text("state = 'STARTED'")


def upgrade() -> None:
    for name, default in (("max_crashes", "3"), ("deferrals", "0")):
        column = sa.Column(name, sa.SmallInteger(), server_default=default, nullable=False)
        op.add_column("tasks", column)
    # A heartbeat changes only `lease_until`. It writes to no index if that is in none, and if the
    # row's new version fits on the page.
    op.drop_index("ix_tasks_leases", table_name="tasks")
    op.create_index("ix_tasks_running", "tasks", ["started_at"], postgresql_where=_RUNNING)
    op.execute("ALTER TABLE tasks SET (fillfactor = 85)")


def downgrade() -> None:
    op.execute("ALTER TABLE tasks RESET (fillfactor)")
    op.drop_index("ix_tasks_running", table_name="tasks")
    op.create_index("ix_tasks_leases", "tasks", ["lease_until"], postgresql_where=_RUNNING)
    for name in ("deferrals", "max_crashes"):
        op.drop_column("tasks", name)
