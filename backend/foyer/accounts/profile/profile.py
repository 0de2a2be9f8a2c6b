"""The profile: what a person sees of the own account, and may change."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.profile.display_name import clean_name, name_problem
from foyer.errors import InvalidFieldsError
from foyer.models import Picture, User
from foyer.task_engine.history import rerun
from foyer.task_engine.models import Task, TaskState


async def picture_and_task(session: AsyncSession, user: User) -> tuple[Picture | None, Task | None]:
    """The picture to show, and the task that made it or makes the next one."""
    newest = user.next_picture_id or user.picture_id
    if newest is None:
        return None, None
    making = await session.scalar(select(Picture.task_id).where(Picture.id == newest))
    task = await rerun.latest(session, making) if making else None
    # The account was read before the task, which may have ended since: SUCCESS must not come
    # without its picture.
    if user.next_picture_id and task and task.state is TaskState.SUCCESS:
        await session.refresh(user, ["picture_id", "next_picture_id"])
    shown = await session.get(Picture, user.picture_id) if user.picture_id else None
    return shown, task


def check_name(display_name: str) -> str:
    """Clean the name.

    Raises:
        InvalidFieldsError: it cannot be shown.
    """
    name = clean_name(display_name)
    if problem := name_problem(name):
        raise InvalidFieldsError(problem)
    return name
