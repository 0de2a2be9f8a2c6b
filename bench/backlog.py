"""A large backlog: the broker loses it, and single tasks arrive beside it.

One worker of two processes has 300,000 published tasks of a bulk action, and the broker is emptied.
Measured are the time until one of them is done, and then the wait of single tasks of the usual
priority, from COMMIT to the start of the function.
"""

import statistics
import tempfile
import time
from pathlib import Path

import psycopg
import redis

from bench import QUEUE
from bench.scale import sized
from bench.throughput import ROOT, BenchWorker, ask
from foyer.task_engine.record import BULK
from local.context import Context
from local.stack import Stack

ROWS = sized(300_000, 3_000)
SINGLE = sized(50, 5)
RESUMED_WITHIN = 10.0  # seconds
MEDIAN, SLOW = 0.5, 2.0  # seconds, of the wait; the second is the 95th percentile
_TIMEOUT = 120.0  # seconds
_SEED = """
INSERT INTO tasks (id, kind, queue, priority, payload, state, progress, attempts, crashes,
    published_at, published_to)
SELECT gen_random_uuid(), 'empty', %s, %s, '{}', 'PENDING', 0, 0, 0, now(), 'lost'
FROM generate_series(1, %s)
"""
_DONE = "SELECT count(*) FROM tasks WHERE state = 'SUCCESS' AND kind = 'empty'"
_REPEATED = "SELECT count(*) FROM tasks WHERE attempts > 1"


def measure() -> bool:
    """Print the figures; return whether the goals are met."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "dispatcher"}
        with Stack(Path(folder), parts=parts, durable=True) as stack:
            return _measure(stack)


def _measure(stack: Stack) -> bool:
    env = stack.env | {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}",
        "BARE_BROKER_URL": stack.broker_url,  # read by the client's module, not used
    }
    context = Context(stack.logs, env)
    worker = BenchWorker("kinds", stack.folder / "run", context, [QUEUE], processes=2)
    stack.extra_workers.append(worker)
    worker.start()
    with psycopg.connect(stack.database_url, autocommit=True) as database:
        database.execute(_SEED, (QUEUE, BULK, ROWS))
        with redis.Redis.from_url(stack.broker_url) as broker:
            broker.flushall()
        began = time.monotonic()
        while not _count(database, _DONE) and time.monotonic() < began + _TIMEOUT:
            time.sleep(0.1)
        resumed = time.monotonic() - began
        waits: list[float] = ask(env, "latencies", SINGLE)
        return _report(resumed, waits, _count(database, _REPEATED))


def _count(database: psycopg.Connection, query: str) -> int:
    (count,) = database.execute(query).fetchone() or (0,)
    return int(count)


def _report(resumed: float, waits: list[float], repeated: int) -> bool:
    median, slow = statistics.median(waits), statistics.quantiles(waits, n=20)[18]
    print(f"{ROWS:,} tasks, the broker emptied, one worker of two processes")
    print(f"  the first one done after {resumed:.1f} s; repeated tasks: {repeated}")
    print(f"  single tasks beside them wait p50 {median * 1000:.0f} ms, p95 {slow * 1000:.0f} ms")
    met = resumed <= RESUMED_WITHIN and median <= MEDIAN and slow <= SLOW and not repeated
    print("  " + ("met" if met else "MISSED"))
    return met
