"""Totals of all tasks that ended since the migration 0019, for the metrics.

Prometheus needs counters that never decrease, so the totals stay when old tasks are deleted. The
roll-up adds to them in the transaction in which it moves its mark (see `rollup`). `read_total` also
counts the tasks that ended since then.
"""

from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from foyer.task_engine.history.durations import MEASURED, MEASURES, histogram_bucket
from foyer.task_engine.history.rollup_tables import (
    AttemptTotal,
    DurationTotal,
    RollupMark,
    TaskTotal,
)

Table = type[TaskTotal] | type[AttemptTotal] | type[DurationTotal]

_SPAN = "finished_at >= :since AND finished_at < :until"
# The tasks that ended since the latest roll-up. The mark may move after `earlier_mark` was read,
# but only forward. Without that value, the planner expects a third of all tasks, and reads the
# whole table.
RECENT = "finished_at >= (SELECT until FROM rollup_mark) AND finished_at >= :earlier_mark"
# SQL: what the tasks that ended in a time span add to each table.
_ADDED: dict[Table, str] = {
    TaskTotal: "SELECT kind, state, count(*) AS count FROM tasks WHERE {ended} GROUP BY 1, 2",
    AttemptTotal: """
        SELECT kind, outcome, count(*) AS count,
            sum(extract(epoch FROM ended_at - task_attempts.started_at))::float8 AS seconds
        FROM tasks JOIN task_attempts ON task_id = id
        WHERE {ended} AND outcome IS NOT NULL GROUP BY 1, 2
    """,
    DurationTotal: f"""
        SELECT kind, measure, {histogram_bucket("duration")} AS bucket, count(*) AS count
        FROM tasks, {MEASURES} WHERE {{ended}} AND {MEASURED} GROUP BY 1, 2, 3
    """,  # noqa: S608 - only constants
}


def add(session: Session, span: dict[str, Any]) -> None:
    """Add the tasks that ended in a span: a dictionary with `since` and `until`."""
    for table, added in _ADDED.items():
        keys, values = _columns(table)
        sums = ", ".join(f"{name} = stored.{name} + excluded.{name}" for name in values)
        sql = f"""
            INSERT INTO {table.__tablename__} AS stored ({", ".join(keys + values)})
            {added.format(ended=_SPAN)}
            ON CONFLICT ({", ".join(keys)}) DO UPDATE SET {sums}
        """
        session.execute(text(sql), span)


def read_total(session: Session, table: Table) -> list[tuple[Any, ...]]:
    """Return the rows of a table, with the tasks that ended since the latest roll-up.

    One statement reads both, because the dispatcher may change both at any time. Its mark may move
    before that statement, but only forward, unless all totals start over.
    """
    keys, values = _columns(table)
    names = ", ".join(keys + values)
    sums = ", ".join(f"sum({name})::float8 AS {name}" for name in values)
    sql = f"""
        SELECT {", ".join(keys)}, {sums}
        FROM (
            SELECT {names} FROM {table.__tablename__}
            UNION ALL ({_ADDED[table].format(ended=RECENT)})
        ) AS counted
        GROUP BY {", ".join(keys)}
    """  # noqa: S608
    parameters = {"earlier_mark": session.scalar(select(RollupMark.until))}
    return [tuple(row) for row in session.execute(text(sql), parameters)]


def clear(session: Session) -> None:
    """Delete all totals: the whole history is counted again."""
    for table in _ADDED:
        session.execute(delete(table))


def _columns(table: Table) -> tuple[list[str], list[str]]:
    """Return the names of the key and of the summed columns."""
    columns = table.__table__.columns
    return (
        [column.name for column in columns if column.primary_key],
        [column.name for column in columns if not column.primary_key],
    )
