"""An index finds the oldest due task of each kind in a queue.

How late a queue is depends on some of its kinds only. Without the index, each reading walks past
all tasks that a limit of their kind holds back. See decision 50. The index is built beside the
running application.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NEW = "ix_tasks_queue_kind"
_UNPUBLISHED = "state IN ('PENDING', 'RETRY') AND published_at IS NULL"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # An interrupted build leaves an invalid index.
        op.drop_index(_NEW, "tasks", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            _NEW,
            "tasks",
            ["queue", "kind", "priority", "run_at"],
            postgresql_where=sa.text(_UNPUBLISHED),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    op.drop_index(_NEW, "tasks")
