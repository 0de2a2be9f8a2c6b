"""The uses of rates in their latest period, see `foyer.task_engine.budgets`.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limit_uses",
        sa.Column("limit_name", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("limit_name", "used_at", name=op.f("pk_limit_uses")),
    )


def downgrade() -> None:
    op.drop_table("limit_uses")
