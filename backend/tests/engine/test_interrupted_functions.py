"""Task functions that crash, block their process, meet a locked table, or are `async def`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from foyer.task_engine.models import TaskState
from local.stack import Stack
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    effects,
    enqueue,
    new_worker,
    read,
    wait_for,
)


@pytest.mark.usefixtures("worker")
class TestBudgets:
    def test_crashes_do_not_count_as_failures(self, ledger: Path) -> None:
        task = wait_for(enqueue("crashes", ledger, crashes=2, errors=2), TaskState.SUCCESS)
        assert (task.attempts, task.crashes) == (5, 2)
        assert effects(ledger) == [f"{task.id} done"]

    def test_a_kind_that_runs_at_most_once_fails_after_a_crash(self, ledger: Path) -> None:
        task = wait_for(enqueue("runs_at_most_once", ledger), TaskState.FAILURE)
        assert (task.attempts, task.crashes) == (1, 1)
        assert effects(ledger) == [f"{task.id} begun"]

    def test_a_locked_table_spends_no_attempt(self, stack: Stack, ledger: Path) -> None:
        with psycopg.connect(stack.database_url) as database:
            database.execute("LOCK TABLE pictures")
            task_id = enqueue("locks_a_table", ledger)
            wait_until(lambda: read(task_id).deferrals, what="the lock's timeout")
            assert (read(task_id).error or {})["code"] == "database_busy"
        task = wait_for(task_id, TaskState.SUCCESS)
        assert task.attempts == task.deferrals + 1
        assert effects(ledger) == [f"{task.id} locked"]

    def test_a_kind_that_runs_at_most_once_fails_after_a_fault_of_the_database(
        self, stack: Stack, ledger: Path
    ) -> None:
        with psycopg.connect(stack.database_url) as database:
            database.execute("LOCK TABLE pictures")
            task = wait_for(enqueue("locks_a_table_once", ledger), TaskState.FAILURE)
        assert ((task.error or {})["code"], task.deferrals) == ("database_busy", 0)
        assert effects(ledger) == [f"{task.id} begun"]

    def test_no_time_limit_strikes_while_the_result_is_stored(
        self, stack: Stack, ledger: Path
    ) -> None:
        """The row is locked until both time limits are over."""
        task_id = enqueue("ends_in_time", ledger)
        wait_for(task_id, TaskState.STARTED)
        with psycopg.connect(stack.database_url) as database:
            database.execute("SELECT 1 FROM tasks WHERE id = %s FOR UPDATE", [task_id])
            wait_until(lambda: effects(ledger), what="the end of the function")
            time.sleep(4)
        task = wait_for(task_id, TaskState.SUCCESS)
        assert (task.attempts, task.result) == (1, {"pages": 7})


@pytest.mark.usefixtures("worker")
class TestAsyncFunctions:
    def test_async_functions_share_one_event_loop(self, ledger: Path) -> None:
        count = int(os.environ.get("ASYNC_TASKS", "40"))
        task_ids = [enqueue("counts_tasks", ledger) for _ in range(count)]
        assert {wait_for(task_id, TaskState.SUCCESS).attempts for task_id in task_ids} == {1}
        assert len(effects(ledger)) == count

    def test_the_time_limit_cancels_an_async_function(self, ledger: Path) -> None:
        task = wait_for(enqueue("waits", ledger), TaskState.FAILURE)
        assert ((task.error or {})["code"], task.attempts) == ("too_slow", 1)
        assert effects(ledger) == [f"{task.id} cleaned up"]
        wait_for(enqueue("counts_tasks", ledger), TaskState.SUCCESS)


@pytest.mark.usefixtures("worker")
class TestHeartbeat:
    def test_no_function_can_block_the_renewal_of_its_lease(
        self, stack: Stack, ledger: Path
    ) -> None:
        """Another worker is idle, and would take a task whose lease expired."""
        other = new_worker(stack, "idle")
        other.start()
        try:
            kinds = ("holds_the_interpreter", "uses_all_connections")
            task_ids = [enqueue(kind, ledger) for kind in kinds]
            for task_id in task_ids:
                task = wait_for(task_id, TaskState.SUCCESS)
                assert (task.attempts, task.crashes) == (1, 0), task.kind
            assert len(effects(ledger)) == 2
        finally:
            other.stop()


def test_the_pool_ends_with_its_main_process(stack: Stack, ledger: Path, gate: Path) -> None:
    """Otherwise a function would run without a heartbeat, beside the next attempt."""
    worker = new_worker(stack, "beheaded")
    worker.start()
    try:
        task_id = enqueue("is_silent", ledger, gate=str(gate))
        pool_process = wait_for(task_id, TaskState.STARTED).pid or 0
        os.kill(worker.pid, signal.SIGKILL)
        wait_until(lambda: has_ended(pool_process), what="the end of the pool")
        worker.kill()
        worker.start()
        gate.touch()
        assert wait_for(task_id, TaskState.SUCCESS).crashes == 1
        assert effects(ledger) == [f"{task_id} done"]
    finally:
        worker.kill()


def has_ended(process: int) -> bool:
    """Whether it does not run any more; its parent may not have noticed yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("pool", ["threads", "solo"])
def test_a_worker_refuses_other_pools_than_prefork(stack: Stack, pool: str) -> None:
    command = [sys.executable, "-m", "celery", "-A", "testkit.engine_tasks", "worker", "-P", pool]
    ended = subprocess.run(command, env=stack.env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "--pool prefork" in ended.stderr
