"""The profile picture: added, shown once its thumbnails are ready, replaced, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import Picture, SignUp, User
from foyer.payloads import ResizeThumbnail
from foyer.pictures.validation import Crop
from foyer.task_engine import subjects
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


class PictureGoneError(FoyerError):
    """This picture was replaced or removed."""

    code = "picture_gone"
    status = HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class Original:
    """An uploaded picture whose file is stored.

    Attributes:
        id: the picture's id, under which the file is stored.
        crop: the square to cut out; None is the centre.
        priority: of the task that makes its thumbnails.
    """

    id: UUID
    crop: Crop | None
    priority: int


def add_picture(
    session: AsyncSession, subject_id: UUID, original: Original
) -> tuple[Picture, Task]:
    """Add a picture and the task that makes its thumbnails to the transaction.

    Args:
        session: its transaction gets both.
        subject_id: the account or the sign-up that the task belongs to.
        original: the uploaded picture.
    """
    payload = ResizeThumbnail(picture_id=original.id)
    task = enqueue(session, payload, subject_id=subject_id, priority=original.priority)
    crop = original.crop.model_dump() if original.crop else None
    picture = Picture(id=original.id, task_id=task.id, crop=crop)
    session.add(picture)
    return picture, task


async def replace_profile_picture(
    session: AsyncSession, user: User, original: Original
) -> tuple[Task, list[UUID]]:
    """Add a new picture. The current one stays visible until the new thumbnails are ready.

    Returns:
        The task, and the ids of dropped pictures. The caller deletes their files after the commit.
    """
    dropped_ids = await drop_pictures(session, [user.next_picture_id])
    _, task = add_picture(session, user.id, original)
    await session.flush()
    user.next_picture_id = original.id
    return task, dropped_ids


async def replace_sign_up_picture(
    session: AsyncSession, sign_up: SignUp, original: Original
) -> tuple[Task, list[UUID]]:
    """Replace the picture of a sign-up. The previous picture is dropped at once.

    The caller has locked the sign-up. Of two parallel uploads the second replaces the first.

    Returns:
        As `replace_profile_picture`.
    """
    dropped_ids = await drop_pictures(session, [sign_up.picture_id])
    _, task = add_picture(session, sign_up.id, original)
    await session.flush()
    sign_up.picture_id = original.id
    return task, dropped_ids


async def remove_profile_picture(session: AsyncSession, user: User) -> list[UUID]:
    """Remove the picture and the one in progress; returns their ids, see `drop_pictures`."""
    dropped_ids = await drop_pictures(session, [user.picture_id, user.next_picture_id])
    user.picture_id = user.next_picture_id = None
    return dropped_ids


def show_finished_picture(session: Session, picture_id: UUID) -> tuple[bool, UUID | None]:
    """Make a picture visible whose thumbnails are stored.

    Returns:
        Whether the picture still exists, and the id of the picture that it replaced.
    """
    # Lock the account before the picture, in the same order as everywhere.
    next_picture_query = select(User).where(User.next_picture_id == picture_id)
    owner = session.scalar(next_picture_query.with_for_update(key_share=True))
    mark_ready = update(Picture).where(Picture.id == picture_id).values(ready_at=utc_now())
    if session.scalar(mark_ready.returning(Picture.id)) is None:
        return False, None
    if owner is None:
        return True, None
    replaced_id, owner.picture_id, owner.next_picture_id = owner.picture_id, picture_id, None
    session.flush()
    if replaced_id:
        session.execute(delete(Picture).where(Picture.id == replaced_id))
    return True, replaced_id


async def drop_pictures(session: AsyncSession, picture_ids: Sequence[UUID | None]) -> list[UUID]:
    """Delete pictures and revoke their tasks. None in the list is skipped.

    A worker that still resizes one of them finds its row deleted and stops.

    Returns:
        The deleted ids. The caller deletes the files after the commit.
    """
    ids = [picture_id for picture_id in picture_ids if picture_id]
    query = delete(Picture).where(Picture.id.in_(ids)).returning(Picture.id, Picture.task_id)
    deleted = (await session.execute(query)).all()
    await session.run_sync(subjects.revoke_tasks, [picture.task_id for picture in deleted])
    return [picture.id for picture in deleted]
