"""The index of unique keys. It is built beside the running application, which may take minutes.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NAME = "uq_tasks_unique_key"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # An interrupted build leaves an invalid index.
        op.drop_index(_NAME, "tasks", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            _NAME,
            "tasks",
            ["kind", "unique_key"],
            unique=True,
            postgresql_where=sa.text(
                "unique_key IS NOT NULL AND state IN ('PENDING', 'RETRY', 'STARTED')"
            ),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index(_NAME, "tasks")
