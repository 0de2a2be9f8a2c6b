"""The wall clocks of a dispatcher and a worker step by an hour while both run."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from foyer.db.engines import transaction
from foyer.task_engine.models import TaskState, Worker
from local.application import Dispatcher
from local.context import Context
from local.stack import Stack
from testkit.clock import SteppedClock, build_library
from testkit.wait import wait_until
from tests.engine.engine_stack import TestWorker, effects, enqueue, outcomes, read, wait_for

HOUR = timedelta(hours=1)
DISPATCHER = "clocked-dispatcher"
NewClock = Callable[[str], SteppedClock]


@pytest.fixture
def new_clock(tmp_path: Path) -> NewClock:
    library = build_library(tmp_path)
    if library is None:
        pytest.skip("a C compiler (cc) is missing, which builds the clock of this test")
    return lambda name: SteppedClock(tmp_path / f"{name}.clock", library)


@pytest.fixture
def dispatcher_clock(stack: Stack, new_clock: NewClock) -> Iterator[SteppedClock]:
    """The clock of the only dispatcher."""
    clock = new_clock("dispatcher")
    context = Context(stack.logs, stack.env | clock.environment)
    dispatcher = Dispatcher(DISPATCHER, stack.folder / "run", context)
    stack.dispatcher.stop()
    dispatcher.start()
    try:
        yield clock
    finally:
        dispatcher.stop()
        stack.dispatcher.start()


@pytest.fixture
def worker_clock(stack: Stack, new_clock: NewClock) -> Iterator[SteppedClock]:
    """The clock of the only worker."""
    clock = new_clock("worker")
    context = Context(stack.logs, stack.env | clock.environment)
    worker = TestWorker("clocked", stack.folder / "run", context)
    worker.start()
    try:
        yield clock
        assert worker.is_running
    finally:
        worker.stop()


def test_steps_of_the_clocks_change_nothing(
    stack: Stack,
    dispatcher_clock: SteppedClock,
    worker_clock: SteppedClock,
    ledger: Path,
    gate: Path,
) -> None:
    """A task that runs across all steps keeps its lease, and others are published and run."""
    running_id = enqueue("is_silent", ledger, gate=str(gate))
    wait_for(running_id, TaskState.STARTED)
    task_ids = []
    for of_dispatcher, of_worker in ((-HOUR, HOUR), (HOUR, -HOUR), (HOUR, HOUR), (-HOUR, -HOUR)):
        dispatcher_clock.step(of_dispatcher)
        worker_clock.step(of_worker)
        wait_until(partial(is_clock_of_worker, ledger, of_worker), what="the step")
        log = stack.logs / f"{DISPATCHER}.log"
        wait_until(partial(is_clock_of_dispatcher, log, of_dispatcher), what="the step")
        task_ids.append(wait_for(enqueue("report", ledger, busy=1), TaskState.SUCCESS).id)
        wait_until_renewed(running_id)
        wait_until_pinged()
    gate.touch()
    wait_for(running_id, TaskState.SUCCESS)
    assert outcomes(running_id) == [TaskState.SUCCESS]
    assert effects(ledger) == [*(f"{task_id} sent" for task_id in task_ids), f"{running_id} done"]


def is_clock_of_worker(ledger: Path, difference: timedelta) -> bool:
    """Whether task functions read the time with this difference."""
    task = wait_for(enqueue("reads_the_clock", ledger), TaskState.SUCCESS)
    return is_near(datetime.fromtimestamp((task.result or {})["unix_time"], UTC), difference)


def is_clock_of_dispatcher(log: Path, difference: timedelta) -> bool:
    """Whether the latest line of the log has this difference: a task was just published."""
    times = re.findall(r"time=(\S+)", log.read_text())
    return is_near(datetime.fromisoformat(times[-1]), difference)


def is_near(moment: datetime, difference: timedelta) -> bool:
    """Whether a moment differs from now as a clock with this difference does."""
    return abs(moment - datetime.now(UTC) - difference) < HOUR / 2


def wait_until_renewed(task_id: UUID) -> None:
    """Wait until the worker has renewed the lease twice."""
    for _ in range(2):
        lease_until = read(task_id).lease_until
        wait_until(partial(is_renewed, task_id, lease_until), what="a heartbeat")


def is_renewed(task_id: UUID, lease_until: datetime | None) -> bool:
    return read(task_id).lease_until != lease_until


def wait_until_pinged() -> None:
    """Wait until the worker has answered a ping from now on."""
    since = datetime.now(UTC)

    def has_answered() -> bool:
        with transaction() as session:
            worker = session.query(Worker).filter(Worker.name.startswith("clocked@")).one()
            return worker.answered_at > since

    wait_until(has_answered, what="the answer to a ping")
