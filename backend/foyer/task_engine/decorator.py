"""The decorator that makes a function a task kind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import Task

from foyer.errors import FoyerError
from foyer.task_engine.celery_app import app
from foyer.task_engine.kinds import Kind, RetryPolicy, TaskFunction, kinds
from foyer.task_engine.worker.attempt import run_attempt


class Delivery(Task[..., None]):
    """The base class of the Celery tasks. Its request class notices killed pool processes."""

    Request = "foyer.task_engine.worker.celery_request:DurableRequest"


def task_kind(
    *,
    queue: str,
    time_limit: timedelta = timedelta(seconds=45),
    grace: timedelta = timedelta(seconds=15),
    retry: RetryPolicy | None = None,
    permanent: tuple[type[FoyerError], ...] = (),
    every: timedelta | None = None,
) -> Callable[[TaskFunction], TaskFunction]:
    """Make a function a task kind with the function's name.

    The function may run more than once for a task, because a worker can die after the effect and
    before the end is stored. So its effect must be idempotent.

    Args:
        queue: the Celery queue of its tasks.
        time_limit: after it, the function gets SoftTimeLimitExceeded; whole seconds.
        grace: after the time limit and this time, the function's process is killed.
        retry: for temporary errors.
        permanent: errors that are never retried.
        every: enqueue a task of this kind once in each such period.
    """

    def decorate(function: TaskFunction) -> TaskFunction:
        kind = Kind(function.__name__, function, queue, retry or RetryPolicy(), permanent, every)
        kinds[kind.name] = kind
        _register(kind, time_limit, grace)
        return function

    return decorate


def _register(kind: Kind, time_limit: timedelta, grace: timedelta) -> None:
    @app.task(
        name=kind.name,
        bind=True,
        base=Delivery,
        soft_time_limit=round(time_limit.total_seconds()),
        time_limit=round(time_limit.total_seconds()) + round(grace.total_seconds()),
    )
    def deliver(message: Any) -> None:
        run_attempt(kind, UUID(message.request.id), worker=message.request.hostname)
