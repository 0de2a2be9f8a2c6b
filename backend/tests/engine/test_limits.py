"""Limits of kinds: exact under two dispatchers, kills, and requests that publish by themselves."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from foyer.db.engines import driver_connection, transaction
from foyer.task_engine import lease, workers
from foyer.task_engine.lease import Claimant
from foyer.task_engine.models import Task, TaskState
from local.stack import Stack
from testkit.limited_tasks import RATE
from tests.engine.engine_stack import (
    FLUSH,
    TestWorker,
    effects,
    enqueue,
    register,
    run_python,
    wait_for,
)

# The dispatcher of the stack knows only the application's kinds.
DISPATCHER = "import testkit.limited_tasks\nfrom foyer.cli import dispatcher\ndispatcher()"

PUBLISHER = """
import testkit.engine_tasks
from foyer.task_engine.dispatcher.publisher import Publisher
Publisher(lambda: None, print).publish_due()
"""
# A process that dies after it published, and before its commit.
DYING_PUBLISHER = """
from uuid import UUID
import testkit.engine_tasks
from foyer.task_engine.broker import Broker
from foyer.task_engine.dispatch import dispatch
from foyer.task_engine.dispatcher.publisher import Publisher
print(dispatch([UUID(text) for text in {ids}]), "published after the response")
publish = Broker.publish
def publish_and_die(*arguments):
    publish(*arguments)
    raise KeyboardInterrupt
Broker.publish = publish_and_die
try:
    Publisher(lambda: None, print).publish_due()
except KeyboardInterrupt:
    print("died")
"""


@pytest.fixture
def stopped_dispatcher(stack: Stack) -> Iterator[Stack]:
    stack.dispatcher.stop()
    yield stack
    stack.dispatcher.start()


@pytest.fixture
def dispatchers(stopped_dispatcher: Stack) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two dispatchers that know the limits."""
    with ExitStack() as processes:
        pair = [
            processes.enter_context(
                subprocess.Popen([sys.executable, "-c", DISPATCHER], env=stopped_dispatcher.env)
            )
            for _ in range(2)
        ]
        yield pair
        for process in pair:
            process.kill()


class TestLimits:
    def test_tasks_of_a_limit_run_one_at_a_time_although_a_dispatcher_is_killed(
        self, dispatchers: list[subprocess.Popen[bytes]], worker: TestWorker, ledger: Path
    ) -> None:
        kinds = ["one_at_once", "also_one_at_once"] * 6
        task_ids = [enqueue(kind, ledger) for kind in kinds]
        wait_for(task_ids[0], TaskState.SUCCESS)
        dispatchers[0].kill()
        other_id = enqueue("report", ledger)  # another kind of this queue does not wait
        wait_for(other_id, TaskState.SUCCESS)
        for task_id in task_ids:
            wait_for(task_id, TaskState.SUCCESS)
        steps = [line.split() for line in effects(ledger) if not line.startswith(str(other_id))]
        assert [step for _, step in steps] == ["begins", "ends"] * 12
        assert all(first[0] == second[0] for first, second in list(pairwise(steps))[::2])
        assert worker.is_running

    def test_a_rate_is_never_exceeded_in_any_period(
        self, dispatchers: list[subprocess.Popen[bytes]], worker: TestWorker, ledger: Path
    ) -> None:
        task_ids = [enqueue("rated", ledger) for _ in range(3 * RATE.amount)]
        wait_for(task_ids[0], TaskState.SUCCESS)
        dispatchers[0].kill()
        published = [wait_for(task_id, TaskState.SUCCESS).published_at for task_id in task_ids]
        times = sorted(time for time in published if time)
        assert len(times) == len(task_ids)
        gaps = [
            later - earlier for earlier, later in zip(times, times[RATE.amount :], strict=False)
        ]
        assert min(gaps) >= RATE.period, gaps
        assert len(effects(ledger)) == len(task_ids)
        assert worker.is_running


def test_messages_of_a_publisher_that_died_use_no_budget_and_cannot_be_claimed(
    stopped_dispatcher: Stack, ledger: Path
) -> None:
    with transaction() as session:
        session.execute(delete(Task))
    worker_id = register("mail", "rated", "report", slots=100)
    task_ids = [enqueue("rated", ledger) for _ in range(RATE.amount + 1)]
    all_ids = [str(task_id) for task_id in (*task_ids, enqueue("report", ledger))]
    output = run_python(stopped_dispatcher, DYING_PUBLISHER.format(ids=all_ids))
    assert "1 published after the response" in output, "limits are the dispatcher's"
    assert "died" in output
    with transaction() as session:
        for task_id in task_ids:
            claimant = Claimant("w", 1, timedelta(minutes=1))
            assert lease.claim(driver_connection(session), task_id, claimant) is None
    run_python(stopped_dispatcher, PUBLISHER)
    with transaction() as session:
        is_marked = (Task.kind == "rated", Task.published_at.is_not(None))
        marked = session.scalars(select(Task.id).where(*is_marked)).all()
        session.execute(delete(Task))
        workers.leave(session, worker_id)
    assert len(marked) == RATE.amount
    run_python(stopped_dispatcher, FLUSH)
