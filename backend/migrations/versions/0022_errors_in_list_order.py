"""The errors in list order get an index that the planner cannot mistake for one of their words.

Both indexes had the predicate "error IS NOT NULL". For a prefix of a word, the planner expects
every error, so it might read all errors by the other index, and compute the words of each.
The index is built beside the running application, which may take minutes.

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OLD, _NEW = "ix_tasks_errors", "ix_tasks_errors_newest"
_NEWEST = [sa.text("created_at DESC"), sa.text("id DESC")]


def upgrade() -> None:
    with op.get_context().autocommit_block():
        # An interrupted build leaves an invalid index.
        op.drop_index(_NEW, "tasks", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            _NEW,
            "tasks",
            _NEWEST,
            postgresql_where=sa.text("error_group IS NOT NULL"),
            postgresql_concurrently=True,
        )
        op.drop_index(_OLD, "tasks", if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    is_error = sa.text("error IS NOT NULL")
    op.create_index(_OLD, "tasks", _NEWEST, postgresql_where=is_error)
    op.drop_index(_NEW, "tasks")
