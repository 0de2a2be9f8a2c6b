"""The content of the data export: everything that is stored about a person, for that person."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from foyer.models import (
    AuditEvent,
    AuditRecord,
    EmailChangeState,
    Language,
    NoticeEvent,
    Picture,
    Role,
    SignUpState,
)
from foyer.pictures.storage import thumbnail_urls
from foyer.task_engine.models import TaskState


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

    @classmethod
    def of(cls, picture: Picture) -> Self:
        return cls(
            id=picture.id,
            crop=picture.crop,
            created_at=picture.created_at,
            ready_at=picture.ready_at,
            thumbnails=thumbnail_urls(picture.id) if picture.ready_at else {},
        )


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

    @classmethod
    def of(cls, event: AuditRecord) -> Self:
        """The event; without IP address and browser if it has no account.

        Events at the address without an account, such as failed log-ins, may be caused by other
        people. Their IP address and browser are not this person's data.
        """
        exported = cls.model_validate(event)
        if event.user_id is None:
            exported.ip = exported.user_agent = None
        return exported


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
