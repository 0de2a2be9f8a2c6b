"""Memory of the worker: the largest accepted pictures, and a process that reaches its limit."""

import os
from collections.abc import Iterator

import psutil
import pytest

from foyer.task_engine.models import TaskState
from local.application import Worker
from local.context import Context
from local.stack import Stack
from testkit.photos import phone_photo, slow_picture
from tests.uploads import hostile
from tests.uploads.corpora import Sample
from tests.uploads.memory_usage import MemoryUsage
from tests.uploads.sign_ups import upload

LARGEST = 512  # MiB
ROUNDS = int(os.environ.get("UPLOADS_ROUNDS", "1"))  # of all largest pictures

GOOD = Sample("good", phone_photo())


@pytest.fixture
def small_worker(stack: Stack, worker: Worker) -> Iterator[Worker]:
    """Replace the worker by one with a single process of little memory, for one test."""
    worker.stop()
    env = {**stack.env, "FORK": "0", "POOL_PROCESS_MEMORY": str(272 * 1024 * 1024)}
    small = Worker(
        *("small", stack.folder / "run", Context(stack.logs, env)),
        queues=["pictures", "control"],
        concurrency=1,
    )
    small.start()
    yield small
    small.stop()
    worker.start()


def test_largest_pictures_succeed_repeatedly_within_the_memory_limit(
    stack: Stack, memory_usage: MemoryUsage
) -> None:
    """Memory that one picture leaves allocated must not fail the next one."""
    outcomes = upload(stack, hostile.largest_pictures() * ROUNDS)
    errors = [(outcome.sample.name, outcome.task and outcome.task.error) for outcome in outcomes]
    assert [(name, error) for name, error in errors if error] == []
    assert {outcome.task.attempts for outcome in outcomes if outcome.task} == {1}
    assert memory_usage.largest < LARGEST


def test_process_at_its_memory_limit_fails_the_picture_and_survives(
    stack: Stack, small_worker: Worker
) -> None:
    children = {child.pid for child in psutil.Process(small_worker.pid).children()}
    (large,) = upload(stack, [Sample("large", slow_picture())])
    (good,) = upload(stack, [GOOD])
    assert large.task
    assert (large.task.state, large.task.attempts) == (TaskState.FAILURE, 1)
    assert large.task.error
    assert large.task.error["code"] == "picture_too_costly"
    assert "save it again as a JPEG" in large.task.error["message"]
    assert good.succeeded
    assert {child.pid for child in psutil.Process(small_worker.pid).children()} == children
