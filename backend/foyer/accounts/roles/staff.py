"""Staff: those who may look at the tasks of others, or act on them; who gives and takes roles."""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.sessions.user_sessions import NotAllowedError
from foyer.errors import FoyerError
from foyer.models import Role, User

STAFF = (Role.OPERATOR, Role.ADMIN)
_ADMINISTRATORS_LEAVE = 0x6C65617665  # any number that is ours: "leave"


class AccountNotFoundError(FoyerError):
    """Nobody has an account with this address."""

    code = "account_not_found"
    status = HTTPStatus.NOT_FOUND


class LastAdministratorError(FoyerError):
    """There is no other administrator. Make somebody else one first."""

    code = "last_administrator"
    status = HTTPStatus.CONFLICT


async def list_staff(session: AsyncSession) -> list[User]:
    """Everybody with a role, administrators first."""
    query = select(User).where(User.role.in_(STAFF)).order_by(User.role, User.email_key)
    return list(await session.scalars(query))


async def set_role(session: AsyncSession, by: UUID, email: str, role: Role) -> tuple[User, Role]:
    """Give the account with this address another role; return it, and the role it had.

    Raises:
        NotAllowedError: who gives it is no administrator any more.
        InvalidFieldsError: this is no address.
        AccountNotFoundError: it has no account.
        LastAdministratorError: nobody could administer after this.
    """
    key = parse_address_field(email).key
    both = select(User).where(or_(User.id == by, User.email_key == key)).order_by(User.id)
    # As they are now: what was read before may have changed while this waited.
    locked = both.with_for_update().execution_options(populate_existing=True)
    found = (await session.scalars(locked)).all()
    if not any(each.id == by and each.role is Role.ADMIN for each in found):
        raise NotAllowedError
    user = next((each for each in found if each.email_key == key), None)
    if user is None:
        raise AccountNotFoundError
    former = user.role
    if former is Role.ADMIN and role is not Role.ADMIN:
        await require_another_administrator(session)
    user.role = role
    return user, former


async def require_another_administrator(session: AsyncSession) -> None:
    """Before one goes: one after the other, so that of two who leave at once one stays.

    Not by locking their rows: each has locked the own one already.

    Raises:
        LastAdministratorError: there is but one.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_ADMINISTRATORS_LEAVE)))
    administrators = select(func.count()).where(User.role == Role.ADMIN)
    if await session.scalar(administrators) == 1:
        raise LastAdministratorError
