"""Migrations of the database schema, run by Alembic inside the application."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import DeadlockDetected, LockNotAvailable
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from foyer.db.engines import DRIVER
from foyer.db.retry import RETRY_DELAY
from foyer.db.rights import UnsuitableDatabaseError, require_suitable_server
from foyer.settings import get_settings

log = structlog.stdlib.get_logger(__name__)

STARTUP_TIMEOUT = 30.0  # seconds
# Requests queue behind a migration that waits for a lock, and fail after two seconds (db/engines).
# So a migration gives up sooner, and tries again for some minutes.
LOCK_TIMEOUT = "1s"
LOCK_RETRY_DELAY = 2.0  # seconds
LOCK_PATIENCE = 600.0  # for each migration
# "foyer" in ASCII; no other advisory lock has this number.
_TRY_LOCK = text(f"SELECT pg_try_advisory_xact_lock({0x666F796572})")


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    return config


def migrate() -> str:
    """Upgrade to the newest schema and return its revision. A second process waits for the first.

    Raises:
        OperationalError: the database did not start in time, or a migration did not get its lock.
        UnsuitableDatabaseError: the server or the role cannot hold Foyer's tables, or a newer
            version has migrated the database.
    """
    # Without the application's timeouts, because a migration may run for long.
    engine = create_engine(
        DRIVER,
        poolclass=NullPool,
        connect_args={
            **get_settings().database_url.psycopg_parameters(),
            "application_name": "foyer-migrate",
            "connect_timeout": 2,
            "client_encoding": "utf8",  # without it, psycopg reads SQL_ASCII as bytes
            "prepare_threshold": None,  # PgBouncer may give the next statement another server
        },
    )
    event.listen(engine, "begin", _limit_waits_for_locks)
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    with _connected(engine) as connection:
        require_suitable_server(connection)
    _require_known_revision(_current_revision(engine), scripts)
    with _only_migration(engine):
        _upgrade(engine, config)
    return scripts.get_current_head() or "nothing"


def _current_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _require_known_revision(current: str | None, scripts: ScriptDirectory) -> None:
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        raise UnsuitableDatabaseError(
            f"The database is at {current}, which this version does not know: a newer version has "
            "migrated it. Nothing was changed."
        )


def _migrations() -> Path:
    return Path(__file__).parents[2] / "migrations"


def _limit_waits_for_locks(connection: Connection) -> None:
    """Limit them in this transaction. An index is built CONCURRENTLY in none, and may wait."""
    driver_connection: Any = connection.connection.driver_connection
    if driver_connection.autocommit:  # PostgreSQL would log a warning
        return
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def _upgrade(engine: Engine, config: Config) -> None:
    """Run the migrations. One that does not get its lock is rolled back and tried again."""
    waits_after: str | None = ""  # the revision that the waiting migration starts from
    deadline = 0.0
    while True:
        try:
            with engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable | DeadlockDetected):
                raise
            if (current := _current_revision(engine)) != waits_after:
                waits_after, deadline = current, time.monotonic() + LOCK_PATIENCE
            if time.monotonic() > deadline:
                raise
            log.warning("migration_waits_for_lock", after=current, reason=str(error.orig))
            time.sleep(LOCK_RETRY_DELAY)
        else:
            return


@contextmanager
def _only_migration(engine: Engine) -> Iterator[None]:
    """Wait until no other process migrates, and keep others waiting until the block ends.

    The lock belongs to a transaction of its own, because an index that is built CONCURRENTLY ends
    the transactions of the migration. Waiting is a loop: a statement that waits for the lock would
    keep its snapshot, and the building of the index would wait for that.
    """
    with engine.connect() as connection:
        while not connection.scalar(_TRY_LOCK):
            connection.rollback()
            time.sleep(RETRY_DELAY)
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield


def _connected(engine: Engine) -> Connection:
    deadline = time.monotonic() + STARTUP_TIMEOUT
    waits = False
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise
            if not waits:
                log.warning("migration_waits_for_database", reason=str(error.orig))
                waits = True
            time.sleep(RETRY_DELAY)
