"""The witness: the database itself writes down each change of a task's state.

The judge need not believe what the engine says last; it sees every step, also those that were
overwritten. A row that is deleted is seen as well.
"""

import psycopg

_STATEMENTS = (
    """
    CREATE TABLE chaos_steps (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        task_id uuid NOT NULL,
        old text,
        new text,
        attempts int NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE FUNCTION chaos_witness() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            INSERT INTO chaos_steps (task_id, old, attempts)
            VALUES (OLD.id, OLD.state, OLD.attempts);
        ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO chaos_steps (task_id, new, attempts)
            VALUES (NEW.id, NEW.state, NEW.attempts);
        ELSIF OLD.state <> NEW.state OR OLD.attempts <> NEW.attempts
            OR OLD.result IS DISTINCT FROM NEW.result THEN
            INSERT INTO chaos_steps (task_id, old, new, attempts)
            VALUES (NEW.id, OLD.state, NEW.state, NEW.attempts);
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER chaos_witness AFTER INSERT OR UPDATE OR DELETE ON tasks
    FOR EACH ROW EXECUTE FUNCTION chaos_witness()
    """,
)


def install(database_url: str) -> None:
    with psycopg.connect(database_url) as link:
        for statement in _STATEMENTS:
            link.execute(statement)
