"""Subjects: all tasks about something at once, when it changes or is forgotten."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from foyer.task_engine import record
from foyer.task_engine.failure import REPLACED
from foyer.task_engine.models import FINAL_STATES, WAITING_STATES, Task, TaskAttempt, TaskState

FORGOTTEN = "What this said was deleted with what it was about."


def revoke(
    session: Session,
    subject_ids: Collection[UUID],
    *,
    kind: str | None = None,
    begun: bool = True,
) -> None:
    """End the tasks about these, as far as that is possible at once.

    A dispatcher holds what it publishes, for seconds if the broker is frozen. Nobody waits for it:
    such a task will run, and its body must look whether it is still wanted.

    Args:
        session: whose transaction it is.
        subject_ids: what they are about.
        kind: only those of this kind.
        begun: also those that a worker runs.
    """
    about = Task.subject_id.in_(subject_ids)
    _revoke(session, about & (Task.kind == kind) if kind else about, begun=begun)


def revoke_tasks(session: Session, task_ids: Collection[UUID]) -> None:
    """The same for these tasks."""
    _revoke(session, Task.id.in_(task_ids), begun=True)


def forget(session: Session, subject_ids: Collection[UUID]) -> None:
    """End every task about these and keep no more of it than its kind, its states and its times.

    Payload, result, what errors say and tracebacks may tell about a person. This waits for
    dispatchers: nothing may be left out.
    """
    about = select(Task.id).where(Task.subject_id.in_(subject_ids))
    # Who runs one of them again at this moment is waited for; what follows sees the repetition.
    session.execute(about.order_by(Task.id).with_for_update())
    unended = Task.subject_id.in_(subject_ids) & Task.state.not_in(FINAL_STATES)
    record.revoke_all(session, session.scalars(_ids(unended)).all(), REPLACED)
    session.execute(
        update(TaskAttempt)
        .where(TaskAttempt.task_id.in_(about))
        .values(error=_wordless(TaskAttempt.error), traceback=None, log=None)
    )
    session.execute(
        update(Task)
        .where(Task.subject_id.in_(subject_ids))
        .values(
            forgotten=True,
            subject_id=None,
            payload={},
            result=None,
            step=None,
            error=_wordless(Task.error),
            traceback=None,
        )
    )


def _revoke(session: Session, which: ColumnElement[bool], *, begun: bool) -> None:
    waiting = _ids(which & Task.state.in_(WAITING_STATES)).with_for_update(skip_locked=True)
    ending = list(session.scalars(waiting))
    if begun:
        ending += session.scalars(_ids(which & (Task.state == TaskState.STARTED)))
    record.revoke_all(session, ending, REPLACED)


def _ids(which: ColumnElement[bool]) -> Select[UUID]:
    """Always in the same order: whoever locks several does not meet another crosswise."""
    return select(Task.id).where(which).order_by(Task.id)


def _wordless(error: InstrumentedAttribute[dict[str, Any] | None]) -> ColumnElement[Any]:
    """The error's code, class and place stay: they are ours, and name what failed alike."""
    words = error.op("||")(func.jsonb_build_object("message", FORGOTTEN))
    return case((error.is_not(None), words), else_=None)
