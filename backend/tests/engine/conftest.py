"""The engine with the test kinds; one stack for all files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.application import Dispatcher
from local.context import Context
from local.stack import Stack
from tests.conftest import connected_to
from tests.engine.engine_stack import ENVIRONMENT, TestWorker, new_worker


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("engine")
    with (
        Stack(folder, parts={"database", "broker", "dispatcher"}, env=ENVIRONMENT) as running,
        connected_to(running),
    ):
        yield running


@pytest.fixture(scope="class")
def worker(stack: Stack) -> Iterator[TestWorker]:
    worker = new_worker(stack, "engine")
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def other_dispatcher(stack: Stack) -> Iterator[Dispatcher]:
    """A second dispatcher, not started."""
    dispatcher = Dispatcher("other", stack.folder / "run", Context(stack.logs, stack.env))
    yield dispatcher
    dispatcher.stop()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Slow tasks run until this file exists."""
    return tmp_path / "gate"
