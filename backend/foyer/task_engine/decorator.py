"""The decorator that makes a function a task kind."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from celery import Task

from foyer.errors import FoyerError
from foyer.task_engine.celery_app import app
from foyer.task_engine.cron import Cron
from foyer.task_engine.kinds import Kind, Result, RetryPolicy, Run, Snooze, kinds
from foyer.task_engine.payload import Payload
from foyer.task_engine.worker.attempt import run_attempt

PayloadT = TypeVar("PayloadT", bound=Payload)
Returned = TypeVar("Returned", bound=Result | Snooze | Coroutine[Any, Any, Result | Snooze])

END_LIMIT = timedelta(minutes=20)


class Delivery(Task[..., None]):
    """The base class of the Celery tasks. Its request class notices killed pool processes."""

    Request = "foyer.task_engine.worker.celery_request:DurableRequest"


def task_kind(
    payload: type[PayloadT],
    *,
    time_limit: timedelta = timedelta(seconds=45),
    grace: timedelta = timedelta(seconds=15),
    retry: RetryPolicy | None = None,
    permanent: tuple[type[FoyerError], ...] = (),
    every: timedelta | Cron | None = None,
    max_crashes: int = 3,
    at_most_once: bool = False,
) -> Callable[[Callable[[Run[PayloadT]], Returned]], Callable[[Run[PayloadT]], Returned]]:
    """Make a function the one that runs the tasks with this payload.

    The function may be `async def`; all attempts in a process use one event loop.

    It may run more than once for a task, because a worker can die after the effect and
    before the end is stored. So its effect must be idempotent.

    Args:
        payload: the class that declares the kind.
        time_limit: after it, the function gets SoftTimeLimitExceeded; whole seconds.
        grace: how long after the time limit the function's process is killed.
        retry: for temporary errors.
        permanent: errors that are never retried.
        every: enqueue a task of this kind once in each such period, or at these times.
        max_crashes: the task fails after so many attempts whose process or worker was lost.
        at_most_once: after an error, a crash or a fault of a server, the function never runs
            again. `retry` and `max_crashes` have no effect.
    """

    def decorate(function: Callable[[Run[PayloadT]], Returned]) -> Any:
        kind = Kind(
            payload,
            function,
            retry or RetryPolicy(),
            permanent,
            every,
            1 if at_most_once else max_crashes,
            at_most_once,
            hard_time_limit=(time_limit + grace).total_seconds(),
        )
        kinds[kind.name] = kind
        _register(kind, time_limit)
        return function

    return decorate


def _register(kind: Kind, time_limit: timedelta) -> None:
    @app.task(
        name=kind.name,
        bind=True,
        base=Delivery,
        soft_time_limit=round(time_limit.total_seconds()),
        # The function has a hard limit of its own. This one includes the time until the end is
        # stored, which may take long if the database is away.
        time_limit=round(kind.hard_time_limit + END_LIMIT.total_seconds()),
    )
    def deliver(message: Any) -> None:
        run_attempt(kind, UUID(message.request.id), worker=message.request.hostname)
