"""A worker has at most as many connections to the database as docs/operations.md says."""

from collections import Counter
from pathlib import Path
from uuid import UUID

import psutil

from bench.projection import MAIN_CONNECTIONS, PROCESS_CONNECTIONS
from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.connections import connections
from testkit.wait import wait_until
from tests.engine.engine_stack import enqueue, new_worker, read

ALL = Counter({"foyer-worker": 5, "foyer-engine": 2})  # of the pool; main thread and monitor


def test_busy_worker_has_the_connections_of_the_guide(
    stack: Stack, ledger: Path, gate: Path
) -> None:
    """Its processes want more. Meanwhile it sends heartbeats, and others retry and enqueue."""
    worker = new_worker(stack, "counted", concurrency=4)
    worker.start()
    try:
        main = psutil.Process(worker.pid)
        pool = wait_until(main.children, what="the processes of the pool")
        peaks = {process: Counter[str]() for process in (main, *pool)}

        def count() -> None:
            for process, peak in peaks.items():
                peaks[process] = peak | connections(stack, process)

        busy = [enqueue("shares_connections", ledger, gate=str(gate)) for _ in range(2)]

        def two_have_all() -> bool:
            count()
            return sum(peaks[process] >= ALL for process in pool) >= 2

        wait_until(two_have_all, what="two processes with all their connections")
        others = [enqueue("report", ledger, busy=1) for _ in range(20)]
        others += [enqueue("enqueues_many", ledger, count=5) for _ in range(5)]

        def have_ended(tasks: list[UUID]) -> bool:
            count()
            return all(read(task).state is TaskState.SUCCESS for task in tasks)

        wait_until(lambda: have_ended(others), what="the other tasks")
        gate.touch()
        wait_until(lambda: have_ended(busy), what="the busy tasks")
        totals = [peaks[process].total() for process in pool]
        assert max(totals) == ALL.total() == PROCESS_CONNECTIONS, peaks
        assert peaks[main].total() <= MAIN_CONNECTIONS, peaks
    finally:
        worker.stop()
