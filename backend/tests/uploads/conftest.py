"""The product without its pages and mails, and what its worker's processes use."""

from collections.abc import Iterator

import pytest

from local.application import Worker
from local.stack import Stack
from tests.conftest import connected_to
from tests.uploads.usage import Usage


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    parts = {"database", "broker", "api", "beat"}
    with (
        Stack(tmp_path_factory.mktemp("uploads"), parts=parts) as running,
        connected_to(running),
    ):
        yield running


@pytest.fixture(scope="package")
def worker(stack: Stack) -> Worker:
    """Its mails wait: this is about pictures."""
    worker = stack.add_worker("pictures", queues=["pictures", "control"])
    worker.start()
    return worker


@pytest.fixture
def usage(worker: Worker) -> Iterator[Usage]:
    with Usage(worker.pid) as usage:
        yield usage
