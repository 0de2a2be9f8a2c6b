"""The first administrator: made on the command line, because no account has the role at first."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.password.hashing import hash_password_sync
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.profile.profile import check_name
from foyer.db.base import utc_now
from foyer.errors import InvalidFieldsError
from foyer.models import EmailChange, EmailChangeState, PasswordReset, Role, User, UserSession


def make_administrator(session: Session, email: str, password: str, display_name: str) -> User:
    """Create an administrator, or give an existing account the role and this password.

    Raises:
        InvalidFieldsError: the address, the password or the name is not acceptable.
    """
    address = parse_address_field(email)
    name = check_name(display_name)
    if problem := password_problem(password, email=email, display_name=name):
        raise InvalidFieldsError(problem)
    user = session.scalar(select(User).where(User.email_key == address.key))
    if user is None:
        user = User(email=address.address, email_key=address.key, display_name=name)
        session.add(user)
    user.password_hash = hash_password_sync(password)
    user.role = Role.ADMIN
    session.flush()
    _end_access(session, user)
    return user


def _end_access(session: Session, user: User) -> None:
    """End sessions and links, as every new password does.

    See docs/decisions/0015-account-changes-end-older-links-and-sessions.md.
    """
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    session.execute(
        update(EmailChange)
        .where(EmailChange.user_id == user.id, EmailChange.state == EmailChangeState.PENDING)
        .values(state=EmailChangeState.WITHDRAWN)
    )
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.email_key == user.email_key, PasswordReset.ended_at.is_(None))
        .values(ended_at=utc_now())
    )
