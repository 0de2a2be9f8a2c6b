"""The version of a task's payload, see `foyer.task_engine.payload`.

An API of the version before stores the first version, which is the default.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    version = sa.Column("payload_version", sa.SmallInteger(), server_default="1", nullable=False)
    op.add_column("tasks", version)


def downgrade() -> None:
    op.drop_column("tasks", "payload_version")
