"""The journey on PostgreSQL 15. The stacks of all other tests have PostgreSQL 18."""

from collections.abc import Iterator

import psycopg
import pytest

from local.context import Context
from local.stack import Stack
from testkit.person import Person
from tests.servers.journey import take_journey
from tests.servers.postgresql_15 import Postgres15

PARTS = {"database", "broker", "mail", "api", "worker", "dispatcher"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("postgresql")
    server = Postgres15(folder, Context(folder))
    server.start()
    try:
        env = {"DATABASE_URL": server.url}
        with Stack(folder / "stack", parts=PARTS, env=env) as stack:
            yield stack
    finally:
        server.stop()


def test_the_journey_on_postgresql_15(stack: Stack, person: Person) -> None:
    with psycopg.connect(stack.database_url) as database:
        assert database.info.server_version // 10000 == 15
    take_journey(person)
    assert person.http.get("/health/ready").json()["checks"]["database"] == "ok"
