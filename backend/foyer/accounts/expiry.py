"""Expiry: ends unconfirmed sign-ups and address changes, and deletes old rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.models import (
    EmailChange,
    EmailChangeState,
    Notice,
    PasswordReset,
    Picture,
    SignUp,
    SignUpState,
    UserSession,
)
from foyer.settings import Settings
from foyer.task_engine import subjects

BATCH = 1000  # rows of a table in one transaction


@dataclass(frozen=True, slots=True)
class Expiry:
    """The result of one batch.

    Attributes:
        expired: how many sign-ups or address changes can no longer be confirmed.
        deleted: how many old rows were deleted.
        dropped_picture_ids: deleted pictures. The caller deletes their files after the commit.
    """

    expired: int
    deleted: int
    dropped_picture_ids: Sequence[UUID] = field(default=())


def expire_sign_ups(session: Session, settings: Settings) -> Expiry:
    """End sign-ups that were not confirmed in time, with their pictures, and delete old ones.

    A sign-up that became an account stays as long as the account, because its tasks are part of
    the account's history.
    """
    query = (
        select(SignUp.id, SignUp.picture_id)
        .where(SignUp.state == SignUpState.PENDING, SignUp.mailed_at < _last_chance(settings))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    sign_ups = session.execute(query).all()
    session.execute(
        update(SignUp)
        .where(SignUp.id.in_([sign_up.id for sign_up in sign_ups]))
        .values(state=SignUpState.EXPIRED, password_hash="", picture_id=None)
    )
    dropped_ids = _drop_pictures(session, [sign_up.picture_id for sign_up in sign_ups])
    is_old = SignUp.created_at < utc_now() - settings.sign_up_retention
    deleted = _delete_batch(session, SignUp, SignUp.user_id.is_(None) & is_old)
    return Expiry(len(sign_ups), deleted, dropped_ids)


def expire_links(session: Session, settings: Settings) -> Expiry:
    """End address changes that were not confirmed in time; delete old changes, resets, notices."""
    late = (
        select(EmailChange.id)
        .where(
            EmailChange.state == EmailChangeState.PENDING,
            EmailChange.created_at < _last_chance(settings),
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    expired = session.scalars(
        update(EmailChange)
        .where(EmailChange.id.in_(late.scalar_subquery()))
        .values(state=EmailChangeState.EXPIRED)
        .returning(EmailChange.id)
    ).all()
    oldest = utc_now() - settings.sign_up_retention
    deleted = sum(
        _delete_batch(session, table, table.created_at < oldest)
        for table in (EmailChange, PasswordReset, Notice)
    )
    return Expiry(len(expired), deleted)


def expire_sessions(session: Session, _settings: Settings) -> Expiry:
    """Delete expired log-in sessions."""
    deleted_ids = _delete_rows(session, UserSession, UserSession.expires_at < func.now())
    return Expiry(0, len(deleted_ids))


def _last_chance(settings: Settings) -> datetime:
    """Claims mailed before this time can no longer be confirmed.

    Delivery of the mail may take a day, and the lifetime of its link begins after that.
    """
    return utc_now() - 2 * settings.confirmation_lifetime


def _drop_pictures(session: Session, picture_ids: Sequence[UUID | None]) -> Sequence[UUID]:
    ids = [picture_id for picture_id in picture_ids if picture_id]
    query = delete(Picture).where(Picture.id.in_(ids))
    pictures = session.execute(query.returning(Picture.id, Picture.task_id)).all()
    subjects.revoke_tasks(session, [picture.task_id for picture in pictures])
    return [picture.id for picture in pictures]


def _delete_batch(session: Session, table: Any, condition: ColumnElement[bool]) -> int:
    """Delete rows and the contents of the tasks about them; returns how many rows."""
    deleted_ids = _delete_rows(session, table, condition)
    subjects.erase(session, deleted_ids)
    return len(deleted_ids)


def _delete_rows(session: Session, table: Any, condition: ColumnElement[bool]) -> Sequence[UUID]:
    ids = select(table.id).where(condition).limit(BATCH).with_for_update(skip_locked=True)
    query = delete(table).where(table.id.in_(ids.scalar_subquery())).returning(table.id)
    return session.scalars(query).all()
