"""What a waiting page is told at once: not the progress of tasks, but their ends."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from foyer.api.schemas.accounts import Me
from foyer.api.schemas.pictures import Thumbnails
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.api.schemas.tasks import TaskStatus
from foyer.models import Language, Role, SignUpState
from foyer.pictures.storage import thumbnail_urls
from foyer.task_engine.models import TaskState

ID, NOW = uuid4(), datetime.now(UTC)
THUMBNAILS = Thumbnails.model_validate(thumbnail_urls(ID))


def task(state: TaskState, progress: int = 0) -> TaskStatus:
    fields: dict[str, Any] = dict.fromkeys(TaskStatus.model_fields)
    fields |= {"id": ID, "kind": "a kind", "created_at": NOW, "attempts": 1}
    return TaskStatus(**fields | {"state": state, "progress": progress})


def sign_up(task: TaskStatus, thumbnails: Thumbnails | None) -> SignUpBody:
    return SignUpBody(
        id=ID,
        email="a@example.com",
        state=SignUpState.PENDING,
        display_name="Ada",
        tasks=[task],
        thumbnails=thumbnails,
    )


def me(task: TaskStatus, thumbnails: Thumbnails | None) -> Me:
    return Me(
        id=ID,
        email="a@example.com",
        display_name="Ada",
        language=Language("en"),
        role=Role.USER,
        created_at=NOW,
        thumbnails=thumbnails,
        picture_task=task,
        pending_email=None,
    )


@pytest.mark.parametrize("body", [sign_up, me])
def test_a_running_task_looks_the_same_until_it_ends(body: Any) -> None:
    waits = body(task(TaskState.PENDING), None).without_progress()
    runs = body(task(TaskState.STARTED, 70), None).without_progress()
    has_stored = body(task(TaskState.STARTED, 70), THUMBNAILS).without_progress()
    assert waits == runs == has_stored


@pytest.mark.parametrize("body", [sign_up, me])
@pytest.mark.parametrize("state", [TaskState.SUCCESS, TaskState.FAILURE, TaskState.RETRY])
def test_the_end_of_a_task_is_a_change(body: Any, state: TaskState) -> None:
    runs = body(task(TaskState.STARTED), None).without_progress()
    ended = body(task(state), THUMBNAILS).without_progress()
    assert ended != runs
    assert ended.thumbnails == THUMBNAILS
