"""Accepted: the answer to what takes long is the task that does it."""

from typing import Any

from fastapi import BackgroundTasks, Response

from foyer.api.bodies import TaskStatus
from foyer.models import Task
from foyer.tasks.dispatch import AfterResponse

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"schema": {"type": "string"}}}}
}


def accepted(
    response: Response, background: BackgroundTasks, dispatch: AfterResponse, task: Task
) -> TaskStatus:
    """Answer with a task that is committed; publish it once the answer is sent."""
    background.add_task(dispatch, [task.id])
    response.headers["Location"] = f"/api/tasks/{task.id}"
    return TaskStatus.model_validate(task)
