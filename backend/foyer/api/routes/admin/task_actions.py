"""/admin: what administrators do with tasks"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Header, Response
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import log_event
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.accepted import ACCEPTED
from foyer.api.dependencies import (
    AdminDep,
    ClientInfoDep,
    DispatcherDep,
    HistorySessionDep,
    SessionDep,
)
from foyer.api.problems import responses
from foyer.api.schemas.task_history import AdminTask, BulkAnswer, BulkRequest
from foyer.models import AuditEvent
from foyer.task_engine import record, rerun
from foyer.task_engine.history import bulk, queries
from foyer.task_engine.history.bulk import BulkAction
from foyer.task_engine.history.queries import QueryTooSlowError, TaskEndedError, TaskNotFoundError
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.rerun import TaskForgottenError, TaskNotEndedError, TaskRepeatedError

MAIL_QUEUE = "mail"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_PATH = 300  # characters of it that are noted
_EVENTS = {
    BulkAction.RETRY: AuditEvent.TASKS_RETRIED,
    BulkAction.REVOKE: AuditEvent.TASKS_REVOKED,
}

router = APIRouter(
    prefix="/admin", tags=["admin"], responses=responses(NotAuthenticatedError, NotAllowedError)
)


@router.get("/access", status_code=204)
async def check_admin_access(
    session: SessionDep,
    admin: AdminDep,
    client_info: ClientInfoDep,
    method: Annotated[str, Header(alias="X-Original-Method", max_length=20)] = "GET",
    path: Annotated[str, Header(alias="X-Original-URI")] = "",
) -> None:
    """What nginx asks before it lets somebody through to Flower; it notes what they change."""
    if method in SAFE_METHODS:
        return
    details = {"method": method, "path": path[:MAX_PATH]}
    log_event(session, AuditEvent.FLOWER_USED, client_info, user_id=admin.id, details=details)
    await session.commit()


@router.post("/tasks/{task_id}/revoke", responses=responses(TaskNotFoundError, TaskEndedError))
async def revoke_task(
    session: SessionDep, admin: AdminDep, client_info: ClientInfoDep, task_id: UUID
) -> AdminTask:
    """Cancel a task that waits or runs. It stays cancelled, whatever restarts."""
    revoked = await session.run_sync(record.revoke, task_id)
    if revoked:
        details = {"task_id": str(task_id)}
        log_event(session, AuditEvent.TASK_REVOKED, client_info, user_id=admin.id, details=details)
    await session.commit()
    task = await queries.get(session, task_id)
    if not revoked:
        raise TaskEndedError
    return AdminTask.model_validate(task)


@router.post(
    "/tasks/{task_id}/retry",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(TaskNotFoundError, TaskNotEndedError, TaskRepeatedError, TaskForgottenError),
    },
)
async def retry_task(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    admin: AdminDep,
    client_info: ClientInfoDep,
    dispatch: DispatcherDep,
    task_id: UUID,
) -> AdminTask:
    """Run a task again that has ended: as a new task, which names this one."""
    again = await session.run_sync(rerun.repeat, task_id)
    details = {"task_id": str(task_id), "again": str(again)}
    log_event(session, AuditEvent.TASK_RETRIED, client_info, user_id=admin.id, details=details)
    await session.commit()
    background.add_task(dispatch, [again])
    response.headers["Location"] = f"/api/admin/tasks/{again}"
    return AdminTask.model_validate(await queries.get(session, again))


@router.post(
    "/tasks/bulk",
    status_code=202,
    responses={200: {"model": BulkAnswer, "description": "A dry run."}}
    | ACCEPTED
    | responses(QueryTooSlowError),
)
async def act_on_tasks(
    response: Response,
    background: BackgroundTasks,
    session: HistorySessionDep,
    admin: AdminDep,
    client_info: ClientInfoDep,
    dispatch: DispatcherDep,
    wanted: BulkRequest,
) -> BulkAnswer:
    """Run many again, or cancel many: a task does it. A dry run only counts them."""
    tasks = await _filter(session, wanted)
    found = await bulk.dry_run(session, wanted.action, tasks)
    answer = BulkAnswer(
        count=found.count,
        capped=found.capped,
        kinds=found.kinds,
        mails=await _mails(session, found.kinds) if wanted.action is BulkAction.RETRY else 0,
        task=None,
    )
    if wanted.dry_run:
        response.status_code = 200
        return answer
    task = bulk.enqueue(session, wanted.action, tasks)
    details = {"task_id": str(task.id), "count": found.count, "filter": bulk.dump(tasks)}
    log_event(session, _EVENTS[wanted.action], client_info, user_id=admin.id, details=details)
    await session.commit()
    background.add_task(dispatch, [task.id])
    response.headers["Location"] = f"/api/admin/tasks/{task.id}"
    answer.task = AdminTask.model_validate(await queries.get(session, task.id))
    return answer


async def _filter(session: AsyncSession, wanted: BulkRequest) -> TaskFilter:
    if wanted.filter:
        return await wanted.filter.filter(session)
    return TaskFilter(ids=tuple(wanted.ids or ()))


async def _mails(session: AsyncSession, kinds: dict[str, int]) -> int:
    queues = await queries.queues_by_kind(session)
    return sum(count for kind, count in kinds.items() if queues.get(kind) == MAIL_QUEUE)
