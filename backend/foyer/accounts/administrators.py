"""Administrators: there is none until the command line makes one."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from foyer.accounts.addresses import AddressError, parse_address
from foyer.accounts.passwords import hash_password_now, password_problem
from foyer.errors import InvalidFieldsError
from foyer.models import LogInSession, Role, User


def make_administrator(session: Session, email: str, password: str, display_name: str) -> User:
    """Make the account, or make the existing one an administrator's and end its sessions.

    Raises:
        InvalidFieldsError: the address or the password will not do.
    """
    try:
        address = parse_address(email)
    except AddressError as error:
        raise InvalidFieldsError(error.problem) from error
    if problem := password_problem(password, email=email, display_name=display_name):
        raise InvalidFieldsError(problem)
    user = session.scalar(select(User).where(User.email_key == address.key))
    if user is None:
        user = User(email=address.address, email_key=address.key, display_name=display_name)
        session.add(user)
    user.password_hash = hash_password_now(password)
    user.role = Role.ADMIN
    session.flush()
    session.execute(delete(LogInSession).where(LogInSession.user_id == user.id))
    return user
