"""Sign-up: somebody asks for an account."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import AddressError, EmailAddress, parse_address
from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.profile.display_name import clean_name, name_problem
from foyer.accounts.sign_up.idempotency import IdempotentRequest
from foyer.errors import FieldError, FoyerError, InvalidFieldsError
from foyer.models import Language, Picture, SignUp
from foyer.pictures.validation import Crop
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


class SignUpNotFoundError(FoyerError):
    """There is no such sign-up. Links to old ones stop working after a while."""

    code = "sign_up_not_found"
    status = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class SignUpData:
    """What the form says, checked."""

    email: EmailAddress
    password: str
    display_name: str


@dataclass(frozen=True, slots=True)
class SignUpStatus:
    """A sign-up with the tasks it waits for: the latest of each kind, oldest kind first."""

    sign_up: SignUp
    tasks: list[Task]
    picture: Picture | None


def validate(email: str, password: str, display_name: str) -> SignUpData:
    """Check the form's text fields.

    Raises:
        InvalidFieldsError: with everything that is wrong, not only the first.
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
    sign_up_data: SignUpData,
    *,
    picture_id: UUID | None,
    crop: Crop | None,
    language: Language,
    idempotent_request: IdempotentRequest | None,
) -> SignUpStatus:
    """Add the sign-up and its tasks to the transaction.

    Nothing here tells whether the address has an account: its owner learns it by the mail.

    Raises:
        IntegrityError: a copy of the same idempotent_request request was quicker.
    """
    row = SignUp(
        id=uuid4(),
        email=sign_up_data.email.address,
        email_key=sign_up_data.email.key,
        display_name=sign_up_data.display_name,
        language=language,
        password_hash=await hash_password(sign_up_data.password),
        idempotency_key=idempotent_request.key if idempotent_request else None,
        fingerprint=idempotent_request.fingerprint if idempotent_request else None,
    )
    tasks: list[Task] = []
    picture = None
    if picture_id is not None:
        resize = enqueue(
            session, "resize_thumbnail", subject_id=row.id, payload={"picture_id": str(picture_id)}
        )
        picture = Picture(
            id=picture_id, task_id=resize.id, crop=crop.model_dump() if crop else None
        )
        session.add(picture)
        row.picture_id = picture_id
        tasks.append(resize)
    tasks.append(enqueue(session, "send_confirmation_email", subject_id=row.id))
    session.add(row)
    await session.flush()
    return SignUpStatus(row, tasks, picture)


async def get_status(session: AsyncSession, sign_up_id: UUID) -> SignUpStatus:
    """Read a sign-up and its tasks.

    Raises:
        SignUpNotFoundError: there is none.
    """
    # The tasks first: a picture that is ready before its task says so confuses nobody; the other
    # way round, SUCCESS would come without its thumbnails.
    # By kind, so that a step keeps its place when it is done again.
    tasks = await session.scalars(
        select(Task)
        .where(Task.subject_id == sign_up_id)
        .distinct(Task.kind)
        .order_by(Task.kind, Task.id.desc())
    )
    latest = list(tasks)
    found = (
        await session.execute(
            select(SignUp, Picture)
            .outerjoin(Picture, Picture.id == SignUp.picture_id)
            .where(SignUp.id == sign_up_id)
        )
    ).one_or_none()
    if found is None:
        raise SignUpNotFoundError
    row, picture = found
    return SignUpStatus(row, latest, picture)
