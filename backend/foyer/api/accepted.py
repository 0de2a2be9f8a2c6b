"""Accepted: the answer to what takes long is the task that does it."""

from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Response

from foyer.api.dependencies import DispatcherDep
from foyer.api.schemas.tasks import TaskStatus
from foyer.task_engine.models import Task

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"schema": {"type": "string"}}}}
}


class Accept:
    """Answers with a task that is committed, and publishes it once the answer is sent."""

    def __init__(
        self, response: Response, background: BackgroundTasks, dispatch: DispatcherDep
    ) -> None:
        self._response = response
        self._background = background
        self._dispatch = dispatch

    def __call__(self, task: Task) -> TaskStatus:
        self._background.add_task(self._dispatch, [task.id])
        self._response.headers["Location"] = f"/api/tasks/{task.id}"
        return TaskStatus.model_validate(task)


AcceptDep = Annotated[Accept, Depends()]
