"""The dispatcher: the queue and the priority of a task, and what each worker consumes.

Until now the queue of a kind was in `task_kinds`, written by the worker that started last. Now it
is in the task's row. An API of the version before writes no queue: the dispatcher adds it.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = "state IN ('PENDING', 'RETRY')"
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.add_column("tasks", sa.Column("queue", sa.Text(), server_default="", nullable=False))
    priority = sa.Column("priority", sa.SmallInteger(), server_default="0", nullable=False)
    op.add_column("tasks", priority)
    op.execute(
        "UPDATE tasks SET queue = task_kinds.queue FROM task_kinds"
        " WHERE task_kinds.kind = tasks.kind AND state IN ('PENDING', 'RETRY', 'STARTED')"
    )
    op.create_index(
        "ix_tasks_queue",
        "tasks",
        ["queue", "priority", "run_at"],
        postgresql_where=sa.text(f"{_WAITING} AND published_at IS NULL"),
    )
    op.create_index(
        "ix_tasks_periodic",
        "tasks",
        ["kind"],
        postgresql_where=sa.text(f"slot IS NOT NULL AND ({_WAITING} OR state = 'STARTED')"),
    )
    op.drop_table("task_kinds")
    op.drop_table("workers")  # a worker registers itself again when it starts
    op.create_table(
        "workers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.Column("heartbeat_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.Column("answered_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.Column("asked_at", _time(), nullable=True),
        sa.Column("queues", _TEXTS, nullable=False),
        sa.Column("kinds", _TEXTS, nullable=False),
        sa.Column("slots", sa.SmallInteger(), nullable=False),
        sa.Column("busy", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    op.create_table(
        "dispatcher",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active_at", _time(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatcher")),
    )


def downgrade() -> None:
    op.drop_table("dispatcher")
    op.drop_table("workers")
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.Column("seen_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.Column("asked_at", _time(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "task_kinds",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("registered_at", _time(), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_task_kinds")),
    )
    op.execute(
        "INSERT INTO task_kinds (kind, queue)"
        " SELECT DISTINCT ON (kind) kind, queue FROM tasks WHERE queue <> '' ORDER BY kind"
    )
    op.drop_index("ix_tasks_periodic", "tasks")
    op.drop_index("ix_tasks_queue", "tasks")
    op.drop_column("tasks", "priority")
    op.drop_column("tasks", "queue")


def _time() -> sa.DateTime:
    return sa.DateTime(timezone=True)
