"""The bodies of the answers."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from foyer.accounts.email.addresses import mask
from foyer.accounts.sign_up.registration import SignUpStatus
from foyer.models import AuditEvent, Picture, SignUpState
from foyer.pictures.storage import thumbnail_urls
from foyer.task_engine.models import TaskState

_GOES_ON = frozenset({TaskState.PENDING, TaskState.STARTED})


class Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TaskError(Body):
    code: str
    message: str


class TaskStatus(Body):
    id: UUID
    kind: str
    state: TaskState
    progress: Annotated[int, Field(ge=0, le=100, description="Percent.")]
    step: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    result: dict[str, Any] | None
    error: TaskError | None

    def milestone(self) -> Self:
        """How far a task is that goes on is no milestone: only that it does."""
        if self.state not in _GOES_ON:
            return self
        still = {"state": TaskState.PENDING, "progress": 0, "step": None}
        return self.model_copy(update=still | {"started_at": None, "attempts": 0})


class Thumbnails(Body):
    """Square WebP pictures: paths on this host, by size in pixels."""

    model_config = ConfigDict(populate_by_name=True)

    s64: Annotated[str, Field(alias="64")]
    s128: Annotated[str, Field(alias="128")]
    s256: Annotated[str, Field(alias="256")]
    s512: Annotated[str, Field(alias="512")]

    @classmethod
    def of(cls, picture: Picture | None) -> Self | None:
        if picture is None or picture.ready_at is None:
            return None
        return cls.model_validate(thumbnail_urls(picture.id))


class SignUpBody(Body):
    id: UUID
    email: Annotated[str, Field(description="Masked.", examples=["m•••@example.com"])]
    state: SignUpState
    display_name: str
    tasks: list[TaskStatus]
    thumbnails: Thumbnails | None

    @classmethod
    def of(cls, followed: SignUpStatus) -> Self:
        row = followed.sign_up
        return cls(
            id=row.id,
            email=mask(row.email),
            state=row.state,
            display_name=row.display_name,
            tasks=[TaskStatus.model_validate(task) for task in followed.tasks],
            thumbnails=Thumbnails.of(followed.picture),
        )

    def milestone(self) -> Self:
        """As long as nothing happens to the sign-up, and to its tasks nothing but progress."""
        return self.model_copy(update={"tasks": [task.milestone() for task in self.tasks]})


class AuditEntry(Body):
    id: UUID
    created_at: datetime
    event: AuditEvent
    user_id: UUID | None
    subject: Annotated[
        str | None, Field(description="Pseudonym of an address, where no account is known.")
    ]
    ip: str | None
    user_agent: str | None
    reference: Annotated[str, Field(description="As in the answer and in the log.")]
    details: dict[str, Any] | None


class AuditEntries(Body):
    items: list[AuditEntry]
    next_cursor: UUID | None


class FieldProblem(Body):
    field: str
    code: str
    message: str


class Problem(Body):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="Stable; programs may rely on it.")]
    reference: Annotated[str, Field(description="Administrators find what happened by it.")]
    errors: list[FieldProblem] | None = None
    retry_after: Annotated[int | None, Field(description="Seconds to wait, with 429.")] = None


class Health(Body):
    status: str
    checks: dict[str, str]
