"""/admin/stats and /admin/workers: statistics, workers and queues."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from foyer.accounts import user_search
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import HistorySessionDep, OperatorDep
from foyer.api.problems import responses
from foyer.api.schemas.task_history import TaskStatistics
from foyer.api.schemas.workers import QueueBody, WorkerBody, Workers
from foyer.api.task_queries import StatisticsQuery
from foyer.api.time_range import LONGEST_RANGE
from foyer.db.base import utc_now
from foyer.errors import FieldError, InvalidFieldsError
from foyer.task_engine.history import queues, statistics, worker_status
from foyer.task_engine.history.queries import QueryTooSlowError
from foyer.task_engine.payload import queue_by_kind

DEFAULT_RANGE = timedelta(hours=1)

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    responses=responses(NotAuthenticatedError, NotAllowedError, QueryTooSlowError),
)


@router.get("/stats", responses=responses(InvalidFieldsError))
async def get_task_statistics(
    session: HistorySessionDep,
    _operator: OperatorDep,
    query: Annotated[StatisticsQuery, Query()],
) -> TaskStatistics:
    """Statistics of the tasks that were created in a time range."""
    since, until = query.bounds()
    until = until or utc_now()
    since = since or until - DEFAULT_RANGE
    if not timedelta() < until - since <= LONGEST_RANGE:
        problem = "The time range must begin before it ends and span at most ten years."
        raise InvalidFieldsError(FieldError("from", "span_invalid", problem))
    result = await statistics.statistics(
        session, since=since, until=until, kind=query.kind, error_groups=query.error_groups
    )
    return TaskStatistics.model_validate(result)


@router.get("/workers")
async def list_workers(session: HistorySessionDep, _operator: OperatorDep) -> Workers:
    """Workers with their running tasks; queues with their consumers and waiting tasks."""
    workers = await worker_status.workers(session)
    waiting = await queues.queues(session, queue_by_kind().values())
    running_tasks = [task for worker in workers for task in worker.running]
    oldest_tasks = [queue.oldest for queue in waiting if queue.oldest]
    owners = await user_search.find_task_owners(
        session, [task.subject_id for task in (*running_tasks, *oldest_tasks)]
    )
    return Workers(
        workers=[WorkerBody.of(worker, owners) for worker in workers],
        queues=[QueueBody.of(queue, owners) for queue in waiting],
    )
