"""People as administrators look for them: whose tasks are these, and which tasks are whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import key_of_input
from foyer.models import EmailChange, Notice, PasswordReset, SignUp, User

# A person has few; an address that strangers try for days may have very many.
MAX_SUBJECTS = 1000


@dataclass(frozen=True, slots=True)
class TaskOwner:
    """Whom a task is about: somebody with an account, or somebody who signed up."""

    user_id: UUID | None
    sign_up_id: UUID | None
    display_name: str | None
    email: str


async def subject_ids_of_address(session: AsyncSession, address: str) -> tuple[UUID, ...]:
    """What tasks about the person with this address are about."""
    key = key_of_input(address)
    user_id = await session.scalar(select(User.id).where(User.email_key == key))
    return await _subjects(session, user_ids=[user_id] if user_id else [], keys=[key])


async def subject_ids_of(session: AsyncSession, some_id: UUID) -> tuple[UUID, ...]:
    """The same for the id of an account or of a sign-up."""
    user = await session.get(User, some_id)
    if user is None:
        sign_up = await session.get(SignUp, some_id)
        if sign_up is None or sign_up.user_id is None:
            return (some_id,)
        user = await session.get_one(User, sign_up.user_id)
    return await _subjects(session, user_ids=[user.id], keys=[user.email_key])


async def find_task_owner(session: AsyncSession, subject_id: UUID) -> TaskOwner | None:
    """Whom a task's subject belongs to; None when that is nobody, or forgotten."""
    if sign_up := await session.get(SignUp, subject_id):
        if sign_up.user_id is None:
            return TaskOwner(None, sign_up.id, sign_up.display_name, sign_up.email)
        return await _account(session, User.id == sign_up.user_id)
    if change := await session.get(EmailChange, subject_id):
        return await _account(session, User.id == change.user_id)
    if notice := await session.get(Notice, subject_id):
        return await _account(session, User.id == notice.user_id)
    if reset := await session.get(PasswordReset, subject_id):
        known = await _account(session, User.email_key == reset.email_key)
        return known or TaskOwner(None, None, None, reset.email_key)
    return await _account(session, User.id == subject_id)


async def _subjects(
    session: AsyncSession, *, user_ids: Iterable[UUID], keys: Iterable[str]
) -> tuple[UUID, ...]:
    users, addresses = list(user_ids), list(keys)
    found = await session.scalars(
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
    return (*users, *found)


async def _account(session: AsyncSession, which: ColumnElement[bool]) -> TaskOwner | None:
    user = await session.scalar(select(User).where(which))
    return TaskOwner(user.id, None, user.display_name, user.email) if user else None
