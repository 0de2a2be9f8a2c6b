"""The audit log: who did what, when, from where. The only writer and reader of its table.

Rows are added and never changed: triggers of the database see to it, see the migration 0003.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.accounts.pseudonym import pseudonym
from foyer.models import AuditEvent, AuditRecord, User
from foyer.settings import get_settings

MAX_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """Where a request came from.

    Attributes:
        ip: the client's address; None on the command line.
        user_agent: what the client calls itself, cut short.
        reference: the request's id, as in its answer and in the log.
    """

    ip: str | None
    user_agent: str | None
    reference: str


COMMAND_LINE = ClientInfo(ip=None, user_agent="command line", reference="")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events to list; None is any.

    Attributes:
        user_id: by or about this person, log-ins that failed at their address too.
        since: from this time on.
        until: before this time.
    """

    event: AuditEvent | None = None
    user_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    items: list[AuditRecord]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class AdminAction:
    """What an administrator did; `by` is None once that account is gone."""

    event: AuditEvent
    at: datetime
    by: str | None


def log_event(
    session: Session | AsyncSession,
    event: AuditEvent,
    client_info: ClientInfo,
    *,
    user_id: UUID | None = None,
    subject: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add an event to the caller's transaction: it is noted if, and only if, that commits.

    Args:
        session: whose transaction it belongs to.
        event: what happened.
        client_info: where it came from.
        user_id: the account it happened to; of an administrator's action, the administrator.
        subject: the normalised address it is about while nobody is known; only its pseudonym is
            kept. Given for known and unknown addresses alike, both cost the same.
        details: what else an administrator needs; no address, no secret.
    """
    session.add(
        AuditRecord(
            event=event,
            user_id=user_id,
            subject=None if subject is None else pseudonym(subject, get_settings()),
            ip=client_info.ip,
            user_agent=client_info.user_agent,
            reference=client_info.reference,
            details=details,
        )
    )


async def list_events(
    session: AsyncSession, wanted: AuditFilter, *, cursor: UUID | None, limit: int
) -> AuditPage:
    """One page, newest first; the cursor is the last row of the page before."""
    query = select(AuditRecord).order_by(AuditRecord.id.desc()).limit(limit + 1)
    if wanted.event:
        query = query.where(AuditRecord.event == wanted.event)
    if wanted.user_id:
        query = query.where(await _about(session, wanted.user_id))
    if wanted.since:
        query = query.where(AuditRecord.created_at >= wanted.since)
    if wanted.until:
        query = query.where(AuditRecord.created_at < wanted.until)
    if cursor:
        query = query.where(AuditRecord.id < cursor)
    found = list(await session.scalars(query))
    items = found[:limit]
    return AuditPage(items, items[-1].id if len(found) > limit else None)


async def list_events_of_user(session: AsyncSession, user_id: UUID) -> list[AuditRecord]:
    """All that is noted about a person, oldest first: part of what the person may ask for."""
    about = await _about(session, user_id)
    return list(await session.scalars(select(AuditRecord).where(about).order_by(AuditRecord.id)))


async def list_admin_actions(
    session: AsyncSession, task_ids: Iterable[UUID | None]
) -> list[AdminAction]:
    """What administrators did with these tasks, oldest first."""
    about = [str(task_id) for task_id in task_ids if task_id]
    found = await session.execute(
        select(AuditRecord.event, AuditRecord.created_at, User.email)
        .outerjoin(User, User.id == AuditRecord.user_id)
        .where(AuditRecord.details["task_id"].astext.in_(about))
        .order_by(AuditRecord.id)
    )
    return [AdminAction(*row) for row in found]


def delete_old_events(session: Session, *, before: datetime, limit: int) -> int:
    """Delete the oldest events, some at a time; returns how many.

    The database refuses to delete younger ones than its own floor, whatever is asked here.
    """
    old = (
        select(AuditRecord.id)
        .where(AuditRecord.created_at < before)
        .order_by(AuditRecord.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    gone = (
        delete(AuditRecord)
        .where(AuditRecord.id.in_(old.scalar_subquery()))
        .returning(AuditRecord.id)
    )
    return len(session.scalars(gone).all())


async def _about(session: AsyncSession, user_id: UUID) -> ColumnElement[bool]:
    """By the account, or by its address: a log-in that failed knows no account."""
    key = await session.scalar(select(User.email_key).where(User.id == user_id))
    if key is None:
        return AuditRecord.user_id == user_id
    return or_(
        AuditRecord.user_id == user_id, AuditRecord.subject == pseudonym(key, get_settings())
    )
