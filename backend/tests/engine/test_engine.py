"""The task engine with real workers and small task kinds."""

from pathlib import Path

import pytest

from foyer.db.engines import transaction
from foyer.task_engine import transitions
from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    TestWorker,
    effects,
    enqueue,
    lost_its_lease,
    outcomes,
    read,
    run_python,
    wait_for,
)


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
