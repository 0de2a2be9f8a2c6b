"""Response bodies of tasks."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BeforeValidator, Field

from foyer.api.schemas.base import Schema
from foyer.task_engine.models import TaskState

_ACTIVE = frozenset({TaskState.PENDING, TaskState.STARTED})


def _as_object(result: object) -> object:
    """Older versions of the engine also stored results that are not objects."""
    return result if result is None or isinstance(result, dict) else {"value": result}


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
    result: Annotated[dict[str, Any] | None, BeforeValidator(_as_object)]
    error: TaskError | None

    @property
    def is_active(self) -> bool:
        """Whether the task waits or runs, without a failed attempt that should be reported."""
        return self.state in _ACTIVE

    def without_progress(self) -> Self:
        """A copy in which an active task looks the same from its creation to its end."""
        if not self.is_active:
            return self
        constant = {"state": TaskState.PENDING, "progress": 0, "step": None}
        return self.model_copy(update=constant | {"started_at": None, "attempts": 0})
