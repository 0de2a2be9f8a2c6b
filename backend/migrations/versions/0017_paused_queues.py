"""The paused queues, see `foyer.task_engine.pauses`.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    paused_at = sa.Column(
        "paused_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
    )
    op.create_table(
        "paused_queues",
        sa.Column("queue", sa.Text(), nullable=False),
        paused_at,
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_paused_queues")),
    )


def downgrade() -> None:
    op.drop_table("paused_queues")
