"""The history generator: made-up users and tasks, as lines of COPY's text format."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from foyer.seeding.fixtures import FIRST_NAMES, KINDS, LAST_NAMES, SeededKind

TASKS_PER_USER = 8  # on average: two for the sign-up, and some on later days
RECENT_SIGN_UPS = 5000  # a task is about one of these
CONFIRMED_SHARE = 0.8  # of the sign-ups
REVOKED_SHARE = 0.002  # of the tasks
RETRIED_SHARE = 0.05

_NULL = r"\N"
_TRACEBACK = (
    r'Traceback (most recent call last):\n  File "/app/foyer/task_engine/worker/attempt.py",'
    r" line 64, in _run\n    result = kind.function(run)\n{}: {}\n"
)


@dataclass(slots=True)
class Batch:
    """Lines of COPY's text format, by table."""

    users: list[str] = field(default_factory=list)
    sign_ups: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a task ends: its state, how many attempts it has, and the error and traceback."""

    state: str
    attempts: int
    error: tuple[str | None, str | None]

    def of_attempt(self, number: int) -> tuple[str, str | None, str | None]:
        if number < self.attempts:
            return "RETRY", *self.error
        return self.state, *self.of_task()

    def of_task(self) -> tuple[str | None, str | None]:
        return self.error if self.state == "FAILURE" else (None, None)


class HistoryGenerator:
    """Generates users and tasks. The same seed gives the same history, except for the ids."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._sign_up_ids: list[UUID] = []  # the newest last

    def generate(self, times: Iterable[datetime]) -> Batch:
        """Generate one task for each time, and the sign-ups that they are about."""
        batch = Batch()
        weights = list(accumulate(kind.weight for kind in KINDS))
        for time in times:
            (kind,) = self._rng.choices(KINDS, cum_weights=weights)
            subject_id = None if kind.queue == "control" else self._subject(batch, time)
            self._add_task(batch, kind, subject_id, time)
        return batch

    def _subject(self, batch: Batch, time: datetime) -> UUID:
        if not self._sign_up_ids or self._rng.random() < 1 / TASKS_PER_USER:
            self._add_sign_up(batch, time)
        return self._rng.choice(self._sign_up_ids[-RECENT_SIGN_UPS:])

    def _add_sign_up(self, batch: Batch, time: datetime) -> None:
        name = f"{self._rng.choice(FIRST_NAMES)} {self._rng.choice(LAST_NAMES)}"
        sign_up_id, user_id = uuid4(), uuid7()
        mailbox = name.lower().replace(" ", ".").replace("ä", "ae")
        email = f"{mailbox}.{user_id.hex[-12:]}@example.org"  # 8 digits would collide at a million
        outcome: tuple[object, ...] = ("expired", None, time, None)
        if self._rng.random() < CONFIRMED_SHARE:
            batch.users.append(_line(user_id, email, email, name, "", "user", time))
            outcome = ("confirmed", user_id, time, time)
        batch.sign_ups.append(_line(sign_up_id, email, email, name, "", *outcome))
        self._sign_up_ids.append(sign_up_id)

    def _add_task(
        self, batch: Batch, kind: SeededKind, subject_id: UUID | None, time: datetime
    ) -> None:
        task_id = uuid7()
        worker = f"{kind.queue}@host-{self._rng.randrange(1, 5)}"
        ending = self._ending(kind)
        started, ended = time, time
        for number in range(1, ending.attempts + 1):
            wait = self._rng.expovariate(20 if number == 1 else 0.05)
            started = ended + timedelta(seconds=wait)
            ended = started + timedelta(seconds=kind.seconds * self._rng.lognormvariate(0, 0.6))
            outcome, *error = ending.of_attempt(number)
            log = f"time={started.isoformat()} worker={worker} task={task_id} event=claimed"
            batch.attempts.append(
                _line(task_id, number, worker, started, ended, outcome, log, *error)
            )
        is_success = ending.state == "SUCCESS"
        batch.tasks.append(
            _line(
                *(task_id, kind.name, subject_id, "{}", ending.state, 100 if is_success else 0, 0),
                *(time, time, time, started, ended, ending.attempts, worker),
                "{}" if is_success else None,
                uuid4().hex if subject_id else None,
                *ending.of_task(),
            )
        )

    def _ending(self, kind: SeededKind) -> _Ending:
        state = "SUCCESS"
        if self._rng.random() < kind.failure_rate:
            state = "FAILURE"
        elif self._rng.random() < REVOKED_SHARE:
            state = "REVOKED"
        attempts = self._rng.randrange(2, 5) if self._rng.random() < RETRIED_SHARE else 1
        failure = self._rng.choice(kind.failures)
        traceback = _TRACEBACK.format(failure.error_class or failure.code, failure.message)
        return _Ending(state, attempts, (json.dumps(failure.error), traceback))


def _line(*values: object) -> str:
    return "\t".join(_NULL if value is None else str(value) for value in values)
