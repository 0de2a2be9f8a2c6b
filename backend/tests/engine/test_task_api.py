"""What the authors of task kinds use, with a real worker."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from foyer.db.engines import transaction
from foyer.task_engine import record
from foyer.task_engine.dispatch import BATCH
from foyer.task_engine.models import Task, TaskState
from local.stack import Stack
from testkit.api_tasks import CountsOutcomes
from testkit.engine_tasks import Report
from testkit.misbehaving_tasks import QUICK
from testkit.wait import wait_until
from tests.engine.engine_stack import effects, enqueue, outcomes, read, wait_for

STEPS = 20


@pytest.mark.usefixtures("worker")
class TestTaskApi:
    def test_a_worker_upgrades_the_payload_of_an_older_version(self, ledger: Path) -> None:
        """Workers are deployed first, so they meet payloads that older APIs stored."""
        task_id = enqueue_stored({"ledger": str(ledger), "is_hopeless": True}, version=1)
        task = wait_for(task_id, TaskState.FAILURE)
        assert (task.attempts, (task.error or {})["code"]) == (1, "hopeless")

    def test_a_payload_of_a_newer_version_waits_for_a_newer_worker(self, ledger: Path) -> None:
        """As after a deployment in the wrong order, or a rollback of the workers."""
        version = Report.__declaration__.version
        task_id = enqueue_stored({"ledger": str(ledger), "new": 1}, version=version + 1)
        wait_until(lambda: read(task_id).deferrals, what="the first attempt")
        waiting = read(task_id)
        assert (waiting.error or {})["code"] == "payload_too_new"
        assert effects(ledger) == []
        with transaction() as session:  # the fields that a worker of that version would read
            task = session.get_one(type(waiting), task_id)
            task.payload, task.payload_version = {"ledger": str(ledger)}, version
        task = wait_for(task_id, TaskState.SUCCESS)
        assert task.attempts == task.deferrals + 1
        assert effects(ledger) == [f"{task_id} sent"]

    def test_a_payload_that_cannot_be_read_fails_the_task_at_once(self, ledger: Path) -> None:
        task_id = enqueue_stored({"ledger": str(ledger), "busy": "often"}, version=2)
        task = wait_for(task_id, TaskState.FAILURE)
        assert (task.attempts, (task.error or {})["code"]) == (1, "payload_invalid")
        assert task.error_group == "payload_invalid in testkit.engine_tasks.Report"
        assert effects(ledger) == []

    def test_a_snoozed_task_runs_again_without_spending_an_attempt(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        task_id = enqueue("naps", ledger, gate=gate)
        wait_until(lambda: read(task_id).snoozes > QUICK.max_attempts, what="some snoozes")
        gate.touch()
        task = wait_for(task_id, TaskState.SUCCESS)
        assert (task.attempts, outcomes(task_id)) == (1, [TaskState.SUCCESS])
        assert effects(ledger) == [f"{task_id} done"]
        for outcome in ("RETRY", "SUCCESS"):  # the hooks of the test kinds fail, too
            wait_until(partial(was_seen_by_a_hook, stack, task_id, outcome), what=outcome)

    def test_chains_and_followers_do_not_need_the_dispatcher(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        """The worker publishes them, right after the commit."""
        first = enqueue("step", ledger, gate=gate, steps_left=STEPS)
        wait_for(first, TaskState.STARTED)
        with transaction() as session:
            follower = record.enqueue(session, CountsOutcomes(ledger=ledger), after=[first])
        stack.dispatcher.stop()
        try:
            gate.touch()
            assert wait_for(follower.id, TaskState.SUCCESS).result == {"SUCCESS": 1}
            wait_until(lambda: len(effects(ledger)) == STEPS + 1, what="the whole chain")
        finally:
            stack.dispatcher.start()

    def test_a_function_may_enqueue_more_tasks_than_are_dispatched_at_once(
        self, ledger: Path
    ) -> None:
        """The dispatcher publishes the others."""
        task_id = enqueue("enqueues_many", ledger, count=3 * BATCH)
        wait_for(task_id, TaskState.SUCCESS)
        wait_until(lambda: count_succeeded(task_id) == 3 * BATCH, seconds=120, what="all tasks")

    def test_a_task_after_a_batch_counts_how_it_ended(self, ledger: Path) -> None:
        with transaction() as session:
            reports = [Report(ledger=ledger), Report(ledger=ledger, hopeless=True)]
            batch = [record.enqueue(session, report).id for report in reports]
            last = record.enqueue(session, CountsOutcomes(ledger=ledger), when_ended=batch)
            never = record.enqueue(session, CountsOutcomes(ledger=ledger), after=batch)
        assert wait_for(last.id, TaskState.SUCCESS).result == {"SUCCESS": 1, "FAILURE": 1}
        assert (wait_for(never.id, TaskState.FAILURE).error or {})["code"] == "predecessor_failed"


def count_succeeded(subject_id: UUID) -> int:
    conditions = (Task.subject_id == subject_id, Task.state == TaskState.SUCCESS)
    with transaction() as session:
        return session.scalars(select(func.count()).where(*conditions)).one()


def was_seen_by_a_hook(stack: Stack, task_id: UUID, outcome: str) -> bool:
    lines = (stack.logs / "celery.log").read_text().splitlines()
    parts = ("event=hook_closed", str(task_id), f"outcome={outcome}")
    return any(all(part in line for part in parts) for line in lines)


def enqueue_stored(fields: dict[str, Any], *, version: int) -> UUID:
    """Enqueue a report whose payload was stored by another version of the code."""
    with transaction() as session:
        task = record.enqueue(session, Report(ledger=Path()))
        task.payload, task.payload_version = fields, version
        return task.id
