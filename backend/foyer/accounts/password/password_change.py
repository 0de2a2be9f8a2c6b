"""Setting a new password, which ends sessions and links."""

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
    """Set the password in the caller's transaction and enqueue a notice to the owner.

    Ends all sessions, a pending change of address and all reset links: an attacker who knew the
    old password may have any of them.

    Args:
        session: holds the lock of the account.
        user: the account.
        password_hash: the hash of the new password.
        event: the reason, for the notice.

    Returns:
        The task that mails the notice.
    """
    user.password_hash = password_hash
    await user_sessions.end_all(session, user.id)
    await email_change.withdraw(session, user.id)
    await end_resets(session, user.email_key)
    return enqueue_notice(session, event, user_id=user.id, email=user.email)
