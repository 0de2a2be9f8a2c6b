"""Bodies of the task history: tasks, attempts, statistics and bulk actions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, field_validator, model_validator

from foyer.accounts.email.addresses import mask
from foyer.accounts.user_search import TaskOwner
from foyer.api.schemas.base import Schema
from foyer.api.schemas.pictures import Thumbnails
from foyer.api.schemas.tasks import TaskError, TaskStatus
from foyer.api.task_queries import BulkFilter
from foyer.models import AuditEvent
from foyer.task_engine.history.bulk import BulkAction
from foyer.task_engine.models import Task, TaskState

MAX_SELECTED = 1000

Owners = Mapping[UUID, TaskOwner]


class AdminTask(TaskStatus):
    worker: str | None
    subject_id: UUID | None
    error_group: Annotated[
        str | None, Field(description="Groups tasks that failed in the same way.")
    ]
    retry_of: UUID | None
    run_at: Annotated[datetime, Field(description="The task starts at this time or later.")]


class TaskSubject(Schema):
    """The person whom a task is about, in a list of tasks."""

    id: Annotated[UUID | None, Field(description="Pass it as `user` to list the person's tasks.")]
    display_name: str | None
    email: Annotated[str, Field(description="Masked.")]

    @classmethod
    def of(cls, subject_id: UUID | None, owners: Owners) -> Self | None:
        """The person of this subject; None without a person, or for a deleted account."""
        owner = owners.get(subject_id) if subject_id else None
        if owner is None:
            return None
        person_id = owner.user_id or owner.sign_up_id
        return cls(id=person_id, display_name=owner.display_name, email=mask(owner.email))


class ListedTask(AdminTask):
    person: TaskSubject | None = None

    @classmethod
    def of(cls, task: Task, owners: Owners) -> Self:
        person = TaskSubject.of(task.subject_id, owners)
        return cls.model_validate(task).model_copy(update={"person": person})


class TaskPage(Schema):
    items: list[ListedTask]
    next_cursor: str | None
    first_cursor: Annotated[
        str | None, Field(description="Pass it as `newer_than` to count newer tasks.")
    ]
    kinds: Annotated[list[str], Field(description="All kinds of tasks, for the filter.")]


class TaskCount(Schema):
    count: int
    capped: Annotated[bool, Field(description="Whether there are more than `count`.")]


class Attempt(Schema):
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: TaskState | None
    error: TaskError | None
    traceback: str | None
    log: Annotated[list[str], Field(description="The last lines that its worker logged.")]

    @field_validator("log", mode="before")
    @classmethod
    def _lines(cls, log: object) -> object:
        return (log or "").splitlines() if log is None or isinstance(log, str) else log


class TaskPerson(Schema):
    user_id: UUID | None
    sign_up_id: UUID | None
    display_name: str | None
    email: str


class TaskAction(Schema):
    """An action of an administrator on a task."""

    event: AuditEvent
    at: datetime
    by: Annotated[
        str | None, Field(description="E-mail address; null when the account was deleted.")
    ]


class AdminTaskDetail(AdminTask):
    queue: str | None
    blockers: Annotated[int, Field(description="Unfinished tasks that it waits for.")]
    published_at: datetime | None
    payload: Annotated[dict[str, Any], Field(description="Addresses in it are masked.")]
    traceback: str | None
    reference: Annotated[str | None, Field(description="Id of the request that created it.")]
    forgotten: Annotated[bool, Field(description="Whether its account was deleted.")]
    retried_by: UUID | None
    person: TaskPerson | None
    thumbnails: Thumbnails | None
    attempts_history: list[Attempt]
    actions: list[TaskAction]

    @field_validator("payload")
    @classmethod
    def _masked(cls, payload: dict[str, Any]) -> dict[str, Any]:
        return {key: _mask(value) for key, value in payload.items()}


class StatisticsBar(Schema):
    began_at: datetime
    counts: dict[TaskState, int]


class StatisticsPercentiles(Schema):
    p50: float | None
    p95: float | None


class ErrorGroupBody(Schema):
    name: str
    count: int
    first_at: datetime | None
    last_at: datetime | None


class TaskStatistics(Schema):
    """Statistics of the tasks that were created in a time range. Durations are in seconds."""

    since: datetime
    until: datetime
    bar_seconds: int
    bars: Annotated[list[StatisticsBar], Field(description="About 60 bars, including empty ones.")]
    counts: dict[TaskState, int]
    failure_rate: Annotated[
        float | None, Field(description="From 0 to 1: failed of failed and successful tasks.")
    ]
    wait: StatisticsPercentiles
    run: StatisticsPercentiles
    error_groups: Annotated[
        list[ErrorGroupBody], Field(description="The most frequent ones, see `error_groups`.")
    ]
    error_group_count: Annotated[int, Field(description="All error groups.")]
    error_count: Annotated[int, Field(description="The failed tasks of all error groups.")]


class BulkRequest(BaseModel):
    """A bulk action on selected tasks or on all tasks that match a filter."""

    action: BulkAction
    ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=MAX_SELECTED)] = None
    filter: BulkFilter | None = None
    dry_run: Annotated[StrictBool, Field(description="Only count the tasks.")] = False

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("either ids or a filter")
        return self


class BulkAnswer(Schema):
    count: int
    capped: Annotated[bool, Field(description="Whether there are more than `count`.")]
    kinds: dict[str, int]
    mails: Annotated[int, Field(description="Number of tasks that will send a mail again.")]
    task: Annotated[
        AdminTask | None,
        Field(
            description="The task that does the work; null in a dry run, or without matching tasks."
        ),
    ]


def _mask(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask(inner) for inner in value]
    return mask(value) if isinstance(value, str) and "@" in value else value
