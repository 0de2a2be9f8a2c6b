"""How late a queue is: for how long the next task that a person waits for has been due."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.task_engine.record import NORMAL

# Literals: with parameters, the planner could not use the partial index `ix_tasks_queue`. Ordered
# by priority first: otherwise it may prefer `ix_tasks_due`, which has the tasks of all queues.
OLDEST_DUE = text(f"""
    SELECT now() - run_at FROM tasks
    WHERE queue = :queue AND priority <= {NORMAL} AND run_at <= now()
        AND state IN ('PENDING', 'RETRY') AND published_at IS NULL
    ORDER BY priority, run_at LIMIT 1
""")  # noqa: S608 - only a constant


async def lateness(session: AsyncSession, queue: str) -> timedelta:
    """Return for how long the oldest due task of the normal priority waits; zero without one.

    It reads one entry of an index, however many tasks wait. Bulk actions do not count: new tasks of
    the normal priority run before them.
    """
    waiting: timedelta | None = await session.scalar(OLDEST_DUE, {"queue": queue})
    return waiting or timedelta(0)
