"""Change of an account's address: valid once the new address is confirmed.

The previous address gets a notice.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from foyer.accounts.email.address_claims import (
    has_other_claims,
    lock_address,
    supersede_claims,
)
from foyer.accounts.email.addresses import EmailAddress, parse_address_field
from foyer.accounts.email.invalid_links import (
    AddressTakenError,
    ConfirmationExpiredError,
    ConfirmationReplacedError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
)
from foyer.accounts.email.links import is_expired
from foyer.accounts.email.notices import enqueue_notice
from foyer.accounts.password.password_reset import move_resets
from foyer.accounts.sign_up.confirmation import (
    Confirmation,
    ConfirmationCredentials,
    PasswordNeededError,
)
from foyer.db.base import utc_now
from foyer.errors import FieldError, InvalidFieldsError
from foyer.models import EmailChange, EmailChangeState, NoticeEvent, User
from foyer.payloads import SendEmailChangeEmail
from foyer.settings import Settings
from foyer.task_engine import subjects
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


def validate_new_address(email: str, user: User) -> EmailAddress:
    """Parse the new address.

    Raises:
        InvalidFieldsError: this is not an address, or it is the account's current one.
    """
    address = parse_address_field(email)
    if address.address == user.email:
        message = "Your account already has this address."
        raise InvalidFieldsError(FieldError("email", "email_unchanged", message))
    return address


async def request_change(session: AsyncSession, user: User, address: EmailAddress) -> Task:
    """Add the change and the mail with its link to the transaction.

    It replaces an earlier change to another address. A second request for the same address
    continues the same change, and both links are valid. The result is the same whether or not the
    address has an account. If it has one, the mail says so to that account's owner.
    """
    change = await session.scalar(select(EmailChange).where(_is_pending(user.id)))
    if change and change.email == address.address:
        change.created_at = utc_now()
    else:
        await withdraw(session, user.id)
        change = EmailChange(
            id=uuid7(), user_id=user.id, email=address.address, email_key=address.key
        )
        session.add(change)
    return enqueue(session, SendEmailChangeEmail(), subject_id=change.id)


async def pending_address(session: AsyncSession, user_id: UUID) -> str | None:
    """The new address that is not confirmed yet, or None."""
    return await session.scalar(select(EmailChange.email).where(_is_pending(user_id)))


async def withdraw(session: AsyncSession, user_id: UUID) -> bool:
    """End the pending change, its link and its unsent mail. Returns False if there is none."""
    change_id = await session.scalar(
        update(EmailChange)
        .where(_is_pending(user_id))
        .values(state=EmailChangeState.WITHDRAWN)
        .returning(EmailChange.id)
    )
    if change_id:
        await session.run_sync(subjects.revoke, [change_id])
    return change_id is not None


async def account_of_link(session: AsyncSession, task_id: UUID) -> User | None:
    """Return the account whose address change belongs to this mail task; None if it was deleted."""
    query = select(User).join(EmailChange).join(Task, Task.subject_id == EmailChange.id)
    return await session.scalar(query.where(Task.id == task_id))


async def confirm(
    session: AsyncSession, task_id: UUID, credentials: ConfirmationCredentials, settings: Settings
) -> Confirmation:
    """Confirm a pending address change and set the account's new address.

    Runs in the caller's transaction. If others claim the address too, the link alone is not enough.
    The owner might open the link of a stranger's change, and the stranger's account would get the
    address.

    Raises:
        ConfirmationUnknownError: the task, the change or the account was deleted.
        ConfirmationUsedError: the link was used before.
        ConfirmationReplacedError: the change was withdrawn or replaced by another.
        ConfirmationExpiredError: the mail was delivered too long ago.
        AddressTakenError: another account has the address now.
        PasswordNeededError: others claim the address, and the credentials are not this account's.
    """
    task = await session.get(Task, task_id)
    if task is None:
        raise ConfirmationUnknownError
    user, change = await _lock_change(session, task)
    _require_pending(change)
    if is_expired(task, settings.confirmation_lifetime):
        raise ConfirmationExpiredError(change.email, user_id=user.id)
    if not credentials.match_account(user) and await has_other_claims(
        session, change.email_key, change.id
    ):
        raise PasswordNeededError
    return await _change_address(session, user, change)


async def _change_address(session: AsyncSession, user: User, change: EmailChange) -> Confirmation:
    old_email, old_key, new_email, user_id = user.email, user.email_key, change.email, user.id
    user.email, user.email_key = change.email, change.email_key
    change.state = EmailChangeState.CONFIRMED
    try:
        await session.flush()
    except IntegrityError as error:
        raise AddressTakenError(new_email, user_id=user_id) from error
    dropped_ids = await supersede_claims(session, change.email_key, confirmed_id=change.id)
    await move_resets(session, old_key, change.email_key)
    notice = enqueue_notice(session, NoticeEvent.EMAIL_CHANGED, user_id=user_id, email=old_email)
    return Confirmation(user, dropped_ids, notice)


async def _lock_change(session: AsyncSession, task: Task) -> tuple[User, EmailChange]:
    """Lock the address, the account and the change, in this order."""
    change = await session.get(EmailChange, task.subject_id) if task.subject_id else None
    if change is None:
        raise ConfirmationUnknownError
    await lock_address(session, change.email_key)
    user = await session.get(
        User, change.user_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if user is None:
        raise ConfirmationUnknownError
    await session.refresh(change, with_for_update=True)
    return user, change


def _require_pending(change: EmailChange) -> None:
    match change.state:
        case EmailChangeState.CONFIRMED:
            raise ConfirmationUsedError(change.email, user_id=change.user_id)
        case EmailChangeState.WITHDRAWN:
            raise ConfirmationReplacedError(change.email, user_id=change.user_id)
        case EmailChangeState.SUPERSEDED:
            raise AddressTakenError(change.email, user_id=change.user_id)
        case EmailChangeState.EXPIRED:
            raise ConfirmationExpiredError(change.email, user_id=change.user_id)
        case EmailChangeState.PENDING:
            return


def _is_pending(user_id: UUID) -> ColumnElement[bool]:
    return (EmailChange.user_id == user_id) & (EmailChange.state == EmailChangeState.PENDING)
