"""Telling of changes: whoever waits for a task, a sign-up or an account hears of it at COMMIT.

The channel is `changes`, a notification the ids of what changed; see foyer/waiting/. Triggers,
because rows change in many places, and one that forgot to tell would be noticed by nobody.

Revision: 0005, after 0004.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# A NOTIFY holds a lock of the whole database while it commits, so what nobody can wait for is left
# out: tasks about nothing, leases that are renewed, what was published.
_FUNCTIONS = (
    """
    CREATE FUNCTION tell_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        subject uuid := coalesce(OLD.subject_id, NEW.subject_id);
    BEGIN
        PERFORM pg_notify('changes', concat_ws(' ', NEW.id, subject));
        RETURN NULL;
    END
    $$
    """,
    """
    CREATE FUNCTION tell_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('changes', to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0]);
        RETURN NULL;
    END
    $$
    """,
)
_TRIGGERS = (
    """
    CREATE TRIGGER tasks_tell_of_new AFTER INSERT ON tasks
    FOR EACH ROW WHEN (NEW.subject_id IS NOT NULL)
    EXECUTE FUNCTION tell_of_task()
    """,
    """
    CREATE TRIGGER tasks_tell AFTER UPDATE OF state, progress, step ON tasks
    FOR EACH ROW WHEN (
        OLD.subject_id IS NOT NULL
        AND (OLD.state, OLD.progress, OLD.step) IS DISTINCT FROM (NEW.state, NEW.progress, NEW.step)
    )
    EXECUTE FUNCTION tell_of_task()
    """,
    """
    CREATE TRIGGER sign_ups_tell AFTER UPDATE OR DELETE ON sign_ups
    FOR EACH ROW EXECUTE FUNCTION tell_of_row('id')
    """,
    """
    CREATE TRIGGER users_tell AFTER UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION tell_of_row('id')
    """,
    """
    CREATE TRIGGER email_changes_tell AFTER INSERT OR UPDATE ON email_changes
    FOR EACH ROW EXECUTE FUNCTION tell_of_row('user_id')
    """,
)


def upgrade() -> None:
    for statement in (*_FUNCTIONS, *_TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for function in ("tell_of_row", "tell_of_task"):
        op.execute(f"DROP FUNCTION {function}() CASCADE")  # with its triggers
