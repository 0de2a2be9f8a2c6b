"""The outcome of an attempt: which end follows from the function's result or error."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from foyer.db.retry import Connection, passing_fault
from foyer.errors import FoyerError
from foyer.task_engine import ends, failure
from foyer.task_engine.ends import StoredEnd
from foyer.task_engine.failure import Failure
from foyer.task_engine.kinds import Kind, Run, Snooze
from foyer.task_engine.lease import Lease, LeaseLostError
from foyer.task_engine.models import TaskState
from foyer.task_engine.payload import PayloadTooNewError
from foyer.task_engine.storable import ResultInvalidError, encode_result

# A task whose attempts end by faults of a server, or because its payload is too new, is tried for a
# quarter of an hour.
MAX_DEFERRALS = 20
MAX_DEFERRAL_DELAY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt that is not stored yet.

    Attributes:
        state: of the task after it: SUCCESS, FAILURE, or RETRY.
        result: the value that the function returned.
        failure: why it failed; None for a success and a snooze.
        error: the exception that the function raised.
        delay: until the next attempt.
        is_deferral: the function is not the cause, so the attempt does not count.
    """

    state: TaskState
    result: Any = None
    failure: Failure | None = None
    error: BaseException | None = None
    delay: timedelta = timedelta()
    is_deferral: bool = False

    def store(self, connection: Connection, lease: Lease) -> StoredEnd | None:
        """Write the end; return None if the lease is lost."""
        if self.state is TaskState.SUCCESS:
            return ends.succeed(connection, lease, encode_result(self.result))
        if self.failure is None:
            return ends.snooze(connection, lease, self.delay)
        if self.state is TaskState.FAILURE:
            return ends.fail(connection, lease, self.failure)
        return ends.retry(connection, lease, self.failure, self.delay, is_deferral=self.is_deferral)


def run_function(
    kind: Kind,
    lease: Lease,
    report: Callable[[int, str], None],
    call: Callable[[Kind, Run[Any]], Any],
) -> Outcome:
    """Run the function of a claimed task.

    Args:
        kind: of the task.
        lease: of the attempt.
        report: stores the progress.
        call: calls the function and waits for its end.

    Raises:
        LeaseLostError: another attempt has the lease.
    """
    try:
        payload = kind.payload.load(lease.payload, lease.payload_version)
    except Exception as error:  # noqa: BLE001 - `upgrade` may raise any error
        return _of_unread_payload(kind, lease, error)
    run = Run(lease.task_id, lease.attempt, lease.created_at, payload, lease.subject_id, report)
    try:
        return _of_result(kind, call(kind, run))
    except LeaseLostError:
        raise
    except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the row stores each error
        outcome = _of_error(kind, lease, error)
        failure.forget_locals(error)
        return outcome


def _of_result(kind: Kind, result: object) -> Outcome:
    if isinstance(result, Snooze):
        return Outcome(TaskState.RETRY, delay=result.delay)
    try:
        encode_result(result)
    except ResultInvalidError as error:
        place = f"{kind.function.__module__}.{kind.name}"
        return _failed(failure.RESULT_INVALID, error, place)
    return Outcome(TaskState.SUCCESS, result)


def _of_unread_payload(kind: Kind, lease: Lease, error: Exception) -> Outcome:
    """A worker of a newer version may read a payload that is too new."""
    if not isinstance(error, PayloadTooNewError):
        place = f"{kind.payload.__module__}.{kind.payload.__qualname__}"
        return _failed(failure.PAYLOAD_INVALID, error, place)
    if lease.deferrals < MAX_DEFERRALS:
        return _deferred(lease, failure.PAYLOAD_TOO_NEW, error)
    return Outcome(TaskState.FAILURE, failure=failure.PAYLOAD_TOO_NEW, error=error)


def _of_error(kind: Kind, lease: Lease, error: BaseException) -> Outcome:
    package = kind.function.__module__.partition(".")[0]
    reason = _failure(error).at(error, package)
    is_permanent = isinstance(error, kind.permanent) or kind.at_most_once
    if not is_permanent and _is_passing(error) and lease.deferrals < MAX_DEFERRALS:
        return _deferred(lease, reason, error)
    if is_permanent or lease.failures + 1 >= kind.retry.max_attempts:
        return Outcome(TaskState.FAILURE, failure=reason, error=error)
    delay = kind.retry.delay(lease.failures + 1)
    return Outcome(TaskState.RETRY, failure=reason, error=error, delay=delay)


def _failed(reason: Failure, error: Exception, place: str) -> Outcome:
    reason = replace(reason.at(error, place), place=place)
    return Outcome(TaskState.FAILURE, failure=reason, error=error)


def _deferred(lease: Lease, reason: Failure, error: BaseException) -> Outcome:
    delay = timedelta(seconds=min(2.0**lease.deferrals, MAX_DEFERRAL_DELAY))
    delay *= random.uniform(0.9, 1.1)  # noqa: S311 - no secret
    return Outcome(TaskState.RETRY, failure=reason, error=error, delay=delay, is_deferral=True)


def _is_passing(error: BaseException) -> bool:
    """Return whether a fault of a server caused the error."""
    if isinstance(error, FoyerError):
        return error.is_passing
    return passing_fault(error) is not None


def _failure(error: BaseException) -> Failure:
    if isinstance(error, SoftTimeLimitExceeded):
        return failure.TIMED_OUT
    if isinstance(error, FoyerError):
        return Failure(error.code, error.detail)
    if fault := passing_fault(error):
        return failure.DATABASE_FAILURES[fault]
    return failure.unknown(error)
