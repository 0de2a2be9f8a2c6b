"""The engine, with kinds of a few lines: everything else comes with the decorator."""

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
    """A worker that knows testkit.engine_tasks."""

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
    """Slow tasks end once this file exists."""
    return tmp_path / "gate"


def enqueue(kind: str, ledger: Path, **payload: Any) -> UUID:
    with transaction() as session:
        return record.enqueue(session, kind, payload={"ledger": str(ledger), **payload}).id


def read(task_id: UUID) -> Task:
    with transaction() as session:
        return session.get_one(Task, task_id)


def outcomes(task_id: UUID) -> list[TaskState | None]:
    with transaction() as session:
        rows = session.query(TaskAttempt).filter_by(task_id=task_id)
        return [row.outcome for row in rows.order_by(TaskAttempt.number)]


def wait_for(task_id: UUID, *states: TaskState, seconds: float = 120) -> Task:
    def reached() -> Task | None:
        task = read(task_id)
        return task if task.state in states else None

    return wait_until(reached, seconds=seconds, what=f"{task_id} in {states}")


def lost_its_lease(stack: Stack, task_id: UUID) -> bool:
    log = (stack.logs / "celery.log").read_text().splitlines()
    return any(str(task_id) in line and "lease_lost" in line for line in log)


def run_python(stack: Stack, code: str) -> str:
    """Run a few lines as one of the stack's processes; returns what they print."""
    done = subprocess.run(
        [sys.executable, "-c", code], env=stack.env, check=True, capture_output=True, text=True
    )
    return done.stdout


def effects(ledger: Path) -> list[str]:
    return ledger.read_text().splitlines() if ledger.exists() else []


@pytest.mark.usefixtures("worker")
class TestTheDecorator:
    def test_dispatch_progress_and_result(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger), TaskState.SUCCESS)
        assert (task.result, task.progress, task.step) == ({"pages": 7}, 100, "collecting")
        assert effects(ledger) == [f"{task.id} sent"]

    def test_a_passing_failure_is_tried_again(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, busy=2), TaskState.SUCCESS)
        assert task.attempts == 3
        assert outcomes(task.id) == [TaskState.RETRY, TaskState.RETRY, TaskState.SUCCESS]
        assert task.error is None

    def test_but_not_for_ever(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, busy=9), TaskState.FAILURE)
        assert task.attempts == 3
        said = {"code": "busy", "message": "Come back in a moment."}
        assert task.error == said | {"place": "testkit.engine_tasks.report"}
        assert task.error_group == "busy in testkit.engine_tasks.report"
        assert "BusyError" in (task.traceback or "")

    def test_a_permanent_failure_is_final(self, ledger: Path) -> None:
        task = wait_for(enqueue("report", ledger, hopeless=True), TaskState.FAILURE)
        assert (task.attempts, (task.error or {})["code"]) == (1, "hopeless")
        assert effects(ledger) == []

    def test_revoke(self, stack: Stack, ledger: Path, gate: Path) -> None:
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        with transaction() as session:
            assert transitions.revoke(session, task_id)
        wait_until(lambda: lost_its_lease(stack, task_id), what="the body to be interrupted")
        gate.touch()
        other = enqueue("report", ledger)
        wait_for(other, TaskState.SUCCESS)
        assert read(task_id).state is TaskState.REVOKED
        assert effects(ledger) == [f"{other} sent"]


@pytest.mark.usefixtures("worker")
class TestWhatKills:
    def test_poison_ends_and_harms_nobody(self, ledger: Path) -> None:
        poison, behind = enqueue("poison", ledger), enqueue("report", ledger)
        task = wait_for(poison, TaskState.FAILURE)
        assert (task.attempts, task.crashes) == (3, 3)
        assert (task.error or {})["code"] == "worker_lost"
        wait_for(behind, TaskState.SUCCESS)
        assert effects(ledger) == [f"{behind} sent"]

    def test_the_soft_limit_says_why(self, ledger: Path) -> None:
        task = wait_for(enqueue("tardy", ledger), TaskState.FAILURE)
        said = {"code": "too_slow", "message": "This took too long."}
        assert task.error == said | {"place": "testkit.engine_tasks.tardy"}

    def test_so_does_the_hard_limit(self, ledger: Path) -> None:
        task = wait_for(enqueue("stubborn", ledger), TaskState.FAILURE)
        assert (task.error or {})["code"] in {"too_slow", "worker_lost"}
        assert task.attempts == 3

    def test_garbage_in_the_queue(self, stack: Stack, worker: TestWorker, ledger: Path) -> None:
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


class TestWorkersThatGoAndCome:
    def test_a_sleeper_changes_nothing_when_it_wakes(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        first, second = new_worker(stack, "sleeper"), new_worker(stack, "other")
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
            later = enqueue("report", ledger)
            wait_for(later, TaskState.SUCCESS)
            wait_until(lambda: lost_its_lease(stack, task_id), what="the sleeper to notice")
            assert read(task_id).attempts == 2
            assert outcomes(task_id) == [TaskState.RETRY, TaskState.SUCCESS]
            assert effects(ledger).count(f"{task_id} done") == 1
        finally:
            first.stop()
            second.stop()

    def test_a_deploy_finishes_what_runs(self, stack: Stack, ledger: Path, gate: Path) -> None:
        worker = new_worker(stack, "deployed")
        worker.start()
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        worker.request_stop()
        wait_until(lambda: worker.output.contains("Warm shutdown"), what="the worker to leave")
        gate.touch()
        worker.stop()
        assert read(task_id).state is TaskState.SUCCESS
        assert outcomes(task_id) == [TaskState.SUCCESS]
        assert effects(ledger) == [f"{task_id} done"]

    def test_what_waits_survives_a_flush(self, stack: Stack, ledger: Path, gate: Path) -> None:
        """Twenty waiting and two running when the broker forgets all: 22 done, none twice."""
        worker = new_worker(stack, "flushed")
        worker.start()
        running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
        for task_id in running:
            wait_for(task_id, TaskState.STARTED)
        # Both processes are busy: nothing is taken, and no sweep runs, until the gate opens.
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


def test_many_sweeps_publish_a_task_once(stack: Stack, ledger: Path) -> None:
    """No worker runs here: what is published stays in the queue, to be counted."""
    run_python(stack, FLUSH)  # what other tests have left in the queues
    for _ in range(30):
        enqueue("report", ledger)
    sweep = (
        "from foyer.task_engine import sweep\n"
        "from testkit import engine_tasks\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        # Celery sets its tasks up at their first use, which must not be five threads' at once.
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
