"""The bodies of the answers about the task history."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictBool, field_validator, model_validator

from foyer.accounts.email.addresses import mask
from foyer.api.schemas.core import Body, TaskError, TaskStatus, Thumbnails
from foyer.api.task_queries import BulkFilter
from foyer.models import AuditEvent
from foyer.task_engine.history.bulk import BulkAction
from foyer.task_engine.models import TaskState

MAX_SELECTED = 1000


class AdminTask(TaskStatus):
    worker: str | None
    subject_id: UUID | None
    error_group: Annotated[str | None, Field(description="Of what failed alike.")]
    retry_of: UUID | None
    run_at: Annotated[datetime, Field(description="Not before.")]


class TaskPage(Body):
    items: list[AdminTask]
    next_cursor: str | None
    first_cursor: Annotated[str | None, Field(description="To count what is newer.")]
    kinds: Annotated[list[str], Field(description="All there are, for the filter.")]


class TaskCount(Body):
    count: int
    capped: Annotated[bool, Field(description="There are more.")]


class Attempt(Body):
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime | None
    outcome: TaskState | None
    error: TaskError | None
    traceback: str | None
    log: Annotated[list[str], Field(description="What its worker wrote, the last lines of it.")]

    @field_validator("log", mode="before")
    @classmethod
    def _lines(cls, log: object) -> object:
        return (log or "").splitlines() if log is None or isinstance(log, str) else log


class TaskPerson(Body):
    user_id: UUID | None
    sign_up_id: UUID | None
    display_name: str | None
    email: str


class TaskAction(Body):
    """What an administrator did with a task."""

    event: AuditEvent
    at: datetime
    by: Annotated[str | None, Field(description="An address; null when that account is gone.")]


class AdminTaskDetail(AdminTask):
    queue: str | None
    published_at: datetime | None
    payload: Annotated[dict[str, Any], Field(description="Addresses in it are masked.")]
    traceback: str | None
    reference: Annotated[str | None, Field(description="Of the request that asked for it.")]
    forgotten: Annotated[bool, Field(description="It was about an account that was deleted.")]
    retried_by: UUID | None
    person: TaskPerson | None
    thumbnails: Thumbnails | None
    attempts_history: list[Attempt]
    actions: list[TaskAction]

    @field_validator("payload")
    @classmethod
    def _masked(cls, payload: dict[str, Any]) -> dict[str, Any]:
        return {key: _mask(value) for key, value in payload.items()}


class StatisticsBar(Body):
    began_at: datetime
    counts: dict[TaskState, int]


class StatisticsPercentiles(Body):
    p50: float | None
    p95: float | None


class ErrorGroupBody(Body):
    name: str
    count: int
    first_at: datetime | None
    last_at: datetime | None


class TaskStatistics(Body):
    """Of the tasks created in a span of time. Durations in seconds."""

    since: datetime
    until: datetime
    bar_seconds: int
    bars: Annotated[list[StatisticsBar], Field(description="Some 60, those without tasks too.")]
    counts: dict[TaskState, int]
    failure_rate: Annotated[
        float | None, Field(description="From 0 to 1, of those that ended by themselves.")
    ]
    wait: StatisticsPercentiles
    run: StatisticsPercentiles
    error_groups: list[ErrorGroupBody]


class RunningTask(Body):
    id: UUID
    kind: str
    started_at: datetime


class WorkerBody(Body):
    name: str
    started_at: datetime
    seen_at: Annotated[datetime, Field(description="Its last sign of life.")]
    silent: Annotated[bool, Field(description="It has not consumed for too long.")]
    running: list[RunningTask]


class QueueBody(Body):
    name: str
    waiting: int
    oldest_due_at: datetime | None


class Workers(Body):
    workers: list[WorkerBody]
    queues: list[QueueBody]


class BulkRequest(BaseModel):
    """Which tasks: those of a selection, or all that a filter finds."""

    action: BulkAction
    ids: Annotated[list[UUID] | None, Field(min_length=1, max_length=MAX_SELECTED)] = None
    filter: BulkFilter | None = None
    dry_run: Annotated[StrictBool, Field(description="Count them only.")] = False

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("either ids or a filter")
        return self


class BulkAnswer(Body):
    count: int
    capped: Annotated[bool, Field(description="There are more.")]
    kinds: dict[str, int]
    mails: Annotated[int, Field(description="How many of them send a mail again.")]
    task: Annotated[AdminTask | None, Field(description="That does it; null in a dry run.")]


def _mask(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _mask(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask(inner) for inner in value]
    return mask(value) if isinstance(value, str) and "@" in value else value
