"""Every change that a response shows is recorded.

The API keeps responses in memory until it reads that their resource changed. These changes were
missing: of tasks without a subject; of a task's columns other than state, progress and step; of
a picture of a sign-up; and the deletion of a change of address.

Revision: 0023, after 0022.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TASKS = """
    CREATE OR REPLACE TRIGGER tasks_tell AFTER UPDATE OF {columns} ON tasks
    FOR EACH ROW WHEN ({condition}({old}) IS DISTINCT FROM ({new}))
    EXECUTE FUNCTION tell_of_task()
"""
_EMAIL_CHANGES = """
    CREATE OR REPLACE TRIGGER email_changes_tell AFTER {} ON email_changes
    FOR EACH ROW EXECUTE FUNCTION tell_of_row('user_id')
"""
_PICTURES = (
    """
    CREATE FUNCTION tell_of_picture() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO changes (resource_ids) SELECT id FROM sign_ups WHERE picture_id = NEW.id;
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE TRIGGER pictures_tell AFTER UPDATE OF ready_at ON pictures
    FOR EACH ROW EXECUTE FUNCTION tell_of_picture()
    """,
)


def upgrade() -> None:
    shown = "state", "progress", "step", "attempts", "started_at", "finished_at", "result", "error"
    op.execute(_tasks(shown))
    op.execute(_EMAIL_CHANGES.format("INSERT OR UPDATE OR DELETE"))
    for statement in _PICTURES:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION tell_of_picture() CASCADE")  # with its trigger
    op.execute(_EMAIL_CHANGES.format("INSERT OR UPDATE"))
    op.execute(_tasks(("state", "progress", "step"), "OLD.subject_id IS NOT NULL AND "))


def _tasks(columns: tuple[str, ...], condition: str = "") -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return _TASKS.format(columns=", ".join(columns), condition=condition, old=old, new=new)
