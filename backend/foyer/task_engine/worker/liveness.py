"""Liveness: whether each worker still consumes messages.

A worker can run and be connected without consuming: after a restart of the broker, Celery's
consumer sometimes never starts again (celery #8091, #8030, #10205). Its main process still answers,
so asking it proves nothing. Instead, each worker gets a ping through the broker, in a queue of its
own, and a process of its pool writes the answer into the database.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from foyer.db.engines import transaction
from foyer.task_engine import broker, workers
from foyer.task_engine.celery_app import PONG, app
from foyer.task_engine.models import Worker
from foyer.task_engine.slot_shares import PING_PREFIX


def queue_of(worker_id: UUID) -> str:
    return f"{PING_PREFIX}{worker_id.hex}"


def ping_workers() -> bool:
    """Ping each running worker. A queue holds one ping at most.

    Raises:
        Exception: the broker is unavailable; then no worker counts as silent.
    """
    with transaction() as session:
        alive = session.execute(select(Worker.id, func.now()).where(workers.IS_ALIVE)).all()
    if not alive:
        return False
    ids = {queue_of(worker_id): worker_id for worker_id, _ in alive}
    try:
        with broker.connect() as connection:
            depths = connection.inspect(ids).depths
            for queue in ids:
                if not depths[queue]:
                    connection.publish_ping(PONG, queue)
    except Exception:
        with transaction() as session:
            workers.withdraw_pings(session)
        raise
    with transaction() as session:
        workers.mark_asked(session, ids.values(), asked_at=alive[0][1])
    return False


def forget_ended_workers() -> bool:
    """Delete the rows and the queues of workers that ended long ago without leaving."""
    with transaction() as session:
        ended = workers.forget_ended(session)
    if ended:
        with broker.connect() as connection:
            for worker_id in ended:
                connection.delete(queue_of(worker_id))
    return False


@app.task(name=PONG, bind=True)
def pong(message: Any) -> None:
    """Answer a ping: this worker consumed the message."""
    queue: str = message.request.delivery_info["routing_key"]
    with transaction() as session:
        workers.mark_answered(session, UUID(queue.removeprefix(PING_PREFIX)))
