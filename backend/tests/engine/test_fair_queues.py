"""Queues that share one worker, or the dispatcher: many tasks of one do not stop another."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, insert, select

from foyer.db.engines import transaction
from foyer.task_engine import workers
from foyer.task_engine.broker import BrokerState
from foyer.task_engine.dispatch import BATCH, DEPTH
from foyer.task_engine.dispatcher import publisher
from foyer.task_engine.models import Task, TaskState
from local.stack import Stack
from testkit.fair_tasks import QUEUES
from testkit.wait import wait_until
from tests.engine.engine_stack import effects, enqueue, new_worker, register, wait_for

SLOW_TASKS = 50
SLOTS = 150  # of the worker of each queue; a queue should have several batches of messages
DUE_TASKS = 4 * DEPTH * SLOTS


@pytest.mark.parametrize(
    ("slots", "slow", "other"), [(2, "letter", "photo"), (4, "photo", "letter")]
)
def test_a_task_starts_although_many_slow_tasks_of_another_queue_wait(
    stack: Stack, ledger: Path, gate: Path, slots: int, slow: str, other: str
) -> None:
    worker = new_worker(stack, f"shared-{slots}", concurrency=slots, queues=QUEUES)
    worker.start()
    try:
        slow_ids = [enqueue(slow, ledger, gate=str(gate)) for _ in range(SLOW_TASKS)]
        expected = {TaskState.STARTED: slots - 1, TaskState.PENDING: SLOW_TASKS - slots + 1}
        wait_until(lambda: states(slow) == expected, what="the slow tasks to use their slots")
        for _ in range(2):
            wait_for(enqueue(other, ledger, gate="/"), TaskState.SUCCESS)
        assert states(slow) == expected
        gate.touch()
        for task_id in slow_ids:
            wait_for(task_id, TaskState.SUCCESS)
        assert len(effects(ledger)) == len(set(effects(ledger))) == SLOW_TASKS + 2
    finally:
        gate.touch()
        worker.stop()


def states(kind: str) -> Counter[TaskState]:
    """Count the unfinished tasks of this kind by their state."""
    with transaction() as session:
        unfinished = select(Task.state).where(Task.kind == kind, Task.finished_at.is_(None))
        return Counter(session.scalars(unfinished))


@pytest.fixture
def due_queues(stack: Stack) -> Iterator[list[str]]:
    """Three queues with many due tasks. Their worker does not exist, and no dispatcher runs."""
    stack.dispatcher.stop()
    queues = [f"queue_{uuid4().hex}" for _ in range(3)]
    registrations = [register(queue, "report", slots=SLOTS) for queue in queues]
    with transaction() as session:
        session.execute(
            insert(Task),
            [
                {"id": uuid4(), "kind": "report", "queue": queue, "payload": {}}
                for queue in queues
                for _ in range(DUE_TASKS)
            ],
        )
    yield queues
    with transaction() as session:
        session.execute(delete(Task).where(Task.queue.in_(queues)))
        for registration in registrations:
            workers.leave(session, registration)
    stack.dispatcher.start()


class SlowBroker:
    """Counts messages. Each batch takes longer than a whole pass may, by the clock it has."""

    def __init__(self) -> None:
        self.seconds = 6 * publisher.TIME_LIMIT
        self.depths: Counter[str] = Counter()
        self._now = 0.0

    @contextmanager
    def connect(self) -> Iterator["SlowBroker"]:
        yield self

    def inspect(self, queues: Collection[str]) -> BrokerState:
        return BrokerState("generation", {queue: self.depths[queue] for queue in queues})

    def publish(self, tasks: Iterable[tuple[UUID, str, str]]) -> None:
        self.depths.update(queue for _, _, queue in tasks)
        self._now += self.seconds

    def monotonic(self) -> float:
        return self._now


@pytest.fixture
def slow_broker(monkeypatch: pytest.MonkeyPatch) -> SlowBroker:
    slow_broker = SlowBroker()
    monkeypatch.setattr(publisher, "broker", slow_broker)
    monkeypatch.setattr(publisher, "time", slow_broker)
    return slow_broker


def new_publisher() -> publisher.Publisher:
    return publisher.Publisher(lambda: None)


def test_each_due_queue_gets_a_batch_although_one_batch_takes_all_of_the_time(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    filling = new_publisher()
    for passes in (1, 2):
        for _ in due_queues:
            assert filling.publish_due()
        assert slow_broker.depths == dict.fromkeys(due_queues, passes * BATCH)


def test_a_pass_of_slow_batches_ends_so_that_the_other_steps_get_their_turn(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    assert new_publisher().publish_due()
    assert slow_broker.monotonic() == slow_broker.seconds
    assert slow_broker.depths.total() == BATCH < len(due_queues) * BATCH


def test_the_leadership_is_checked_before_each_batch(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    slow_broker.seconds = 0.0
    published = []

    def check() -> None:
        published.append(slow_broker.depths.total())
        if len(published) == 3:
            raise LookupError

    with pytest.raises(LookupError):
        publisher.Publisher(check).publish_due()
    assert published == [0, BATCH, 2 * BATCH]
    assert slow_broker.depths.keys() < set(due_queues)


def test_the_goal_of_a_queue_grows_only_after_a_pass_that_filled_it(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    filling = new_publisher()
    for _ in range(4):
        filling.publish_due()
        slow_broker.depths.clear()
    slow_broker.seconds = 0.0
    for messages in (DEPTH * SLOTS, 2 * DEPTH * SLOTS):
        assert filling.publish_due()
        assert slow_broker.depths == dict.fromkeys(due_queues, messages)
        slow_broker.depths.clear()
