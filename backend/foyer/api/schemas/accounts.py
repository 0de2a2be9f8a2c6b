"""The bodies of the answers about accounts."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from foyer.api.schemas.core import Body, TaskStatus, Thumbnails
from foyer.models import Language, Picture, Role, User, UserSession
from foyer.task_engine.models import Task


class Profile(Body):
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
        str | None, Field(description="The address that waits for its confirmation.")
    ]

    def milestone(self) -> Self:
        """As long as nothing happens to the account, and to its picture nothing but progress."""
        task = self.picture_task and self.picture_task.milestone()
        return self.model_copy(update={"picture_task": task})


class SessionEntry(Body):
    id: UUID
    created_at: datetime
    last_seen_at: Annotated[datetime, Field(description="To the minute.")]
    expires_at: datetime
    ip: Annotated[str | None, Field(description="Seen last.")]
    user_agent: Annotated[str | None, Field(description="Seen last.")]
    current: Annotated[bool, Field(description="Whether it is the one that asks.")]

    @classmethod
    def of(cls, log_in: UserSession, *, current: bool) -> Self:
        fields = cls.model_fields.keys() - {"current"}
        return cls(**{name: getattr(log_in, name) for name in fields}, current=current)


class SessionList(Body):
    items: list[SessionEntry]


class Nothing(Body):
    """An answer that must not tell anything."""


class Confirmed(Body):
    email: str
    display_name: str
