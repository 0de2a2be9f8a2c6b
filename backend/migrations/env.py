"""Alembic's environment. `foyer.db.schema` passes a connection; there is no offline mode."""

from alembic import context
from sqlalchemy import text

from foyer import models as _models  # noqa: F401 - registers the tables
from foyer.db.base import Base
from foyer.long_polling import changes as _changes  # noqa: F401
from foyer.task_engine import models as _engine_models  # noqa: F401
from foyer.task_engine.history import rollup_tables as _rollup_tables  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    # A migration that cannot have its lock gives up instead of queueing everybody behind it.
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    context.run_migrations()
