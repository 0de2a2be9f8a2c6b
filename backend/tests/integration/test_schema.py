"""Migrations: up, down, and equal to the models."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.exc import OperationalError

from foyer.db import schema
from foyer.db.base import Base
from foyer.db.engines import DRIVER
from foyer.settings import Settings
from foyer.urls.database import DatabaseUrl
from local.cli import run_cli
from local.stack import Stack
from testkit.wait import wait_until

MIGRATION_WAITS = """
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
    AND application_name = 'foyer-migrate' AND wait_event_type = 'Lock'
"""
# Each migration updates the row of alembic_version at its end. A sequence counts also the attempts
# that are rolled back.
SOMEBODY_HAS_THE_LOCK = """
    CREATE SEQUENCE attempts;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {} THEN
            RAISE EXCEPTION 'somebody has the lock' USING ERRCODE = 'lock_not_available';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER fail BEFORE UPDATE ON alembic_version FOR EACH ROW EXECUTE FUNCTION fail();
"""


class FastClock:
    """Stands for the module `time`: sleeping takes no time, and moves the clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def url(stack: Stack) -> Iterator[str]:
    """The URL of an empty database."""
    yield stack.postgres.create_database("migrations")
    stack.postgres.drop_database("migrations")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(DRIVER, connect_args=DatabaseUrl.parse(url).psycopg_parameters())
    yield engine
    engine.dispose()


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
    upgrade(engine, "head")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_ten_concurrent_starts_migrate_an_empty_database_once(
    stack: Stack, url: str, engine: Engine
) -> None:
    with ThreadPoolExecutor(10) as pool:
        outputs = list(pool.map(lambda _: migrate(stack, url), range(10)))
    assert len({output.splitlines()[-1] for output in outputs}) == 1  # without the lines of waits
    assert tables(engine) == set(Base.metadata.tables)


def test_migration_that_waits_for_a_lock_does_not_stop_requests(
    stack: Stack, url: str, engine: Engine
) -> None:
    """It needs a lock that a long transaction has. A request that queues behind it goes on."""
    upgrade(engine, "0019")  # the next one changes the table tasks
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(url) as long_transaction,
        psycopg.connect(url, autocommit=True) as request,
    ):
        long_transaction.execute("SELECT count(*) FROM tasks")
        migration = pool.submit(migrate, stack, url)
        wait_until(lambda: request.execute(MIGRATION_WAITS).fetchone(), what="a waiting migration")
        request.execute("SELECT count(*) FROM tasks")
        assert not migration.done()
        long_transaction.commit()
        migration.result()
    assert "traceparent" in {column["name"] for column in inspect(engine).get_columns("tasks")}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, url: str) -> FastClock:
    """The clock of migrations that run in this process."""
    clock = FastClock()
    monkeypatch.setattr(schema, "time", clock)
    monkeypatch.setattr(schema, "LOCK_RETRY_DELAY", 0.9 * schema.LOCK_PATIENCE)
    monkeypatch.setattr(
        schema, "get_settings", lambda: Settings(database_url=DatabaseUrl.parse(url))
    )
    return clock


def test_each_migration_has_its_own_time_to_get_its_lock(engine: Engine, clock: FastClock) -> None:
    upgrade(engine, "0019")
    with engine.begin() as connection:
        connection.exec_driver_sql(SOMEBODY_HAS_THE_LOCK.format("mod(nextval('attempts'), 2) = 1"))
    schema.migrate()
    assert clock.now > 2 * schema.LOCK_PATIENCE


def test_migration_that_builds_an_index_has_the_short_lock_timeout_afterwards(
    engine: Engine, clock: FastClock
) -> None:
    upgrade(engine, "0021")
    with engine.begin() as connection:
        condition = f"current_setting('lock_timeout') <> '{schema.LOCK_TIMEOUT}'"
        connection.exec_driver_sql(SOMEBODY_HAS_THE_LOCK.format(condition))
    schema.migrate()
    assert not clock.now


def test_migration_that_never_gets_its_lock_fails(engine: Engine, clock: FastClock) -> None:
    upgrade(engine, "0019")
    with engine.begin() as connection:
        connection.exec_driver_sql(SOMEBODY_HAS_THE_LOCK.format("true"))
    with pytest.raises(OperationalError, match="somebody has the lock"):
        schema.migrate()
    assert schema.LOCK_PATIENCE < clock.now < 2 * schema.LOCK_PATIENCE


def upgrade(engine: Engine, revision: str) -> None:
    config = schema.alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def migrate(stack: Stack, url: str) -> str:
    environment = stack.env | {"DATABASE_URL": url}
    return run_cli("migrate", folder=stack.folder, env=environment, standard_input="", timeout=120)
