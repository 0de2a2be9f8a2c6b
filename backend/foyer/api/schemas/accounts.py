"""Response bodies of accounts and sessions."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from foyer.api.schemas.base import Schema
from foyer.api.schemas.pictures import Thumbnails
from foyer.api.schemas.tasks import TaskStatus
from foyer.models import Language, Picture, Role, User, UserSession
from foyer.task_engine.models import Task


class Profile(Schema):
    id: UUID
    email: str
    display_name: str
    language: Language
    role: Role
    created_at: datetime
    thumbnails: Thumbnails | None
    picture_task: TaskStatus | None

    @classmethod
    def of(cls, user: User, picture: Picture | None, task: Task | None) -> Self:
        return cls(
            id=user.id,
            email=user.email,
            display_name=user.display_name,
            language=user.language,
            role=user.role,
            created_at=user.created_at,
            thumbnails=Thumbnails.of(picture),
            picture_task=TaskStatus.model_validate(task) if task else None,
        )


class Me(Profile):
    pending_email: Annotated[
        str | None, Field(description="A new address that is not confirmed yet.")
    ]

    def without_progress(self) -> Self:
        """A copy that changes with the account, but not with the progress of its picture's task.

        Thumbnails are stored some milliseconds before their task ends. They wait for its end.
        """
        task = self.picture_task
        if task is None or not task.is_active:
            return self
        update = {"picture_task": task.without_progress(), "thumbnails": None}
        return self.model_copy(update=update)


class SessionEntry(Schema):
    id: UUID
    created_at: datetime
    last_seen_at: Annotated[datetime, Field(description="To the minute.")]
    expires_at: datetime
    ip: Annotated[str | None, Field(description="Of the latest request.")]
    user_agent: Annotated[str | None, Field(description="Of the latest request.")]
    current: Annotated[bool, Field(description="Whether this request belongs to it.")]

    @classmethod
    def of(cls, log_in: UserSession, *, current: bool) -> Self:
        fields = cls.model_fields.keys() - {"current"}
        return cls(**{name: getattr(log_in, name) for name in fields}, current=current)


class SessionList(Schema):
    items: list[SessionEntry]


class Nothing(Schema):
    """An empty body: the response must not reveal whether an account exists."""


class Confirmed(Schema):
    """What a link of a mail did, and to which account."""

    link: Literal["confirmation", "email-change"] = Field(
        description="A sign-up was confirmed, or the address of an account was changed."
    )
    user_id: UUID
    email: str
    display_name: str
    own_sign_up: bool = Field(
        default=False, description="Whether `sign_up_id` names the sign-up that was confirmed."
    )
