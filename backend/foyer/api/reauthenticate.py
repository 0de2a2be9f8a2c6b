"""The current password, asked again: a wrong one is noted, as a log-in that failed is."""

from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import Origin, note
from foyer.accounts.sessions import reauthentication
from foyer.accounts.sessions.reauthentication import Proof, WrongPasswordError
from foyer.api.rate_limits import Limits, Rule
from foyer.models import AuditEvent, User


async def prove(
    session: AsyncSession, limits: Limits, origin: Origin, user: User, password: str
) -> Proof:
    """Check it.

    Raises:
        WrongPasswordError: it is another.
        TooManyRequestsError: this was tried too often.
    """
    user_id = user.id
    await limits.spend(Rule.PASSWORD_PER_ACCOUNT, str(user_id))
    try:
        return await reauthentication.prove(session, user, password)
    except WrongPasswordError:
        note(session, AuditEvent.WRONG_PASSWORD, origin, user_id=user_id)
        await session.commit()
        raise
