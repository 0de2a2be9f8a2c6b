"""The database's schema: Alembic, run from inside the product."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from foyer.db.engines import PAUSE, driver_url
from foyer.settings import get_settings

PATIENCE = 30.0  # seconds for the database to come up
_LOCK = 0x666F796572  # any number that is ours: "foyer"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    return config


def migrate() -> str:
    """Upgrade to the newest schema and return its revision. Two at once: one waits.

    Raises:
        OperationalError: the database did not come up in time.
    """
    # None of the product's timeouts: a migration may take its time.
    engine = create_engine(
        driver_url(get_settings().database_url),
        poolclass=NullPool,
        connect_args={"application_name": "foyer-migrate", "connect_timeout": 2},
    )
    config = alembic_config()
    with _connected(engine) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()  # the lock is the connection's; closing it gives the lock back
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return ScriptDirectory.from_config(config).get_current_head() or "nothing"


def _migrations() -> Path:
    return Path(__file__).parents[2] / "migrations"


def _connected(engine: Engine) -> Connection:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return engine.connect()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE)
