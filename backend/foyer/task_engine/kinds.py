"""The decorator that makes a function a task kind, and what happens around its body."""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import Task
from celery.exceptions import SoftTimeLimitExceeded

from foyer.db.retry import DATABASE_UNAVAILABLE, execute_with_retry
from foyer.errors import FoyerError
from foyer.settings import get_settings
from foyer.task_engine import failure, lease
from foyer.task_engine.celery_app import app
from foyer.task_engine.failure import TOO_SLOW, Failure
from foyer.task_engine.lease import Lease
from foyer.task_engine.worker.attempt_log import attempt_log
from foyer.task_engine.worker.lease_renewer import heart

log = structlog.stdlib.get_logger(__name__)

Result = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt, as the body of a task sees it."""

    id: UUID
    attempt: int
    created_at: datetime
    subject_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    report: Callable[[int, str], None] = lambda _percent, _step: None

    def progress(self, percent: int, step: str) -> None:
        """Tell whoever waits how far it is.

        Raises:
            LeaseLostError: the task belongs to somebody else by now; let it pass through.
        """
        self.report(percent, step)


Body = Callable[[Run], Result]


class LeaseLostError(Exception):
    """Another attempt has taken over; this one must have no further effect."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and after how long, a failed attempt is followed by another.

    Attributes:
        max_attempts: the first one included.
        delays: before the 2nd, 3rd, … attempt; the last one repeats.
    """

    max_attempts: int = 3
    delays: tuple[timedelta, ...] = (
        timedelta(seconds=2),
        timedelta(seconds=10),
        timedelta(seconds=60),
    )

    def delay(self, attempt: int) -> timedelta:
        """After this attempt (from 1). Spread by a tenth, so that what failed together spreads."""
        base = self.delays[min(attempt, len(self.delays)) - 1]
        return base * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    body: Body
    queue: str
    retry: RetryPolicy
    permanent: tuple[type[FoyerError], ...]
    every: timedelta | None


kinds: dict[str, Kind] = {}

SOON = timedelta(seconds=1)  # it answered the line before: soon is soon enough


class Delivery(Task[..., None]):
    """What a kind is to Celery: a task whose process may be killed."""

    Request = "foyer.task_engine.worker.celery_request:DurableRequest"


def task_kind(
    *,
    queue: str,
    time_limit: timedelta = timedelta(seconds=45),
    grace: timedelta = timedelta(seconds=15),
    retry: RetryPolicy | None = None,
    permanent: tuple[type[FoyerError], ...] = (),
    every: timedelta | None = None,
) -> Callable[[Body], Body]:
    """Make a function a task kind, named like the function.

    The body may run more than once (a worker can die after the effect and before the row says so),
    so its effect must bear repetition.

    Args:
        queue: where its tasks wait.
        time_limit: then the body gets SoftTimeLimitExceeded; whole seconds.
        grace: after that its process is killed.
        retry: for failures that pass.
        permanent: errors that no repetition mends.
        every: enqueue one by itself in each such period.
    """

    def decorate(body: Body) -> Body:
        kind = Kind(body.__name__, body, queue, retry or RetryPolicy(), permanent, every)
        kinds[kind.name] = kind
        seconds = round(time_limit.total_seconds())

        @app.task(
            name=kind.name,
            bind=True,
            base=Delivery,
            soft_time_limit=seconds,
            time_limit=seconds + round(grace.total_seconds()),
        )
        def deliver(message: Any) -> None:
            attempt(kind, UUID(message.request.id), worker=message.request.hostname)

        return body

    return decorate


def attempt(kind: Kind, task_id: UUID, *, worker: str) -> None:
    """What one delivery of a message does: claim, run, finish."""
    settings = get_settings()
    held = execute_with_retry(
        lambda connection: lease.claim(
            connection, task_id, worker=worker, pid=os.getpid(), length=settings.lease
        ),
        timeout=settings.lease,
    )
    if held is None:
        log.info("nothing_to_claim", task=str(task_id), kind=kind.name)
        return
    context = {"task": str(task_id), "kind": kind.name, "attempt": held.attempt}
    attempt_log.start()
    with structlog.contextvars.bound_contextvars(**context):
        log.info("claimed", created_at=held.created_at.isoformat(), waited=_seconds(held.waited))
        with heart().beating(held):
            _run(kind, held)


def _run(kind: Kind, held: Lease) -> None:
    run = Run(
        id=held.task_id,
        attempt=held.attempt,
        created_at=held.created_at,
        subject_id=held.subject_id,
        payload=held.payload,
        report=lambda percent, step: _report(held, percent, step),
    )
    try:
        result = kind.body(run)
    except LeaseLostError:
        log.warning("lease_lost")
    except Exception as error:  # noqa: BLE001 - whatever it was, the row must say so
        _end_badly(kind, held, error)
    else:
        kept = execute_with_retry(lambda connection: lease.succeed(connection, held, result))
        log.info("succeeded" if kept else "late_result_refused", result=result)


def _end_badly(kind: Kind, held: Lease, error: Exception) -> None:
    why, delay = _failure(error)
    why = why.at(error, kind.body.__module__.partition(".")[0])
    if isinstance(error, kind.permanent) or held.attempt >= kind.retry.max_attempts:
        _give_up(held, why)
    else:
        _retry(held, why, delay or kind.retry.delay(held.attempt))


def _failure(error: Exception) -> tuple[Failure, timedelta | None]:
    """What to write down, and when to try again if the kind's policy does not say it."""
    match error:
        case SoftTimeLimitExceeded():
            return TOO_SLOW, None
        case FoyerError():
            return Failure(error.code, error.detail), None
    if isinstance(error, DATABASE_UNAVAILABLE):
        return failure.DATABASE_UNAVAILABLE, SOON
    return failure.unknown(error), None


def _report(held: Lease, percent: int, step: str) -> None:
    if not execute_with_retry(lambda connection: lease.progress(connection, held, percent, step)):
        raise LeaseLostError
    log.info("progress", percent=percent, step=step)


def _retry(held: Lease, failure: Failure, delay: timedelta) -> None:
    kept = execute_with_retry(lambda connection: lease.retry(connection, held, failure, delay))
    event = "will_retry" if kept else "late_result_refused"
    log.warning(event, error=failure.code, delay=_seconds(delay), traceback=failure.traceback)


def _give_up(held: Lease, failure: Failure) -> None:
    kept = execute_with_retry(lambda connection: lease.fail(connection, held, failure))
    event = "failed" if kept else "late_result_refused"
    log.error(event, error=failure.code, reason=failure.message, traceback=failure.traceback)


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 3)
