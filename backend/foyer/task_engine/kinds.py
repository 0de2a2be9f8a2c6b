"""Task kinds: a function for each kind of task, with its payload and its retry policy."""

import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic
from uuid import UUID

from typing_extensions import TypeVar

from foyer.errors import FoyerError
from foyer.task_engine.cron import Cron
from foyer.task_engine.payload import Payload

Result = dict[str, Any] | None
PayloadT_co = TypeVar("PayloadT_co", bound=Payload, covariant=True, default=Payload)


@dataclass(frozen=True, slots=True)
class Run(Generic[PayloadT_co]):
    """One attempt of a task: the argument of the kind's function."""

    id: UUID
    attempt: int
    created_at: datetime
    payload: PayloadT_co
    subject_id: UUID | None = None
    report: Callable[[int, str], None] = lambda _percent, _step: None

    def progress(self, percent: int, step: str) -> None:
        """Store the progress, so that the page shows it.

        Raises:
            LeaseLostError: another attempt has the lease; do not catch it.
        """
        self.report(percent, step)


@dataclass(frozen=True, slots=True)
class Snooze:
    """What a function returns to run again after this time, without spending an attempt."""

    delay: timedelta


# Its argument is a Run with the kind's own payload; see `task_kind`.
TaskFunction = Callable[[Run[Any]], Result | Snooze | Coroutine[Any, Any, Result | Snooze]]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How many attempts a task has, and how long to wait between them.

    Attributes:
        max_attempts: including the first one. Attempts that a crash or a fault of a server
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

    payload: type[Payload]
    function: TaskFunction
    retry: RetryPolicy
    permanent: tuple[type[FoyerError], ...]
    every: timedelta | Cron | None
    max_crashes: int = 3
    at_most_once: bool = False
    hard_time_limit: float = 60.0  # seconds

    @property
    def name(self) -> str:
        return self.payload.__declaration__.kind


kinds: dict[str, Kind] = {}
"""The kinds that this process can run, by name: those of the modules that it imported."""
