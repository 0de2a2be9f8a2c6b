"""Deletion: the account goes, and all that tells about the person."""

from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.address_claims import lock_address
from foyer.accounts.roles.staff import require_another_administrator
from foyer.models import EmailChange, Notice, PasswordReset, Picture, Role, SignUp, User
from foyer.task_engine import subjects


async def delete_account(session: AsyncSession, user: User) -> list[UUID]:
    """Delete the account with its sessions, sign-ups, pictures, and what tasks say of them.

    In the caller's transaction, which holds the account's lock.

    Returns:
        The pictures whose files may go after the commit.

    Raises:
        LastAdministratorError: nobody could administer after this.
    """
    if user.role is Role.ADMIN:
        await require_another_administrator(session)
    await lock_address(session, user.email_key)
    mine = or_(SignUp.user_id == user.id, SignUp.email_key == user.email_key)
    sign_ups = list(
        await session.scalars(select(SignUp).where(mine).order_by(SignUp.id).with_for_update())
    )
    resets = await session.scalars(
        delete(PasswordReset)
        .where(PasswordReset.email_key == user.email_key)
        .returning(PasswordReset.id)
    )
    about = {user.id, *(row.id for row in sign_ups), *resets}
    for of_the_person in (EmailChange, Notice):
        ids = select(of_the_person.id).where(of_the_person.user_id == user.id)
        about.update(await session.scalars(ids))
    await session.run_sync(subjects.erase, about)
    pictures = {user.picture_id, user.next_picture_id, *(row.picture_id for row in sign_ups)}
    await session.execute(delete(SignUp).where(SignUp.id.in_([row.id for row in sign_ups])))
    await session.execute(delete(User).where(User.id == user.id))
    gone = await session.scalars(
        delete(Picture)
        .where(Picture.id.in_([each for each in pictures if each]))
        .returning(Picture.id)
    )
    return list(gone)
