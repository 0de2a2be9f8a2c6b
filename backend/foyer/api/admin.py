"""/admin"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from foyer.accounts.audit import note
from foyer.accounts.sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.bodies import AdminTask, AdminTaskDetail, TaskPage
from foyer.api.deps import AdminDep, OriginDep, SessionDep
from foyer.api.problems import responses
from foyer.models import AuditEvent, TaskState
from foyer.tasks import history, record
from foyer.tasks.history import CursorError, TaskEndedError, TaskNotFoundError

router = APIRouter(
    prefix="/admin", tags=["admin"], responses=responses(NotAuthenticatedError, NotAllowedError)
)


@router.get("/access", status_code=204)
async def check_admin_access(_admin: AdminDep) -> None:
    """What nginx asks before it lets somebody through to Flower."""


@router.get("/tasks", responses=responses(CursorError))
async def list_admin_tasks(
    session: SessionDep,
    _admin: AdminDep,
    state: TaskState | None = None,
    kind: Annotated[str | None, Query(pattern="^[A-Za-z0-9_]{1,100}$")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TaskPage:
    """Every task that ever ran, newest first."""
    page = await history.page(session, state=state, kind=kind, cursor=cursor, limit=limit)
    return TaskPage(
        items=[AdminTask.model_validate(task) for task in page.items],
        next_cursor=page.next_cursor,
        kinds=await history.kinds(session),
    )


@router.post("/tasks/{task_id}/revoke", responses=responses(TaskNotFoundError, TaskEndedError))
async def revoke_task(
    session: SessionDep, admin: AdminDep, origin: OriginDep, task_id: UUID
) -> AdminTask:
    """Cancel a task that waits or runs. It stays cancelled, whatever restarts."""
    revoked = await session.run_sync(record.revoke, task_id)
    if revoked:
        details = {"task_id": str(task_id)}
        note(session, AuditEvent.TASK_REVOKED, origin, user_id=admin.id, details=details)
    await session.commit()
    task = await history.get(session, task_id)
    if not revoked:
        raise TaskEndedError
    return AdminTask.model_validate(task)


@router.get("/tasks/{task_id}", responses=responses(TaskNotFoundError))
async def get_admin_task(session: SessionDep, _admin: AdminDep, task_id: UUID) -> AdminTaskDetail:
    """One task with its attempts, its error and the traceback."""
    task = await history.get(session, task_id)
    attempts = await history.attempts(session, task_id)
    fields = AdminTaskDetail.model_fields.keys() - {"attempts_history"}
    return AdminTaskDetail.model_validate(
        {name: getattr(task, name) for name in fields} | {"attempts_history": attempts}
    )
