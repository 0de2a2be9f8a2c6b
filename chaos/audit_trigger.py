"""A database trigger that records each change of a task's state, independent of the engine.

The checker so sees every transition, also overwritten ones and deleted rows.
"""

import psycopg

_STATEMENTS = (
    """
    CREATE TABLE chaos_transitions (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        task_id uuid NOT NULL,
        old text,
        new text,
        attempts int NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE FUNCTION chaos_audit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            INSERT INTO chaos_transitions (task_id, old, attempts)
            VALUES (OLD.id, OLD.state, OLD.attempts);
        ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO chaos_transitions (task_id, new, attempts)
            VALUES (NEW.id, NEW.state, NEW.attempts);
        ELSIF OLD.state <> NEW.state OR OLD.attempts <> NEW.attempts
            OR OLD.result IS DISTINCT FROM NEW.result THEN
            INSERT INTO chaos_transitions (task_id, old, new, attempts)
            VALUES (NEW.id, OLD.state, NEW.state, NEW.attempts);
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER chaos_audit AFTER INSERT OR UPDATE OR DELETE ON tasks
    FOR EACH ROW EXECUTE FUNCTION chaos_audit()
    """,
    # The dispatcher may have enqueued periodic tasks before.
    """
    INSERT INTO chaos_transitions (task_id, new, attempts)
    SELECT id, state, attempts FROM tasks
    """,
)


def install(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        for statement in _STATEMENTS:
            connection.execute(statement)
