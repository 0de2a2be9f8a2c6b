"""Response bodies of the audit log."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from foyer.api.schemas.base import Schema
from foyer.models import AuditEvent


class AuditEntry(Schema):
    id: UUID
    created_at: datetime
    event: AuditEvent
    user_id: UUID | None
    subject: Annotated[
        str | None, Field(description="Pseudonym of an address that has no known account.")
    ]
    ip: str | None
    user_agent: str | None
    reference: Annotated[
        str, Field(description="The request's id, as in the response and in the log.")
    ]
    details: dict[str, Any] | None


class AuditEntries(Schema):
    items: list[AuditEntry]
    next_cursor: UUID | None
