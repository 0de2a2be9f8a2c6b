"""Changes to an account that involve a mail: new address, password reset, notices."""

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
    WITHDRAWN = "withdrawn"  # by the user, a newer change or a new password
    SUPERSEDED = "superseded"  # another account has the address now
    EXPIRED = "expired"


class EmailChange(Base):
    """A request to change the address. The address is not reserved until the link is used."""

    __tablename__ = "email_changes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    state: Mapped[EmailChangeState] = mapped_column(default=EmailChangeState.PENDING)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


Index(
    "uq_email_changes_pending",  # one pending change per account
    EmailChange.user_id,
    unique=True,
    postgresql_where=text("state = 'pending'"),
)


class PasswordReset(Base):
    """A request to reset a password, whether or not the address has an account."""

    __tablename__ = "password_resets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email_key: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]  # used or no longer valid


class NoticeEvent(StrEnum):
    """Account changes that the owner is notified of by mail."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a name
    EMAIL_CHANGED = "email_changed"


class Notice(Base):
    """A notification mail to the owner, at the address of the account when the change happened."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    event: Mapped[NoticeEvent]
    email: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
