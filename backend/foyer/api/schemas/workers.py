"""Bodies about workers and queues."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from foyer.api.schemas.base import Schema
from foyer.api.schemas.task_history import Owners, TaskSubject
from foyer.task_engine.history.queues import Queue
from foyer.task_engine.history.worker_status import WorkerStatus
from foyer.task_engine.models import Task


class RunningTask(Schema):
    id: UUID
    kind: str
    started_at: datetime
    person: TaskSubject | None = None

    @classmethod
    def of(cls, task: Task, owners: Owners) -> Self:
        person = TaskSubject.of(task.subject_id, owners)
        return cls.model_validate(task).model_copy(update={"person": person})


class WorkerBody(Schema):
    name: str
    started_at: datetime
    seen_at: Annotated[datetime, Field(description="Time of its latest heartbeat.")]
    silent: Annotated[bool, Field(description="Whether it stopped consuming tasks.")]
    queues: Annotated[list[str], Field(description="The queues that it consumes now.")]
    running: list[RunningTask]

    @classmethod
    def of(cls, worker: WorkerStatus, owners: Owners) -> Self:
        running = [RunningTask.of(task, owners) for task in worker.running]
        return cls.model_validate(worker).model_copy(update={"running": running})


class WaitingTask(Schema):
    id: UUID
    kind: str
    person: TaskSubject | None = None

    @classmethod
    def of(cls, task: Task, owners: Owners) -> Self:
        person = TaskSubject.of(task.subject_id, owners)
        return cls(id=task.id, kind=task.kind, person=person)


class QueueBody(Schema):
    name: str
    waiting: int
    processes: Annotated[int, Field(description="Of the workers that consume it.")]
    oldest_due_at: datetime | None
    oldest: Annotated[WaitingTask | None, Field(description="The task that is due the longest.")]
    paused_at: Annotated[datetime | None, Field(description="Since when it is paused.")]

    @classmethod
    def of(cls, queue: Queue, owners: Owners) -> Self:
        oldest = WaitingTask.of(queue.oldest, owners) if queue.oldest else None
        return cls(
            name=queue.name,
            waiting=queue.waiting,
            processes=queue.processes,
            oldest_due_at=queue.oldest_due_at,
            oldest=oldest,
            paused_at=queue.paused_at,
        )


class Workers(Schema):
    workers: list[WorkerBody]
    queues: list[QueueBody]
