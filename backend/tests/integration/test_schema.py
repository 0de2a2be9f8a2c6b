"""Migrations: up, down, and equal to the models."""

import threading
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from foyer.db import schema
from foyer.db.base import Base
from foyer.db.engines import DRIVER
from foyer.urls.database import DatabaseUrl
from local.stack import Stack


@pytest.fixture
def engine(stack: Stack) -> Iterator[Engine]:
    url = stack.postgres.create_database("migrations")
    engine = create_engine(DRIVER, connect_args=DatabaseUrl.parse(url).psycopg_parameters())
    yield engine
    engine.dispose()
    stack.postgres.drop_database("migrations")


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_migrations_run_up_down_and_up_again(engine: Engine) -> None:
    config = schema.alembic_config()
    for _ in range(2):
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        assert tables(engine) == set(Base.metadata.tables)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "base")
        assert tables(engine) == set()


def test_the_migrations_create_the_schema_of_the_models(engine: Engine) -> None:
    config = schema.alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_concurrent_migrations_wait_for_each_other(stack: Stack) -> None:
    done: list[str] = []
    threads = [
        threading.Thread(target=lambda: done.append(stack.foyer("migrate"))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 3
