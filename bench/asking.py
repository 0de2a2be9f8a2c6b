"""`python -m bench.asking`: the client process of bench/throughput.py, which enqueues its tasks.

Prints one JSON value: the seconds that `count` tasks took, or the latencies of single ones.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select

from bench import bare, kinds
from foyer.db.engines import transaction
from foyer.task_engine.dispatch import BATCH, dispatch
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue

_TIMEOUT = 120.0  # seconds


def bare_celery(count: int) -> float:
    """Publish `count` empty tasks, and wait until the broker holds none of them."""
    started = time.perf_counter()
    with bare.app.producer_pool.acquire(block=True) as producer:
        for _ in range(count):
            bare.empty.apply_async(producer=producer)
        client: Any = cast("Any", producer.channel).client
        _wait(lambda: not client.llen("bare") and not client.hlen("unacked"))
    return time.perf_counter() - started


def foyer(count: int) -> float:
    """Enqueue and dispatch `count` empty tasks in batches, and wait until all rows are final."""
    before, _ = _succeeded()
    started = time.time()
    for done in range(0, count, BATCH):
        with transaction() as session:
            tasks = [enqueue(session, kinds.Empty()) for _ in range(min(BATCH, count - done))]
        dispatch([task.id for task in tasks])
    _wait(lambda: _succeeded()[0] == before + count, interval=0.2)  # counting costs processor time
    return _succeeded()[1] - started


def latencies(count: int) -> list[float]:
    """Measure from the return of COMMIT to the first line of the function, one task at a time."""
    return [_latency() for _ in range(count)]


def _latency() -> float:
    time.sleep(random.uniform(0.05, 0.15))  # noqa: S311 - not in phase with any timer
    with transaction() as session:
        task_id = enqueue(session, kinds.Stamped()).id
    committed = time.time()
    dispatch([task_id])
    _wait(lambda: _result(task_id) is not None)
    return float((_result(task_id) or {})["began"]) - committed


def _result(task_id: UUID) -> dict[str, float] | None:
    with transaction() as session:
        return session.scalar(select(Task.result).where(Task.id == task_id))


def _succeeded() -> tuple[int, float]:
    """Return the number of succeeded tasks and the end of the last one, in Unix time."""
    last = func.max(func.extract("epoch", Task.finished_at))
    done = (Task.state == TaskState.SUCCESS, Task.kind == "empty")
    with transaction() as session:
        count, ended = session.execute(select(func.count(), last).where(*done)).one()
    return count, float(ended or 0)


def _wait(over: Callable[[], bool], *, interval: float = 0.005) -> None:
    """Check the condition every `interval` seconds."""
    deadline = time.monotonic() + _TIMEOUT
    while not over():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {_TIMEOUT:.0f} s")
        time.sleep(interval)


if __name__ == "__main__":
    what, amount = sys.argv[1], int(sys.argv[2])
    measure = {"bare Celery": bare_celery, "Foyer": foyer, "latencies": latencies}[what]
    print(json.dumps(measure(amount)))
