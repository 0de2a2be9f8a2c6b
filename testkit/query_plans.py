"""The plans of queries on tasks: none reads the whole history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import ClientCursor, Connection
from sqlalchemy import Engine, event


def assert_reads_no_whole_history(
    connection: Connection[Any], query: str, parameters: Any = None
) -> None:
    """Check that an index can answer the query, as in a history with millions of tasks.

    A table of a test is small, and PostgreSQL reads small tables as a whole. Without permission for
    that, only a query that no index can answer still does it.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL enable_seqscan = off")
        cursor = ClientCursor(connection).execute(f"EXPLAIN {query}".encode(), parameters)
        plan = "\n".join(line for (line,) in cursor)
    assert "Seq Scan on tasks" not in plan, f"{query}\n{plan}"


@contextmanager
def recorded_queries() -> Iterator[list[tuple[str, Any]]]:
    """Yield the queries on tasks that this process sends, with their parameters."""
    queries: list[tuple[str, Any]] = []

    def record(_connection: Any, _cursor: Any, query: str, parameters: Any, *_: Any) -> None:
        if "tasks" in query:
            queries.append((query, parameters))

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield queries
    finally:
        event.remove(Engine, "before_cursor_execute", record)
