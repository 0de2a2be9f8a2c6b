"""One attempt of a task: claim the task, run its function, store the end."""

import asyncio
import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog
from celery.exceptions import Reject, SoftTimeLimitExceeded
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from foyer.db.retry import execute_with_retry, passing_fault
from foyer.errors import FoyerError
from foyer.settings import get_settings
from foyer.task_engine import ends, failure
from foyer.task_engine import lease as leases
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.failure import END_REFUSED, Failure
from foyer.task_engine.kinds import Kind, Run
from foyer.task_engine.lease import Claimant, Lease, LeaseLostError
from foyer.task_engine.payload import PayloadTooNewError
from foyer.task_engine.storable import ResultInvalidError, encode_result
from foyer.task_engine.worker import function_call
from foyer.task_engine.worker.attempt_monitor import attempt_monitor

log = structlog.stdlib.get_logger(__name__)

# A task whose attempts end by faults of the database, or because its payload is too new, is tried
# for a quarter of an hour.
MAX_DEFERRALS = 20
MAX_DEFERRAL_DELAY = 60.0  # seconds


def run_attempt(kind: Kind, task_id: UUID, *, worker: str) -> None:
    """Run one attempt for a delivered message, if the task is waiting."""
    function_call.ignore_late_interrupts()
    lease = _claim(kind, task_id, worker)
    if lease is None:
        log.info("nothing_to_claim", task=str(task_id), kind=kind.name)
        return
    attempt_log.start()
    with structlog.contextvars.bound_contextvars(
        task=str(task_id), kind=kind.name, attempt=lease.attempt
    ):
        log.info("claimed", created_at=lease.created_at.isoformat(), waited=_seconds(lease.waited))
        with attempt_monitor().watching(lease):
            _run(kind, lease)


def _claim(kind: Kind, task_id: UUID, worker: str) -> Lease | None:
    """Claim the task.

    Raises:
        Reject: the database is unavailable. The message returns to the head of its queue, so the
            task runs before younger ones when the database is back.
    """
    length = get_settings().lease
    claimant = Claimant(worker, os.getpid(), length, kind.max_crashes)
    try:
        return execute_with_retry(
            lambda connection: leases.claim(connection, task_id, claimant), timeout=length
        )
    except DBAPIError as error:
        if passing_fault(error) is None:
            raise
        log.warning("claim_postponed", task=str(task_id), kind=kind.name, reason=repr(error))
        raise Reject(repr(error), requeue=True) from error


def _run(kind: Kind, lease: Lease) -> None:
    try:
        payload = kind.payload.load(lease.payload, lease.payload_version)
    except Exception as error:  # noqa: BLE001 - `upgrade` may raise any error
        _end_unread(kind, lease, error)
        return
    run = Run(
        id=lease.task_id,
        attempt=lease.attempt,
        created_at=lease.created_at,
        payload=payload,
        subject_id=lease.subject_id,
        report=lambda percent, step: _report(lease, percent, step),
    )
    try:
        result = function_call.call(kind, run)
    except LeaseLostError:
        log.warning("lease_lost")
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the row stores each error
        _end_with_error(kind, lease, error)
    else:
        _succeed(kind, lease, result)


def _report(lease: Lease, percent: int, step: str) -> None:
    length = get_settings().lease
    is_stored = execute_with_retry(
        lambda connection: leases.progress(connection, lease, percent, step, length=length)
    )
    if not is_stored:
        raise LeaseLostError
    log.info("progress", percent=percent, step=step)


def _succeed(kind: Kind, lease: Lease, result: object) -> None:
    try:
        encoded = encode_result(result)
    except ResultInvalidError as error:
        place = f"{kind.function.__module__}.{kind.name}"
        _fail(lease, replace(failure.RESULT_INVALID.at(error, place), place=place))
        return
    is_stored = _store_end(lease, lambda connection: ends.succeed(connection, lease, encoded))
    log.info("succeeded" if is_stored else "late_result_refused", result=result)


def _end_unread(kind: Kind, lease: Lease, error: Exception) -> None:
    """End an attempt whose payload cannot be read. A worker of a newer version may read it."""
    place = f"{kind.payload.__module__}.{kind.payload.__qualname__}"
    if not isinstance(error, PayloadTooNewError):
        _fail(lease, replace(failure.PAYLOAD_INVALID.at(error, place), place=place))
    elif lease.deferrals < MAX_DEFERRALS:
        _retry(lease, failure.PAYLOAD_TOO_NEW, _deferral_delay(lease), is_deferral=True)
    else:
        _fail(lease, failure.PAYLOAD_TOO_NEW)


def _end_with_error(kind: Kind, lease: Lease, error: BaseException) -> None:
    package = kind.function.__module__.partition(".")[0]
    reason = _failure(error).at(error, package)
    if isinstance(error, kind.permanent):
        _fail(lease, reason)
    elif passing_fault(error) and lease.deferrals < MAX_DEFERRALS:
        _retry(lease, reason, _deferral_delay(lease), is_deferral=True)
    elif lease.failures + 1 >= kind.retry.max_attempts:
        _fail(lease, reason)
    else:
        _retry(lease, reason, kind.retry.delay(lease.failures + 1))


def _deferral_delay(lease: Lease) -> timedelta:
    delay = min(2.0**lease.deferrals, MAX_DEFERRAL_DELAY)
    return timedelta(seconds=delay) * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


def _failure(error: BaseException) -> Failure:
    if isinstance(error, SoftTimeLimitExceeded):
        return failure.TIMED_OUT
    if isinstance(error, FoyerError):
        return Failure(error.code, error.detail)
    if fault := passing_fault(error):
        return failure.DATABASE_FAILURES[fault]
    return failure.unknown(error)


def _retry(lease: Lease, reason: Failure, delay: timedelta, *, is_deferral: bool = False) -> None:
    def end(connection: Connection) -> bool:
        return ends.retry(connection, lease, reason, delay, is_deferral=is_deferral)

    is_stored = _store_end(lease, end)
    event = "will_retry" if is_stored else "late_result_refused"
    log.warning(event, error=reason.code, delay=_seconds(delay), traceback=reason.traceback)


def _fail(lease: Lease, reason: Failure) -> None:
    is_stored = _store_end(lease, lambda connection: ends.fail(connection, lease, reason))
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
        if passing_fault(error):
            raise
        log.exception("end_refused")
    attempt_log.start()
    return execute_with_retry(lambda connection: ends.fail(connection, lease, END_REFUSED))


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 3)
