"""Expiry: what nobody used in time ends, and is forgotten."""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.models import (
    EmailChange,
    EmailChangeState,
    Notice,
    PasswordReset,
    SignUp,
    SignUpState,
    UserSession,
)
from foyer.settings import Settings
from foyer.task_engine import subjects

BATCH = 1000  # rows of a table deleted in one transaction


def expire_sign_ups(session: Session, settings: Settings) -> tuple[int, int]:
    """Mark what can no longer be confirmed, delete a batch of what is old; how many of each.

    A sign-up that became an account stays as long as that: its tasks are the person's.
    """
    # A mail may be on its way for a day before the life of its link begins.
    last_chance = utc_now() - 2 * settings.confirmation_lifetime
    expired = session.scalars(
        update(SignUp)
        .where(SignUp.state == SignUpState.PENDING, SignUp.mailed_at < last_chance)
        .values(state=SignUpState.EXPIRED, password_hash="")
        .returning(SignUp.id)
    ).all()
    old = utc_now() - settings.sign_up_retention
    unconfirmed = SignUp.user_id.is_(None)
    return len(expired), _delete(session, SignUp, unconfirmed & (SignUp.created_at < old))


def expire_links(session: Session, settings: Settings) -> tuple[int, int]:
    """The same for changes of address; and delete old resets and notices."""
    last_chance = utc_now() - 2 * settings.confirmation_lifetime
    expired = session.scalars(
        update(EmailChange)
        .where(EmailChange.state == EmailChangeState.PENDING, EmailChange.created_at < last_chance)
        .values(state=EmailChangeState.EXPIRED)
        .returning(EmailChange.id)
    ).all()
    old = utc_now() - settings.sign_up_retention
    deleted = sum(
        _delete(session, table, table.created_at < old)
        for table in (EmailChange, PasswordReset, Notice)
    )
    return len(expired), deleted


def delete_expired_sessions(session: Session) -> int:
    """Delete what no cookie opens any more; returns how many."""
    return _delete(session, UserSession, UserSession.expires_at < func.now())


def _delete(session: Session, table: Any, which: ColumnElement[bool]) -> int:
    """Delete the rows, and what tasks say of the people they were about: nobody could find it."""
    some = select(table.id).where(which).limit(BATCH).with_for_update(skip_locked=True)
    gone = session.scalars(
        delete(table).where(table.id.in_(some.scalar_subquery())).returning(table.id)
    ).all()
    subjects.erase(session, gone)
    return len(gone)
