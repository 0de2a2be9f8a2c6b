"""Hooks around attempts, for metrics, traces and error reports.

A hook is a context manager, so a trace's span can be open while the function runs. An error of a
hook is logged, and changes nothing for the task.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from foyer.task_engine.kinds import Kind
from foyer.task_engine.lease import Lease
from foyer.task_engine.worker.outcome import Outcome

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """An attempt, as hooks see it.

    Attributes:
        waited: from the time when the task was due until its claim.
        reference: the id of the request that led to the task.
        traceparent: the trace context of the code that enqueued the task.
        outcome: set when the end is stored; None before, and if the lease was lost.
    """

    task_id: UUID
    kind: str
    number: int
    waited: timedelta
    reference: str | None = None
    traceparent: str | None = None
    outcome: Outcome | None = None


Hook = Callable[[Attempt], AbstractContextManager[None]]
_hooks: list[Hook] = []


def around_attempts(hook: Hook) -> Hook:
    """Register a hook: a context manager that is open during each attempt in this process."""
    _hooks.append(hook)
    return hook


@contextmanager
def around_attempt(kind: Kind, lease: Lease) -> Iterator[Attempt]:
    """Open all hooks, and close them in the reverse order."""
    attempt = Attempt(
        lease.task_id, kind.name, lease.attempt, lease.waited, lease.reference, lease.traceparent
    )
    opened = [context for hook in _hooks if (context := _open(hook, attempt))]
    try:
        yield attempt
    finally:
        for context in reversed(opened):
            _close(context)


def _open(hook: Hook, attempt: Attempt) -> AbstractContextManager[None] | None:
    try:
        context = hook(attempt)
        context.__enter__()
    except Exception:
        log.exception("hook_failed")
        return None
    return context


def _close(context: AbstractContextManager[None]) -> None:
    try:
        context.__exit__(None, None, None)
    except Exception:
        log.exception("hook_failed")
