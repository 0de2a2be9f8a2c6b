"""What the authors of task kinds use, with a real worker."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from foyer.db.engines import transaction
from foyer.task_engine import record
from foyer.task_engine.models import TaskState
from testkit.engine_tasks import Report
from testkit.wait import wait_until
from tests.engine.engine_stack import effects, read, wait_for


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


def enqueue_stored(fields: dict[str, Any], *, version: int) -> UUID:
    """Enqueue a report whose payload was stored by another version of the code."""
    with transaction() as session:
        task = record.enqueue(session, Report(ledger=Path()))
        task.payload, task.payload_version = fields, version
        return task.id
