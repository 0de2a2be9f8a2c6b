"""Workers that pause, stop or lose their broker."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import redis

from foyer.db.engines import transaction
from foyer.task_engine.models import TaskState, Worker
from local.stack import Stack
from testkit.wait import wait_until
from tests.engine.engine_stack import (
    FLUSH,
    effects,
    enqueue,
    lost_its_lease,
    new_worker,
    outcomes,
    read,
    run_python,
    wait_for,
)

LIMIT = timedelta(seconds=8)  # LIVENESS_LIMIT of the stack


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

    @pytest.mark.longer
    def test_a_stopped_worker_with_a_long_task_does_not_count_as_deaf(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        """One of its two processes is idle, and it answers no ping."""
        worker = new_worker(stack, "patient")
        worker.start()
        task_id = enqueue("slow", ledger, gate=str(gate))
        wait_for(task_id, TaskState.STARTED)
        worker.request_stop()

        def was_silent() -> bool:
            with transaction() as session:
                row = session.query(Worker).filter(Worker.name.startswith("patient@")).one()
                return row.asked_at is not None and row.heartbeat_at - row.asked_at > 2 * LIMIT

        wait_until(was_silent)
        gate.touch()
        worker.stop()
        assert worker.exit_code == 0
        assert not worker.output.contains("worker_is_deaf")
        assert read(task_id).state is TaskState.SUCCESS

    def test_a_worker_stops_in_time_if_a_pool_process_has_not_started_its_task(
        self, stack: Stack, ledger: Path
    ) -> None:
        worker = new_worker(stack, "handing_over")
        worker.start()
        wait_for(enqueue("report", ledger), TaskState.SUCCESS)
        processes = psutil.Process(worker.pid).children()
        for process in processes:
            process.suspend()
        task_id = enqueue("report", ledger)
        with redis.Redis.from_url(stack.broker_url) as broker:
            wait_until(lambda: read(task_id).published_at and not broker.llen("mail"))
            os.kill(worker.pid, signal.SIGTERM)
            # The main process returns the message, which was not acknowledged, before it waits for
            # its pool.
            wait_until(lambda: broker.llen("mail"), what="the message to return")
        for process in processes:
            process.resume()
        wait_until(lambda: worker.exit_code is not None, seconds=25, what="the end")
        assert worker.exit_code == 0
        assert read(task_id).state is TaskState.SUCCESS

    def test_waiting_and_running_tasks_survive_a_flush_of_the_broker(
        self, stack: Stack, ledger: Path, gate: Path
    ) -> None:
        """The broker is emptied while 20 tasks wait and 2 run. All 22 run once."""
        worker = new_worker(stack, "flushed")
        worker.start()
        running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
        for task_id in running:
            wait_for(task_id, TaskState.STARTED)
        # Both pool processes are busy: no task is claimed until the gate exists.
        waiting = [enqueue("report", ledger) for _ in range(20)]
        wait_until(lambda: any(read(task_id).published_at for task_id in waiting))
        run_python(stack, FLUSH)
        gate.touch()
        try:
            for task_id in running + waiting:
                wait_for(task_id, TaskState.SUCCESS)
            assert len(effects(ledger)) == len(set(effects(ledger))) == 22
        finally:
            worker.stop()
