"""A new password: whoever came in by the former one is out."""

from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email import email_change
from foyer.accounts.email.notices import enqueue_notice
from foyer.accounts.password.password_reset import end_resets
from foyer.accounts.sessions import user_sessions
from foyer.models import NoticeEvent, User
from foyer.task_engine.models import Task


async def set_password(
    session: AsyncSession, user: User, password_hash: str, event: NoticeEvent
) -> Task:
    """Set the password, in the caller's transaction, and return the task that tells the owner.

    Ends what somebody else may hold: all sessions, links to a new address or to a new password.

    Args:
        session: holds the account's lock.
        user: whose password it is.
        password_hash: of the new one.
        event: how it came about.
    """
    user.password_hash = password_hash
    await user_sessions.end_all(session, user.id)
    await email_change.withdraw(session, user.id)
    await end_resets(session, user.email_key)
    return enqueue_notice(session, event, user_id=user.id, email=user.email)
