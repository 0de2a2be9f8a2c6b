"""The task engine with real workers and small task kinds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from foyer.db.engines import transaction
from foyer.task_engine import record, transitions
from foyer.task_engine.models import Task, TaskAttempt, TaskState
from local.application import Worker
from local.context import Context
from local.stack import Stack
from testkit.wait import wait_until
from tests.conftest import connected_to

ENVIRONMENT = {
    "LEASE": "PT4S",
    "HEARTBEAT": "PT0.5S",
    "SWEEP_INTERVAL": "PT0.5S",
    "LOST_AFTER": "PT3S",
    "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[n]) for n in (2, 3)),
}


FLUSH = "import redis, os; redis.Redis.from_url(os.environ['BROKER_URL']).flushall()"


class TestWorker(Worker):
    """A worker with the kinds of testkit.engine_tasks."""

    __test__ = False

    def command(self) -> list[str | Path]:
        return [
            "testkit.engine_tasks" if part == "foyer.tasks" else part for part in super().command()
        ]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("engine")
    with (
        Stack(folder, parts={"database", "broker", "beat"}, env=ENVIRONMENT) as running,
        connected_to(running),
    ):
        yield running


def new_worker(stack: Stack, name: str) -> TestWorker:
    return TestWorker(name, stack.folder / "run", Context(stack.logs, stack.env))


@pytest.fixture(scope="class")
def worker(stack: Stack) -> Iterator[TestWorker]:
    worker = new_worker(stack, "engine")
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Slow tasks run until this file exists."""
    return tmp_path / "gate"


def enqueue(kind: str, ledger: Path, **payload: Any) -> UUID:
    with transaction() as session:
        return record.enqueue(session, kind, payload={"ledger": str(ledger), **payload}).id


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


