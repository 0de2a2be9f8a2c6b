"""The sweep: every two seconds, on the control queue. Any number may run at once."""

import time

import structlog

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine import broker, outbox, record
from foyer.task_engine.celery_app import CONTROL_QUEUE, SWEEP, app
from foyer.task_engine.dispatch import BATCH, dispatch
from foyer.task_engine.history import rollup
from foyer.task_engine.kinds import kinds
from foyer.task_engine.worker.liveness import ask_workers

log = structlog.stdlib.get_logger(__name__)


@app.task(name=SWEEP, queue=CONTROL_QUEUE)
def sweep() -> None:
    """Take back what vanished workers held, forget what the broker lost, publish what is due.

    And what the clock asks for: periodic tasks, a sign of life from each worker, statistics.
    """
    with transaction() as session:
        for task_id, state in record.reclaim(session):
            log.warning("lease_expired", task=str(task_id), state=state.value)
        for kind in kinds.values():
            if kind.every:
                record.enqueue_periodic(session, kind.name, kind.every)
    with broker.connect() as connection:
        generation = connection.generation()
        idle = connection.idle({kind.queue for kind in kinds.values()})
    with transaction() as session:
        lost = outbox.forget_lost(
            session,
            generation=generation,
            idle_queues=idle,
            lost_after=get_settings().lost_after,
        )
    if lost:
        log.warning("messages_lost", count=lost, generation=generation)
    while dispatch() == BATCH:
        pass
    ask_workers()
    _count(patience=1)


def _count(patience: float) -> None:
    """Advance the statistics; after a pause there may be days to count: not all in one sweep."""
    deadline = time.monotonic() + patience
    more = True
    while more and time.monotonic() < deadline:
        with transaction() as session:
            more = rollup.advance(session)
