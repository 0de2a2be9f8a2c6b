"""Ends that cannot be stored as the function made them: one effect, and an end that says why."""

from pathlib import Path

import pytest

from foyer.db.engines import transaction
from foyer.task_engine.models import Task, TaskAttempt, TaskState
from testkit.misbehaving_tasks import INVALID_RESULTS, UNUSUAL_ERRORS
from tests.engine.engine_stack import effects, enqueue, wait_for


@pytest.mark.usefixtures("worker")
class TestUnusualEnds:
    def test_an_invalid_result_fails_the_task_after_one_effect(self, ledger: Path) -> None:
        task_ids = {name: enqueue("returns", ledger, result=name) for name in INVALID_RESULTS}
        for name, task_id in task_ids.items():
            task = wait_for(task_id, TaskState.FAILURE)
            error = task.error or {}
            assert (task.attempts, error["code"]) == (1, "result_invalid"), name
            assert error["place"] == "testkit.misbehaving_tasks.returns"
            assert "ResultInvalidError" in (task.traceback or "")
        assert len(effects(ledger)) == len(INVALID_RESULTS)

    def test_an_unusual_error_is_stored_after_one_effect(self, ledger: Path) -> None:
        task_ids = {name: enqueue("raises", ledger, error=name) for name in UNUSUAL_ERRORS}
        for name, task_id in task_ids.items():
            task = wait_for(task_id, TaskState.FAILURE)
            assert (task.attempts, (task.error or {})["code"]) == (1, "internal_error"), name
            assert "misbehaving_tasks" in (task.traceback or "")
            assert len(task.traceback or "") < 25_000
        assert len(effects(ledger)) == len(UNUSUAL_ERRORS)

    def test_a_wrong_logging_call_does_not_fail_the_task(self, ledger: Path) -> None:
        task = wait_for(enqueue("logs_badly", ledger), TaskState.SUCCESS)
        assert (task.attempts, task.step) == (1, r"half \ud800 of a character")
        assert r"a lone surrogate: \ud800" in attempt_log(task)

    def test_an_end_that_postgresql_refuses_becomes_a_failure_that_says_so(
        self, ledger: Path
    ) -> None:
        """A trigger stands for every reason that the engine does not check itself."""
        task_id = enqueue("report", ledger)
        with transaction() as session:
            connection = session.connection()
            connection.exec_driver_sql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'no result' USING ERRCODE = '22P05'; END $$"
            )
            connection.exec_driver_sql(
                "CREATE TRIGGER refuse BEFORE UPDATE ON tasks FOR EACH ROW"
                f" WHEN (NEW.id = '{task_id}' AND NEW.result IS NOT NULL) EXECUTE FUNCTION refuse()"
            )
        try:
            task = wait_for(task_id, TaskState.FAILURE)
            assert (task.attempts, (task.error or {})["code"]) == (1, "end_refused")
            assert effects(ledger) == [f"{task_id} sent"]
        finally:
            with transaction() as session:
                session.connection().exec_driver_sql("DROP FUNCTION refuse() CASCADE")


def attempt_log(task: Task) -> str:
    with transaction() as session:
        return session.get_one(TaskAttempt, (task.id, task.attempts)).log or ""
