"""Deletion of an account and of everything stored about the person."""

from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.address_claims import lock_address
from foyer.accounts.roles.staff import require_another_administrator
from foyer.models import EmailChange, Notice, PasswordReset, Picture, Role, SignUp, User
from foyer.task_engine import subjects


async def delete_account(session: AsyncSession, user: User) -> list[UUID]:
    """Delete an account with its sessions, sign-ups, pictures and the contents of its tasks.

    Runs in the caller's transaction, which has locked the account.

    Returns:
        The ids of deleted pictures. The caller deletes their files after the commit.

    Raises:
        LastAdministratorError: this is the only administrator.
    """
    if user.role is Role.ADMIN:
        await require_another_administrator(session)
    await lock_address(session, user.email_key)
    sign_ups = await _lock_sign_ups(session, user)
    sign_up_ids = [sign_up.id for sign_up in sign_ups]
    subject_ids = {user.id, *sign_up_ids, *await _delete_resets(session, user.email_key)}
    for table in (EmailChange, Notice):
        ids = select(table.id).where(table.user_id == user.id)
        subject_ids.update(await session.scalars(ids))
    await session.run_sync(subjects.erase, subject_ids)
    await session.execute(delete(SignUp).where(SignUp.id.in_(sign_up_ids)))
    await session.execute(delete(User).where(User.id == user.id))
    picture_ids = {sign_up.picture_id for sign_up in sign_ups}
    return await _delete_pictures(session, picture_ids | {user.picture_id, user.next_picture_id})


async def _lock_sign_ups(session: AsyncSession, user: User) -> list[SignUp]:
    """The account's sign-up, and all others with its address."""
    own = or_(SignUp.user_id == user.id, SignUp.email_key == user.email_key)
    query = select(SignUp).where(own).order_by(SignUp.id).with_for_update()
    return list(await session.scalars(query))


async def _delete_resets(session: AsyncSession, email_key: str) -> list[UUID]:
    query = delete(PasswordReset).where(PasswordReset.email_key == email_key)
    return list(await session.scalars(query.returning(PasswordReset.id)))


async def _delete_pictures(session: AsyncSession, picture_ids: set[UUID | None]) -> list[UUID]:
    ids = [picture_id for picture_id in picture_ids if picture_id]
    query = delete(Picture).where(Picture.id.in_(ids))
    return list(await session.scalars(query.returning(Picture.id)))
