"""Data export: everything that is stored about a person, for that person."""

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


class _ExportedRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    created_at: datetime


class ExportedAccount(_ExportedRecord):
    id: UUID
    email: str
    display_name: str
    language: Language
    role: Role


class ExportedPicture(_ExportedRecord):
    id: UUID
    crop: dict[str, Any] | None
    ready_at: datetime | None
    thumbnails: dict[str, str]


class ExportedSession(_ExportedRecord):
    id: UUID
    last_seen_at: datetime
    expires_at: datetime
    ip: str | None
    user_agent: str | None


class ExportedSignUp(_ExportedRecord):
    id: UUID
    email: str
    display_name: str
    language: Language
    state: SignUpState
    confirmed_at: datetime | None


class ExportedEmailChange(_ExportedRecord):
    id: UUID
    email: str
    state: EmailChangeState


class ExportedReset(_ExportedRecord):
    id: UUID
    ended_at: datetime | None


class ExportedNotice(_ExportedRecord):
    id: UUID
    event: NoticeEvent
    email: str


class ExportedTask(_ExportedRecord):
    id: UUID
    kind: str
    state: TaskState
    payload: dict[str, Any]
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    result: dict[str, Any] | None
    error: dict[str, Any] | None


class ExportedEvent(_ExportedRecord):
    event: AuditEvent
    ip: str | None
    user_agent: str | None
    details: dict[str, Any] | None


class Export(BaseModel):
    """All stored data except secrets: password hash, session tokens and link tokens."""

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


Record = TypeVar("Record")
Exported = TypeVar("Exported", bound=_ExportedRecord)


async def export_data(session: AsyncSession, user: User) -> Export:
    """Read everything about the account.

    Sign-ups that other people began with its address are not included.
    """
    sign_ups = await _read_all(session, select(SignUp).where(SignUp.user_id == user.id))
    changes = await _read_all(session, select(EmailChange).where(EmailChange.user_id == user.id))
    notices = await _read_all(session, select(Notice).where(Notice.user_id == user.id))
    own_resets = select(PasswordReset).where(PasswordReset.email_key == user.email_key)
    resets = await _read_all(session, own_resets)
    subject_ids = {user.id, *_ids(sign_ups), *_ids(changes), *_ids(notices), *_ids(resets)}
    tasks = await _read_all(session, select(Task).where(Task.subject_id.in_(subject_ids)))
    return Export(
        exported_at=utc_now(),
        account=ExportedAccount.model_validate(user),
        pictures=await _export_pictures(session, user),
        sessions=_convert(ExportedSession, await user_sessions.list_for_user(session, user.id)),
        sign_ups=_convert(ExportedSignUp, sign_ups),
        email_changes=_convert(ExportedEmailChange, changes),
        password_resets=_convert(ExportedReset, resets),
        notices=_convert(ExportedNotice, notices),
        tasks=_convert(ExportedTask, tasks),
        events=await _export_events(session, user),
    )


async def _read_all(session: AsyncSession, query: Select[Record]) -> list[Record]:
    return list(await session.scalars(query))


async def _export_events(session: AsyncSession, user: User) -> list[ExportedEvent]:
    """The audit events of the account and of its address.

    Events at the address without an account, such as failed log-ins, may be other people's. They
    are exported without IP address and browser, which are those people's data.
    """
    exported_events = []
    for event in await audit.list_events_of_user(session, user.id):
        exported = ExportedEvent.model_validate(event)
        if event.user_id is None:
            exported.ip = exported.user_agent = None
        if event.user_id in {None, user.id}:
            exported_events.append(exported)
    return exported_events


def _ids(records: Iterable[SignUp | EmailChange | Notice | PasswordReset]) -> set[UUID]:
    return {record.id for record in records}


def _convert(model: type[Exported], records: Iterable[object]) -> list[Exported]:
    """Convert the records to their export model, the oldest first."""
    exported = [model.model_validate(record) for record in records]
    return sorted(exported, key=lambda item: item.created_at)


async def _export_pictures(session: AsyncSession, user: User) -> list[ExportedPicture]:
    picture_ids = (user.picture_id, user.next_picture_id)
    pictures = await _read_all(session, select(Picture).where(Picture.id.in_(picture_ids)))
    return [
        ExportedPicture(
            id=picture.id,
            crop=picture.crop,
            created_at=picture.created_at,
            ready_at=picture.ready_at,
            thumbnails=thumbnail_urls(picture.id) if picture.ready_at else {},
        )
        for picture in pictures
    ]
