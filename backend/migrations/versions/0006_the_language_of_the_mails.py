"""The language in which a person gets mails.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("sign_ups", "users")


def upgrade() -> None:
    for table in _TABLES:
        # English is what everybody has had.
        op.add_column(
            table, sa.Column("language", sa.String(16), server_default="en", nullable=False)
        )
        op.create_check_constraint(
            op.f(f"ck_{table}_language"), table, sa.column("language").in_(["en", "de"])
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "language")
