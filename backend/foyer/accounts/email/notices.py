"""Notices: what the owner of an account is told by mail after it happened."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from foyer.models import Notice, NoticeEvent
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


def enqueue_notice(session: AsyncSession, event: NoticeEvent, *, user_id: UUID, email: str) -> Task:
    """Add the notice and its mail to the transaction.

    The address is kept as it was: who takes an account over changes its address next.
    """
    notice = Notice(id=uuid7(), user_id=user_id, event=event, email=email)
    session.add(notice)
    return enqueue(session, "send_notice", subject_id=notice.id)
