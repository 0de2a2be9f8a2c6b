"""A history to try the task pages on: people and their tasks, spread over a year.

Everything in it has ended, so that no worker finds anything to do. The addresses end in
`example.org`, where no mail goes.
"""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from uuid import UUID, uuid4

import psycopg
from uuid_utils.compat import uuid7

from foyer.db import transaction
from foyer.settings import Environment, Settings
from foyer.tasks import rollup

YEAR = timedelta(days=365)
BATCH = 20_000  # tasks copied in one transaction
TASKS_A_PERSON = 8  # on average: a sign-up's two, and what comes after the first day

_NULL = r"\N"
_NIGHTLY_LULL = 2 / 3  # of the tasks of a night come by day instead
_FIRST = [
    "Ada",
    "Alan",
    "Barbara",
    "Claude",
    "Dorothy",
    "Edsger",
    "Frances",
    "Grace",
    "Hedy",
    "Ida",
    "Joan",
    "Karen",
    "Leslie",
]
_LAST = [
    "Allen",
    "Borg",
    "Clarke",
    "Dijkstra",
    "Hamilton",
    "Hopper",
    "King",
    "Lamport",
    "Liskov",
    "Rhodes",
    "Spärck",
]
_TRACEBACK = (
    r'Traceback (most recent call last):\n  File "/app/foyer/tasks/engine.py", line 162, in _run'
    r"\n    result = kind.body(run)\n{}: {}\n"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    queue: str
    weight: float
    seconds: float  # that it runs, at the median
    failing: float  # the share of its tasks
    errors: tuple[dict[str, str], ...]  # as they are kept


def _error(code: str, message: str, place: str, error_class: str = "") -> dict[str, str]:
    known = {"class": error_class} if error_class else {}
    return {"code": code, "message": message, "place": f"foyer.{place}"} | known


_REFUSED = _error(
    "mail_refused", "The mail server of this address does not know it.", "mail.smtp.send"
)
_KINDS = (
    _Kind(
        *("resize_thumbnail", "pictures", 0.4, 0.25, 0.03),
        (
            _error(
                *("picture_unreadable", "This picture is damaged; please choose another one."),
                "pictures.thumbnails.thumbnails",
            ),
            _error(
                *("picture_too_large", "This picture has more than 50 million pixels."),
                "pictures.headers.check",
            ),
            _error("too_slow", "This took too long.", "pictures.square.square"),
        ),
    ),
    _Kind(
        *("send_confirmation_email", "mail", 0.45, 0.15, 0.015),
        (
            _REFUSED,
            _error(
                *("mail_server_away", "The mail server cannot be reached at the moment."),
                "mail.smtp.send",
            ),
        ),
    ),
    _Kind(*("send_password_reset_email", "mail", 0.14, 0.15, 0.01), (_REFUSED,)),
    _Kind(
        *("clean_pictures", "control", 0.01, 1.5, 0.02),
        (
            _error(
                *("internal_error", "Something went wrong on our side."),
                *("pictures.cleaning.delete_orphaned_files", "PermissionError"),
            ),
        ),
    ),
)
_COPY_PEOPLE = (
    "COPY users (id, email, email_key, display_name, password_hash, role, created_at) FROM STDIN"
)
_COPY_SIGN_UPS = (
    "COPY sign_ups (id, email, email_key, display_name, password_hash, state, user_id, created_at,"
    " confirmed_at) FROM STDIN"
)
_COPY_TASKS = (
    "COPY tasks (id, kind, subject_id, payload, state, progress, crashes, created_at, run_at,"
    " published_at, started_at, finished_at, attempts, worker, result, reference, error, traceback)"
    " FROM STDIN"
)
_COPY_ATTEMPTS = (
    "COPY task_attempts (task_id, number, worker, started_at, ended_at, outcome, log, error,"
    " traceback) FROM STDIN"
)


class SeedingRefusedError(Exception):
    """A made-up history has no place among real tasks."""


@dataclass(slots=True)
class _Batch:
    """Lines of COPY's text format, by table."""

    people: list[str] = field(default_factory=list)
    sign_ups: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)


def seed_history(settings: Settings, rows: int, *, seed: int = 1) -> Iterator[int]:
    """Add this many ended tasks; yield how many there are after each batch.

    Raises:
        SeedingRefusedError: in production.
    """
    if settings.environment is Environment.PRODUCTION:
        raise SeedingRefusedError("This is a production system.")
    moments = _moments(rows, random.Random(seed))  # noqa: S311 - no secret
    author = _Author(random.Random(seed))  # noqa: S311
    written = 0
    with psycopg.connect(settings.database_url) as connection:
        while times := list(islice(moments, BATCH)):
            batch = author.write(times)
            for statement, lines in (
                (_COPY_PEOPLE, batch.people),
                (_COPY_SIGN_UPS, batch.sign_ups),
                (_COPY_TASKS, batch.tasks),
                (_COPY_ATTEMPTS, batch.attempts),
            ):
                _copy(connection, statement, lines)
            connection.commit()
            written += len(times)
            yield written
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) tasks, task_attempts, users, sign_ups")
    count_all()


def count_all() -> None:
    """Make the roll-ups of the whole history anew: the sweep counts only what ended lately."""
    with transaction() as session:
        rollup.start_over(session)
    more = True
    while more:
        with transaction() as session:
            more = rollup.advance(session)


def _copy(connection: psycopg.Connection, statement: str, lines: Iterable[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write("".join(f"{line}\n" for line in lines))


def _moments(rows: int, chance: random.Random) -> Iterator[datetime]:
    """Over the year that ends now; by night a third of what comes by day."""
    start = datetime.now(UTC) - YEAR
    pace = YEAR / rows
    for index in range(rows):
        moment = start + pace * (index + chance.random())
        night = moment.hour < 6  # noqa: PLR2004
        yield (
            moment + timedelta(hours=chance.uniform(6, 12))
            if night and chance.random() < _NIGHTLY_LULL
            else moment
        )


class _Author:
    """Makes people and tasks up, the same ones for the same seed but for their ids."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._known: list[UUID] = []  # sign-ups, the latest last

    def write(self, times: Iterable[datetime]) -> _Batch:
        batch = _Batch()
        weights = list(accumulate(kind.weight for kind in _KINDS))
        for time in times:
            (kind,) = self._chance.choices(_KINDS, cum_weights=weights)
            subject = None if kind.queue == "control" else self._subject(batch, time)
            self._task(batch, kind, subject, time)
        return batch

    def _subject(self, batch: _Batch, time: datetime) -> UUID:
        if not self._known or self._chance.random() < 1 / TASKS_A_PERSON:
            self._person(batch, time)
        return self._known[-1 - self._chance.randrange(min(len(self._known), 5000))]

    def _person(self, batch: _Batch, time: datetime) -> None:
        name = f"{self._chance.choice(_FIRST)} {self._chance.choice(_LAST)}"
        sign_up_id, user_id = uuid4(), uuid7()
        mailbox = name.lower().replace(" ", ".").replace("ä", "ae")
        email = f"{mailbox}.{user_id.hex[-8:]}@example.org"
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

    def _task(self, batch: _Batch, kind: _Kind, subject: UUID | None, time: datetime) -> None:
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

    def _said(self, kind: _Kind) -> tuple[str, str]:
        error = self._chance.choice(kind.errors)
        return json.dumps(error), _TRACEBACK.format(error["code"], error["message"])


def _line(*values: object) -> str:
    return "\t".join(_NULL if value is None else str(value) for value in values)
