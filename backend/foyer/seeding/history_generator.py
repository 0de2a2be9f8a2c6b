"""The author: makes people and tasks up, as lines of COPY's text format."""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from foyer.seeding.fixtures import FIRST_NAMES, KINDS, LAST_NAMES, SeededKind

TASKS_A_PERSON = 8  # on average: a sign-up's two, and what comes after the first day

_NULL = r"\N"
_TRACEBACK = (
    r'Traceback (most recent call last):\n  File "/app/foyer/tasks/engine.py", line 162, in _run'
    r"\n    result = kind.body(run)\n{}: {}\n"
)


@dataclass(slots=True)
class Batch:
    """Lines of COPY's text format, by table."""

    people: list[str] = field(default_factory=list)
    sign_ups: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)


class Author:
    """Makes people and tasks up, the same ones for the same seed but for their ids."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._known: list[UUID] = []  # sign-ups, the latest last

    def write(self, times: Iterable[datetime]) -> Batch:
        batch = Batch()
        weights = list(accumulate(kind.weight for kind in KINDS))
        for time in times:
            (kind,) = self._chance.choices(KINDS, cum_weights=weights)
            subject = None if kind.queue == "control" else self._subject(batch, time)
            self._task(batch, kind, subject, time)
        return batch

    def _subject(self, batch: Batch, time: datetime) -> UUID:
        if not self._known or self._chance.random() < 1 / TASKS_A_PERSON:
            self._person(batch, time)
        return self._known[-1 - self._chance.randrange(min(len(self._known), 5000))]

    def _person(self, batch: Batch, time: datetime) -> None:
        name = f"{self._chance.choice(FIRST_NAMES)} {self._chance.choice(LAST_NAMES)}"
        sign_up_id, user_id = uuid4(), uuid7()
        mailbox = name.lower().replace(" ", ".").replace("ä", "ae")
        email = f"{mailbox}.{user_id.hex[-12:]}@example.org"  # 8 are too few for a million people
        confirmed = self._chance.random() < 0.8  # noqa: PLR2004
        if confirmed:
            batch.people.append(_line(user_id, email, email, name, "", "user", time))
        batch.sign_ups.append(
            _line(
                *(sign_up_id, email, email, name, ""),
                *("confirmed", user_id, time, time) if confirmed else ("expired", None, time, None),
            )
        )
        self._known.append(sign_up_id)

    def _task(self, batch: Batch, kind: SeededKind, subject: UUID | None, time: datetime) -> None:
        chance = self._chance
        task_id = uuid7()
        fails = chance.random() < kind.failing
        revoked = not fails and chance.random() < 0.002  # noqa: PLR2004
        state = "FAILURE" if fails else "REVOKED" if revoked else "SUCCESS"
        worker = f"{kind.queue}@host-{chance.randrange(1, 5)}"
        count = 1 if chance.random() < 0.95 else chance.randrange(2, 5)  # noqa: PLR2004
        said = self._said(kind) if fails or count > 1 else (None, None)
        started, ended = time, time
        for number in range(1, count + 1):
            started = ended + timedelta(seconds=chance.expovariate(20 if number == 1 else 0.05))
            ended = started + timedelta(seconds=kind.seconds * chance.lognormvariate(0, 0.6))
            outcome, why = (state, said if fails else (None, None))
            if number < count:
                outcome, why = "RETRY", said
            log = f"time={started.isoformat()} worker={worker} task={task_id} event=claimed"
            batch.attempts.append(
                _line(task_id, number, worker, started, ended, outcome, log, *why)
            )
        batch.tasks.append(
            _line(
                *(task_id, kind.name, subject, "{}", state, 100 if state == "SUCCESS" else 0, 0),
                *(time, time, time, started, ended, count, worker),
                "{}" if state == "SUCCESS" else None,
                uuid4().hex if subject else None,
                *(said if fails else (None, None)),
            )
        )

    def _said(self, kind: SeededKind) -> tuple[str, str]:
        error = self._chance.choice(kind.errors)
        return json.dumps(error), _TRACEBACK.format(error["code"], error["message"])


def _line(*values: object) -> str:
    return "\t".join(_NULL if value is None else str(value) for value in values)
