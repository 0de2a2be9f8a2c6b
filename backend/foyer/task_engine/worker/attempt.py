"""One attempt of a task: claim the task, run its function, store the end."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from foyer.db.retry import DATABASE_UNAVAILABLE, execute_with_retry
from foyer.errors import FoyerError
from foyer.settings import get_settings
from foyer.task_engine import failure
from foyer.task_engine import lease as leases
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.failure import END_REFUSED, Failure
from foyer.task_engine.kinds import Kind, Run
from foyer.task_engine.lease import Lease, LeaseLostError
from foyer.task_engine.storable import ResultInvalidError, encode_result
from foyer.task_engine.worker.lease_renewer import lease_renewer

log = structlog.stdlib.get_logger(__name__)

DATABASE_RETRY_DELAY = timedelta(seconds=1)  # short: the database just answered the claim


def run_attempt(kind: Kind, task_id: UUID, *, worker: str) -> None:
    """Run one attempt for a delivered message, if the task is waiting."""
    settings = get_settings()
    lease = execute_with_retry(
        lambda connection: leases.claim(
            connection, task_id, worker=worker, pid=os.getpid(), length=settings.lease
        ),
        timeout=settings.lease,
    )
    if lease is None:
        log.info("nothing_to_claim", task=str(task_id), kind=kind.name)
        return
    attempt_log.start()
    with structlog.contextvars.bound_contextvars(
        task=str(task_id), kind=kind.name, attempt=lease.attempt
    ):
        log.info("claimed", created_at=lease.created_at.isoformat(), waited=_seconds(lease.waited))
        with lease_renewer().renewing(lease):
            _run(kind, lease)


def _run(kind: Kind, lease: Lease) -> None:
    run = Run(
        id=lease.task_id,
        attempt=lease.attempt,
        created_at=lease.created_at,
        subject_id=lease.subject_id,
        payload=lease.payload,
        report=lambda percent, step: _report(lease, percent, step),
    )
    try:
        result = kind.function(run)
    except LeaseLostError:
        log.warning("lease_lost")
    except Exception as error:  # noqa: BLE001 - every error must be stored in the row
        _end_with_error(kind, lease, error)
    else:
        _succeed(kind, lease, result)


def _report(lease: Lease, percent: int, step: str) -> None:
    if not execute_with_retry(lambda connection: leases.progress(connection, lease, percent, step)):
        raise LeaseLostError
    log.info("progress", percent=percent, step=step)


def _succeed(kind: Kind, lease: Lease, result: object) -> None:
    try:
        encoded = encode_result(result)
    except ResultInvalidError as error:
        place = f"{kind.function.__module__}.{kind.name}"
        _fail(lease, replace(failure.RESULT_INVALID.at(error, place), place=place))
        return
    is_stored = _store_end(lease, lambda connection: leases.succeed(connection, lease, encoded))
    log.info("succeeded" if is_stored else "late_result_refused", result=result)


def _end_with_error(kind: Kind, lease: Lease, error: Exception) -> None:
    package = kind.function.__module__.partition(".")[0]
    reason = _failure(error).at(error, package)
    if isinstance(error, kind.permanent) or lease.attempt >= kind.retry.max_attempts:
        _fail(lease, reason)
    elif isinstance(error, DATABASE_UNAVAILABLE):
        _retry(lease, reason, DATABASE_RETRY_DELAY)
    else:
        _retry(lease, reason, kind.retry.delay(lease.attempt))


def _failure(error: Exception) -> Failure:
    if isinstance(error, SoftTimeLimitExceeded):
        return failure.TIMED_OUT
    if isinstance(error, FoyerError):
        return Failure(error.code, error.detail)
    if isinstance(error, DATABASE_UNAVAILABLE):
        return failure.DATABASE_UNAVAILABLE
    return failure.unknown(error)


def _retry(lease: Lease, reason: Failure, delay: timedelta) -> None:
    is_stored = _store_end(lease, lambda connection: leases.retry(connection, lease, reason, delay))
    event = "will_retry" if is_stored else "late_result_refused"
    log.warning(event, error=reason.code, delay=_seconds(delay), traceback=reason.traceback)


def _fail(lease: Lease, reason: Failure) -> None:
    is_stored = _store_end(lease, lambda connection: leases.fail(connection, lease, reason))
    event = "failed" if is_stored else "late_result_refused"
    log.error(event, error=reason.code, reason=reason.message, traceback=reason.traceback)


def _store_end(lease: Lease, end: Callable[[Connection], bool]) -> bool:
    """Store the end of the attempt; return False if the lease is lost.

    If PostgreSQL refuses the content for a reason that nobody foresaw, the task ends as a FAILURE
    without that content. Otherwise the lease would expire, and the effect would be repeated.
    """
    try:
        return execute_with_retry(end)
    except DBAPIError as error:
        if isinstance(error, DATABASE_UNAVAILABLE):
            raise
        log.exception("end_refused")
    attempt_log.start()
    return execute_with_retry(lambda connection: leases.fail(connection, lease, END_REFUSED))


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 3)
