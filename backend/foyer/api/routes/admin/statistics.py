"""/admin/stats and /admin/workers"""  # noqa: D415

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import HistorySessionDep, OperatorDep
from foyer.api.problems import responses
from foyer.api.schemas.task_history import QueueBody, TaskStatistics, WorkerBody, Workers
from foyer.api.task_queries import SpanQuery
from foyer.db.base import utc_now
from foyer.errors import FieldError, InvalidFieldsError
from foyer.task_engine.history import statistics
from foyer.task_engine.history.queries import QueryTooSlowError
from foyer.task_engine.worker import liveness

DEFAULT_SPAN = timedelta(hours=1)
LONGEST_SPAN = timedelta(days=3660)

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    responses=responses(NotAuthenticatedError, NotAllowedError, QueryTooSlowError),
)


@router.get("/stats", responses=responses(InvalidFieldsError))
async def get_task_statistics(
    session: HistorySessionDep, _operator: OperatorDep, span: Annotated[SpanQuery, Query()]
) -> TaskStatistics:
    """What became of the tasks created in a span of time."""
    until = span.until or utc_now()
    since = span.since or until - DEFAULT_SPAN
    if not timedelta() < until - since <= LONGEST_SPAN:
        problem = "The span of time must begin before it ends, and be of ten years at most."
        raise InvalidFieldsError(FieldError("from", "span_invalid", problem))
    found = await statistics.statistics(session, since=since, until=until, kind=span.kind)
    return TaskStatistics.model_validate(found)


@router.get("/workers")
async def list_workers(session: HistorySessionDep, _operator: OperatorDep) -> Workers:
    """Who works, on what, since when; and what waits."""
    return Workers(
        workers=[WorkerBody.model_validate(each) for each in await liveness.overview(session)],
        queues=[QueueBody.model_validate(each) for each in await statistics.queues(session)],
    )
