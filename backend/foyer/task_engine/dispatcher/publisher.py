"""The publisher: fills the broker's queues with the due tasks, but keeps them shallow.

A short queue in the broker loses little when the broker is emptied, and a task with a better
priority waits only behind these few messages.
"""

import math
import time

import structlog
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import broker, outbox, workers
from foyer.task_engine.broker import BrokerState
from foyer.task_engine.budgets import Budgets
from foyer.task_engine.dispatch import BATCH, DEPTH, publish
from foyer.task_engine.workers import Consumers

log = structlog.stdlib.get_logger(__name__)

MAX_DEPTH = 64  # messages in the broker for each process, of tasks that take a millisecond
TAKE_BACK_BATCH = 2000  # rows changed in one transaction
TIME_LIMIT = 1.0  # seconds for one pass


class Publisher:
    """Publishes due tasks, and remembers how many messages each queue should have.

    A queue that was nearly empty before the next pass gets twice as many; one that was still nearly
    full gets half as many. So a queue has work for one to four intervals between two passes.

    Attributes:
        has_more: whether more tasks are due than the workers will soon take.
        next_due_in: seconds until the next task is due that is not due yet.
    """

    def __init__(self) -> None:
        self._depths: dict[str, int] = {}
        self.has_more = False
        self.next_due_in = math.inf

    def publish_due(self) -> bool:
        """Publish due tasks; return `has_more`.

        Raises:
            Exception: the broker or the database is unavailable.
        """
        self.has_more, self.next_due_in = False, math.inf
        with transaction() as session:
            consumers = workers.consumers(session)
            if any(queue_consumers.is_paused for queue_consumers in consumers.values()):
                _take_back(session)
                consumers = workers.open_consumers(session)
            due_queues = outbox.queues_with_due(session, consumers)
            self.next_due_in = outbox.next_due_in(session)
        self._depths = {queue: self._depths[queue] for queue in due_queues if queue in self._depths}
        if due_queues:
            self._fill({queue: consumers[queue] for queue in due_queues})
        return self.has_more

    def _fill(self, consumers: dict[str, Consumers]) -> None:
        deadline = time.monotonic() + TIME_LIMIT
        with broker.connect() as connection:
            state = connection.inspect(consumers)
            for queue, queue_consumers in consumers.items():
                room = self._room(queue, queue_consumers.slots, state.depths[queue])
                while room > 0 and time.monotonic() < deadline:
                    count = self._publish_batch(connection, queue, queue_consumers, room, state)
                    room -= count
                    if not count:
                        break
                else:
                    self.has_more = True

    def _room(self, queue: str, slots: int, depth: int) -> int:
        """Return how many more messages the queue should have."""
        smallest = DEPTH * slots
        depth_goal = self._depths.get(queue, smallest)
        if depth < depth_goal / 4 and queue in self._depths:
            depth_goal *= 2
        elif depth > depth_goal * 3 / 4:
            depth_goal //= 2
        self._depths[queue] = max(smallest, min(depth_goal, MAX_DEPTH * slots))
        return self._depths[queue] - depth

    def _publish_batch(
        self,
        connection: broker.Broker,
        queue: str,
        consumers: Consumers,
        room: int,
        state: BrokerState,
    ) -> int:
        with transaction() as session:
            outbox.commit_without_disk(session)
            budgets = Budgets.lock(session, consumers.kinds)
            self.next_due_in = min(self.next_due_in, budgets.free_in)
            kinds = consumers.kinds - budgets.exhausted_kinds
            due = budgets.take(outbox.lock_next(session, queue, kinds, min(room, BATCH)))
            if not due:
                return 0
            budgets.store(session, due)
            publish(session, connection, due, state.generation)
        return len(due)


def _take_back(session: Session) -> None:
    """Mark tasks of paused queues as unpublished, so that their messages have no effect."""
    if count := outbox.unmark_paused(session, TAKE_BACK_BATCH):
        log.info("messages_of_paused_queues_taken_back", count=count)
