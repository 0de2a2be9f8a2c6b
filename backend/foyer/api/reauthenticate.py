"""The current password, asked again: a wrong one is noted, as a log-in that failed is."""

from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import ClientInfo, log_event
from foyer.accounts.sessions import reauthentication
from foyer.accounts.sessions.reauthentication import Reauthentication, WrongPasswordError
from foyer.api.rate_limits import Limits, Rule
from foyer.models import AuditEvent, User


async def reauthenticate(
    session: AsyncSession, limits: Limits, client_info: ClientInfo, user: User, password: str
) -> Reauthentication:
    """Check it.

    Raises:
        WrongPasswordError: it is another.
        TooManyRequestsError: this was tried too often.
    """
    user_id = user.id
    await limits.spend(Rule.PASSWORD_PER_ACCOUNT, str(user_id))
    try:
        return await reauthentication.reauthenticate(session, user, password)
    except WrongPasswordError:
        log_event(session, AuditEvent.WRONG_PASSWORD, client_info, user_id=user_id)
        await session.commit()
        raise
