"""`python -m bench.history_upkeep 5000000 20000000`: the history's requests and upkeep by its size.

Measured at each size: the administrators' requests, the engine's statements, the dispatcher's
regular reads, and the deletion of the oldest month beside claims and reads of the list; and, for
comparison, what it takes to drop this month as a partition. It takes an hour and 30 GB, so it is
no row of `make bench`. docs/measurements.md has the results.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.figures import Figure, milliseconds
from bench.history import Question, logged_in, questions
from bench.month_table import dropped_month
from bench.multiplied_history import multiply
from foyer.db.base import utc_now
from foyer.db.engines import autocommit_connection, transaction
from foyer.payloads import CleanPictures
from foyer.seeding.history import roll_up
from foyer.settings import get_settings
from foyer.task_engine import ends, lease, outbox, record, transitions, workers
from foyer.task_engine.history import rollup
from foyer.task_engine.history.metrics import TaskMetrics
from foyer.tasks import DELETE_BATCH
from local.stack import Stack

GENERATED = 500_000  # tasks; the rest are copies of them
ROUNDS = 60
STATEMENTS = 400
FEWEST = 2  # rounds, for percentiles
MONTH = timedelta(days=30)
CLAIMANT = lease.Claimant("mail@bench", os.getpid(), timedelta(seconds=60))
_UPDATES = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'tasks'"


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]]
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts={"database", "broker", "api"}) as stack,
        ExitStack() as log_ins,
    ):
        stack.foyer("seed-history", "--rows", str(GENERATED), timeout=3600)
        os.environ.update(stack.env)
        get_settings.cache_clear()
        rows = GENERATED
        http = log_ins.enter_context(logged_in(stack))
        for size in sizes:
            with psycopg.connect(stack.database_url) as database:
                multiply(database, size // rows)
            roll_up()
            rows = size
            print(f"\n## {size:,} tasks\n")
            for figure in measure(http):
                print(f"- {figure.name}: {figure.value:,.1f} {figure.unit}", flush=True)


def measure(http: httpx.Client) -> Iterator[Figure]:
    """Measure everything at the size that the history has now."""
    for question in (*questions(http), Question("CSV, first lines", "/admin/tasks.csv")):
        yield from milliseconds(question.name, [_request(http, question) for _ in range(ROUNDS)])
    yield from _statements()
    yield from _dispatcher()
    yield from _deleted_month(http)


def _request(http: httpx.Client, question: Question) -> float:
    """Return the seconds until the response's first bytes."""
    began = time.perf_counter()
    with http.stream("GET", question.path, params=question.parameters) as response:
        response.raise_for_status()
        next(response.iter_raw())
        return time.perf_counter() - began


def _statements() -> Iterator[Figure]:
    """The life of a task: enqueued, published, claimed, its lease renewed twice, and ended."""
    times: dict[str, list[float]] = {}
    updates = _updates()
    connection = autocommit_connection("bench")
    for _ in range(STATEMENTS):
        _live(connection, times)
    connection.close()
    for name, seconds in times.items():
        yield from milliseconds(name, seconds)
    time.sleep(2)  # until the statistics are written
    changed, hot = (after - before for after, before in zip(_updates(), updates, strict=True))
    yield Figure("updates of tasks that were HOT", 100 * hot / changed, "%")


def _live(connection: psycopg.Connection[Any], times: dict[str, list[float]]) -> None:
    with _timed(times, "enqueue, with COMMIT"), transaction() as session:
        task_id = record.enqueue(session, CleanPictures()).id
    with _timed(times, "publication mark, with COMMIT"), transaction() as session:
        outbox.lock_due(session, [task_id])
        outbox.mark_published(session, [task_id], "bench")
    with _timed(times, "claim"):
        claimed = lease.claim(connection, task_id, CLAIMANT)
    assert claimed
    for _ in range(2):
        with _timed(times, "renewal of a lease"):
            lease.renew(connection, CLAIMANT.worker, {task_id: CLAIMANT.pid}, CLAIMANT.length)
    with _timed(times, "end"):
        ends.succeed(connection, claimed, "{}")


def _dispatcher() -> Iterator[Figure]:
    """What a dispatcher reads and counts in each turn, and a scrape of the metrics."""
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        with _timed(times, "dispatcher: what is due"), transaction() as session:
            workers.consumers(session)
            outbox.queues_with_due(session, ["pictures", "mail", "control", "bulk"])
            outbox.next_due_in(session)
            outbox.lock_next(session, "mail", ["send_confirmation_email"], 100)
        with _timed(times, "dispatcher: expired leases"), transaction() as session:
            transitions.reclaim(session, 2000)
        with _timed(times, "scrape of the metrics"):
            list(TaskMetrics().collect())
    with _timed(times, "roll-up of the tasks above"), transaction() as session:
        rollup.advance(session)
    for name, seconds in times.items():
        if len(seconds) > 1:
            yield from milliseconds(name, seconds)
        else:
            yield Figure(name, seconds[0] * 1000, "ms")


def _deleted_month(http: httpx.Client) -> Iterator[Figure]:
    """Delete the oldest month as `forget_history` does, beside claims and reads of the list."""
    parameters = get_settings().database_url.psycopg_parameters()
    with psycopg.connect(**parameters, autocommit=True) as database:
        oldest = database.execute("SELECT min(created_at) FROM tasks").fetchone()
        assert oldest
        before = min(oldest[0] + MONTH, utc_now())
        yield from dropped_month(database, before)
    times: dict[str, list[float]] = {}
    is_over = threading.Event()
    thread = threading.Thread(target=_work_beside, args=(http, times, is_over))
    thread.start()
    began, deleted, batches = time.perf_counter(), 0, [0.0]
    try:
        while True:
            batch = time.perf_counter()
            with transaction() as session:
                count = record.delete_ended(session, before=before, limit=DELETE_BATCH)
            batches.append(time.perf_counter() - batch)
            deleted += count
            if count < DELETE_BATCH:
                break
    finally:
        is_over.set()
        thread.join()
    yield Figure("deletion of a month", time.perf_counter() - began, "s")
    yield Figure("tasks of this month", deleted, "")
    yield Figure("the slowest transaction of it", max(batches) * 1000, "ms")
    for name in ("the list", "claim"):
        yield from milliseconds(f"{name}, beside the deletion", times[name])


def _work_beside(
    http: httpx.Client, times: dict[str, list[float]], is_over: threading.Event
) -> None:
    connection = autocommit_connection("bench")
    while not is_over.wait(0.1) or len(times.get("the list", [])) < FEWEST:
        _live(connection, times)
        times.setdefault("the list", []).append(_request(http, Question("", "/admin/tasks")))
    connection.close()


def _updates() -> tuple[int, int]:
    with psycopg.connect(**get_settings().database_url.psycopg_parameters()) as database:
        counts = database.execute(_UPDATES).fetchone()
    assert counts
    return counts[0], counts[1]


@contextmanager
def _timed(times: dict[str, list[float]], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.setdefault(name, []).append(time.perf_counter() - began)


if __name__ == "__main__":
    main()
