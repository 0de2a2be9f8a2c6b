"""How late a queue is: for how long the next task that a person waits for has been due."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.task_engine.limit import Limit
from foyer.task_engine.payload import declared
from foyer.task_engine.record import NORMAL

# The conditions of the partial index `ix_tasks_queue_kind` are literals: with parameters, the
# planner could not use it.
OLDEST_DUE = text(f"""
    SELECT max(now() - oldest.run_at)
    FROM unnest(CAST(:kinds AS text[])) AS counted (kind)
    CROSS JOIN LATERAL (
        SELECT run_at FROM tasks
        WHERE queue = :queue AND kind = counted.kind
            AND priority = {NORMAL} AND run_at <= now()
            AND state IN ('PENDING', 'RETRY') AND published_at IS NULL
        ORDER BY run_at LIMIT 1
    ) AS oldest
""")  # noqa: S608 - only a constant
# Until a sudden pile of tasks is in the statistics, the planner expects one row, and would read and
# sort all of `ix_tasks_due`.
IN_ORDER_OF_THE_INDEX = text("SET LOCAL enable_sort = off")


async def lateness(session: AsyncSession, queue: str, limit: Limit | None) -> timedelta:
    """Return for how long a new task of this queue and limit would wait; zero if it is in time.

    This is the age of the oldest due task of the normal priority that the new one waits behind.
    Tasks above a client's share do not count, although a client that is above its share waits
    behind them: one client could close the sign-up for all. Tasks with another limit wait for
    that, and new tasks pass them. It reads one entry of an index for each kind, however many tasks
    wait.
    """
    values = {"queue": queue, "kinds": _kinds_ahead(queue, limit)}
    await session.execute(IN_ORDER_OF_THE_INDEX)
    waiting: timedelta | None = await session.scalar(OLDEST_DUE, values)
    return waiting or timedelta(0)


def _kinds_ahead(queue: str, limit: Limit | None) -> list[str]:
    """Return the kinds of the queue without a limit, and those with this limit."""
    declarations = (payload.__declaration__ for payload in declared.values())
    return [
        declaration.kind
        for declaration in declarations
        if declaration.queue == queue and declaration.limit in (None, limit)
    ]
