"""The command `revoke` of Celery's remote control, which Flower sends."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine import record
from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.engine_tasks import Report
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    effects,
    enqueue,
    lost_its_lease,
    outcomes,
    run_python,
    wait_for,
)


def revoke(stack: Stack, task_id: UUID, **options: object) -> None:
    """Send the command as Flower does."""
    run_python(
        stack,
        "from foyer.task_engine.celery_app import app\n"
        f"app.control.revoke({str(task_id)!r}, **{options!r})\n",
    )


@pytest.mark.usefixtures("worker")
class TestRevoke:
    def test_a_waiting_task_is_revoked(self, stack: Stack, ledger: Path) -> None:
        with transaction() as session:
            task = record.enqueue(session, Report(ledger=ledger))
            task.run_at = utc_now() + timedelta(hours=1)
        task_id = task.id
        revoke(stack, task_id)
        task = wait_for(task_id, TaskState.REVOKED)
        assert ((task.error or {})["code"], task.published_at) == ("cancelled", None)
        assert effects(ledger) == []

    @pytest.mark.parametrize("terminate", [False, True])
    def test_a_running_task_is_revoked(
        self, stack: Stack, ledger: Path, gate: Path, *, terminate: bool
    ) -> None:
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        revoke(stack, task_id, terminate=terminate)
        wait_for(task_id, TaskState.REVOKED)
        if not terminate:
            wait_until(lambda: lost_its_lease(stack, task_id), what="an interrupted function")
        gate.touch()
        next_id = enqueue("report", ledger)
        wait_for(next_id, TaskState.SUCCESS)
        assert effects(ledger) == [f"{next_id} sent"]
        assert outcomes(task_id) == [TaskState.REVOKED]
