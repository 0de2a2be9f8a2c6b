"""A stack with the kinds of testkit.engine_tasks, and reads of its tasks."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, update

from foyer.db.engines import transaction
from foyer.task_engine import record, workers
from foyer.task_engine.models import Task, TaskAttempt, TaskState, Worker
from foyer.task_engine.payload import declared
from foyer.task_engine.workers import Registration
from local import application
from local.context import Context
from local.stack import Stack
from testkit import engine_tasks
from testkit.wait import wait_until

ENVIRONMENT = {
    "LEASE": "PT4S",
    "HEARTBEAT": "PT0.5S",
    "LOST_AFTER": "PT3S",
    "UNKNOWN_KIND_AFTER": "PT3S",
    "LIVENESS_INTERVAL": "PT1S",
    "LIVENESS_LIMIT": "PT8S",
    "WORKER_NICE": "1",
    "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[n]) for n in (2, 3)),
}

__all__ = ["engine_tasks"]  # this process enqueues tasks of these kinds

FLUSH = "import redis, os; redis.Redis.from_url(os.environ['BROKER_URL']).flushall()"


class TestWorker(application.Worker):
    """A worker with the kinds of testkit.engine_tasks."""

    __test__ = False

    def command(self) -> list[str | Path]:
        return [
            "testkit.engine_tasks" if part == "foyer.tasks" else part for part in super().command()
        ]


def new_worker(
    stack: Stack, name: str, *, concurrency: int = 2, queues: Sequence[str] = ("mail",)
) -> TestWorker:
    """Return a worker that is not started. One that has only one queue uses all its processes."""
    context = Context(stack.logs, stack.env)
    folder = stack.folder / "run"
    return TestWorker(name, folder, context, concurrency=concurrency, queues=queues)


def register(queue: str, *kinds: str, slots: int) -> UUID:
    """Register a worker that does not exist; so messages stay in the queue and can be counted."""
    registration = Registration(uuid4(), "nobody@nowhere", [queue], kinds, slots)
    with transaction() as session:
        workers.store(session, registration)
        # It sends no heartbeats, and a process takes long to start on a busy machine.
        lasting = update(Worker).where(Worker.id == registration.id)
        session.execute(lasting.values(heartbeat_at=func.now() + timedelta(hours=1)))
    return registration.id


def enqueue(kind: str, ledger: Path, **fields: Any) -> UUID:
    """Enqueue a task of this kind with the fields of its payload."""
    payload = declared[kind].model_validate({"ledger": ledger, **fields})
    with transaction() as session:
        return record.enqueue(session, payload).id


def read(task_id: UUID) -> Task:
    with transaction() as session:
        return session.get_one(Task, task_id)


def outcomes(task_id: UUID) -> list[TaskState | None]:
    with transaction() as session:
        attempts = session.query(TaskAttempt).filter_by(task_id=task_id)
        return [attempt.outcome for attempt in attempts.order_by(TaskAttempt.number)]


def wait_for(task_id: UUID, *states: TaskState, seconds: float = 120) -> Task:
    def reached() -> Task | None:
        task = read(task_id)
        return task if task.state in states else None

    return wait_until(reached, seconds=seconds, what=f"{task_id} in {states}")


def lost_its_lease(stack: Stack, task_id: UUID) -> bool:
    log = (stack.logs / "celery.log").read_text().splitlines()
    return any(str(task_id) in line and "lease_lost" in line for line in log)


def run_python(stack: Stack, code: str) -> str:
    """Run Python code with the stack's settings; return its output."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=stack.env, check=True, capture_output=True, text=True
    )
    return done.stdout


def effects(ledger: Path) -> list[str]:
    return ledger.read_text().splitlines() if ledger.exists() else []
