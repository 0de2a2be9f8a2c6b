"""Removes from memory what a transaction of this process has changed, when it commits.

The listener reads of the same change some milliseconds later. A client that reads right after its
own write must not get the older representation in the meantime.
"""

from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session

from foyer.long_polling.subscriptions import Subscriptions
from foyer.models import Picture, SignUp, User, UserSession
from foyer.task_engine.models import Task

_SUBSCRIPTIONS = "subscriptions"
_CHANGED = "changed_resources"
_HAS_BULK_CHANGE = "has_bulk_change"

# Statements for other tables change no representation.
_REPRESENTED = (SignUp, Task, User, Picture)
# Columns whose value is the id of a resource that the row belongs to.
_RESOURCE_IDS = ("id", "subject_id", "user_id")


def forget_own_writes(session: AsyncSession, subscriptions: Subscriptions) -> None:
    """Make each commit of the session remove the changed resources from memory."""
    session.sync_session.info[_SUBSCRIPTIONS] = subscriptions


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _flush: object) -> None:
    if _SUBSCRIPTIONS not in session.info:
        return
    changed: set[UUID] = session.info.setdefault(_CHANGED, set())
    for instances in (session.new, session.dirty, session.deleted):
        for instance in instances:
            if not isinstance(instance, UserSession):
                values = (getattr(instance, name, None) for name in _RESOURCE_IDS)
                changed.update(value for value in values if isinstance(value, UUID))


@event.listens_for(Session, "do_orm_execute")
def _notice_bulk_change(state: ORMExecuteState) -> None:
    """The ids of rows that one statement changes are not known."""
    if state.is_select or _SUBSCRIPTIONS not in state.session.info:
        return
    mapper = state.bind_mapper
    if mapper is None or issubclass(mapper.class_, _REPRESENTED):
        state.session.info[_HAS_BULK_CHANGE] = True


@event.listens_for(Session, "after_commit")
def _forget(session: Session) -> None:
    subscriptions: Subscriptions | None = session.info.get(_SUBSCRIPTIONS)
    if subscriptions is None:
        return
    for resource_id in session.info.pop(_CHANGED, ()):
        subscriptions.notify(str(resource_id))
    if session.info.pop(_HAS_BULK_CHANGE, False):
        subscriptions.memory.clear()


@event.listens_for(Session, "after_rollback")
def _keep(session: Session) -> None:
    session.info.pop(_CHANGED, None)
    session.info.pop(_HAS_BULK_CHANGE, None)
