"""Periodic kinds: the dispatcher enqueues their tasks here.

Each task has a slot, its period or its time, and a slot has one task at most. A kind is left out
while a periodic task of it waits or runs, so its tasks do not pile up while their queue is down.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Interval, bindparam, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from foyer.task_engine.cron import Cron
from foyer.task_engine.payload import declared

_ENQUEUE_PERIODIC = text("""
    INSERT INTO tasks (
        id, kind, queue, payload, payload_version, state, progress, attempts, crashes, slot
    )
    SELECT id, kind, queue, '{}', version, 'PENDING', 0, 0, 0, slot
    FROM (
        SELECT *, kind || ' ' || floor(extract(epoch FROM now()) / seconds) AS slot
        FROM unnest(
            CAST(:ids AS uuid[]), CAST(:kinds AS text[]), CAST(:queues AS text[]),
            CAST(:versions AS int[]), CAST(:seconds AS float[])
        ) AS periodic (id, kind, queue, version, seconds)
    ) AS due
    WHERE NOT EXISTS (SELECT FROM tasks WHERE tasks.slot = due.slot)
        AND NOT EXISTS (
            SELECT FROM tasks WHERE tasks.kind = due.kind AND tasks.slot IS NOT NULL
                AND (state IN ('PENDING', 'RETRY') OR state = 'STARTED')
        )
    ON CONFLICT DO NOTHING
    RETURNING id
""")


def enqueue_periodic(session: Session, periods: Mapping[str, timedelta]) -> list[UUID]:
    """Enqueue each periodic kind once in each period; return the new tasks.

    A kind is left out while a periodic task of it waits or runs. The database's clock counts.

    Args:
        session: with the transaction.
        periods: the period of each kind.
    """
    declarations = [declared[kind].__declaration__ for kind in periods]
    values = {
        "ids": [uuid7() for _ in periods],
        "kinds": list(periods),
        "queues": [declaration.queue for declaration in declarations],
        "versions": [declaration.version for declaration in declarations],
        "seconds": [every.total_seconds() for every in periods.values()],
    }
    return list(session.scalars(_ENQUEUE_PERIODIC, values))


_ENQUEUE_CRON = text("""
    INSERT INTO tasks (
        id, kind, queue, payload, payload_version, state, progress, attempts, crashes, slot, run_at
    )
    SELECT CAST(:id AS uuid), CAST(:kind AS text), :queue, '{}', :version, 'PENDING', 0, 0, 0,
        :slot, now() + :delay
    WHERE :may_overlap OR NOT EXISTS (
        SELECT FROM tasks WHERE tasks.kind = :kind AND tasks.slot IS NOT NULL
            AND (state IN ('PENDING', 'RETRY') OR state = 'STARTED')
    )
    ON CONFLICT DO NOTHING
""").bindparams(bindparam("delay", type_=Interval()))


def enqueue_cron(session: Session, kind: str, cron: Cron, slot: datetime) -> None:
    """Enqueue a kind for one of its times, unless there is a task for this time already.

    Args:
        session: with the transaction.
        kind: its name.
        cron: says how long the task is delayed, and whether it may overlap with an earlier one.
        slot: the time, in UTC.
    """
    declaration = declared[kind].__declaration__
    values = {
        "id": uuid7(),
        "kind": kind,
        "queue": declaration.queue,
        "version": declaration.version,
        "slot": f"{kind} {slot.isoformat()}",
        "delay": cron.random_delay(),
        "may_overlap": cron.may_overlap,
    }
    session.execute(_ENQUEUE_CRON, values)
