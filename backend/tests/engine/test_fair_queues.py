"""Queues that share one worker, or the dispatcher: many tasks of one do not stop another."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock
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
        self.refused: set[str] = set()  # queues
        self._now = 0.0

    @contextmanager
    def connect(self) -> Iterator["SlowBroker"]:
        yield self

    def inspect(self, queues: Collection[str]) -> BrokerState:
        return BrokerState("generation", {queue: self.depths[queue] for queue in queues})

    def publish(self, tasks: Iterable[tuple[UUID, str, str]]) -> None:
        self.pass_time(self.seconds)
        queues = [queue for _, _, queue in tasks]
        if self.refused.intersection(queues):
            raise LookupError
        self.depths.update(queues)

    def monotonic(self) -> float:
        return self._now

    def pass_time(self, seconds: float) -> None:
        self._now += seconds


@pytest.fixture
def slow_broker(monkeypatch: pytest.MonkeyPatch) -> SlowBroker:
    slow_broker = SlowBroker()
    monkeypatch.setattr(publisher, "broker", slow_broker)
    monkeypatch.setattr(publisher, "time", slow_broker)
    return slow_broker


def new_publisher() -> publisher.Publisher:
    """Return a publisher that leads, and whose batches must not fail."""
    return publisher.Publisher(lambda: None, Mock(side_effect=AssertionError))


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
        publisher.Publisher(check, Mock()).publish_due()
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


def test_a_queue_whose_batches_fail_stops_no_other_and_is_tried_again(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    slow_broker.seconds = 0.0
    refused, *others = due_queues
    slow_broker.refused.add(refused)
    report_failure = Mock()
    filling = publisher.Publisher(lambda: None, report_failure)
    assert filling.publish_due()
    assert slow_broker.depths == dict.fromkeys(others, DEPTH * SLOTS)
    ((step, error), _) = report_failure.call_args
    assert (step, type(error)) == (f"publish {refused}", LookupError)
    assert filling.next_due_in == publisher.RETRY_DELAY
    slow_broker.refused.clear()
    filling.publish_due()
    assert slow_broker.depths[refused] == 0  # it is left out for a while
    slow_broker.pass_time(publisher.RETRY_DELAY)
    filling.publish_due()
    assert slow_broker.depths[refused] == DEPTH * SLOTS
    assert report_failure.call_count == 1


def test_a_pass_ends_after_a_batch_that_failed_slowly(
    due_queues: list[str], slow_broker: SlowBroker
) -> None:
    slow_broker.refused.update(due_queues)
    report_failure = Mock()
    filling = publisher.Publisher(lambda: None, report_failure)
    for passes in range(1, len(due_queues) + 1):
        filling.publish_due()
        assert report_failure.call_count == passes
    steps = {call.args[0] for call in report_failure.call_args_list}
    assert steps == {f"publish {queue}" for queue in due_queues}
    slow_broker.pass_time(publisher.RETRY_DELAY)
    filling.publish_due()
    assert report_failure.call_count == len(due_queues)  # slow ones are left out for longer
