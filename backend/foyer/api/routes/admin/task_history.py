"""/admin/tasks: list, count, export and read tasks."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts import audit, user_search
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import HistorySessionDep, OperatorDep
from foyer.api.problems import responses
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.pictures import Thumbnails
from foyer.api.schemas.task_history import AdminTaskDetail, ListedTask, TaskCount, TaskPage
from foyer.api.task_csv import PAGE, csv_lines
from foyer.api.task_queries import CountQuery, PageQuery, TaskQuery
from foyer.models import AuditEvent, Picture
from foyer.task_engine.history import bulk, queries, rerun
from foyer.task_engine.history.queries import CursorError, QueryTooSlowError, TaskNotFoundError
from foyer.task_engine.models import Task
from foyer.task_engine.payload import queue_by_kind

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    responses=responses(NotAuthenticatedError, NotAllowedError, QueryTooSlowError),
)


@router.get("/tasks", responses=responses(CursorError))
async def list_admin_tasks(
    session: HistorySessionDep, _operator: OperatorDep, query: Annotated[PageQuery, Query()]
) -> TaskPage:
    """Tasks that match the filter, newest first."""
    page = await queries.page(
        session, await query.filter(session), cursor=query.cursor, limit=query.limit
    )
    owners = await user_search.find_task_owners(session, [task.subject_id for task in page.items])
    return TaskPage(
        items=[ListedTask.of(task, owners) for task in page.items],
        next_cursor=page.next_cursor,
        first_cursor=page.first_cursor,
        kinds=list(queue_by_kind()),
    )


@router.get("/tasks/count", responses=responses(CursorError))
async def count_admin_tasks(
    session: HistorySessionDep, _operator: OperatorDep, query: Annotated[CountQuery, Query()]
) -> TaskCount:
    """The number of matching tasks, up to 10,000; or how many are newer than a page."""
    tasks = await query.filter(session)
    count = await queries.count(session, tasks, newer_than=query.newer_than)
    return TaskCount.model_validate(count)


@router.get(
    "/tasks.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export_admin_tasks(
    session: HistorySessionDep,
    context: RequestContextDep,
    operator: OperatorDep,
    query: Annotated[TaskQuery, Query()],
) -> StreamingResponse:
    """All matching tasks as CSV. Values that a spreadsheet would read as a formula are quoted."""
    tasks = await query.filter(session)
    # Read before the response starts, so that a query that takes too long is a proper error.
    first = await queries.page(session, tasks, cursor=None, limit=PAGE)
    details = {"filter": bulk.dump(tasks)}
    context.log_event(AuditEvent.TASKS_EXPORTED, user_id=operator.id, details=details)
    await session.commit()
    return StreamingResponse(
        csv_lines(tasks, first),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="tasks.csv"'},
    )


@router.get("/tasks/{task_id:uuid}", responses=responses(TaskNotFoundError))
async def get_admin_task(
    session: HistorySessionDep, _operator: OperatorDep, task_id: UUID
) -> AdminTaskDetail:
    """One task with its owner, its attempts and the actions of administrators."""
    task = await queries.get(session, task_id)
    return AdminTaskDetail.model_validate(await _details(session, task))


async def _details(session: AsyncSession, task: Task) -> dict[str, Any]:
    rerun_task = await rerun.rerun_of(session, task.id)
    columns = {column.key for column in Task.__table__.columns}
    picture_id = task.payload.get("picture_id")
    picture = await session.get(Picture, UUID(picture_id)) if picture_id else None
    owners = await user_search.find_task_owners(session, [task.subject_id])
    bulk_task_ids = [task.asked_by, rerun_task.asked_by if rerun_task else None]
    return {name: getattr(task, name) for name in AdminTaskDetail.model_fields.keys() & columns} | {
        "queue": task.queue or queue_by_kind().get(task.kind),
        "retried_by": rerun_task.id if rerun_task else None,
        "person": owners.get(task.subject_id) if task.subject_id else None,
        "thumbnails": Thumbnails.of(picture),
        "attempts_history": await queries.attempts(session, task.id),
        "actions": await audit.list_admin_actions(session, [task.id, *bulk_task_ids]),
    }
