"""Alembic's environment. Always given a connection by foyer.schema; there is no offline mode."""

from alembic import context
from sqlalchemy import text

from foyer.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    # A migration that cannot have its lock gives up instead of queueing everybody behind it.
    connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    context.run_migrations()
