"""Ownership: an address becomes one account's, whoever else has asked for it."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.profile.profile_picture import drop_pictures
from foyer.models import EmailChange, EmailChangeState, SignUp, SignUpState


async def lock_address(session: AsyncSession, email_key: str) -> None:
    """Let nobody else give or take this address until the transaction ends.

    Sign-ups, changes of address and deletions meet at rows of several tables; with this first,
    they cannot meet crosswise.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email_key, 0))))


async def has_competing_sign_ups(session: AsyncSession, row: SignUp) -> bool:
    """Whether somebody else, or the same person again, has signed up with this address."""
    return bool(await session.scalar(select(_rivals(row.email_key, row.id).exists())))


async def supersede_claims(session: AsyncSession, email_key: str, *, winner: UUID) -> list[UUID]:
    """The address has an owner: end what others asked for, their links, their pictures.

    Args:
        session: holds the address's lock.
        email_key: the address.
        winner: the sign-up, or the change of address, that the owner confirmed.

    Returns:
        The pictures whose files may go after the commit.
    """
    pictures = list(await session.scalars(_rivals(email_key, winner)))
    await session.execute(
        update(SignUp)
        .where(*_rival(email_key, winner))
        .values(state=SignUpState.SUPERSEDED, password_hash="", picture_id=None)
    )
    await session.execute(
        update(EmailChange)
        .where(
            EmailChange.email_key == email_key,
            EmailChange.id != winner,
            EmailChange.state == EmailChangeState.PENDING,
        )
        .values(state=EmailChangeState.SUPERSEDED)
    )
    return await drop_pictures(session, pictures)


def _rivals(email_key: str, winner: UUID) -> Select[UUID | None]:
    """Their pictures; None for those without one."""
    return select(SignUp.picture_id).where(*_rival(email_key, winner))


def _rival(email_key: str, winner: UUID) -> tuple[ColumnElement[bool], ...]:
    pending = SignUp.state == SignUpState.PENDING
    return SignUp.email_key == email_key, SignUp.id != winner, pending
