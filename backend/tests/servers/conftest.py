"""A broker of its own, for tests that change its users."""

from collections.abc import Iterator

import pytest

from local.context import Context
from local.ports import free_port
from local.valkey import Valkey


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    folder = tmp_path_factory.mktemp("broker")
    server = Valkey(folder, free_port(), Context(folder))
    server.start()
    yield server
    server.stop()
