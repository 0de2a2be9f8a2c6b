"""Memory: the worst that the limits let in, and what happens to a process that wants more."""

from collections.abc import Iterator

import psutil
import pytest

from foyer.task_engine.models import TaskState
from local.application import Worker
from local.context import Context
from local.stack import Stack
from testkit.photos import phone_photo, slow_picture
from tests.uploads import crowd, hostile
from tests.uploads.corpora import Sample
from tests.uploads.usage import Usage

LARGEST = 512  # MiB

GOOD = Sample("good", phone_photo())


@pytest.fixture
def small_worker(stack: Stack, worker: Worker) -> Iterator[Worker]:
    """The same stack's only worker for a while, with one process that may not grow much."""
    worker.stop()
    env = {**stack.env, "POOL_PROCESS_MEMORY": str(240 * 1024 * 1024)}
    small = Worker(
        *("small", stack.folder / "run", Context(stack.logs, env)),
        queues=["pictures", "control"],
        concurrency=1,
    )
    small.start()
    yield small
    small.stop()
    worker.start()


def test_the_largest_pictures_again_and_again(stack: Stack, usage: Usage) -> None:
    """What the one before leaves behind must not fail the next one."""
    bombs = hostile.bombs()
    largest = [name for name in bombs if name.endswith(("-50-megapixels", "-20-megapixels"))]
    outcomes = crowd.upload(stack, [Sample(name, bombs[name]) for name in largest * 3])
    assert [outcome.sample.name for outcome in outcomes if not outcome.made] == []
    assert {outcome.task.attempts for outcome in outcomes if outcome.task} == {1}
    assert usage.largest < LARGEST


def test_a_process_that_wants_too_much_goes_on_without(stack: Stack, small_worker: Worker) -> None:
    children = {child.pid for child in psutil.Process(small_worker.pid).children()}
    (large,) = crowd.upload(stack, [Sample("large", slow_picture())])
    (good,) = crowd.upload(stack, [GOOD])
    assert large.task
    assert (large.task.state, large.task.attempts) == (TaskState.FAILURE, 1)
    assert large.task.error
    assert large.task.error["code"] == "picture_too_costly"
    assert "save it again as a JPEG" in large.task.error["message"]
    assert good.made
    assert {child.pid for child in psutil.Process(small_worker.pid).children()} == children
