"""The profile: what a person sees of the own account."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.models import Picture, Task, User


async def picture(session: AsyncSession, user: User) -> tuple[Picture | None, Task | None]:
    """The person's picture and the task that makes, or made, its thumbnails."""
    if user.picture_id is None:
        return None, None
    found = await session.execute(
        select(Picture, Task)
        .outerjoin(Task, Task.id == Picture.task_id)
        .where(Picture.id == user.picture_id)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else (None, None)
