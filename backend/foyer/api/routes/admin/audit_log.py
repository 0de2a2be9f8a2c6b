"""/admin/audit: read the audit log."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from foyer.accounts import audit
from foyer.accounts.audit import AuditFilter
from foyer.accounts.sessions.user_sessions import NotAllowedError, NotAuthenticatedError
from foyer.api.dependencies import AdminDep, SessionDep
from foyer.api.problems import responses
from foyer.api.schemas.audit_log import AuditEntries
from foyer.api.time_range import Timestamp
from foyer.models import AuditEvent

router = APIRouter(prefix="/admin/audit", tags=["admin"])


@router.get("", responses=responses(NotAuthenticatedError, NotAllowedError))
async def list_audit_events(
    session: SessionDep,
    _admin: AdminDep,
    event: AuditEvent | None = None,
    user: Annotated[
        UUID | None, Query(description="Events of this account or of its address.")
    ] = None,
    since: Annotated[Timestamp | None, Query(alias="from")] = None,
    until: Annotated[Timestamp | None, Query(alias="to")] = None,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditEntries:
    """Events of the audit log, newest first."""
    audit_filter = AuditFilter(event=event, user_id=user, since=since, until=until)
    page = await audit.list_events(session, audit_filter, cursor=cursor, limit=limit)
    return AuditEntries.model_validate(page)
