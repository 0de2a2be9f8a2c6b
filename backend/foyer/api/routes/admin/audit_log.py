"""/admin/audit"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from foyer.accounts import audit
from foyer.accounts.audit import AuditFilter
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep, SessionDep
from foyer.api.problems import responses
from foyer.api.schemas.audit_log import AuditEntries
from foyer.api.task_queries import Time
from foyer.models import AuditEvent

router = APIRouter(prefix="/admin/audit", tags=["admin"])


@router.get("", responses=responses(NotAuthenticatedError, NotAllowedError))
async def list_audit_events(
    session: SessionDep,
    _admin: AdminDep,
    event: AuditEvent | None = None,
    user: Annotated[UUID | None, Query(description="By this account, or at its address.")] = None,
    since: Annotated[Time | None, Query(alias="from")] = None,
    until: Annotated[Time | None, Query(alias="to")] = None,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditEntries:
    """Who did what, when, from where; newest first."""
    wanted = AuditFilter(event=event, user_id=user, since=since, until=until)
    page = await audit.list_events(session, wanted, cursor=cursor, limit=limit)
    return AuditEntries.model_validate(page)
