"""/tasks"""  # noqa: D415

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response

from foyer.api.bodies import TaskStatus
from foyer.api.conditional import conditional
from foyer.api.deps import SessionDep
from foyer.api.problems import responses
from foyer.tasks import history
from foyer.tasks.history import TaskNotFoundError

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get(
    "/{task_id}",
    status_code=HTTPStatus.OK,
    response_model=TaskStatus,
    responses={304: {"description": "Not changed."}, **responses(TaskNotFoundError)},
)
async def get_task(request: Request, session: SessionDep, task_id: UUID) -> Response:
    """How a task is doing. A failed one is a 200 that says FAILURE, and why."""
    task = await history.get(session, task_id)
    return conditional(request, TaskStatus.model_validate(task))
