"""Response bodies of tasks."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from foyer.api.schemas.base import Schema
from foyer.task_engine.models import TaskState

_ACTIVE = frozenset({TaskState.PENDING, TaskState.STARTED})


class TaskError(Schema):
    code: str
    message: str


class TaskStatus(Schema):
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

    def without_progress(self) -> Self:
        """A copy in which an active task looks the same from its creation to its end."""
        if self.state not in _ACTIVE:
            return self
        constant = {"state": TaskState.PENDING, "progress": 0, "step": None}
        return self.model_copy(update=constant | {"started_at": None, "attempts": 0})
