"""The steps of the dispatcher other than publishing.

Each acts on one batch and returns whether there is more. So publishing goes on between two batches,
however large the backlog is.
"""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine import broker, outbox, periodic, transitions, workers
from foyer.task_engine.dispatcher.lease_clock import LeaseClock
from foyer.task_engine.history import rollup
from foyer.task_engine.kinds import kinds
from foyer.task_engine.models import DispatcherRow
from foyer.task_engine.payload import queue_by_kind

log = structlog.stdlib.get_logger(__name__)

BATCH = 2000  # rows changed in one transaction, which takes a fraction of a second


def reclaim(clock: LeaseClock) -> Callable[[], bool]:
    """Return the step that releases the tasks of lost workers."""

    def release_expired() -> bool:
        with transaction() as session:
            # `reclaim` judges by the same time, even if the database is frozen in between: now() is
            # the start of the transaction.
            if not clock.is_steady(session.scalars(select(func.now())).one()):
                return False
            released = transitions.reclaim(session, BATCH)
        for task_id, state in released:
            log.warning("lease_expired", task=str(task_id), state=state.value)
        return len(released) == BATCH

    return release_expired


def unmark_lost() -> bool:
    """Mark tasks as unpublished whose messages the broker lost.

    A message is lost in two cases. It was published to another generation of the broker, which was
    emptied since then. Or no worker claimed it for `LOST_AFTER`, and it is not in its queue.
    """
    with broker.connect() as connection:
        generation = connection.inspect().generation
        with transaction() as session:
            count = outbox.unmark_other_generations(session, generation, BATCH)
        if count < BATCH:
            count += _unmark_unclaimed(connection)
    if count:
        log.warning("messages_lost", count=count, generation=generation)
    return count >= BATCH


def _unmark_unclaimed(connection: broker.Broker) -> int:
    lost_after = get_settings().lost_after
    with transaction() as session:
        unclaimed = outbox.unclaimed(session, lost_after, BATCH)
    if not unclaimed:
        return 0
    in_queue = {queue: connection.task_ids(queue) for queue in {task.queue for task in unclaimed}}
    lost = [
        task.id
        for task in unclaimed
        if (ids := in_queue[task.queue]) is not None and task.id not in ids
    ]
    with transaction() as session:
        return outbox.unmark_lost(session, lost, lost_after)


def enqueue_periodic() -> bool:
    """Enqueue the kinds with a period."""
    periods = {
        kind.name: kind.every for kind in kinds.values() if isinstance(kind.every, timedelta)
    }
    with transaction() as session:
        periodic.enqueue_periodic(session, periods)
    return False


def end_unknown_kinds() -> bool:
    """End tasks of kinds that neither this process nor a running worker knows.

    Before that, add the queue to tasks that an API of an older version enqueued.
    """
    with transaction() as session:
        outbox.add_missing_queues(session, queue_by_kind())
        consumers = workers.consumers(session).values()
        if not consumers:
            return False
        known_kinds = {kind for consumer in consumers for kind in consumer.kinds} | kinds.keys()
        grace = get_settings().unknown_kind_after
        failed = transitions.fail_unknown(session, known_kinds, grace, BATCH)
    for task_id, kind in failed:
        log.error("kind_unknown", task=str(task_id), kind=kind)
    return len(failed) == BATCH


def advance_rollup() -> bool:
    """Count the tasks that ended."""
    with transaction() as session:
        return rollup.advance(session)


def store_activity(name: str) -> Callable[[], bool]:
    """Return the step that tells the health check that this dispatcher is active."""
    values = {"name": name, "active_at": func.now()}
    insert = postgresql.insert(DispatcherRow).values(id=1, **values)
    statement = insert.on_conflict_do_update(index_elements=["id"], set_=values)

    def store() -> bool:
        with transaction() as session:
            session.execute(statement)
        return False

    return store
