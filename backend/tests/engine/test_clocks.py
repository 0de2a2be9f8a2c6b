"""The wall clocks of a dispatcher, a worker and PostgreSQL step while they run."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from foyer.db.engines import engine, transaction
from foyer.task_engine.models import TaskState, Worker
from local.application import Dispatcher
from local.context import Context
from local.stack import Stack
from testkit.clock import SteppedClock, build_library
from testkit.wait import wait_until
from tests.engine.engine_stack import TestWorker, effects, enqueue, outcomes, read, wait_for

HOUR = timedelta(hours=1)
DATABASE_STEP = timedelta(seconds=8)  # longer than a lease
DISPATCHER = "clocked-dispatcher"
NewClock = Callable[[str], SteppedClock]


@pytest.fixture
def new_clock(stack: Stack) -> NewClock:
    folder = stack.postgres.folder  # PostgreSQL may run as another user, who can read it
    library = build_library(folder)
    if library is None:
        pytest.skip("a C compiler (cc) is missing, which builds the clock of this test")
    return lambda name: SteppedClock(folder / f"{name}.clock", library)


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
    worker = TestWorker("clocked", stack.folder / "run", context, queues=["mail"])
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


@pytest.fixture
def database_clock(stack: Stack, new_clock: NewClock) -> Iterator[SteppedClock]:
    """The clock of PostgreSQL, which decides when tasks are due and leases expire."""
    clock = new_clock("database")
    env = stack.postgres.env
    restart_database(stack, {**env, **clock.environment})
    try:
        yield clock
    finally:
        restart_database(stack, env)


def restart_database(stack: Stack, env: Mapping[str, str]) -> None:
    stack.postgres.stop()
    stack.postgres.env = env
    stack.postgres.start()
    engine().dispose()  # this process has connections to the old server


def test_steps_of_the_databases_clock_lose_and_repeat_no_task(
    database_clock: SteppedClock, worker: TestWorker, ledger: Path, gate: Path
) -> None:
    """After a step back, tasks that were enqueued before it wait for the length of the step."""
    running = [enqueue("slow", ledger, gate=str(gate)) for _ in range(2)]
    for task_id in running:
        wait_for(task_id, TaskState.STARTED)
    waiting = []
    for difference in (DATABASE_STEP, timedelta()):
        waiting += [enqueue("report", ledger) for _ in range(6)]  # some of them are published
        database_clock.step(difference)
        assert is_clock_of_database(difference)
        waiting.append(enqueue("report", ledger))
        wait_until_renewed(running[0])
    gate.touch()
    for task_id in running + waiting:
        wait_for(task_id, TaskState.SUCCESS)
        assert outcomes(task_id) == [TaskState.SUCCESS]
    assert sorted(effects(ledger)) == sorted(
        [f"{task_id} done" for task_id in running] + [f"{task_id} sent" for task_id in waiting]
    )
    assert worker.is_running


def is_clock_of_database(difference: timedelta) -> bool:
    """Whether the clock of PostgreSQL has this difference."""
    with transaction() as session:
        now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return bool(abs(now - datetime.now(UTC) - difference) < DATABASE_STEP / 2)


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
