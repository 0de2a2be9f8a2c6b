"""Indexes that find the user and the sign-up of a picture.

Without them, each deleted picture cost a scan of both tables.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("sign_ups", "picture_id"),
    ("users", "picture_id"),
    ("users", "next_picture_id"),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.create_index(
            op.f(f"ix_{table}_{column}"),
            table,
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def downgrade() -> None:
    for table, column in _COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
