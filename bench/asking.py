"""`python -m bench.asking`: what asks for the tasks of bench/throughput.py, a process of its own.

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

from bench import bare
from foyer.db.engines import transaction
from foyer.task_engine.dispatch import BATCH, dispatch
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue

_PATIENCE = 120.0  # seconds


def bare_celery(count: int) -> float:
    """Publish `count` empty tasks; done is when the broker holds none, waiting or taken."""
    started = time.perf_counter()
    with bare.app.producer_pool.acquire(block=True) as producer:
        for _ in range(count):
            bare.empty.apply_async(producer=producer)
        client: Any = cast("Any", producer.channel).client
        _wait(lambda: not client.llen("bare") and not client.hlen("unacked"))
    return time.perf_counter() - started


def foyer(count: int) -> float:
    """Enqueue and dispatch `count` empty tasks, a batch at a time; done is when all rows say so."""
    before, _ = _succeeded()
    started = time.time()
    for _ in range(0, count, BATCH):
        with transaction() as session:
            tasks = [enqueue(session, "empty") for _ in range(BATCH)]
        dispatch([task.id for task in tasks])
    _wait(lambda: _succeeded()[0] == before + count, look=0.2)  # counting them is work, too
    return _succeeded()[1] - started


def latencies(count: int) -> list[float]:
    """From the return of COMMIT to the first line of the body, one task at a time."""
    return [_latency() for _ in range(count)]


def _latency() -> float:
    time.sleep(random.uniform(0.05, 0.15))  # noqa: S311 - idle, and in no step with any timer
    with transaction() as session:
        task_id = enqueue(session, "stamped").id
    committed = time.time()
    dispatch([task_id])
    _wait(lambda: _result(task_id) is not None)
    return float((_result(task_id) or {})["began"]) - committed


def _result(task_id: UUID) -> dict[str, float] | None:
    with transaction() as session:
        return session.scalar(select(Task.result).where(Task.id == task_id))


def _succeeded() -> tuple[int, float]:
    """How many there are, and when the last one ended, in Unix time."""
    last = func.max(func.extract("epoch", Task.finished_at))
    done = (Task.state == TaskState.SUCCESS, Task.kind == "empty")
    with transaction() as session:
        count, ended = session.execute(select(func.count(), last).where(*done)).one()
    return count, float(ended or 0)


def _wait(over: Callable[[], bool], *, look: float = 0.005) -> None:
    """Look every so many seconds."""
    deadline = time.monotonic() + _PATIENCE
    while not over():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {_PATIENCE:.0f} s")
        time.sleep(look)


if __name__ == "__main__":
    what, amount = sys.argv[1], int(sys.argv[2])
    measure = {"bare_celery": bare_celery, "foyer": foyer, "latencies": latencies}[what]
    print(json.dumps(measure(amount)))
