"""Expiry: sign-ups end, and are forgotten."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from foyer.models import SignUp, SignUpState, utc_now
from foyer.settings import Settings


def expire_sign_ups(session: Session, settings: Settings) -> tuple[int, int]:
    """Mark what can no longer be confirmed, delete what is old; returns how many of each."""
    # A mail may be on its way for a day before the life of its link begins.
    last_chance = utc_now() - 2 * settings.confirmation_lifetime
    expired = session.scalars(
        update(SignUp)
        .where(SignUp.state == SignUpState.PENDING, SignUp.created_at < last_chance)
        .values(state=SignUpState.EXPIRED)
        .returning(SignUp.id)
    ).all()
    deleted = session.scalars(
        delete(SignUp)
        .where(SignUp.created_at < utc_now() - settings.sign_up_retention)
        .returning(SignUp.id)
    ).all()
    return len(expired), len(deleted)