@pytest.mark.usefixtures("worker")
class TestTaskKind:
    def test_a_task_stores_its_progress_and_its_result(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger), TaskState.SUCCESS)
        assert (task.result, task.progress, task.step) == ({"pages": 7}, 100, "collecting")
        assert effects(ledger) == [f"{task.id} sent"]

    def test_a_temporary_error_is_retried(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, busy=2), TaskState.SUCCESS)
        assert task.attempts == 3
        assert outcomes(task.id) == [TaskState.RETRY, TaskState.RETRY, TaskState.SUCCESS]
        assert task.error is None

    def test_a_temporary_error_fails_the_task_after_the_last_attempt(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, busy=9), TaskState.FAILURE)
        assert task.attempts == 3
        error = {"code": "busy", "message": "Come back in a moment."}
        assert task.error == error | {"place": "testkit.engine_tasks.report"}
        assert task.error_group == "busy in testkit.engine_tasks.report"
        assert "BusyError" in (task.traceback or "")

    def test_a_permanent_error_fails_the_task_at_once(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, hopeless=True), TaskState.FAILURE)
        assert (task.attempts, (task.error or {})["code"]) == (1, "hopeless")
        assert effects(ledger) == []

    def test_a_revoked_task_is_interrupted_and_has_no_effect(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        with transaction() as session:
            assert transitions.revoke(session, task_id)
        wait_until(lambda: lost_its_lease(stack, task_id), what="the function to be interrupted")
        gate.touch()
        next_id = enqueue("report", ledger)
        wait_for(next_id, TaskState.SUCCESS)
        assert read(task_id).state is TaskState.REVOKED
        assert effects(ledger) == [f"{next_id} sent"]


@pytest.mark.usefixtures("worker")
class TestKilledProcesses:
    def test_a_task_that_kills_its_process_fails_after_three_attempts(self, ledger: Path) -> None:
        poison_id, next_id = enqueue("poison", ledger), enqueue("report", ledger)
        task = wait_for(poison_id, TaskState.FAILURE)
        assert (task.attempts, task.crashes) == (3, 3)
        assert (task.error or {})["code"] == "worker_lost"
        wait_for(next_id, TaskState.SUCCESS)
        assert effects(ledger) == [f"{next_id} sent"]

    def test_soft_time_limit_ends_the_task_as_failure(self, ledger: Path) -> None:
        task = wait_for(enqueue("tardy", ledger), TaskState.FAILURE)
        error = {"code": "too_slow", "message": "This took too long."}
        assert task.error == error | {"place": "testkit.engine_tasks.tardy"}

    def test_hard_time_limit_ends_the_task_as_failure(self, ledger: Path) -> None:
        task = wait_for(enqueue("stubborn", ledger), TaskState.FAILURE)
        assert (task.error or {})["code"] in {"too_slow", "worker_lost"}
        assert task.attempts == 3

    def test_invalid_messages_do_not_stop_the_worker(
        self, stack: Stack, worker: TestWorker, ledger: Path
    ) -> None:
        publish = (
            "import redis, os, pickle, json, base64\n"
            "r = redis.Redis.from_url(os.environ['BROKER_URL'])\n"
            "body = lambda raw, kind: json.dumps({'body': base64.b64encode(raw).decode(),"
            " 'content-encoding': 'utf-8', 'content-type': kind, 'headers':"
            " {'task': 'no.such', 'id': 'x', 'lang': 'py'}, 'properties': {'delivery_mode': 2,"
            " 'delivery_tag': 'tag-' + kind, 'body_encoding': 'base64', 'delivery_info':"
            " {'exchange': '', 'routing_key': 'mail'}}})\n"
            "r.lpush('mail', body(pickle.dumps(print), 'application/x-python-serialize'))\n"
            "r.lpush('mail', body(b'[[], {}, {}]', 'application/json'))\n"
            "r.lpush('mail', body(b'no json', 'application/json'))\n"
        )
        run_python(stack, publish)
        wait_for(enqueue("report", ledger), TaskState.SUCCESS)
        assert worker.pid


class TestStoppedWorkers:
    def test_a_paused_worker_cannot_write_after_it_lost_its_lease(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        first, second = new_worker(stack, "paused"), new_worker(stack, "other")
        first.start()
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        first.pause()
        second.start()
        wait_until(lambda: read(task_id).attempts == 2, what="another attempt")
        gate.touch()
        task = wait_for(task_id, TaskState.SUCCESS)
        first.resume()
        try:
            assert (task.worker or "").startswith("other@")
            wait_for(enqueue("report", ledger), TaskState.SUCCESS)
            wait_until(lambda: lost_its_lease(stack, task_id), what="the paused worker to notice")
            assert read(task_id).attempts == 2
            assert outcomes(task_id) == [TaskState.RETRY, TaskState.SUCCESS]
            assert effects(ledger).count(f"{task_id} done") == 1
        finally:
            first.stop()
            second.stop()

    def test_a_stopped_worker_finishes_its_running_task(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        worker = new_worker(stack, "deployed")
        worker.start()
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        worker.request_stop()
        wait_until(lambda: worker.output.contains("Warm shutdown"), what="the worker to stop")
        gate.touch()
        worker.stop()
        assert read(task_id).state is TaskState.SUCCESS
        assert outcomes(task_id) == [TaskState.SUCCESS]
        assert effects(ledger) == [f"{task_id} done"]

    def test_waiting_and_running_tasks_survive_a_flush_of_the_broker(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        """The broker is emptied while 20 tasks wait and 2 run. All 22 run once."""
        worker = new_worker(stack, "flushed")
        worker.start()
        running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
        for task_id in running:
            wait_for(task_id, TaskState.STARTED)
        # Both pool processes are busy: no task is claimed and no sweep runs until the gate exists.
        waiting = [enqueue("report", ledger) for _ in range(20)]
        run_python(stack, "from foyer.task_engine.dispatch import dispatch; dispatch()")
        with transaction() as session:
            published = session.query(Task).filter(Task.published_at.is_not(None))
            assert published.filter(Task.id.in_(waiting)).count() == 20
        run_python(stack, FLUSH)
        gate.touch()
        try:
            for task_id in running + waiting:
                wait_for(task_id, TaskState.SUCCESS)
            assert len(effects(ledger)) == len(set(effects(ledger))) == 22
        finally:
            worker.stop()


def test_concurrent_sweeps_publish_each_task_once(stack: Stack, ledger: Path) -> None:
    """No worker runs, so the published messages stay in the queue and can be counted."""
    run_python(stack, FLUSH)  # removes the messages of other tests
    for _ in range(30):
        enqueue("report", ledger)
    sweep = (
        "from foyer.task_engine import sweep\n"
        "from testkit import engine_tasks\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        # Celery sets up its tasks at their first use, which must not happen in several threads.
        "sweep.app.finalize()\n"
        "with ThreadPoolExecutor(5) as pool:\n"
        "    list(pool.map(lambda _: sweep.sweep(), range(10)))\n"
    )
    sweeps = [subprocess.Popen([sys.executable, "-c", sweep], env=stack.env) for _ in range(2)]
    assert [process.wait(120) for process in sweeps] == [0, 0]
    count = "import redis, os; print(redis.Redis.from_url(os.environ['BROKER_URL']).llen('mail'))"
    assert int(run_python(stack, count)) == 30
    with psycopg.connect(stack.database_url) as database:
        database.execute("DELETE FROM tasks WHERE state = 'PENDING'")
