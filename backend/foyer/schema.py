"""The database's schema: Alembic, run from inside the product."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from foyer.db import engine

PATIENCE = 30.0  # seconds for the database to come up
_LOCK = 0x666F796572  # any number that is ours: "foyer"


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    return config


def migrate() -> str:
    """Upgrade to the newest schema and return its revision.

    Raises:
        OperationalError: the database did not come up in time.
    """
    config = alembic_config()
    _wait()
    with engine().connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
    return ScriptDirectory.from_config(config).get_current_head() or "nothing"


def _migrations() -> Path:
    return Path(__file__).parents[1] / "migrations"


def _wait() -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with engine().connect():
                return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.25)
