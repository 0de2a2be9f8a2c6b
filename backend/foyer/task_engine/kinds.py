"""Task kinds: a function for each kind of task, with its queue and its retry policy."""

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from foyer.errors import FoyerError

Result = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt of a task: the argument of the kind's function."""

    id: UUID
    attempt: int
    created_at: datetime
    subject_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    report: Callable[[int, str], None] = lambda _percent, _step: None

    def progress(self, percent: int, step: str) -> None:
        """Store the progress, so that the page shows it.

        Raises:
            LeaseLostError: another attempt has the lease; do not catch it.
        """
        self.report(percent, step)


TaskFunction = Callable[[Run], Result] | Callable[[Run], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How many attempts a task has, and how long to wait between them.

    Attributes:
        max_attempts: including the first one. Attempts that a crash or a fault of the database
            ended do not count.
        delays: before the 2nd, 3rd, … attempt; the last delay repeats.
    """

    max_attempts: int = 3
    delays: tuple[timedelta, ...] = (
        timedelta(seconds=2),
        timedelta(seconds=10),
        timedelta(seconds=60),
    )

    def __post_init__(self) -> None:
        if not self.delays and self.max_attempts > 1:
            raise ValueError("RetryPolicy: more than one attempt needs at least one delay.")

    def delay(self, attempt: int) -> timedelta:
        """Return the delay after this attempt (from 1), with a random jitter of a tenth."""
        delay = self.delays[min(attempt, len(self.delays)) - 1]
        return delay * random.uniform(0.9, 1.1)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of task; `task_kind` explains the attributes."""

    name: str
    function: TaskFunction
    queue: str
    retry: RetryPolicy
    permanent: tuple[type[FoyerError], ...]
    every: timedelta | None
    max_crashes: int = 3
    hard_time_limit: float = 60.0  # seconds


class UnknownKindError(LookupError):
    """A task was enqueued with a kind that this process does not know."""


kinds: dict[str, Kind] = {}
"""The kinds that this process knows, by name: those of the modules that it imported."""


def queue_by_kind() -> dict[str, str]:
    """Return the queue of each kind that this process knows, sorted by the kind."""
    return {name: kinds[name].queue for name in sorted(kinds)}
