"""Sign-up: check the form, store the request for an account, report its progress."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import AddressError, EmailAddress, parse_address
from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.profile.display_name import clean_name, name_problem
from foyer.accounts.profile.profile_picture import Original, add_picture
from foyer.accounts.sign_up.capability import new_capability, row_id
from foyer.accounts.sign_up.idempotency import IdempotentRequest
from foyer.errors import FieldError, FoyerError, InvalidFieldsError
from foyer.models import Language, Picture, SignUp
from foyer.payloads import SendConfirmationEmail
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


class SignUpNotFoundError(FoyerError):
    """There is no such sign-up. Links to old sign-ups stop working after a while."""

    code = "sign_up_not_found"
    status = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class SignUpData:
    """The text fields of the sign-up form, checked."""

    email: EmailAddress
    password: str
    display_name: str


@dataclass(frozen=True, slots=True)
class SignUpStatus:
    """A sign-up, its picture and its tasks: the latest task of each kind, ordered by kind."""

    capability: UUID
    sign_up: SignUp
    tasks: list[Task]
    picture: Picture | None


def validate(email: str, password: str, display_name: str) -> SignUpData:
    """Check the form's text fields.

    Raises:
        InvalidFieldsError: it lists all problems, not only the first.
    """
    problems: list[FieldError] = []
    address = None
    try:
        address = parse_address(email)
    except AddressError as error:
        problems.append(error.problem)
    name = clean_name(display_name)
    if problem := name_problem(name):
        problems.append(problem)
    if problem := password_problem(password, email=email, display_name=name):
        problems.append(problem)
    if problems or address is None:
        raise InvalidFieldsError(*problems)
    return SignUpData(address, password, name)


async def sign_up(
    session: AsyncSession,
    data: SignUpData,
    *,
    original: Original | None,
    language: Language,
    idempotent_request: IdempotentRequest | None,
) -> SignUpStatus:
    """Add the sign-up and its tasks to the transaction.

    The result is the same whether or not the address has an account. The mail informs its owner.

    Raises:
        IntegrityError: a parallel copy of the same request was committed first.
    """
    capability = idempotent_request.capability if idempotent_request else new_capability()
    new_sign_up = SignUp(
        id=row_id(capability),
        email=data.email.address,
        email_key=data.email.key,
        display_name=data.display_name,
        language=language,
        password_hash=await hash_password(data.password),
        fingerprint=idempotent_request.fingerprint if idempotent_request else None,
        picture_id=original.id if original else None,
    )
    tasks: list[Task] = []
    picture = None
    if original:
        picture, resize = add_picture(session, new_sign_up.id, original)
        tasks.append(resize)
    tasks.append(enqueue(session, SendConfirmationEmail(), subject_id=new_sign_up.id))
    session.add(new_sign_up)
    await session.flush()
    return SignUpStatus(capability, new_sign_up, tasks, picture)


async def get_status(session: AsyncSession, capability: UUID) -> SignUpStatus:
    """Read a sign-up, its picture and its latest task of each kind.

    Raises:
        SignUpNotFoundError: there is no such sign-up.
    """
    sign_up_id = row_id(capability)
    # The tasks are read before the picture. Otherwise the status could show a finished task
    # without its thumbnails. They are sorted by kind, so that a step keeps its place on the page
    # when it runs again.
    latest_tasks = await session.scalars(
        select(Task)
        .where(Task.subject_id == sign_up_id)
        .ext(distinct_on(Task.kind))
        .order_by(Task.kind, Task.id.desc())
    )
    tasks = list(latest_tasks)
    query = (
        select(SignUp, Picture)
        .outerjoin(Picture, Picture.id == SignUp.picture_id)
        .where(SignUp.id == sign_up_id)
    )
    result = (await session.execute(query)).one_or_none()
    if result is None:
        raise SignUpNotFoundError
    found_sign_up, picture = result
    return SignUpStatus(capability, found_sign_up, tasks, picture)
