"""Ownership: an address becomes one account's, whoever else has asked for it."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.models import EmailChange, EmailChangeState, SignUp, SignUpState


async def lock_address(session: AsyncSession, email_key: str) -> None:
    """Let nobody else give or take this address until the transaction ends.

    Sign-ups, changes of address and deletions meet at rows of several tables; with this first,
    they cannot meet crosswise.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email_key, 0))))


async def end_rivals(session: AsyncSession, email_key: str, *, winner: UUID) -> None:
    """The address has an owner: end what others asked for, their links, their pictures.

    Args:
        session: holds the address's lock.
        email_key: the address.
        winner: the sign-up, or the change of address, that the owner confirmed.
    """
    await session.execute(
        update(SignUp)
        .where(
            SignUp.email_key == email_key,
            SignUp.id != winner,
            SignUp.state == SignUpState.PENDING,
        )
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
