"""For tests of code that enqueues tasks: run them inline, in a transaction that is rolled back.

    with testing.rolled_back() as session:
        enqueue(session, SendReport(month="2026-11"))
        assert testing.enqueued(session, SendReport) == [SendReport(month="2026-11")]
        [task] = testing.drain(session)
        assert task.result == {"pages": 7}

Functions run as in a worker: the row is claimed, and the end, its retries and its followers are
stored. There are no time limits and no heartbeat.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar
from unittest import mock

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from foyer.db import engines
from foyer.task_engine import lease as leases
from foyer.task_engine import outbox
from foyer.task_engine.kinds import Kind, Run, kinds
from foyer.task_engine.lease import Claimant, Lease, LeaseLostError
from foyer.task_engine.links import NEVER
from foyer.task_engine.models import ACTIVE_STATES, WAITING_STATES, Task
from foyer.task_engine.payload import Payload
from foyer.task_engine.record import enqueue
from foyer.task_engine.worker.outcome import run_function

PayloadT = TypeVar("PayloadT", bound=Payload)
MAX_ATTEMPTS = 1000  # of one `drain`: a chain that never ends fails the test

_IS_OF_TRANSACTION = Task.created_at == func.now()  # the start of the transaction
_CLAIMANT = Claimant("testing", pid=0, length=timedelta(hours=1))


class TaskFailedError(AssertionError):
    """The task did not succeed; the cause is the error of its function."""


class NeverDrainedError(AssertionError):
    """The tasks enqueue new ones without end."""


@contextmanager
def rolled_back() -> Iterator[Session]:
    """Open a session whose transaction is rolled back at the end.

    Until then, each `transaction()` of this process is a savepoint in it.
    """
    with engines.engine().connect() as connection:
        transaction = connection.begin()
        connection.begin_nested()  # sessions on this connection use savepoints, too
        try:
            with (
                mock.patch.object(engines, "engine", return_value=connection),
                Session(connection, expire_on_commit=False) as session,
            ):
                yield session
        finally:
            transaction.rollback()


def enqueued(session: Session, payload: type[PayloadT]) -> list[PayloadT]:
    """Return the payloads of the unfinished tasks of this kind, the oldest first."""
    kind = payload.__declaration__.kind
    conditions = (Task.kind == kind, Task.state.in_(ACTIVE_STATES), _IS_OF_TRANSACTION)
    query = select(Task).where(*conditions).order_by(Task.id)
    return [payload.load(task.payload, task.payload_version) for task in session.scalars(query)]


def run(session: Session, payload: Payload, **options: Any) -> dict[str, Any] | None:
    """Enqueue a task, run one attempt of it and return its result.

    Args:
        session: with the transaction.
        payload: of the task.
        options: of `enqueue`.

    Raises:
        TaskFailedError: the attempt did not succeed.
    """
    task = enqueue(session, payload, **options)
    session.flush()
    error = _run_attempt(session, task)
    if task.error:
        raise TaskFailedError(f"{task.kind}: {task.error}") from error
    return task.result


def drain(session: Session, *, queue: str | None = None, with_later: bool = False) -> list[Task]:
    """Run due tasks until none is left, also those that they enqueue; return the ones that ran.

    Only tasks of this transaction run, whatever the database has else.

    Args:
        session: with the transaction.
        queue: only tasks of this queue.
        with_later: also run tasks whose time has not come, such as retries.
    """
    ran: dict[Any, Task] = {}
    for _ in range(MAX_ATTEMPTS):
        task = session.scalar(_next(queue, with_later=with_later))
        if task is None:
            return list(ran.values())
        ran[task.id] = task
        _run_attempt(session, task)
    raise NeverDrainedError(f"{MAX_ATTEMPTS} attempts, and more tasks are due")


def _next(queue: str | None, *, with_later: bool) -> Any:
    time = NEVER - timedelta(days=1) if with_later else func.now()
    conditions = [Task.state.in_(WAITING_STATES), Task.run_at <= time, _IS_OF_TRANSACTION]
    if queue:
        conditions.append(Task.queue == queue)
    return select(Task).where(*conditions).order_by(Task.priority, Task.run_at, Task.id).limit(1)


def _run_attempt(session: Session, task: Task) -> BaseException | None:
    """Run one attempt, store its end, and return the error of the function."""
    session.execute(update(Task).where(Task.id == task.id).values(run_at=func.now()))
    outbox.mark_published(session, [task.id], "testing")
    connection = engines.driver_connection(session)
    lease = leases.claim(connection, task.id, _CLAIMANT)
    assert lease, f"the task {task.id} is not waiting"  # noqa: S101 - for tests
    outcome = run_function(kinds[task.kind], lease, _progress(session, lease), _call)
    outcome.store(connection, lease)
    session.refresh(task)
    return outcome.error


def _progress(session: Session, lease: Lease) -> Any:
    def report(percent: int, step: str) -> None:
        connection = engines.driver_connection(session)
        if not leases.progress(connection, lease, percent, step, length=_CLAIMANT.length):
            raise LeaseLostError

    return report


def _call(kind: Kind, run: Run[Any]) -> Any:
    result = kind.function(run)
    if isinstance(result, Coroutine):
        return asyncio.run(result)
    return result
