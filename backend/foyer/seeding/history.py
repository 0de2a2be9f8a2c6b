"""A history to try the task pages on: people and their tasks, spread over a year.

Everything in it has ended, so that no worker finds anything to do. The addresses end in
`example.org`, where no mail goes.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import psycopg

from foyer.db.engines import transaction
from foyer.seeding.history_generator import Author
from foyer.settings import Environment, Settings
from foyer.task_engine.history import rollup

YEAR = timedelta(days=365)
BATCH = 20_000  # tasks copied in one transaction

_NIGHTLY_LULL = 2 / 3  # of the tasks of a night come by day instead
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


def seed_history(settings: Settings, rows: int, *, seed: int = 1) -> Iterator[int]:
    """Add this many ended tasks; yield how many there are after each batch.

    Raises:
        SeedingRefusedError: in production.
    """
    if settings.environment is Environment.PRODUCTION:
        raise SeedingRefusedError("This is a production system.")
    moments = _moments(rows, random.Random(seed))  # noqa: S311 - no secret
    author = Author(random.Random(seed))  # noqa: S311
    written = 0
    with psycopg.connect(**settings.database_url.psycopg_parameters()) as connection:
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
    with transaction() as session:  # one, so that no sweep has the mark meanwhile
        rollup.start_over(session)
        while rollup.advance(session):
            pass


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
        shifted = (
            moment + timedelta(hours=chance.uniform(6, 12))
            if night and chance.random() < _NIGHTLY_LULL
            else moment
        )
        yield min(shifted, datetime.now(UTC))
