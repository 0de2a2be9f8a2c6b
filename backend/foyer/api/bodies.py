"""The bodies of the answers."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from foyer.accounts.addresses import mask
from foyer.accounts.sign_up import Followed
from foyer.models import Picture, Role, SignUpState, Task, TaskState, User
from foyer.pictures.storage import thumbnail_urls


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
    def of(cls, followed: Followed) -> Self:
        row = followed.sign_up
        return cls(
            id=row.id,
            email=mask(row.email),
            state=row.state,
            display_name=row.display_name,
            tasks=[TaskStatus.model_validate(task) for task in followed.tasks],
            thumbnails=Thumbnails.of(followed.picture),
        )


class Profile(Body):
    id: UUID
    email: str
    display_name: str
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
            role=user.role,
            created_at=user.created_at,
            thumbnails=Thumbnails.of(picture),
            picture_task=TaskStatus.model_validate(task) if task else None,
        )


class Confirmed(Body):
    email: str
    display_name: str


class AdminTask(TaskStatus):
    worker: str | None


class TaskPage(Body):
    items: list[AdminTask]
    next_cursor: str | None
    kinds: Annotated[list[str], Field(description="All there are, for the filter.")]


class Attempt(Body):
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: TaskState | None
    error: TaskError | None
    traceback: str | None


class AdminTaskDetail(AdminTask):
    run_at: datetime
    published_at: datetime | None
    payload: dict[str, Any]
    traceback: str | None
    attempts_history: list[Attempt]


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


class Health(Body):
    status: str
    checks: dict[str, str]
