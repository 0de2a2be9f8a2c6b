"""/admin: actions of administrators on tasks, and access to Flower."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep, HistorySessionDep
from foyer.api.problems import responses
from foyer.api.rate_limits import Rule, TooManyRequestsError
from foyer.api.request_context import ACCEPTED, RequestContext, RequestContextDep
from foyer.api.schemas.task_history import AdminTask, BulkAnswer, BulkRequest
from foyer.models import AuditEvent
from foyer.task_engine import transitions
from foyer.task_engine.history import bulk, queries, rerun
from foyer.task_engine.history.bulk import BulkAction
from foyer.task_engine.history.queries import QueryTooSlowError, TaskEndedError, TaskNotFoundError
from foyer.task_engine.history.rerun import (
    TaskAlreadyRerunError,
    TaskErasedError,
    TaskNotEndedError,
)
from foyer.task_engine.history.task_filter import TaskFilter
from foyer.task_engine.payload import queue_by_kind

MAIL_QUEUE = "mail"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FLOWER_READS = frozenset({"/flower/tasks/datatable"})  # paths that Flower's pages read with POST
FLOWER_CHANGES = re.compile(r"/flower/api/(task/[a-z-]+|worker/[a-z]+(/[a-z-]+)?)/[^/]+")
MAX_PATH = 300  # characters; nginx refuses longer paths, so that the audit log has whole ones
_EVENTS = {
    BulkAction.RETRY: AuditEvent.TASKS_RETRIED,
    BulkAction.REVOKE: AuditEvent.TASKS_REVOKED,
}

router = APIRouter(
    prefix="/admin", tags=["admin"], responses=responses(NotAuthenticatedError, NotAllowedError)
)


def _original(name: str, max_length: int) -> Any:
    """A header of nginx about the request to Flower; not described, as clients cannot send it."""
    return Header(alias=f"X-Original-{name}", max_length=max_length, include_in_schema=False)


@router.get("/access", status_code=204)
async def check_admin_access(
    context: RequestContextDep,
    admin: AdminDep,
    method: Annotated[str, _original("Method", max_length=20)] = "GET",
    path: Annotated[str, _original("URI", max_length=MAX_PATH)] = "",
) -> None:
    """Nginx calls this before each request to Flower. Changes are logged and limited.

    Other paths than those of Flower's changes are refused, so that they cannot fill the log.
    """
    if method in SAFE_METHODS or (changed := path.partition("?")[0]) in FLOWER_READS:
        return
    if method != "POST" or not FLOWER_CHANGES.fullmatch(changed):
        raise NotAllowedError
    try:
        await context.limits.hit(Rule.ADMINISTRATION_PER_ACCOUNT, str(admin.id))
    except TooManyRequestsError as error:  # nginx understands only 401 and 403
        raise NotAllowedError(error.detail) from error
    details = {"method": method, "path": path}
    context.log_event(AuditEvent.FLOWER_USED, user_id=admin.id, details=details)
    await context.session.commit()


@router.post("/tasks/{task_id}/revoke", responses=responses(TaskNotFoundError, TaskEndedError))
async def revoke_task(context: RequestContextDep, admin: AdminDep, task_id: UUID) -> AdminTask:
    """Cancel a waiting or running task. It stays cancelled after restarts."""
    session = context.session
    revoked = await session.run_sync(transitions.revoke, task_id)
    if revoked:
        details = {"task_id": str(task_id)}
        context.log_event(AuditEvent.TASK_REVOKED, user_id=admin.id, details=details)
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
        **responses(TaskNotFoundError, TaskNotEndedError, TaskAlreadyRerunError, TaskErasedError),
    },
)
async def retry_task(context: RequestContextDep, admin: AdminDep, task_id: UUID) -> AdminTask:
    """Run an ended task again, as a new task that refers to this one."""
    session = context.session
    new_task_id = await session.run_sync(rerun.rerun, task_id)
    details = {"task_id": str(task_id), "again": str(new_task_id)}
    context.log_event(AuditEvent.TASK_RETRIED, user_id=admin.id, details=details)
    await session.commit()
    return await _accept(context, new_task_id)


@router.post(
    "/tasks/bulk",
    status_code=202,
    responses={200: {"model": BulkAnswer, "description": "A dry run, or no task matches."}}
    | ACCEPTED
    | responses(QueryTooSlowError),
)
async def act_on_tasks(
    context: RequestContextDep, session: HistorySessionDep, admin: AdminDep, request: BulkRequest
) -> BulkAnswer:
    """Run many tasks again or cancel them, in a background task. A dry run only counts them."""
    tasks = await _filter(session, request)
    dry_run = await bulk.dry_run(session, request.action, tasks)
    body = BulkAnswer(
        count=dry_run.count,
        capped=dry_run.capped,
        kinds=dry_run.kinds,
        mails=_mails(request.action, dry_run.kinds),
        task=None,
    )
    if request.dry_run or not dry_run.count:
        context.response.status_code = 200
        return body
    task = await session.run_sync(bulk.enqueue, request.action, tasks)
    details = {"task_id": str(task.id), "count": dry_run.count, "filter": bulk.dump(tasks)}
    context.log_event(_EVENTS[request.action], user_id=admin.id, details=details)
    await session.commit()
    body.task = await _accept(context, task.id)
    return body


async def _accept(context: RequestContext, task_id: UUID) -> AdminTask:
    """Publish a committed task. Returns it, as administrators see it."""
    context.publish(task_id)
    context.response.headers["Location"] = f"/api/admin/tasks/{task_id}"
    return AdminTask.model_validate(await queries.get(context.session, task_id))


async def _filter(session: AsyncSession, request: BulkRequest) -> TaskFilter:
    if request.filter:
        return await request.filter.filter(session)
    return TaskFilter(ids=tuple(request.ids or ()))


def _mails(action: BulkAction, count_by_kind: dict[str, int]) -> int:
    """The number of tasks that will send a mail again."""
    if action is not BulkAction.RETRY:
        return 0
    queues = queue_by_kind()
    return sum(count for kind, count in count_by_kind.items() if queues.get(kind) == MAIL_QUEUE)
