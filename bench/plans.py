"""`python -m bench.plans > docs/history-plans.md`: the query plan of each request.

At five million tasks. The statements are caught on their way out of the product's own functions,
and run once more under EXPLAIN ANALYZE.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bench.history import ALL_SIZES, seeded
from foyer.db.base import utc_now
from foyer.db.engines import async_engine
from foyer.settings import get_settings
from foyer.task_engine.history import bulk, queries, queues, statistics
from foyer.task_engine.history.bulk import BulkAction
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.models import Task, TaskState

Ask = Callable[[AsyncSession], Awaitable[object]]


def main() -> None:
    with seeded(ALL_SIZES[-1]) as stack:
        os.environ["DATABASE_URL"] = stack.env["DATABASE_URL"]
        get_settings.cache_clear()
        asyncio.run(_explain_all())


async def _explain_all() -> None:
    print("# Query plans of the task history\n")
    print(f"`python -m bench.plans`, {ALL_SIZES[-1]:,} tasks of a year. See docs/admin.md.")
    async with async_engine().connect() as connection:
        for name, ask in (await _questions(connection)).items():
            print(f"\n## {name}")
            for statement, parameters in await _statements(connection, ask):
                print("\n```")
                print("\n".join(await _plan(connection, statement, parameters)))
                print("```")


async def _questions(connection: AsyncConnection) -> dict[str, Ask]:
    now = utc_now()
    middle = now - timedelta(days=180)
    async with AsyncSession(bind=connection) as session:
        failed = select(Task).where(Task.state == TaskState.FAILURE, Task.created_at < middle)
        newest = failed.order_by(Task.created_at.desc(), Task.id.desc()).limit(1)
        task = (await session.scalars(newest)).one()
        deep = await _turn(session, 99)
    assert task.subject_id
    month = TaskFilter(since=middle - timedelta(days=30), until=middle)
    filters = {
        "The list": TaskFilter(),
        "State: failed": TaskFilter(states=(TaskState.FAILURE,)),
        "State: succeeded": TaskFilter(states=(TaskState.SUCCESS,)),
        "State: waiting": TaskFilter(states=(TaskState.PENDING, TaskState.RETRY)),
        "Kind": TaskFilter(kind="send_confirmation_email"),
        "A rare kind": TaskFilter(kind="clean_pictures"),
        "Worker": TaskFilter(worker=task.worker),
        "Error group": TaskFilter(error_group=task.error_group),
        "A month": month,
        "A person's": TaskFilter(subject_ids=(task.subject_id,)),
        "Id, subject or reference": TaskFilter(any_id=task.id),
        "Words of an error": TaskFilter(words="mail server cannot"),
        "A frequent word": TaskFilter(words="picture"),
        "Failed, of a kind": TaskFilter(states=(TaskState.FAILURE,), kind=task.kind),
        "Failed, in a month": replace(month, states=(TaskState.FAILURE,)),
        "Of a kind, in a month": replace(month, kind=task.kind),
    }
    asked: dict[str, Ask] = {name: _page(tasks) for name, tasks in filters.items()}
    asked["Page 100"] = _page(TaskFilter(), deep)
    asked["Count of all, up to 10,000"] = lambda session: queries.count(
        session, TaskFilter(), newer_than=None
    )
    asked["What came since"] = lambda session: queries.count(session, TaskFilter(), newer_than=deep)
    asked["Dry run of a retry"] = lambda session: bulk.dry_run(
        session, BulkAction.RETRY, TaskFilter(kind=task.kind)
    )
    for name, days in (("day", 1), ("month", 30), ("year", 365)):
        asked[f"Statistics of a {name}"] = _statistics(timedelta(days=days))
    asked["Queues"] = lambda session: queues.queues(session, ())
    return asked


def _page(tasks: TaskFilter, cursor: str | None = None) -> Ask:
    return lambda session: queries.page(session, tasks, cursor=cursor, limit=50)


def _statistics(span: timedelta) -> Ask:
    now = utc_now()
    return lambda session: statistics.statistics(
        session, since=now - span, until=now, kind=None, error_groups=50
    )


async def _turn(session: AsyncSession, pages: int) -> str | None:
    cursor: str | None = None
    for _ in range(pages):
        page = await queries.page(session, TaskFilter(), cursor=cursor, limit=50)
        cursor = page.next_cursor
    return cursor


async def _statements(connection: AsyncConnection, ask: Ask) -> list[tuple[str, Any]]:
    statements: list[tuple[str, Any]] = []

    def catch(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        statements.append((statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", catch)
    async with AsyncSession(bind=connection) as session:
        await ask(session)
    event.remove(connection.sync_connection, "before_cursor_execute", catch)
    return statements


async def _plan(connection: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    if statement.startswith("SET LOCAL"):  # settings of the next statement
        await connection.exec_driver_sql(statement)
        return [statement]
    explain = f"EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF, BUFFERS OFF) {statement}"
    rows = await connection.exec_driver_sql(explain, parameters)
    return [columns[0] for columns in rows]


if __name__ == "__main__":
    main()
