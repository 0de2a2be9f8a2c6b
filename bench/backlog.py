"""A large backlog: the broker loses it, and single tasks arrive beside it.

One worker of two processes has 30,000 published tasks of a bulk action (300,000 in the row
`large-backlog`), and the broker is emptied.
Measured are the time until one of them is done, then the wait of single tasks of the usual
priority, from COMMIT to the start of the function, and at last the time until all are done.
"""

import tempfile
import time
from pathlib import Path

import psycopg
import redis

from bench import QUEUE
from bench.clients import ROOT, ask
from bench.figures import Figure, milliseconds
from bench.scale import DURABLE, sized
from bench.workers import BenchWorker
from foyer.task_engine.record import BULK
from local.context import Context
from local.stack import Stack

TASKS = sized(30_000, 600)
SINGLE = sized(50, 5)
RESUMED_WITHIN = 10.0  # seconds
MEDIAN, SLOW = 500.0, 2000.0  # milliseconds; the second is the 95th percentile
_TIMEOUT = 120.0  # seconds, until the first one is done
_DRAIN_TIMEOUT = 3600.0
_SEED = """
INSERT INTO tasks (id, kind, queue, priority, payload, state, progress, attempts, crashes,
    published_at, published_to)
SELECT gen_random_uuid(), 'empty', %s, %s, '{}', 'PENDING', 0, 0, 0, now(), 'lost'
FROM generate_series(1, %s)
"""
_DONE = "SELECT count(*) FROM tasks WHERE state = 'SUCCESS' AND kind = 'empty'"
_REPEATED = "SELECT count(*) FROM tasks WHERE attempts > 1"
_HAS_UNFINISHED = "SELECT 1 FROM tasks WHERE kind = 'empty' AND state <> 'SUCCESS' LIMIT 1"


def measure(tasks: int = TASKS) -> list[Figure]:
    """Return when publishing goes on and when it ends, and the waits of single tasks."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "dispatcher"}
        with Stack(Path(folder), parts=parts, durable=DURABLE) as stack:
            return _measure(stack, tasks)


def _measure(stack: Stack, tasks: int) -> list[Figure]:
    env = stack.env | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}",
        "BARE_BROKER_URL": stack.broker_url,  # read by the client's module, not used
    }
    context = Context(stack.logs, env)
    worker = BenchWorker("kinds", stack.folder / "run", context, [QUEUE], processes=2)
    stack.extra_workers.append(worker)
    worker.start()
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        database.execute(_SEED, (QUEUE, BULK, tasks))
        with redis.Redis.from_url(stack.broker_url) as broker:
            broker.flushall()
        began = time.monotonic()
        while not _count(database, _DONE) and time.monotonic() < began + _TIMEOUT:
            time.sleep(0.1)
        resumed = time.monotonic() - began
        waits: list[float] = ask(env, "latencies", SINGLE)
        drained = _drain(database, began)
        done, repeated = _count(database, _DONE), _count(database, _REPEATED)
    return [
        Figure(f"first of {tasks:,} lost tasks done", resumed, "s", at_most=RESUMED_WITHIN),
        *milliseconds("single task beside them", waits, p50_at_most=MEDIAN, p95_at_most=SLOW),
        Figure("all done", drained, "s"),
        Figure("tasks done", done, "tasks", at_least=tasks, is_correctness=True),
        Figure("repeated tasks", repeated, "tasks", at_most=0, is_correctness=True),
    ]


def _drain(database: psycopg.Connection, began: float) -> float:
    """Wait until all tasks are done; return the seconds since the broker was emptied."""
    while database.execute(_HAS_UNFINISHED).fetchone():
        if time.monotonic() > began + _DRAIN_TIMEOUT:
            break
        time.sleep(2)
    return time.monotonic() - began


def _count(database: psycopg.Connection, query: str) -> int:
    (count,) = database.execute(query).fetchone() or (0,)
    return int(count)
