"""Export: everything we hold about a person, for that person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts import audit
from foyer.accounts.sessions import user_sessions
from foyer.db.base import utc_now
from foyer.models import (
    AuditEvent,
    EmailChange,
    EmailChangeState,
    Language,
    Notice,
    NoticeEvent,
    PasswordReset,
    Picture,
    Role,
    SignUp,
    SignUpState,
    User,
)
from foyer.pictures.storage import thumbnail_urls
from foyer.task_engine.models import Task, TaskState


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    created_at: datetime


class ExportedAccount(_Row):
    id: UUID
    email: str
    display_name: str
    language: Language
    role: Role


class ExportedPicture(_Row):
    id: UUID
    crop: dict[str, Any] | None
    ready_at: datetime | None
    thumbnails: dict[str, str]


class ExportedSession(_Row):
    id: UUID
    last_seen_at: datetime
    expires_at: datetime
    ip: str | None
    user_agent: str | None


class ExportedSignUp(_Row):
    id: UUID
    email: str
    display_name: str
    language: Language
    state: SignUpState
    confirmed_at: datetime | None


class ExportedEmailChange(_Row):
    id: UUID
    email: str
    state: EmailChangeState


class ExportedReset(_Row):
    id: UUID
    ended_at: datetime | None


class ExportedNotice(_Row):
    id: UUID
    event: NoticeEvent
    email: str


class ExportedTask(_Row):
    id: UUID
    kind: str
    state: TaskState
    payload: dict[str, Any]
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    result: dict[str, Any] | None
    error: dict[str, Any] | None


class ExportedEvent(_Row):
    event: AuditEvent
    ip: str | None
    user_agent: str | None
    details: dict[str, Any] | None


class Export(BaseModel):
    """All but the password, of which we have only a hash, and other secrets."""

    exported_at: datetime
    account: ExportedAccount
    pictures: list[ExportedPicture]
    sessions: list[ExportedSession]
    sign_ups: list[ExportedSignUp]
    email_changes: list[ExportedEmailChange]
    password_resets: list[ExportedReset]
    notices: list[ExportedNotice]
    tasks: list[ExportedTask]
    events: list[ExportedEvent]


async def export_data(session: AsyncSession, user: User) -> Export:
    """Read it all. Sign-ups that others began with the address are not the person's."""
    sign_ups = await _all(session, select(SignUp).where(SignUp.user_id == user.id))
    changes = await _all(session, select(EmailChange).where(EmailChange.user_id == user.id))
    notices = await _all(session, select(Notice).where(Notice.user_id == user.id))
    resets = await _all(
        session, select(PasswordReset).where(PasswordReset.email_key == user.email_key)
    )
    about = {user.id, *_ids(sign_ups), *_ids(changes), *_ids(notices), *_ids(resets)}
    tasks = await _all(session, select(Task).where(Task.subject_id.in_(about)))
    return Export(
        exported_at=utc_now(),
        account=ExportedAccount.model_validate(user),
        pictures=[_picture(row) for row in await _pictures(session, user)],
        sessions=_each(ExportedSession, await user_sessions.list_for_user(session, user.id)),
        sign_ups=_each(ExportedSignUp, sign_ups),
        email_changes=_each(ExportedEmailChange, changes),
        password_resets=_each(ExportedReset, resets),
        notices=_each(ExportedNotice, notices),
        tasks=_each(ExportedTask, tasks),
        events=await _events(session, user),
    )


Row = TypeVar("Row")
Exported = TypeVar("Exported", bound=_Row)


async def _all(session: AsyncSession, query: Select[Row]) -> list[Row]:
    return list(await session.scalars(query))


async def _events(session: AsyncSession, user: User) -> list[ExportedEvent]:
    """What others did at the person's address is told, but not from where: that is about them."""
    events = []
    for row in await audit.list_events_of_user(session, user.id):
        event = ExportedEvent.model_validate(row)
        if row.user_id is None:
            event.ip = event.user_agent = None
        if row.user_id in {None, user.id}:
            events.append(event)
    return events


def _ids(rows: Iterable[SignUp | EmailChange | Notice | PasswordReset]) -> set[UUID]:
    return {row.id for row in rows}


def _each(of: type[Exported], rows: Iterable[object]) -> list[Exported]:
    """The oldest first."""
    exported = [of.model_validate(row) for row in rows]
    return sorted(exported, key=lambda row: row.created_at)


async def _pictures(session: AsyncSession, user: User) -> list[Picture]:
    return await _all(
        session, select(Picture).where(Picture.id.in_((user.picture_id, user.next_picture_id)))
    )


def _picture(row: Picture) -> ExportedPicture:
    return ExportedPicture(
        id=row.id,
        crop=row.crop,
        created_at=row.created_at,
        ready_at=row.ready_at,
        thumbnails=thumbnail_urls(row.id) if row.ready_at else {},
    )
