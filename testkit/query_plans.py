"""The plans of queries on tasks: none reads the whole history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import ClientCursor, Connection
from sqlalchemy import Engine, event

# Those that are not of unfinished tasks alone.
INDEXES_OF_THE_HISTORY = """
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = 'tasks'::regclass
    AND coalesce(pg_get_expr(indpred, indrelid), '') !~ 'PENDING|STARTED'
"""


def assert_reads_no_whole_history(
    connection: Connection[Any], query: str, parameters: Any = None
) -> None:
    """Check that an index can answer the query, as in a history with millions of tasks.

    A table of a test is small, and PostgreSQL reads small tables as a whole. Without permission for
    that, a query that no index can answer still does it, or reads an index from end to end.
    """
    with connection.transaction(force_rollback=True):
        indexes = {name for (name,) in connection.execute(INDEXES_OF_THE_HISTORY)}
        connection.execute("SET LOCAL enable_seqscan = off")
        explain = f"EXPLAIN (FORMAT JSON) {query}".encode()
        ((plans,),) = ClientCursor(connection).execute(explain, parameters)
    for node in _nodes(plans[0]["Plan"]):
        reads_all_tasks = node["Node Type"] == "Seq Scan" and node["Relation Name"] == "tasks"
        reads_an_index = node.get("Index Name") in indexes and "Index Cond" not in node
        assert not reads_all_tasks, f"{query}\n{node}"
        assert not reads_an_index, f"{query}\n{node}"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


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
