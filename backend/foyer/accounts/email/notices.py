"""Notices: mails that inform the owner of an account about a change to it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from foyer.models import Notice, NoticeEvent
from foyer.payloads import SendNotice
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


def enqueue_notice(session: AsyncSession, event: NoticeEvent, *, user_id: UUID, email: str) -> Task:
    """Add a notice and its mail to the transaction.

    The notice stores the address of this moment. An attacker who takes over an account usually
    changes its address next.
    """
    notice = Notice(id=uuid7(), user_id=user_id, event=event, email=email)
    session.add(notice)
    return enqueue(session, SendNotice(), subject_id=notice.id)
