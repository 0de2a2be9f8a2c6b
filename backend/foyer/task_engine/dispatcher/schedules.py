"""The step of the dispatcher that enqueues the kinds with a cron expression.

The next time of each kind is in PostgreSQL. A task is enqueued in the transaction that moves this
time on, so each time is used once, whatever process is killed or runs beside this one. After an
outage, one task is enqueued for all times that were missed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import periodic
from foyer.task_engine.cron import Cron
from foyer.task_engine.kinds import kinds
from foyer.task_engine.models import Schedule


def enqueue_cron() -> bool:
    """Enqueue the tasks of the kinds whose time has come."""
    crons = {kind.name: kind.every for kind in kinds.values() if isinstance(kind.every, Cron)}
    with transaction() as session:
        enqueue_due(session, crons)
    return False


def enqueue_due(session: Session, crons: Mapping[str, Cron]) -> None:
    """Enqueue those of these kinds whose time has come. The database's clock counts."""
    now = session.scalars(select(func.now())).one().astimezone(UTC)
    stored = {
        schedule.kind: schedule
        for schedule in session.scalars(select(Schedule).where(Schedule.kind.in_(crons)))
    }
    for kind, cron in crons.items():
        schedule = stored.get(kind)
        if schedule is None:
            _store(session, kind, cron, now)
        elif schedule.next_at <= now or schedule.cron != str(cron):
            _move_on(session, schedule, cron, now)


def _store(session: Session, kind: str, cron: Cron, now: datetime) -> None:
    insert = postgresql.insert(Schedule).values(
        kind=kind, cron=str(cron), next_at=cron.next_after(now)
    )
    session.execute(insert.on_conflict_do_nothing())


def _move_on(session: Session, schedule: Schedule, cron: Cron, now: datetime) -> None:
    """Set the next time, unless another dispatcher did; enqueue a task if the time has come."""
    slot = schedule.next_at
    is_moved = session.execute(
        update(Schedule)
        .where(Schedule.kind == schedule.kind, Schedule.next_at == slot)
        .values(cron=str(cron), next_at=cron.next_after(now))
        .returning(Schedule.kind)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if is_moved and slot <= now:
        periodic.enqueue_cron(session, schedule.kind, cron, slot.astimezone(UTC))
