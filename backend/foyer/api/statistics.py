"""/admin/stats and /admin/workers"""  # noqa: D415

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from foyer.accounts.sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.deps import HistorySessionDep, OperatorDep
from foyer.api.history_bodies import QueueBody, TaskStatistics, WorkerBody, Workers
from foyer.api.history_query import SpanQuery
from foyer.api.problems import responses
from foyer.errors import FieldError, InvalidFieldsError
from foyer.models import utc_now
from foyer.tasks import liveness, statistics
from foyer.tasks.history import QueryTooSlowError

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
