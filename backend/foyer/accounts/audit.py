"""The audit log: who did what, when and from where.

This module is the only one that reads or writes its table. Rows are never changed; database
triggers enforce that (migration 0003).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.accounts.pseudonym import pseudonym, pseudonyms
from foyer.models import AuditEvent, AuditRecord, User
from foyer.settings import get_settings

MAX_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """The client that sent a request.

    Attributes:
        ip: the client's address; None on the command line.
        user_agent: the User-Agent header, shortened to MAX_USER_AGENT characters.
        reference: the request's id, as in its response and in the log.
    """

    ip: str | None
    user_agent: str | None
    reference: str


COMMAND_LINE = ClientInfo(ip=None, user_agent="command line", reference="")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events to list. None means any.

    Attributes:
        user_id: events by or about this account, including failed log-ins at its address.
        since: events from this time on.
        until: events before this time.
    """

    event: AuditEvent | None = None
    user_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of events, and the cursor of the next page if there is one."""

    items: list[AuditRecord]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class AdminAction:
    """An administrator's action on a task. `by` is None if that account was deleted."""

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
    """Add an event to the caller's transaction. It is stored only if the transaction commits.

    Args:
        session: the caller's transaction.
        event: the kind of event.
        client_info: the client that caused it.
        user_id: the account that the event is about; for an administrator's action, the
            administrator.
        subject: the normalised address that the event is about, if there may be no account. Only
            its pseudonym is stored. It is given for known and unknown addresses alike, so that
            both take the same time.
        details: more for administrators; no addresses and no secrets.
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
    session: AsyncSession, filters: AuditFilter, *, cursor: UUID | None, limit: int
) -> AuditPage:
    """One page of events, the newest first. The cursor is the last id of the previous page."""
    query = select(AuditRecord).order_by(AuditRecord.id.desc()).limit(limit + 1)
    if filters.event:
        query = query.where(AuditRecord.event == filters.event)
    if filters.user_id:
        query = query.where(await _is_about(session, filters.user_id))
    if filters.since:
        query = query.where(AuditRecord.created_at >= filters.since)
    if filters.until:
        query = query.where(AuditRecord.created_at < filters.until)
    if cursor:
        query = query.where(AuditRecord.id < cursor)
    events = list(await session.scalars(query))
    items = events[:limit]
    return AuditPage(items, items[-1].id if len(events) > limit else None)


async def list_events_of_user(
    session: AsyncSession, user: User, *, after: UUID, limit: int
) -> list[AuditRecord]:
    """One page of the events of an account and of its address, the oldest first.

    Events that other accounts caused at the address are not included. `after` is the last id of
    the previous page.
    """
    conditions = (
        AuditRecord.user_id == user.id,
        *(
            and_(AuditRecord.user_id.is_(None), AuditRecord.subject == address)
            for address in pseudonyms(user.email_key, get_settings())
        ),
    )
    # One query per condition: each has an index by id, so that it reads one page of events.
    pages = [
        select(AuditRecord.id)
        .where(condition, AuditRecord.id > after)
        .order_by(AuditRecord.id)
        .limit(limit)
        .subquery()
        for condition in conditions
    ]
    ids = union_all(*(select(page) for page in pages))
    query = select(AuditRecord).where(AuditRecord.id.in_(ids)).order_by(AuditRecord.id)
    return list(await session.scalars(query.limit(limit)))


async def list_admin_actions(
    session: AsyncSession, task_ids: Iterable[UUID | None]
) -> list[AdminAction]:
    """The actions of administrators on these tasks, the oldest first."""
    ids = [str(task_id) for task_id in task_ids if task_id]
    actions = await session.execute(
        select(AuditRecord.event, AuditRecord.created_at, User.email)
        .outerjoin(User, User.id == AuditRecord.user_id)
        .where(AuditRecord.details["task_id"].astext.in_(ids))
        .order_by(AuditRecord.id)
    )
    return [AdminAction(*action) for action in actions]


def delete_old_events(session: Session, *, before: datetime, limit: int) -> int:
    """Delete a batch of the oldest events; returns how many.

    A database trigger refuses to delete events that are younger than AUDIT_FLOOR.
    """
    old_ids = (
        select(AuditRecord.id)
        .where(AuditRecord.created_at < before)
        .order_by(AuditRecord.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    query = delete(AuditRecord).where(AuditRecord.id.in_(old_ids.scalar_subquery()))
    return len(session.scalars(query.returning(AuditRecord.id)).all())


async def _is_about(session: AsyncSession, user_id: UUID) -> ColumnElement[bool]:
    """Match events by the account or by its address: a failed log-in has no account."""
    key = await session.scalar(select(User.email_key).where(User.id == user_id))
    if key is None:
        return AuditRecord.user_id == user_id
    return or_(
        AuditRecord.user_id == user_id, AuditRecord.subject.in_(pseudonyms(key, get_settings()))
    )
