"""Multiplying a generated history in SQL: at twenty million tasks the generator takes an hour."""

from textwrap import dedent

import psycopg

# A copy has other ids, people and references, and is a little older. The first half of an id, its
# time, stays, so that the copies lie in the indexes where their originals do. No number is used
# twice, although copies are copied.
_FUNCTIONS = """
    CREATE FUNCTION pg_temp.copied(id uuid, number int) RETURNS uuid LANGUAGE sql IMMUTABLE
        RETURN (left(id::text, 24) || right(md5(id::text || number), 12))::uuid;
    CREATE FUNCTION pg_temp.older(moment timestamptz, number int) RETURNS timestamptz
        LANGUAGE sql STABLE RETURN moment - mod(number, 97) * interval '37 seconds'
"""
_COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'
"""
_INDEXES = """
    SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
    FROM pg_index AS index
    WHERE index.indrelid = 'tasks'::regclass AND NOT index.indisprimary
"""
_SPECIAL = {
    "email": "copy || '.' || email",
    "email_key": "copy || '.' || email_key",
    "reference": "md5(reference || copy)",
}


def multiply(database: psycopg.Connection, factor: int) -> None:
    """Add `factor - 1` copies of each task, attempt, user and sign-up. Needs a superuser."""
    database.execute(dedent(_FUNCTIONS))
    database.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
    database.execute("SET maintenance_work_mem = '512MB'")
    indexes = database.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    (first,) = database.execute("SELECT count(*) FROM tasks").fetchone() or (0,)
    for table in ("users", "sign_ups", "tasks", "task_attempts"):
        database.execute(_copies(database, table, range(first, first + factor - 1)))
        database.commit()
    for _, definition in indexes:
        database.execute(definition)
    database.commit()
    database.autocommit = True
    database.execute("VACUUM (ANALYZE) tasks, task_attempts, users, sign_ups")


def stored_columns(database: psycopg.Connection, table: str) -> dict[str, str]:
    """Return the data types of the columns that are not generated, by name."""
    return dict(database.execute(_COLUMNS, [table]).fetchall())


def _copies(database: psycopg.Connection, table: str, numbers: range) -> str:
    columns = stored_columns(database, table)
    values = ", ".join(_value(name, data_type) for name, data_type in columns.items())
    copies = f"generate_series({numbers.start}, {numbers.stop - 1}) AS copies (copy)"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - its own columns
        f"SELECT {values} FROM {table} AS original, {copies}"
    )


def _value(name: str, data_type: str) -> str:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if data_type == "uuid":
        return f"pg_temp.copied({name}, copy)"
    if data_type == "timestamp with time zone":
        return f"pg_temp.older({name}, copy)"
    return name
