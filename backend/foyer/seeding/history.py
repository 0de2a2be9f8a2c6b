"""Seeding: a made-up task history, to try and to measure the administrators' pages.

The users and their tasks are spread over a year. All tasks have ended, so that no worker runs them.
The addresses end in `example.org`, a domain without mail.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import psycopg

from foyer.db.engines import transaction
from foyer.errors import FoyerError
from foyer.seeding.history_generator import HistoryGenerator
from foyer.settings import Environment, Settings
from foyer.task_engine.history import rollup

YEAR = timedelta(days=365)
BATCH = 20_000  # tasks copied in one transaction

_MOVED_SHARE = 2 / 3  # of the tasks of the night are moved to the day
_COPY_USERS = (
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


class SeedingRefusedError(FoyerError):
    """This is a production system: its tasks must not be mixed with made-up ones."""


def seed_history(settings: Settings, rows: int, *, seed: int = 1) -> Iterator[int]:
    """Add this many ended tasks; yield the number of added tasks after each batch.

    Raises:
        SeedingRefusedError: in production.
    """
    if settings.environment is Environment.PRODUCTION:
        raise SeedingRefusedError
    times = _times(rows, random.Random(seed))  # noqa: S311 - no secret
    generator = HistoryGenerator(random.Random(seed))  # noqa: S311
    added = 0
    with psycopg.connect(**settings.database_url.psycopg_parameters()) as connection:
        while batch_times := list(islice(times, BATCH)):
            batch = generator.generate(batch_times)
            for statement, lines in (
                (_COPY_USERS, batch.users),
                (_COPY_SIGN_UPS, batch.sign_ups),
                (_COPY_TASKS, batch.tasks),
                (_COPY_ATTEMPTS, batch.attempts),
            ):
                _copy(connection, statement, lines)
            connection.commit()
            added += len(batch_times)
            yield added
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE) tasks, task_attempts, users, sign_ups")
    roll_up()


def roll_up() -> None:
    """Compute all roll-ups again, because the dispatcher counts only tasks that end from now on."""
    with (
        transaction() as session
    ):  # a single one, so that no dispatcher can lock the mark in between
        rollup.start_over(session)
        while rollup.advance(session):
            pass


def _copy(connection: psycopg.Connection, statement: str, lines: Iterable[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write("".join(f"{line}\n" for line in lines))


def _times(rows: int, rng: random.Random) -> Iterator[datetime]:
    """Yield times within the last year, in the night only a third as many as in the day."""
    start = datetime.now(UTC) - YEAR
    interval = YEAR / rows
    for index in range(rows):
        time = start + interval * (index + rng.random())
        is_night = time.hour < 6  # noqa: PLR2004
        shifted = (
            time + timedelta(hours=rng.uniform(6, 12))
            if is_night and rng.random() < _MOVED_SHARE
            else time
        )
        yield min(shifted, datetime.now(UTC))
