"""Sign-ups: requests for an account."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from foyer.db.base import Base
from foyer.models.language import Language


class SignUpState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"  # another sign-up of the same address was confirmed
    EXPIRED = "expired"


class SignUp(Base):
    """A request for an account. The address is not reserved until the link is used."""

    __tablename__ = "sign_ups"

    # A hash of the capability with which a person follows the sign-up, see accounts/sign_up.
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(index=True)
    # A link is valid for one version of the address.
    email_version: Mapped[int] = mapped_column(default=1, server_default="1")
    display_name: Mapped[str]
    # The language of the mails.
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH, server_default="en")
    password_hash: Mapped[str]  # "" once the sign-up is over
    state: Mapped[SignUpState] = mapped_column(default=SignUpState.PENDING)
    picture_id: Mapped[UUID | None] = mapped_column(ForeignKey("pictures.id", ondelete="SET NULL"))
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    # When the latest mail was requested.
    mailed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    confirmed_at: Mapped[datetime | None]
    fingerprint: Mapped[bytes | None]  # hash of the request, if it had an Idempotency-Key


# Each deletion of a picture looks for its sign-up.
Index("ix_sign_ups_picture_id", SignUp.picture_id, postgresql_where=text("picture_id IS NOT NULL"))
