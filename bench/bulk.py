"""Sign-ups with photos over HTTP while 100,000 tasks of a bulk action wait in the same queues.

The bulk tasks repeat the two tasks of one sign-up: each mails its link, or finds its thumbnails.
The wait is from the COMMIT of the sign-up to the start of each of its tasks, by PostgreSQL's clock.
"""

import tempfile
import time
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from bench.figures import Figure, milliseconds
from bench.scale import SMOKE, sized
from foyer.task_engine.record import BULK
from local.stack import Stack
from testkit.photos import camera_photo

ROWS = sized(100_000, 200)
SIGN_UPS = sized(60, 3)
PAUSE = 0.5  # seconds between two sign-ups
MEDIAN, SLOW = 500.0, 2000.0  # milliseconds; the second is the 95th percentile
_TIMEOUT = 120.0  # seconds
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
        Stack(Path(folder), parts=parts, durable=True) as stack,
        psycopg.connect(stack.database_url, autocommit=True) as database,
    ):
        _sign_up(stack, photo)
        _wait(database)
        database.execute(_SEED, (BULK, ROWS // 2, BULK))
        while _count(database, _BULK_DONE) < ROWS // 1000:  # the workers are busy with them
            time.sleep(0.1)
        started = database.execute("SELECT clock_timestamp()").fetchone()
        for _ in range(SIGN_UPS):
            _sign_up(stack, photo)
            time.sleep(PAUSE)
        _wait(database)
        still_waiting = ROWS - _count(database, _BULK_DONE)
        rows = database.execute(_WAITS, (BULK, *(started or ()))).fetchall()
    waits, repetitions = zip(*rows, strict=True)
    return [
        *milliseconds("task of a sign-up", waits, p50_at_most=MEDIAN, p95_at_most=SLOW),
        Figure("its repetitions", sum(repetitions), "attempts"),
        Figure("bulk tasks that still wait", still_waiting, "tasks", at_least=ROWS / 2),
    ]


def _sign_up(stack: Stack, photo: bytes) -> None:
    form = {
        "email": f"bench-{uuid4().hex}@example.com",
        "password": "a sentence is fine",
        "display_name": "Bench",
    }
    files = {"picture": ("photo.jpg", photo, "image/jpeg")}
    url = f"{stack.api.url}/api/sign-ups"
    httpx.post(url, data=form, files=files, timeout=60, trust_env=False).raise_for_status()


def _wait(database: psycopg.Connection) -> None:
    deadline = time.monotonic() + _TIMEOUT
    while _count(database, _UNFINISHED):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the tasks did not end within {_TIMEOUT:.0f} s")
        time.sleep(0.1)


def _count(database: psycopg.Connection, query: str) -> int:
    (count,) = database.execute(query, (BULK,)).fetchone() or (0,)
    return int(count)
