"""Alembic's environment. `foyer.db.schema` passes a connection; there is no offline mode."""

from alembic import context

from foyer import models as _models  # noqa: F401 - registers the tables
from foyer.db.base import Base
from foyer.long_polling import changes as _changes  # noqa: F401
from foyer.task_engine import models as _engine_models  # noqa: F401
from foyer.task_engine.history import rollup_tables as _rollup_tables  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    transaction_per_migration=True,  # no lock is held until the last one has ended
)
with context.begin_transaction():
    context.run_migrations()
