"""Queues that share one worker: slow tasks of one leave a slot for the tasks of another."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from foyer.db.engines import transaction
from foyer.task_engine.models import Task, TaskState
from local.stack import Stack
from testkit.fair_tasks import QUEUES
from testkit.wait import wait_until
from tests.engine.engine_stack import effects, enqueue, new_worker, wait_for

SLOW_TASKS = 50


@pytest.mark.parametrize(
    ("slots", "slow", "other"), [(2, "letter", "photo"), (4, "photo", "letter")]
)
def test_a_task_starts_although_many_slow_tasks_of_another_queue_wait(
    stack: Stack, ledger: Path, gate: Path, slots: int, slow: str, other: str
) -> None:
    worker = new_worker(stack, f"shared-{slots}", concurrency=slots, queues=QUEUES)
    worker.start()
    try:
        slow_ids = [enqueue(slow, ledger, gate=str(gate)) for _ in range(SLOW_TASKS)]
        expected = {TaskState.STARTED: slots - 1, TaskState.PENDING: SLOW_TASKS - slots + 1}
        wait_until(lambda: states(slow) == expected, what="the slow tasks to use their slots")
        for _ in range(2):
            wait_for(enqueue(other, ledger, gate="/"), TaskState.SUCCESS)
        assert states(slow) == expected
        gate.touch()
        for task_id in slow_ids:
            wait_for(task_id, TaskState.SUCCESS)
        assert len(effects(ledger)) == len(set(effects(ledger))) == SLOW_TASKS + 2
    finally:
        gate.touch()
        worker.stop()


def states(kind: str) -> Counter[TaskState]:
    """Count the unfinished tasks of this kind by their state."""
    with transaction() as session:
        unfinished = select(Task.state).where(Task.kind == kind, Task.finished_at.is_(None))
        return Counter(session.scalars(unfinished))
