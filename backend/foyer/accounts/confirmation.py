"""Confirmation: the link in the mail makes the account."""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.accounts.tokens import link_token, task_of_link_token
from foyer.errors import FoyerError
from foyer.mail.messages import Mail
from foyer.models import SignUp, SignUpState, Task, User, utc_now
from foyer.settings import Settings


class ConfirmationUnknownError(FoyerError):
    """This link is not one of ours. Please check that it is complete."""

    code = "confirmation_unknown"
    status = HTTPStatus.NOT_FOUND


class ConfirmationUsedError(FoyerError):
    """This address is already confirmed. You can log in."""

    code = "confirmation_used"
    status = HTTPStatus.CONFLICT


class ConfirmationExpiredError(FoyerError):
    """This link has expired. Please sign up again."""

    code = "confirmation_expired"
    status = HTTPStatus.GONE


class SignUpGoneError(FoyerError):
    """The sign-up this mail was for does not exist any more."""

    code = "sign_up_gone"
    status = HTTPStatus.GONE


def confirmation_mail(
    session: Session,
    *,
    task_id: UUID,
    sign_up_id: UUID | None,
    created_at: datetime,
    settings: Settings,
) -> Mail:
    """The mail of a sign-up: the link; or, where the address has an account, a word to its owner.

    Raises:
        SignUpGoneError: the sign-up was cleaned up.
    """
    row = session.get(SignUp, sign_up_id) if sign_up_id else None
    if row is None:
        raise SignUpGoneError
    known = session.scalar(select(User.id).where(User.email_key == row.email_key))
    # The account this very sign-up became is no reason to send another mail than before.
    if known is not None and known != row.user_id:
        template, context = "already_registered", {"link": urljoin(settings.public_url, "/log-in")}
    else:
        path = f"/confirm#{link_token(task_id, settings)}"
        hours = settings.confirmation_lifetime.total_seconds() / 3600
        template = "confirmation"
        context = {
            "display_name": row.display_name,
            "link": urljoin(settings.public_url, path),
            "lifetime": f"{hours:.0f} hours",
        }
    return Mail(template, row.email, task_id, created_at, context)


async def confirm(session: AsyncSession, token: str, settings: Settings) -> User:
    """Make the account that the token's sign-up asked for, in the caller's transaction.

    No session comes of it: the password is proven by logging in.

    Raises:
        ConfirmationUnknownError: the token is none of ours, or its sign-up was cleaned up.
        ConfirmationUsedError: this sign-up, or another of the same address, is confirmed.
        ConfirmationExpiredError: the mail was delivered too long ago.
    """
    task_id = task_of_link_token(token, settings)
    task = await session.get(Task, task_id) if task_id else None
    row = await _locked(session, task) if task else None
    if task is None or row is None:
        raise ConfirmationUnknownError
    if row.state in {SignUpState.CONFIRMED, SignUpState.SUPERSEDED}:
        raise ConfirmationUsedError
    delivered = task.finished_at or utc_now()
    if row.state is SignUpState.EXPIRED or delivered + settings.confirmation_lifetime < utc_now():
        raise ConfirmationExpiredError
    return await _make_account(session, row)


async def _locked(session: AsyncSession, task: Task) -> SignUp | None:
    """Lock all open sign-ups of the address, always in the same order; return the task's."""
    key = select(SignUp.email_key).where(SignUp.id == task.subject_id).scalar_subquery()
    rows = await session.scalars(
        select(SignUp).where(SignUp.email_key == key).order_by(SignUp.id).with_for_update()
    )
    return next((row for row in rows if row.id == task.subject_id), None)


async def _make_account(session: AsyncSession, row: SignUp) -> User:
    user = User(
        email=row.email,
        email_key=row.email_key,
        display_name=row.display_name,
        password_hash=row.password_hash,
        picture_id=row.picture_id,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:  # another sign-up of this address was quicker
        raise ConfirmationUsedError from error
    row.state, row.user_id, row.confirmed_at = SignUpState.CONFIRMED, user.id, utc_now()
    await session.execute(
        update(SignUp)
        .where(
            SignUp.email_key == row.email_key,
            SignUp.id != row.id,
            SignUp.state == SignUpState.PENDING,
        )
        .values(state=SignUpState.SUPERSEDED)
    )
    return user
