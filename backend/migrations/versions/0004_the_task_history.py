"""The task history: its filters' indexes, roll-ups, runs again, logs of attempts, operators.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATES = ("PENDING", "STARTED", "RETRY", "SUCCESS", "FAILURE", "REVOKED")
_ERROR_GROUP = (
    "coalesce(error->>'class', error->>'code') || coalesce(' in ' || (error->>'place'), '')"
)
_ERROR_WORDS = """jsonb_to_tsvector('simple'::regconfig, error, '["string"]'::jsonb)"""
_TASK_ID = "details ->> 'task_id'"
_NEWEST = [sa.text("created_at DESC"), sa.text("id DESC")]


def upgrade() -> None:
    _create_rollups()
    op.add_column("task_attempts", sa.Column("log", sa.Text(), nullable=True))
    for column in (
        sa.Column("error_group", sa.Text(), sa.Computed(_ERROR_GROUP, persisted=True)),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("retry_of", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("forgotten", sa.Boolean(), server_default="false", nullable=False),
    ):
        op.add_column("tasks", column)
    _create_indexes()
    op.execute(
        "INSERT INTO rollup_mark (id, until)"
        " SELECT 1, date_trunc('minute', coalesce(min(finished_at), now())) FROM tasks"
    )
    _set_roles("user", "operator", "admin")


def downgrade() -> None:
    op.execute("UPDATE users SET role = 'user' WHERE role = 'operator'")
    _set_roles("user", "admin")
    op.drop_index("ix_audit_events_task", table_name="audit_events")
    for name in ("slot", "retry_of"):
        op.drop_index(f"uq_tasks_{name}", table_name="tasks")
    for name in (*_INDEXES, "reference", "finished", "error_words"):
        op.drop_index(f"ix_tasks_{name}", table_name="tasks")
    op.create_unique_constraint(op.f("uq_tasks_slot"), "tasks", ["slot"])
    op.create_index(op.f("ix_tasks_subject_id"), "tasks", ["subject_id"])
    for name in ("forgotten", "asked_by", "retry_of", "reference", "error_group"):
        op.drop_column("tasks", name)
    op.drop_column("task_attempts", "log")
    for name in ("task_rollups", "duration_rollups", "rollup_mark"):
        op.drop_table(name)


# Of the lists: the columns before the order, and which rows are in it.
_INDEXES: dict[str, tuple[list[str], str | None]] = {
    "subject": (["subject_id"], None),
    "kind": (["kind"], None),
    "worker": (["worker"], None),
    "failed": ([], "state = 'FAILURE'"),
    "failed_kind": (["kind"], "state = 'FAILURE'"),
    "errors": ([], "error IS NOT NULL"),
    "revoked": ([], "state = 'REVOKED'"),
    "error_group": (["error_group"], "error_group IS NOT NULL"),
}


def _create_indexes() -> None:
    op.drop_index(op.f("ix_tasks_subject_id"), table_name="tasks")
    op.drop_constraint(op.f("uq_tasks_slot"), "tasks", type_="unique")
    for name in ("slot", "retry_of"):
        has_it = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"uq_tasks_{name}", "tasks", [name], unique=True, postgresql_where=has_it)
    for name, (columns, where) in _INDEXES.items():
        op.create_index(
            f"ix_tasks_{name}",
            "tasks",
            [*columns, *_NEWEST],
            postgresql_where=sa.text(where) if where else None,
        )
    op.create_index(
        "ix_tasks_reference",
        "tasks",
        ["reference"],
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_index(
        "ix_tasks_finished",
        "tasks",
        ["finished_at"],
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_index(
        "ix_tasks_error_words",
        "tasks",
        [sa.text(_ERROR_WORDS)],
        postgresql_using="gin",
        postgresql_where=sa.text("error IS NOT NULL"),
    )
    op.create_index(
        "ix_audit_events_task",
        "audit_events",
        [sa.text(f"({_TASK_ID})")],
        postgresql_where=sa.text(f"({_TASK_ID}) IS NOT NULL"),
    )


def _create_rollups() -> None:
    span = ("width", sa.Integer()), ("began_at", sa.DateTime(timezone=True)), ("kind", sa.Text())
    op.create_table(
        "task_rollups",
        *(sa.Column(name, kind, nullable=False) for name, kind in span),
        _enum("state", _STATES, "taskstate"),
        sa.Column("error_group", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("width", "began_at", "kind", "state", "error_group"), name=op.f("pk_task_rollups")
        ),
    )
    op.create_table(
        "duration_rollups",
        *(sa.Column(name, kind, nullable=False) for name, kind in span),
        _enum("measure", ("wait", "run"), "measure"),
        sa.Column("counts", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint(
            *("width", "began_at", "kind", "measure"), name=op.f("pk_duration_rollups")
        ),
    )
    op.create_table(
        "rollup_mark",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_mark")),
    )


def _enum(name: str, values: tuple[str, ...], check: str) -> "sa.Column[str]":
    kind = sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=16)
    return sa.Column(name, kind, nullable=False)


def _set_roles(*roles: str) -> None:
    op.drop_constraint(op.f("ck_users_role"), "users", type_="check")
    allowed = ", ".join(f"'{role}'" for role in roles)
    op.create_check_constraint(op.f("ck_users_role"), "users", f"role IN ({allowed})")
