"""User accounts and their log-in sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from foyer.db.base import Base
from foyer.models.language import Language


class Role(StrEnum):
    USER = "user"
    OPERATOR = "operator"  # read-only: sees the tasks and the staff
    ADMIN = "admin"


class User(Base):
    """An account. Its e-mail address is confirmed."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]  # as the user wrote it
    email_key: Mapped[str] = mapped_column(unique=True)  # normalised; one account per address
    display_name: Mapped[str]
    # The language of the mails.
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH, server_default="en")
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(default=Role.USER)
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey("pictures.id", ondelete="SET NULL"))
    # Becomes picture_id when its thumbnails are ready; until then the current picture stays.
    next_picture_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("pictures.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


# Each deletion of a picture looks for its user.
for _column in (User.picture_id, User.next_picture_id):
    Index(f"ix_users_{_column.key}", _column, postgresql_where=text(f"{_column.key} IS NOT NULL"))


class UserSession(Base):
    """A log-in session. The cookie holds the token, this table only the hash of the token."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    ip: Mapped[str | None]  # of the latest request
    user_agent: Mapped[str | None]
