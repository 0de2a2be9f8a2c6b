"""All tasks about a subject, such as a sign-up: revoke them, or erase their personal data."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from foyer.task_engine import record, transitions
from foyer.task_engine.failure import REPLACED
from foyer.task_engine.models import FINAL_STATES, WAITING_STATES, Task, TaskState


def revoke(
    session: Session,
    subject_ids: Collection[UUID],
    *,
    kind: str | None = None,
    begun: bool = True,
) -> None:
    """End the tasks about these subjects, except those that a dispatcher is publishing.

    A dispatcher may hold its locks for seconds, if the broker is frozen. This function does not
    wait for it. Such a task will run, so its function must check whether its work is still needed.

    Args:
        session: with the transaction.
        subject_ids: which subjects.
        kind: end only tasks of this kind.
        begun: also end tasks that a worker runs.
    """
    condition = Task.subject_id.in_(subject_ids)
    _revoke(session, condition & (Task.kind == kind) if kind else condition, begun=begun)


def revoke_tasks(session: Session, task_ids: Collection[UUID]) -> None:
    """End these tasks, except those that a dispatcher is publishing."""
    _revoke(session, Task.id.in_(task_ids), begun=True)


def erase(session: Session, subject_ids: Collection[UUID]) -> None:
    """End all tasks about these subjects and remove their personal data.

    The payload, the result, messages of errors and tracebacks may contain personal data. This
    function waits for dispatchers, because it must not miss a task.
    """
    condition = Task.subject_id.in_(subject_ids)
    # Waits for a transaction that runs one of them again. Later statements see the new task.
    session.execute(_ids(condition).with_for_update())
    active = session.scalars(_ids(condition & Task.state.not_in(FINAL_STATES))).all()
    transitions.revoke_all(session, active, REPLACED)
    record.erase(session, subject_ids)


def _revoke(session: Session, condition: ColumnElement[bool], *, begun: bool) -> None:
    waiting = _ids(condition & Task.state.in_(WAITING_STATES)).with_for_update(skip_locked=True)
    task_ids = list(session.scalars(waiting))
    if begun:
        task_ids += session.scalars(_ids(condition & (Task.state == TaskState.STARTED)))
    transitions.revoke_all(session, task_ids, REPLACED)


def _ids(condition: ColumnElement[bool]) -> Select[UUID]:
    """Ordered by id, so that two transactions that lock several tasks do not deadlock."""
    return select(Task.id).where(condition).order_by(Task.id)
