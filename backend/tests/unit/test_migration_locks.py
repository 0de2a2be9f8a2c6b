"""Migrations run beside the application: after 0011 they take no lock for as long as a table is."""

import io
import re
from collections.abc import Iterator

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from foyer.db.schema import alembic_config

LAST_THAT_LOCKS = "0011"
CREATED_TABLE = re.compile(r"\bCREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+)")
# Each statement of these locks its table while PostgreSQL reads or rewrites all rows.
LOCKING = {
    "build an index CONCURRENTLY": re.compile(
        r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*? ON (?P<table>\w+)"
    ),
    "add a constraint as NOT VALID, or USING INDEX": re.compile(
        r"\bALTER TABLE (?P<table>\w+) ADD CONSTRAINT (?![^;]*(?:NOT VALID|USING INDEX))"
    ),
    "add a column with a constant default, and without REFERENCES": re.compile(
        r"\bALTER TABLE (?P<table>\w+) ADD COLUMN [^;]*"
        r"(?:GENERATED ALWAYS AS \((?!.*VIRTUAL)|REFERENCES|random|clock_timestamp|uuidv7)"
    ),
    "add another column instead of changing a type": re.compile(
        r"\bALTER TABLE (?P<table>\w+) ALTER COLUMN \w+ (?:SET DATA )?TYPE"
    ),
    "validate a CHECK constraint before SET NOT NULL": re.compile(
        r"\bALTER TABLE (?P<table>\w+) ALTER COLUMN \w+ SET NOT NULL"
    ),
    "add another name: the previous version uses the old one": re.compile(
        r"\bALTER TABLE (?P<table>\w+) RENAME"
    ),
}


def migrations() -> list[Script]:
    scripts = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return [script for script in scripts if script.revision > LAST_THAT_LOCKS]


def upgrade_sql(script: Script) -> str:
    """Return the statements of a migration's upgrade, without running them."""
    output = io.StringIO()
    options = {"as_sql": True, "output_buffer": output}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        script.module.upgrade()
    return output.getvalue()


def long_locks(sql: str) -> Iterator[str]:
    """Yield what to do instead for each statement that locks a table that existed before."""
    created = set(CREATED_TABLE.findall(sql))
    for advice, pattern in LOCKING.items():
        for statement in pattern.finditer(sql):
            if statement["table"] not in created:
                yield f"{statement['table']}: {advice}"


@pytest.mark.parametrize("script", migrations(), ids=lambda script: script.revision)
def test_migration_takes_no_long_lock(script: Script) -> None:
    assert list(long_locks(upgrade_sql(script))) == []


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX ix_tasks_kind ON tasks (kind)",
        "CREATE UNIQUE INDEX uq_tasks_kind ON tasks (kind)",
        "ALTER TABLE tasks ADD CONSTRAINT ck CHECK (priority > 0)",
        "ALTER TABLE tasks ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES b (id)",
        "ALTER TABLE tasks ADD COLUMN day DATE GENERATED ALWAYS AS (created_at::date) STORED",
        "ALTER TABLE tasks ADD COLUMN id UUID DEFAULT gen_random_uuid() NOT NULL",
        "ALTER TABLE tasks ALTER COLUMN priority TYPE BIGINT",
        "ALTER TABLE tasks ALTER COLUMN priority SET NOT NULL",
        "ALTER TABLE tasks RENAME COLUMN priority TO rank",
    ],
)
def test_statement_that_locks_a_large_table_is_reported(sql: str) -> None:
    (problem,) = long_locks(sql)
    assert problem.startswith("tasks: ")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX CONCURRENTLY ix_tasks_kind ON tasks (kind)",
        "CREATE TABLE days (id INT); CREATE INDEX ix_days_id ON days (id)",
        "ALTER TABLE tasks ADD CONSTRAINT ck CHECK (priority > 0) NOT VALID",
        "ALTER TABLE tasks ADD CONSTRAINT uq UNIQUE USING INDEX uq_tasks_kind",
        "ALTER TABLE tasks ADD COLUMN snoozes INTEGER DEFAULT '0' NOT NULL",
    ],
)
def test_statement_with_a_short_lock_is_accepted(sql: str) -> None:
    assert list(long_locks(sql)) == []
