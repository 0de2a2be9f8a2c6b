"""Workers register what they consume, leave in good order, and end when they are deaf."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis

from foyer.db.engines import transaction
from foyer.task_engine import workers
from foyer.task_engine.models import TaskState, Worker
from local.application import QUEUES
from local.context import Context
from local.stack import Stack
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    TestWorker,
    effects,
    enqueue,
    new_worker,
    read,
    run_python,
    wait_for,
)


@pytest.fixture
def worker(stack: Stack) -> Iterator[TestWorker]:
    worker = new_worker(stack, "registered", queues=QUEUES)
    worker.start()
    wait_until(lambda: rows("registered"), what="the registration")
    yield worker
    worker.stop()


def rows(name: str) -> list[Worker]:
    with transaction() as session:
        return session.query(Worker).filter(Worker.name.startswith(f"{name}@")).all()


def test_a_worker_registers_its_queues_kinds_and_processes(worker: TestWorker) -> None:
    (row,) = rows(worker.name)
    assert {"mail", "pictures", "bulk", "control"} == set(row.queues)
    assert "report" in row.kinds
    assert row.slots == 2


def test_pool_processes_have_a_lower_priority(worker: TestWorker) -> None:
    main = psutil.Process(worker.pid)
    lower = main.nice() + 1  # WORKER_NICE

    wait_until(lambda: [child.nice() for child in main.children()] == [lower, lower])


def test_a_worker_that_stops_leaves_no_row_and_no_keys(stack: Stack) -> None:
    with redis.Redis.from_url(stack.broker_url) as client:
        before = set(client.keys("*worker*"))
        worker = new_worker(stack, "leaving")
        worker.start()
        wait_until(lambda: rows("leaving"), what="the registration")
        wait_until(lambda: set(client.keys("*worker.*")) - before, what="the ping's queue")
        worker.stop()
        assert worker.exit_code == 0, worker.exit_report()
        assert rows("leaving") == [], worker.output.path.read_text()
        assert set(client.keys("*worker*")) <= before


def test_two_workers_of_one_name_have_a_queue_of_their_own(
    stack: Stack, worker: TestWorker
) -> None:
    twin = TestWorker(worker.name, stack.folder / "run" / "twin", Context(stack.logs, stack.env))
    twin.start()
    try:
        wait_until(lambda: len(rows(worker.name)) == 2)

        def both_answered() -> bool:
            return all(row.asked_at and row.answered_at > row.asked_at for row in rows(worker.name))

        wait_until(both_answered)
    finally:
        twin.stop()


def test_a_cancelled_consumer_is_seen(stack: Stack, worker: TestWorker) -> None:
    """As an administrator can do it in Flower."""
    (row,) = rows(worker.name)
    control(stack, "cancel_consumer", row.name, "mail")
    wait_until(lambda: "mail" not in rows(worker.name)[0].queues)
    # A worker that an earlier test has killed counts as a consumer for some seconds.
    wait_until(lambda: "mail" not in consumed_queues(), what="the queue without a consumer")


def consumed_queues() -> set[str]:
    with transaction() as session:
        return set(workers.consumers(session))


def test_a_deaf_worker_ends_itself_after_its_running_task(
    stack: Stack, worker: TestWorker, ledger: Path, gate: Path
) -> None:
    """It runs and has a free process, but consumes no messages of its pings' queue any more."""
    task_id = enqueue("slow", ledger, gate=str(gate))
    wait_for(task_id, TaskState.STARTED)
    (row,) = rows(worker.name)
    control(stack, "cancel_consumer", row.name, f"worker.{row.id.hex}")
    wait_until(lambda: worker.output.contains("Warm shutdown"), seconds=120)
    assert read(task_id).state is TaskState.STARTED
    gate.touch()
    wait_for(task_id, TaskState.SUCCESS)
    wait_until(lambda: worker.exit_code is not None)
    assert effects(ledger) == [f"{task_id} done"]
    assert rows(worker.name) == []


def control(stack: Stack, command: str, worker: str, queue: str) -> None:
    run_python(
        stack,
        "from foyer.task_engine.celery_app import app\n"
        f"app.control.broadcast({command!r}, arguments={{'queue': {queue!r}}},"
        f" destination=[{worker!r}])",
    )
