"""User search for administrators: find the tasks of a person, and the person of a task.

Tasks have a subject: the id of an account, a sign-up, an address change, a notice or a reset.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union_all
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


async def find_task_owner(session: AsyncSession, subject_id: UUID) -> TaskOwner | None:
    """The person whom the subject of a task belongs to. None if the subject was deleted."""
    if sign_up := await session.get(SignUp, subject_id):
        if sign_up.user_id is None:
            return TaskOwner(None, sign_up.id, sign_up.display_name, sign_up.email)
        return await _find_account(session, User.id == sign_up.user_id)
    if change := await session.get(EmailChange, subject_id):
        return await _find_account(session, User.id == change.user_id)
    if notice := await session.get(Notice, subject_id):
        return await _find_account(session, User.id == notice.user_id)
    if reset := await session.get(PasswordReset, subject_id):
        account = await _find_account(session, User.email_key == reset.email_key)
        return account or TaskOwner(None, None, None, reset.email_key)
    return await _find_account(session, User.id == subject_id)


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


async def _find_account(session: AsyncSession, condition: ColumnElement[bool]) -> TaskOwner | None:
    user = await session.scalar(select(User).where(condition))
    return TaskOwner(user.id, None, user.display_name, user.email) if user else None
