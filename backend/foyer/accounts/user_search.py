"""User search for administrators: find the tasks of a person, and the person of a task.

Tasks have a subject: the id of an account, a sign-up, an address change, a notice or a reset.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, null, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import key_of_input
from foyer.models import EmailChange, Notice, PasswordReset, SignUp, User

# A person has few subjects. An address that strangers use for days may have very many.
MAX_SUBJECTS = 1000


@dataclass(frozen=True, slots=True)
class TaskOwner:
    """The person whom a task is about: an account, or a sign-up without an account."""

    user_id: UUID | None
    sign_up_id: UUID | None
    display_name: str | None
    email: str


async def subject_ids_of_address(session: AsyncSession, address: str) -> tuple[UUID, ...]:
    """The subjects of all tasks about the person with this address."""
    key = key_of_input(address)
    user_id = await session.scalar(select(User.id).where(User.email_key == key))
    return await _subject_ids(session, user_ids=[user_id] if user_id else [], keys=[key])


async def subject_ids_of(session: AsyncSession, owner_id: UUID) -> tuple[UUID, ...]:
    """The subjects of all tasks about the person with this account id or sign-up id."""
    user = await session.get(User, owner_id)
    if user is None:
        sign_up = await session.get(SignUp, owner_id)
        if sign_up is None or sign_up.user_id is None:
            return (owner_id,)
        user = await session.get_one(User, sign_up.user_id)
    return await _subject_ids(session, user_ids=[user.id], keys=[user.email_key])


async def find_task_owners(
    session: AsyncSession, subject_ids: Iterable[UUID | None]
) -> dict[UUID, TaskOwner]:
    """The people whom these subjects belong to, in one query. Deleted subjects are left out."""
    ids = {subject_id for subject_id in subject_ids if subject_id}
    if not ids:
        return {}
    account = (User.id, null(), User.display_name, User.email)
    sign_up_id = case((User.id.is_(None), SignUp.id))
    sign_up_name = func.coalesce(User.display_name, SignUp.display_name)
    sign_up_email = func.coalesce(User.email, SignUp.email)
    reset_email = func.coalesce(User.email, PasswordReset.email_key)
    owners = await session.execute(
        union_all(
            select(SignUp.id, User.id, sign_up_id, sign_up_name, sign_up_email)
            .outerjoin(User, User.id == SignUp.user_id)
            .where(SignUp.id.in_(ids)),
            select(EmailChange.id, *account)
            .join(User, User.id == EmailChange.user_id)
            .where(EmailChange.id.in_(ids)),
            select(Notice.id, *account)
            .join(User, User.id == Notice.user_id)
            .where(Notice.id.in_(ids)),
            select(PasswordReset.id, User.id, null(), User.display_name, reset_email)
            .outerjoin(User, User.email_key == PasswordReset.email_key)
            .where(PasswordReset.id.in_(ids)),
            select(User.id, *account).where(User.id.in_(ids)),
        )
    )
    return {subject_id: TaskOwner(*owner) for subject_id, *owner in owners}


async def _subject_ids(
    session: AsyncSession, *, user_ids: Iterable[UUID], keys: Iterable[str]
) -> tuple[UUID, ...]:
    users, addresses = list(user_ids), list(keys)
    other_ids = await session.scalars(
        union_all(
            select(SignUp.id).where(
                or_(SignUp.user_id.in_(users), SignUp.email_key.in_(addresses))
            ),
            select(EmailChange.id).where(
                or_(EmailChange.user_id.in_(users), EmailChange.email_key.in_(addresses))
            ),
            select(Notice.id).where(Notice.user_id.in_(users)),
            select(PasswordReset.id).where(PasswordReset.email_key.in_(addresses)),
        ).limit(MAX_SUBJECTS)
    )
    return (*users, *other_ids)
