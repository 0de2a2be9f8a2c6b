"""Fixtures: a stack without web server and mail catcher, and the memory of its worker."""

from collections.abc import Iterator

import pytest

from local.application import Worker
from local.stack import Stack
from tests.conftest import connected_to
from tests.uploads.memory_usage import MemoryUsage


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = {"database", "broker", "api", "dispatcher"}
    with (
        Stack(tmp_path_factory.mktemp("uploads"), parts=parts) as running,
        connected_to(running),
    ):
        yield running


@pytest.fixture(scope="package")
def worker(stack: Stack) -> Worker:
    """Start a worker for pictures only; mail tasks stay queued.

    It is not forked: a forked process has all libraries of the fork server in its memory.
    """
    worker = stack.add_worker("pictures", queues=["pictures", "control"], env={"FORK": "0"})
    worker.start()
    return worker


@pytest.fixture
def memory_usage(worker: Worker) -> Iterator[MemoryUsage]:
    with MemoryUsage(worker.pid) as memory_usage:
        yield memory_usage
