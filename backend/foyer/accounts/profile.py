"""The profile: what a person sees of the own account, and may change."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.names import clean, name_problem
from foyer.errors import InvalidFieldsError
from foyer.models import Picture, Task, User
from foyer.tasks import repetition


async def picture(session: AsyncSession, user: User) -> tuple[Picture | None, Task | None]:
    """The picture to show, and the task that made it or makes the next one."""
    newest = user.next_picture_id or user.picture_id
    if newest is None:
        return None, None
    shown = await session.get(Picture, user.picture_id) if user.picture_id else None
    making = await session.scalar(select(Picture.task_id).where(Picture.id == newest))
    return shown, await repetition.latest(session, making) if making else None


def check_name(display_name: str) -> str:
    """Clean the name.

    Raises:
        InvalidFieldsError: it cannot be shown.
    """
    name = clean(display_name)
    if problem := name_problem(name):
        raise InvalidFieldsError(problem)
    return name
