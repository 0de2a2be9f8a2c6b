"""The sweep: a Celery task that beat sends every two seconds. Several may run at once."""

import time

import structlog

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine import broker, outbox, record, transitions
from foyer.task_engine.celery_app import CONTROL_QUEUE, SWEEP, app
from foyer.task_engine.dispatch import BATCH, dispatch
from foyer.task_engine.history import rollup
from foyer.task_engine.kinds import kinds
from foyer.task_engine.worker.liveness import ping_workers

log = structlog.stdlib.get_logger(__name__)

ROLLUP_TIME = 1.0  # seconds; after a pause, the rest is left to the next sweeps


@app.task(name=SWEEP, queue=CONTROL_QUEUE)
def sweep() -> None:
    """Reclaim tasks of lost workers, find lost messages, and publish all due tasks.

    Also enqueue the periodic tasks, ping the workers and advance the statistics.
    """
    _reclaim()
    _enqueue_periodic()
    _unmark_lost()
    while dispatch() == BATCH:
        pass
    ping_workers()
    _advance_rollup()


def _reclaim() -> None:
    with transaction() as session:
        for task_id, state in transitions.reclaim(session, grace=get_settings().lease):
            log.warning("lease_expired", task=str(task_id), state=state.value)


def _enqueue_periodic() -> None:
    with transaction() as session:
        for kind in kinds.values():
            if kind.every:
                record.enqueue_periodic(session, kind.name, kind.every)


def _unmark_lost() -> None:
    with broker.connect() as connection:
        generation = connection.generation()
        idle_queues = connection.idle({kind.queue for kind in kinds.values()})
    with transaction() as session:
        count = outbox.unmark_lost(
            session,
            generation=generation,
            idle_queues=idle_queues,
            lost_after=get_settings().lost_after,
        )
    if count:
        log.warning("messages_lost", count=count, generation=generation)


def _advance_rollup() -> None:
    deadline = time.monotonic() + ROLLUP_TIME
    has_more = True
    while has_more and time.monotonic() < deadline:
        with transaction() as session:
            has_more = rollup.advance(session)
