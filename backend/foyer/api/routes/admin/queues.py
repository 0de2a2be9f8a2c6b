"""/admin/queues: pause and resume queues."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep
from foyer.api.problems import responses
from foyer.api.request_context import RequestContextDep
from foyer.models import AuditEvent
from foyer.task_engine import pauses
from foyer.task_engine.history import queues
from foyer.task_engine.history.queues import QueueNotFoundError

router = APIRouter(
    prefix="/admin/queues",
    tags=["admin"],
    responses=responses(NotAuthenticatedError, NotAllowedError, QueueNotFoundError),
)

QueueName = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]


@router.put("/{queue}/pause", status_code=HTTPStatus.NO_CONTENT)
async def pause_queue(context: RequestContextDep, admin: AdminDep, queue: QueueName) -> None:
    """Pause a queue: its tasks wait until it is resumed. Those that run already finish."""
    session = context.session
    await queues.require_queue(session, queue)
    if await session.run_sync(pauses.pause, queue):
        context.log_event(AuditEvent.QUEUE_PAUSED, user_id=admin.id, details={"queue": queue})
    await session.commit()


@router.delete("/{queue}/pause", status_code=HTTPStatus.NO_CONTENT)
async def resume_queue(context: RequestContextDep, admin: AdminDep, queue: QueueName) -> None:
    """Resume a paused queue: its due tasks run, in their order."""
    session = context.session
    await queues.require_queue(session, queue)
    if await session.run_sync(pauses.resume, queue):
        context.log_event(AuditEvent.QUEUE_RESUMED, user_id=admin.id, details={"queue": queue})
    await session.commit()
