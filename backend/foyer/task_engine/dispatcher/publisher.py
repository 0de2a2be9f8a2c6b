"""The publisher: fills the broker's queues with the due tasks, but keeps them shallow.

A short queue in the broker loses little when the broker is emptied, and a task with a better
priority waits only behind these few messages.
"""

import itertools
import math
import time
from collections import Counter
from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import broker, outbox, workers
from foyer.task_engine.budgets import Budgets
from foyer.task_engine.dispatch import BATCH, DEPTH, publish
from foyer.task_engine.workers import Consumers

log = structlog.stdlib.get_logger(__name__)

MAX_DEPTH = 64  # messages in the broker for each process, of tasks that take a millisecond
TAKE_BACK_BATCH = 2000  # rows changed in one transaction
TIME_LIMIT = 1.0  # seconds; after it, a pass begins no further batch
RETRY_DELAY = 2.0  # seconds after a failure


class Publisher:
    """Publishes due tasks, and remembers how many messages each queue should have.

    A queue that a pass filled and that is nearly empty before the next one gets twice as many; one
    that is still nearly full gets half as many. So a queue has work for one to four intervals
    between two passes.

    Args:
        check_leadership: called before each batch. The leader must use its connection more often
            than a pass of slow batches ends, and a process that is no longer the leader must not
            publish. It may raise any exception, which ends the pass.
        report_failure: gets the name of the step, with the queue, when a batch failed.

    Attributes:
        has_more: whether more tasks are due than the workers will soon take.
        next_due_in: seconds until the next task is due that is not due yet, or until a queue is
            tried again.
    """

    def __init__(
        self, check_leadership: Callable[[], None], report_failure: Callable[[str, Exception], None]
    ) -> None:
        self._check_leadership, self._report_failure = check_leadership, report_failure
        self._retry_at: dict[str, float] = {}  # in monotonic time, of queues that failed
        self._turns = itertools.count(1)
        self._last_turns: Counter[str] = Counter()  # the number of the last turn of each queue
        self._depths: dict[str, int] = {}
        self._filled: set[str] = set()  # queues that the last pass left with as many
        self.has_more = False
        self.next_due_in = math.inf

    def publish_due(self) -> bool:
        """Publish due tasks; return `has_more`.

        Raises:
            Exception: the broker or the database is unavailable, or the leadership is lost.
        """
        self.has_more, self.next_due_in = False, math.inf
        now = time.monotonic()
        self._retry_at = {queue: at for queue, at in self._retry_at.items() if at > now}
        with transaction() as session:
            consumers = workers.consumers(session)
            if any(queue_consumers.is_paused for queue_consumers in consumers.values()):
                _take_back(session)
                consumers = workers.open_consumers(session)
            due_queues = outbox.queues_with_due(session, consumers.keys() - self._retry_at.keys())
            self.next_due_in = outbox.next_due_in(session)
        self._depths = {queue: self._depths[queue] for queue in due_queues if queue in self._depths}
        self._filled.intersection_update(due_queues)
        if due_queues:
            self._fill({queue: consumers[queue] for queue in due_queues})
        retry_in = min(self._retry_at.values(), default=math.inf) - time.monotonic()
        self.next_due_in = min(self.next_due_in, max(0.0, retry_in))
        return self.has_more

    def _fill(self, consumers: dict[str, Consumers]) -> None:
        """Publish one batch of each queue in turn, until all are filled or the time is over.

        The next pass goes on with the queue whose turn it is. So slow batches of one queue stop
        neither the other queues nor the other steps of the dispatcher.
        """
        deadline = time.monotonic() + TIME_LIMIT
        with broker.connect() as connection:
            state = connection.inspect(consumers)
        rooms = {
            queue: self._room(queue, queue_consumers.slots, state.depths[queue])
            for queue, queue_consumers in consumers.items()
        }
        self._filled.clear()
        while unfilled := [queue for queue in rooms if rooms[queue] > 0]:
            self._check_leadership()
            queue = min(unfilled, key=self._last_turns.__getitem__)
            self._last_turns[queue] = next(self._turns)
            if count := self._try_batch(queue, consumers[queue], rooms[queue], state.generation):
                rooms[queue] -= count
            else:
                del rooms[queue]
            if time.monotonic() >= deadline:
                break
        self.has_more = bool(rooms)
        self._filled = {queue for queue, room in rooms.items() if room <= 0}

    def _room(self, queue: str, slots: int, depth: int) -> int:
        """Return how many more messages the queue should have."""
        smallest = DEPTH * slots
        depth_goal = self._depths.get(queue, smallest)
        if depth < depth_goal / 4 and queue in self._filled:
            depth_goal *= 2
        elif depth > depth_goal * 3 / 4:
            depth_goal //= 2
        self._depths[queue] = max(smallest, min(depth_goal, MAX_DEPTH * slots))
        return self._depths[queue] - depth

    def _try_batch(self, queue: str, consumers: Consumers, room: int, generation: str) -> int:
        """Publish a batch; return how many tasks. Leave the queue out for a while if it fails.

        One queue may fail while others work: its query is too slow, for example. If the database
        or the broker is gone, the next pass fails before its first batch.
        """
        began = time.monotonic()
        try:
            return self._publish_batch(queue, consumers, room, generation)
        except Exception as error:  # noqa: BLE001 - any error of one queue
            self._report_failure(f"publish {queue}", error)
            failed = time.monotonic()
            # One that fails after a long time takes a fifth of all time at most.
            self._retry_at[queue] = failed + max(RETRY_DELAY, 4 * (failed - began))
            return 0

    def _publish_batch(self, queue: str, consumers: Consumers, room: int, generation: str) -> int:
        with transaction() as session:
            outbox.commit_without_disk(session)
            budgets = Budgets.lock(session, consumers.kinds)
            self.next_due_in = min(self.next_due_in, budgets.free_in)
            kinds = consumers.kinds - budgets.exhausted_kinds
            due = budgets.take(outbox.lock_next(session, queue, kinds, min(room, BATCH)))
            if not due:
                return 0
            budgets.store(session, due)
            with broker.connect() as connection:
                publish(session, connection, due, generation)
        return len(due)


def _take_back(session: Session) -> None:
    """Mark tasks of paused queues as unpublished, so that their messages have no effect."""
    if count := outbox.unmark_paused(session, TAKE_BACK_BATCH):
        log.info("messages_of_paused_queues_taken_back", count=count)
