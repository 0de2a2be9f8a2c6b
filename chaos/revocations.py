"""Revoking tasks by Celery's remote control, as Flower does."""

import time
from dataclasses import dataclass
from uuid import UUID

import psycopg
from celery import Celery

from chaos.plan import QUEUE
from local.stack import Stack

_COUNT = 3  # tasks of one command
_TIMEOUT = 3.0  # seconds
_SOME = """
    SELECT id FROM tasks WHERE queue = %s AND state IN ('PENDING', 'STARTED', 'RETRY')
    ORDER BY random() LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Revocation:
    """A command to revoke a task.

    Attributes:
        acknowledged_at: when a worker answered that it did so, in Unix time; None if none did. A
            frozen worker may execute the command later.
    """

    task_id: UUID
    acknowledged_at: float | None


def revoke_some(stack: Stack) -> list[Revocation]:
    """Revoke some unfinished tasks; return none if there are none, or if a server is down."""
    try:
        with psycopg.connect(stack.database_url, connect_timeout=2) as database:
            database.execute("SET statement_timeout = '2s'")
            task_ids = [task_id for (task_id,) in database.execute(_SOME, (QUEUE, _COUNT))]
    except psycopg.OperationalError:
        return []
    if not task_ids:
        return []
    acknowledged = _revoke(stack.broker_url, [str(task_id) for task_id in task_ids])
    at = time.time() if acknowledged else None
    return [Revocation(task_id, at) for task_id in task_ids]


def _revoke(broker_url: str, task_ids: list[str]) -> bool:
    """Send the command to all workers; return whether the first answer is a success."""
    with Celery(broker=broker_url, set_as_current=False) as app:
        app.conf.broker_transport_options = {"socket_timeout": _TIMEOUT}
        try:
            answers = app.control.revoke(task_ids, reply=True, timeout=_TIMEOUT, limit=1)
        except Exception:  # noqa: BLE001 - kombu, redis, sockets: the broker is down
            return False
    return any("ok" in answer for worker in answers or () for answer in worker.values())
