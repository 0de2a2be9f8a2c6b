"""The profile page: an account's name and picture."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.profile.display_name import clean_name, name_problem
from foyer.errors import InvalidFieldsError
from foyer.models import Picture, User
from foyer.task_engine.history import rerun
from foyer.task_engine.models import Task, TaskState


async def picture_and_task(session: AsyncSession, user: User) -> tuple[Picture | None, Task | None]:
    """The visible picture, and the latest task that made it or makes the next one."""
    newest_id = user.next_picture_id or user.picture_id
    if newest_id is None:
        return None, None
    task_id = await session.scalar(select(Picture.task_id).where(Picture.id == newest_id))
    task = await rerun.latest(session, task_id) if task_id else None
    # The account was read before the task. If the task ended in between, read the account again:
    # a finished task must come with its picture.
    if user.next_picture_id and task and task.state is TaskState.SUCCESS:
        await session.refresh(user, ["picture_id", "next_picture_id"])
    visible = await session.get(Picture, user.picture_id) if user.picture_id else None
    return visible, task


def check_name(display_name: str) -> str:
    """Clean the name and check it.

    Raises:
        InvalidFieldsError: the name cannot be shown.
    """
    name = clean_name(display_name)
    if problem := name_problem(name):
        raise InvalidFieldsError(problem)
    return name
