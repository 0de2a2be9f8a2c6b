"""Queries on tasks by their state read no whole history, however long it is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db.engines import async_engine, async_session, transaction
from foyer.payloads import ForgetHistory
from foyer.task_engine import outbox, transitions
from foyer.task_engine.history import worker_status
from foyer.task_engine.history.metrics import TaskMetrics
from foyer.task_engine.history.queues import queues
from foyer.task_engine.lateness import lateness
from local.stack import Stack
from testkit.query_plans import assert_reads_no_whole_history, recorded_queries

LIMIT = 1
QUEUE = "without_worker"
KINDS = [ForgetHistory.__declaration__.kind]
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("in_stack")

STATUS: dict[str, Callable[[AsyncSession], Awaitable[object]]] = {
    "queue problems": lambda session: worker_status.queue_problems(session, [QUEUE]),
    "worker problems": worker_status.worker_problems,
    "queues": lambda session: queues(session, [QUEUE]),
    "lateness": lambda session: lateness(session, QUEUE, None),
}
STEPS: dict[str, Callable[[Session], object]] = {
    "due queues": lambda session: outbox.queues_with_due(session, [QUEUE]),
    "next due": outbox.next_due_in,
    "next of a queue": lambda session: outbox.lock_next(session, QUEUE, KINDS, LIMIT),
    "other generations": lambda session: outbox.unmark_other_generations(session, "", LIMIT),
    "paused": lambda session: outbox.unmark_paused(session, LIMIT),
    "unclaimed": lambda session: outbox.unclaimed(session, HOUR, LIMIT),
    "missing queues": lambda session: outbox.add_missing_queues(session, {"unknown": QUEUE}),
    "expired leases": lambda session: transitions.reclaim(session, LIMIT),
    "unknown kinds": lambda session: transitions.fail_unknown(session, KINDS, HOUR * 1000, LIMIT),
}


@pytest.mark.parametrize("name", STATUS)
def test_status_reads_no_whole_history(stack: Stack, name: str) -> None:
    async def read() -> None:
        async with async_session() as session:
            await STATUS[name](session)
        await async_engine().dispose()

    _assert_reads_no_whole_history(stack, lambda: asyncio.run(read()))


@pytest.mark.parametrize("name", STEPS)
def test_step_of_the_dispatcher_reads_no_whole_history(stack: Stack, name: str) -> None:
    def run() -> None:
        with transaction() as session:
            STEPS[name](session)
            session.rollback()

    _assert_reads_no_whole_history(stack, run)


def test_scrape_of_the_active_tasks_reads_no_whole_history(stack: Stack) -> None:
    _assert_reads_no_whole_history(stack, lambda: list(TaskMetrics().collect()))


def _assert_reads_no_whole_history(stack: Stack, run: Callable[[], object]) -> None:
    with recorded_queries() as queries:
        run()
    assert queries
    with psycopg.connect(stack.database_url) as connection:
        for query, parameters in queries:
            assert_reads_no_whole_history(connection, query, parameters)
