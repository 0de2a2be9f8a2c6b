"""Staff: the accounts with a role, and changes of roles.

Operators see the tasks of other people. Administrators also act on them.
"""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.sessions.user_sessions import NotAllowedError
from foyer.errors import FoyerError
from foyer.models import Role, User

STAFF = (Role.OPERATOR, Role.ADMIN)
_ADMINISTRATOR_LOCK = 0x6C65617665  # an arbitrary number for the advisory lock


class AccountNotFoundError(FoyerError):
    """There is no account with this address."""

    code = "account_not_found"
    status = HTTPStatus.NOT_FOUND


class LastAdministratorError(FoyerError):
    """This is the only administrator. Give another account the role first."""

    code = "last_administrator"
    status = HTTPStatus.CONFLICT


async def list_staff(session: AsyncSession) -> list[User]:
    """All accounts with a role, administrators first."""
    query = select(User).where(User.role.in_(STAFF)).order_by(User.role, User.email_key)
    return list(await session.scalars(query))


async def set_role(
    session: AsyncSession, admin_id: UUID, email: str, role: Role
) -> tuple[User, Role]:
    """Give the account with this address a role. Returns the account and its previous role.

    Raises:
        NotAllowedError: the account that asks for this is no longer an administrator.
        InvalidFieldsError: this is not an address.
        AccountNotFoundError: there is no account with the address.
        LastAdministratorError: there would be no administrator after this.
    """
    key = parse_address_field(email).key
    both = select(User).where(or_(User.id == admin_id, User.email_key == key)).order_by(User.id)
    # Read the current values: they may have changed while this request waited for the locks.
    locked = both.with_for_update().execution_options(populate_existing=True)
    accounts = (await session.scalars(locked)).all()
    if not any(account.id == admin_id and account.role is Role.ADMIN for account in accounts):
        raise NotAllowedError
    user = next((account for account in accounts if account.email_key == key), None)
    if user is None:
        raise AccountNotFoundError
    previous_role = user.role
    if previous_role is Role.ADMIN and role is not Role.ADMIN:
        await require_another_administrator(session)
    user.role = role
    return user, previous_role


async def require_another_administrator(session: AsyncSession) -> None:
    """Check that an administrator may lose the role or be deleted.

    An advisory lock makes this one at a time: of two administrators who leave at once, one stays.
    Row locks would deadlock, because each transaction has already locked its own account.

    Raises:
        LastAdministratorError: there is only one administrator.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_ADMINISTRATOR_LOCK)))
    administrators = select(func.count()).where(User.role == Role.ADMIN)
    if await session.scalar(administrators) == 1:
        raise LastAdministratorError
