"""Sign-ups with photos over HTTP while 100,000 tasks of a bulk action wait in the same queues.

The bulk tasks repeat the two tasks of one sign-up: each mails its link, or finds its thumbnails.
The wait is from the COMMIT of the sign-up to the start of each of its tasks, by PostgreSQL's clock.
"""

import tempfile
import time
from pathlib import Path

import psycopg

from bench.figures import Figure, milliseconds
from bench.scale import DURABLE, SMOKE, sized
from bench.sign_up_request import sign_up
from foyer.task_engine.record import BULK
from local.stack import Stack
from testkit.photos import camera_photo
from testkit.wait import wait_until

BULK_TASKS = sized(100_000, 200)
SIGN_UPS = sized(60, 3)
PAUSE = 0.5  # seconds between two sign-ups
MEDIAN_GOAL, P95_GOAL = 500.0, 2000.0  # milliseconds
_SEED = """
INSERT INTO tasks (id, kind, queue, subject_id, payload, payload_version, priority, state, progress,
    attempts, crashes)
SELECT gen_random_uuid(), kind, queue, subject_id, payload, payload_version, %s, 'PENDING', 0, 0, 0
FROM tasks, generate_series(1, %s) WHERE priority < %s AND queue IN ('pictures', 'mail')
"""
_OF_SIGN_UPS = "FROM tasks WHERE priority < %s AND queue IN ('pictures', 'mail')"
_UNFINISHED = f"SELECT count(*) {_OF_SIGN_UPS} AND finished_at IS NULL"
_WAITS = f"""
SELECT extract(epoch FROM first.started_at - created_at)::float, attempts - 1
FROM task_attempts first JOIN (SELECT * {_OF_SIGN_UPS} AND created_at > %s) tasks
    ON id = task_id AND number = 1
"""  # noqa: S608
_BULK_DONE = "SELECT count(*) FROM tasks WHERE priority = %s AND state = 'SUCCESS'"


def measure() -> list[Figure]:
    """Return the waits of the sign-ups' tasks."""
    photo = camera_photo(1 if SMOKE else 3)
    parts = {"database", "broker", "mail", "api", "worker", "dispatcher"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, durable=DURABLE) as stack,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        sign_up(stack, photo)
        _wait(database)
        database.execute(_SEED, (BULK, BULK_TASKS // 2, BULK))
        wait_until(  # so that the workers are busy with them
            lambda: _count(database, _BULK_DONE) >= max(1, BULK_TASKS // 1000), what="bulk tasks"
        )
        started = database.execute("SELECT clock_timestamp()").fetchone()
        for _ in range(SIGN_UPS):
            sign_up(stack, photo)
            time.sleep(PAUSE)
        _wait(database)
        still_waiting = BULK_TASKS - _count(database, _BULK_DONE)
        rows = database.execute(_WAITS, (BULK, *(started or ()))).fetchall()
    waits, repetitions = zip(*rows, strict=True)
    return [
        *milliseconds("task of a sign-up", waits, p50_at_most=MEDIAN_GOAL, p95_at_most=P95_GOAL),
        Figure("repeated attempts of these tasks", sum(repetitions), "attempts"),
        Figure("bulk tasks that still wait", still_waiting, "tasks", at_least=BULK_TASKS / 2),
    ]


def _wait(database: psycopg.Connection) -> None:
    wait_until(lambda: not _count(database, _UNFINISHED), what="the end of the tasks")


def _count(database: psycopg.Connection, query: str) -> int:
    (count,) = database.execute(query, (BULK,)).fetchone() or (0,)
    return int(count)
