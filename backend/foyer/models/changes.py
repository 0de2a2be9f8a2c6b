"""Changes to an account that go by mail."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from foyer.db.base import Base


class EmailChangeState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"  # by the person, a newer change, or a new password
    SUPERSEDED = "superseded"  # the address has become somebody's
    EXPIRED = "expired"


class EmailChange(Base):
    """Somebody asked for another address. It reserves none until its link is used."""

    __tablename__ = "email_changes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    state: Mapped[EmailChangeState] = mapped_column(default=EmailChangeState.PENDING)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


Index(
    "uq_email_changes_pending",  # one at a time
    EmailChange.user_id,
    unique=True,
    postgresql_where=text("state = 'pending'"),
)


class PasswordReset(Base):
    """Somebody asked for a new password, for an address that may or may not have an account."""

    __tablename__ = "password_resets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email_key: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]  # used, or of no more use


class NoticeEvent(StrEnum):
    """What the owner of an account is told by mail after it happened."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    EMAIL_CHANGED = "email_changed"


class Notice(Base):
    """Something the owner of an account is told, at the address the account had when it was."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    event: Mapped[NoticeEvent]
    email: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
