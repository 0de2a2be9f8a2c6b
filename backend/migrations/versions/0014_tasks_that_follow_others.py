"""Unique keys and snoozes of tasks, and tasks that wait for others, see `task_engine.links`.

The trigger acts for every process that ends a task, also for one of the version before.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# The tasks after a failed one fail with it in one UPDATE, however many they are. Each of them fires
# the trigger again, which then only counts down the tasks that do not need its success.
_RELEASE = """
CREATE FUNCTION release_followers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    followers uuid[];
BEGIN
    IF NEW.state <> 'SUCCESS' AND NEW.error ->> 'code' IS DISTINCT FROM 'predecessor_failed' THEN
        WITH RECURSIVE doomed AS (
            SELECT follower_id FROM task_links WHERE task_id = NEW.id AND needs_success
            UNION
            SELECT task_links.follower_id FROM task_links
            JOIN doomed ON task_links.task_id = doomed.follower_id WHERE needs_success
        ), locked AS (
            SELECT id FROM tasks JOIN doomed ON id = follower_id ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE tasks
        SET state = 'FAILURE', finished_at = clock_timestamp(), error = jsonb_build_object(
            'code', 'predecessor_failed',
            'message', 'This was not done, because a task before it did not succeed.'
        )
        FROM locked WHERE tasks.id = locked.id AND state = 'PENDING';
    END IF;
    WITH locked AS (
        SELECT id FROM tasks JOIN task_links ON id = follower_id
        WHERE task_id = NEW.id AND (NEW.state = 'SUCCESS' OR NOT needs_success)
        ORDER BY id FOR NO KEY UPDATE OF tasks
    )
    SELECT array_agg(id) INTO followers FROM locked;
    UPDATE tasks
    SET blockers = blockers - 1,
        run_at = CASE WHEN blockers = 1 THEN greatest(now(), release_at) ELSE run_at END
    WHERE id = ANY(followers) AND blockers > 0;
    RETURN NULL;
END
$$
"""
_TRIGGER = """
CREATE TRIGGER tasks_release_followers AFTER UPDATE OF state ON tasks
FOR EACH ROW WHEN (
    NEW.has_followers AND OLD.state IN ('PENDING', 'RETRY', 'STARTED')
    AND NEW.state IN ('SUCCESS', 'FAILURE', 'REVOKED')
)
EXECUTE FUNCTION release_followers()
"""


def upgrade() -> None:
    op.add_column("tasks", sa.Column("unique_key", sa.Text(), nullable=True))
    op.add_column("tasks", sa.Column("blockers", sa.Integer(), server_default="0", nullable=False))
    op.add_column("tasks", sa.Column("release_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "tasks",
        sa.Column("has_followers", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("tasks", sa.Column("snoozes", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "task_links",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("follower_id", sa.Uuid(), nullable=False),
        sa.Column("needs_success", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["tasks.id"],
            name=op.f("fk_task_links_task_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"],
            ["tasks.id"],
            name=op.f("fk_task_links_follower_id_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("task_id", "follower_id", name=op.f("pk_task_links")),
    )
    op.create_index("ix_task_links_follower_id", "task_links", ["follower_id"])
    op.execute(_RELEASE)
    op.execute(_TRIGGER)


def downgrade() -> None:
    op.execute("DROP FUNCTION release_followers() CASCADE")  # with its trigger
    op.drop_table("task_links")
    for column in ("snoozes", "has_followers", "release_at", "blockers", "unique_key"):
        op.drop_column("tasks", column)
