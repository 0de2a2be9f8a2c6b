"""Leadership: one of several dispatchers is active, and another one takes over when it fails."""

import re
from pathlib import Path

from foyer.task_engine.models import TaskState
from local.application import Dispatcher
from local.stack import Stack
from testkit.wait import wait_until
from tests.engine.engine_stack import TestWorker, effects, enqueue, wait_for

LEADERSHIP = re.compile(r"event=dispatcher_(started|active|interrupted)")


class TestLeadership:
    def test_another_dispatcher_takes_over_when_the_first_is_killed(
        self, stack: Stack, other_dispatcher: Dispatcher, worker: TestWorker, ledger: Path
    ) -> None:
        other_dispatcher.start()
        stack.dispatcher.kill()
        try:
            wait_for(enqueue("report", ledger), TaskState.SUCCESS)
        finally:
            stack.dispatcher.start()
        assert worker.is_running

    def test_a_frozen_dispatcher_loses_the_leadership(
        self, stack: Stack, other_dispatcher: Dispatcher, worker: TestWorker, ledger: Path
    ) -> None:
        """PostgreSQL ends its idle transaction after 15 s. After that, it must not publish."""
        frozen = stack.dispatcher
        wait_until(lambda: is_active(frozen), what="a leader")
        other_dispatcher.start()
        frozen.pause()
        try:
            task_ids = [enqueue("report", ledger)]
            wait_until(lambda: is_active(other_dispatcher))
            wait_for(task_ids[0], TaskState.SUCCESS)
            lines_before = len(frozen.output.path.read_text().splitlines())
        finally:
            frozen.resume()
        wait_until(lambda: not is_active(frozen), what="a dispatcher that noticed")
        task_ids += [enqueue("report", ledger) for _ in range(5)]
        for task_id in task_ids:
            wait_for(task_id, TaskState.SUCCESS)
        lines_after = frozen.output.path.read_text().splitlines()[lines_before:]
        assert not [line for line in lines_after if "event=published" in line]
        assert not is_active(frozen)
        assert sorted(effects(ledger)) == sorted(f"{task_id} sent" for task_id in task_ids)
        assert worker.is_running


def is_active(dispatcher: Dispatcher) -> bool:
    """Whether the process is the leader according to its log."""
    events: list[str] = LEADERSHIP.findall(dispatcher.output.path.read_text())
    return events[-1] == "active"
