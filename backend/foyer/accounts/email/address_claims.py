"""Claims on an address: sign-ups and address changes that are not confirmed yet.

Several people may claim one address. The first confirmation wins and ends the other claims.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.profile.profile_picture import drop_pictures
from foyer.models import EmailChange, EmailChangeState, SignUp, SignUpState


async def lock_address(session: AsyncSession, email_key: str) -> None:
    """Lock an address until the transaction ends.

    Sign-ups, address changes and deletions lock rows of several tables. They take this lock first,
    so that they cannot deadlock.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email_key, 0))))


async def has_other_claims(session: AsyncSession, email_key: str, claim_id: UUID) -> bool:
    """Whether another open sign-up or a pending change claims the same address."""
    sign_ups = select(SignUp.id).where(*_other_sign_ups(email_key, claim_id))
    changes = select(EmailChange.id).where(*_other_changes(email_key, claim_id))
    return bool(await session.scalar(select(or_(sign_ups.exists(), changes.exists()))))


async def supersede_claims(
    session: AsyncSession, email_key: str, *, confirmed_id: UUID
) -> list[UUID]:
    """End all other claims on an address that was confirmed, with their links and pictures.

    Args:
        session: holds the lock of the address.
        email_key: the address.
        confirmed_id: the sign-up or the address change that was confirmed.

    Returns:
        The ids of dropped pictures. The caller deletes their files after the commit.
    """
    picture_ids = list(await session.scalars(_picture_ids_of_claims(email_key, confirmed_id)))
    await session.execute(
        update(SignUp)
        .where(*_other_sign_ups(email_key, confirmed_id))
        .values(state=SignUpState.SUPERSEDED, password_hash="", picture_id=None)
    )
    await session.execute(
        update(EmailChange)
        .where(*_other_changes(email_key, confirmed_id))
        .values(state=EmailChangeState.SUPERSEDED)
    )
    return await drop_pictures(session, picture_ids)


def _picture_ids_of_claims(email_key: str, confirmed_id: UUID) -> Select[UUID | None]:
    """The picture of each other open sign-up; None for a sign-up without a picture."""
    return select(SignUp.picture_id).where(*_other_sign_ups(email_key, confirmed_id))


def _other_sign_ups(email_key: str, confirmed_id: UUID) -> tuple[ColumnElement[bool], ...]:
    is_pending = SignUp.state == SignUpState.PENDING
    return SignUp.email_key == email_key, SignUp.id != confirmed_id, is_pending


def _other_changes(email_key: str, confirmed_id: UUID) -> tuple[ColumnElement[bool], ...]:
    is_pending = EmailChange.state == EmailChangeState.PENDING
    return EmailChange.email_key == email_key, EmailChange.id != confirmed_id, is_pending
