"""The profile picture: replaced once the thumbnails of the new one are ready, or removed."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import Picture, SignUp, User
from foyer.pictures.validation import Crop
from foyer.task_engine import subjects
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


class PictureGoneError(FoyerError):
    """This picture was replaced or removed."""

    code = "picture_gone"
    status = HTTPStatus.GONE


async def replace_profile_picture(
    session: AsyncSession, user: User, picture_id: UUID, crop: Crop | None
) -> tuple[Task, list[UUID]]:
    """Add the picture and its task to the transaction; the present one is shown until it is done.

    Returns:
        The task; and the pictures that are nobody's now, whose files may go after the commit.
    """
    dropped = await drop_pictures(session, [user.next_picture_id])
    task = await _add_picture(session, user.id, picture_id, crop)
    user.next_picture_id = picture_id
    return task, dropped


async def replace_sign_up_picture(
    session: AsyncSession, row: SignUp, picture_id: UUID, crop: Crop | None
) -> tuple[Task, list[UUID]]:
    """The same before there is an account: one picture at a time, the one before is gone at once.

    The sign-up has to be locked, so that of two which come at once the second replaces the first.
    """
    dropped = await drop_pictures(session, [row.picture_id])
    task = await _add_picture(session, row.id, picture_id, crop)
    row.picture_id = picture_id
    return task, dropped


async def remove_profile_picture(session: AsyncSession, user: User) -> list[UUID]:
    """Take the picture away, also one that is on its way; returns whose files may go."""
    dropped = await drop_pictures(session, [user.picture_id, user.next_picture_id])
    user.picture_id = user.next_picture_id = None
    return dropped


def show_finished_picture(session: Session, picture_id: UUID) -> tuple[bool, UUID | None]:
    """The thumbnails of a picture are there: show them to whoever waits for them.

    Returns:
        Whether anybody has the picture still; and the picture it took the place of.
    """
    # The person first, as everywhere: two that lock the same rows must do so in one order.
    waiting = select(User).where(User.next_picture_id == picture_id)
    owner = session.scalar(waiting.with_for_update(key_share=True))
    ready = update(Picture).where(Picture.id == picture_id).values(ready_at=utc_now())
    if session.scalar(ready.returning(Picture.id)) is None:
        return False, None
    if owner is None:
        return True, None
    former, owner.picture_id, owner.next_picture_id = owner.picture_id, picture_id, None
    session.flush()
    if former:
        session.execute(delete(Picture).where(Picture.id == former))
    return True, former


async def _add_picture(
    session: AsyncSession, subject_id: UUID, picture_id: UUID, crop: Crop | None
) -> Task:
    task = enqueue(
        session, "resize_thumbnail", subject_id=subject_id, payload={"picture_id": str(picture_id)}
    )
    session.add(Picture(id=picture_id, task_id=task.id, crop=crop.model_dump() if crop else None))
    await session.flush()
    return task


async def drop_pictures(session: AsyncSession, picture_ids: Sequence[UUID | None]) -> list[UUID]:
    """Delete the rows of pictures and end their tasks: who still makes one finds no row."""
    gone = await session.execute(
        delete(Picture)
        .where(Picture.id.in_([each for each in picture_ids if each]))
        .returning(Picture.id, Picture.task_id)
    )
    rows = gone.all()
    await session.run_sync(subjects.revoke_tasks, [row.task_id for row in rows])
    return [row.id for row in rows]
