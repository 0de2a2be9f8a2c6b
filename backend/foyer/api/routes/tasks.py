"""/tasks: the state of a task."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from foyer.api.conditional import NOT_CHANGED, ConditionalDep
from foyer.api.dependencies import SessionDep
from foyer.api.problems import responses
from foyer.api.schemas.tasks import TaskStatus
from foyer.task_engine.history import queries
from foyer.task_engine.history.queries import TaskNotFoundError

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get(
    "/{task_id}",
    status_code=HTTPStatus.OK,
    response_model=TaskStatus,
    responses={**NOT_CHANGED, **responses(TaskNotFoundError)},
)
async def get_task(session: SessionDep, conditional: ConditionalDep, task_id: UUID) -> Response:
    """The state of a task. A failed task is a 200 response with state FAILURE and the error."""

    async def read() -> TaskStatus:
        return TaskStatus.model_validate(await queries.get(session, task_id))

    return await conditional.respond(task_id, read)
