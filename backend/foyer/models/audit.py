"""The audit log."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Index, func
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from foyer.db.base import Base, stored_values


class AuditEvent(StrEnum):
    """Kinds of audit events. New ones may be added; stored rows keep the old names for ever."""

    SIGNED_UP = "signed_up"
    CONFIRMATION_RESENT = "confirmation_resent"
    SIGN_UP_EMAIL_CHANGED = "sign_up_email_changed"
    CONFIRMED = "confirmed"
    LOGGED_IN = "logged_in"
    LOG_IN_FAILED = "log_in_failed"
    LOGGED_OUT = "logged_out"
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere"
    SESSION_ENDED = "session_ended"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name
    PASSWORD_RESET_ASKED = "password_reset_asked"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGE_WITHDRAWN = "email_change_withdrawn"
    EMAIL_CHANGED = "email_changed"
    NAME_CHANGED = "name_changed"
    PICTURE_CHANGED = "picture_changed"
    PICTURE_REMOVED = "picture_removed"
    ACCOUNT_DELETED = "account_deleted"
    DATA_EXPORTED = "data_exported"
    ADMIN_CREATED = "admin_created"
    TASK_REVOKED = "task_revoked"
    TASK_RETRIED = "task_retried"
    TASKS_REVOKED = "tasks_revoked"
    TASKS_RETRIED = "tasks_retried"
    TASKS_EXPORTED = "tasks_exported"
    QUEUE_PAUSED = "queue_paused"
    QUEUE_RESUMED = "queue_resumed"
    ROLE_CHANGED = "role_changed"
    FLOWER_USED = "flower_used"


class AuditRecord(Base):
    """One audit event. Records are inserted and never changed; see accounts/audit.py."""

    __tablename__ = "audit_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    # No check constraint: during a rolling deploy, newer processes write newer events.
    event: Mapped[AuditEvent] = mapped_column(
        Enum(AuditEvent, native_enum=False, length=40, values_callable=stored_values)
    )
    user_id: Mapped[UUID | None]  # no foreign key: it outlives the account
    subject: Mapped[str | None]  # the pseudonym of an address
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    reference: Mapped[str]
    details: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


# To read the events of one account page by page.
Index("ix_audit_events_user_id_id", AuditRecord.user_id, AuditRecord.id)
Index("ix_audit_events_subject_id", AuditRecord.subject, AuditRecord.id)
_TASK_ID = AuditRecord.details["task_id"].astext
Index("ix_audit_events_task", _TASK_ID, postgresql_where=_TASK_ID.is_not(None))
