"""A month of the history as a partition: what dropping it takes. The product has no partitions."""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from textwrap import dedent

import psycopg

from bench.figures import Figure
from bench.multiplied_history import stored_columns

# Of each table: the column with the task's id, and the one that says when a row began.
_TABLES = {"tasks": ("id", "created_at"), "task_attempts": ("task_id", "started_at")}
_INDEXES = "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass"
_SIZE = "SELECT pg_total_relation_size(%s::regclass)"


def dropped_month(database: psycopg.Connection, before: datetime) -> Iterator[Figure]:
    """Copy the rows before a time into partitions with the same indexes, and drop those.

    Needs a connection in autocommit mode, whose user owns the tables.
    """
    for table in _TABLES:
        _create_partition(database, table, before)
    size = sum(_size(database, f"month_of_{table}") for table in _TABLES)
    database.execute("CHECKPOINT")  # as a month that nobody has changed for long
    began = time.perf_counter()
    for table in _TABLES:
        database.execute(f"ALTER TABLE months_of_{table} DETACH PARTITION month_of_{table}")
        database.execute(f"DROP TABLE month_of_{table}")
    dropped = (time.perf_counter() - began) * 1000
    yield Figure("a month as partitions: detached and dropped", dropped, "ms")
    yield Figure("the size of these partitions", size / 1e6, "MB")
    for table in _TABLES:
        database.execute(f"DROP TABLE months_of_{table}")


def _create_partition(database: psycopg.Connection, table: str, before: datetime) -> None:
    key, began_at = _TABLES[table]
    like = f"(LIKE {table} INCLUDING DEFAULTS INCLUDING GENERATED)"
    database.execute(f"CREATE TABLE months_of_{table} {like} PARTITION BY RANGE ({key})")
    database.execute(f"CREATE TABLE month_of_{table} {like}")
    columns = ", ".join(stored_columns(database, table))
    copy = f"""
        INSERT INTO month_of_{table} ({columns})
        SELECT {columns} FROM {table} WHERE {began_at} < %s
    """  # noqa: S608 - its own tables and columns
    database.execute(dedent(copy), [before])
    for (definition,) in database.execute(_INDEXES, [table]).fetchall():
        database.execute(
            re.sub(rf"INDEX \S+ ON public\.{table} ", f"INDEX ON month_of_{table} ", definition)
        )
    database.execute(
        f"ALTER TABLE months_of_{table} ATTACH PARTITION month_of_{table} "
        "FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"
    )


def _size(database: psycopg.Connection, table: str) -> int:
    """Return the bytes of a table with its indexes."""
    (size,) = database.execute(_SIZE, [table]).fetchone() or (0,)
    return int(size)
