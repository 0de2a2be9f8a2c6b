"""One attempt of a task: claim the task (`lease`), run its function, store the end (`ends`)."""

import os
from datetime import timedelta
from functools import partial
from uuid import UUID

import psycopg
import structlog
from celery.exceptions import Reject

from foyer.db.engines import transaction
from foyer.db.retry import DATABASE_ERRORS, execute_with_retry, passing_fault
from foyer.settings import get_settings
from foyer.task_engine import ends, links, outbox
from foyer.task_engine import lease as leases
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.dispatch import quiet_dispatch
from foyer.task_engine.ends import StoredEnd
from foyer.task_engine.failure import END_REFUSED
from foyer.task_engine.kinds import Kind
from foyer.task_engine.lease import Claimant, Lease, LeaseLostError
from foyer.task_engine.models import TaskState
from foyer.task_engine.worker import function_call
from foyer.task_engine.worker.attempt_monitor import attempt_monitor
from foyer.task_engine.worker.hooks import around_attempt
from foyer.task_engine.worker.outcome import Outcome, run_function

log = structlog.stdlib.get_logger(__name__)


def run_attempt(kind: Kind, task_id: UUID, *, worker: str) -> None:
    """Run one attempt for a delivered message, if the task is waiting."""
    function_call.ignore_late_interrupts()
    lease = _claim(kind, task_id, worker)
    if lease is None:
        log.info("nothing_to_claim", task=str(task_id), kind=kind.name)
        return
    attempt_log.start()
    names = {"task": str(task_id), "kind": kind.name, "attempt": lease.attempt}
    if lease.reference:
        names["request"] = lease.reference  # also for the tasks that the function enqueues
    with structlog.contextvars.bound_contextvars(**names):
        log.info("claimed", created_at=lease.created_at.isoformat(), waited=_seconds(lease.waited))
        with attempt_monitor().watching(lease):
            _run(kind, lease)
    if kind.payload.__declaration__.limit:
        _free_limit()


def _free_limit() -> None:
    """Wake the dispatcher: another task of the same limit may run now."""
    try:
        outbox.wake_dispatcher()
    except DATABASE_ERRORS as error:
        log.info("dispatcher_not_woken", reason=repr(error))  # it looks by itself, too


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
    except psycopg.Error as error:
        if passing_fault(error) is None:
            raise
        log.warning("claim_postponed", task=str(task_id), kind=kind.name, reason=repr(error))
        raise Reject(repr(error), requeue=True) from error


def _run(kind: Kind, lease: Lease) -> None:
    with around_attempt(kind, lease) as attempt:
        try:
            outcome = run_function(kind, lease, partial(_report, lease), function_call.call)
        except LeaseLostError:
            log.warning("lease_lost")
            return
        stored = _store(lease, outcome)
        _log_end(outcome, stored)
        if stored:
            attempt.outcome = outcome
    if stored and stored.has_followers:
        _dispatch_followers(lease)


def _report(lease: Lease, percent: int, step: str) -> None:
    length = get_settings().lease
    is_stored = execute_with_retry(
        lambda connection: leases.progress(connection, lease, percent, step, length=length)
    )
    if not is_stored:
        raise LeaseLostError
    log.info("progress", percent=percent, step=step)


def _log_end(outcome: Outcome, stored: StoredEnd | None) -> None:
    reason = outcome.failure
    if stored is None:
        log.warning("late_result_refused", result=outcome.result, error=reason and reason.code)
    elif reason is None:
        is_snooze = outcome.state is TaskState.RETRY
        log.info("snoozed" if is_snooze else "succeeded", result=outcome.result)
    elif outcome.state is TaskState.RETRY:
        delay = _seconds(outcome.delay)
        log.warning("will_retry", error=reason.code, delay=delay, traceback=reason.traceback)
    else:
        error, message = reason.code, reason.message
        log.error("failed", error=error, reason=message, traceback=reason.traceback)


def _dispatch_followers(lease: Lease) -> None:
    """Publish the tasks that waited for this one. If this fails, the dispatcher does it."""
    try:
        with transaction() as session:
            released = links.released(session, lease.task_id)
    except DATABASE_ERRORS as error:
        log.info("dispatch_left_to_dispatcher", reason=repr(error))
    else:
        quiet_dispatch(released)


def _store(lease: Lease, outcome: Outcome) -> StoredEnd | None:
    """Store the end of the attempt; return None if the lease is lost.

    If PostgreSQL refuses the content for a reason that nobody foresaw, the task ends as a FAILURE
    without that content. Otherwise the lease would expire, and the effect would be repeated.
    """
    try:
        return execute_with_retry(lambda connection: outcome.store(connection, lease))
    except psycopg.Error as error:
        if passing_fault(error):
            raise
        log.exception("end_refused")
    attempt_log.start()
    return execute_with_retry(lambda connection: ends.fail(connection, lease, END_REFUSED))


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 3)
