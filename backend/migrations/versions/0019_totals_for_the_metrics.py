"""The totals that the metrics need, see `foyer.task_engine.history.totals`.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STATES = ("PENDING", "STARTED", "RETRY", "SUCCESS", "FAILURE", "REVOKED")
_MEASURES = ("wait", "run")


def upgrade() -> None:
    _create("task_totals", _enum("state", "taskstate", _STATES))
    _create(
        "attempt_totals",
        _enum("outcome", "taskstate", _STATES),
        values=[sa.Column("seconds", sa.Float(), nullable=False)],
    )
    _create(
        "duration_totals",
        _enum("measure", "measure", _MEASURES),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
    )


def downgrade() -> None:
    for name in ("duration_totals", "attempt_totals", "task_totals"):
        op.drop_table(name)


def _create(
    name: str, *keys: "sa.Column[object]", values: "list[sa.Column[object]] | None" = None
) -> None:
    op.create_table(
        name,
        sa.Column("kind", sa.Text(), nullable=False),
        *keys,
        sa.Column("count", sa.BigInteger(), nullable=False),
        *(values or ()),
        sa.PrimaryKeyConstraint("kind", *(key.name for key in keys), name=op.f(f"pk_{name}")),
    )


def _enum(name: str, check: str, members: tuple[str, ...]) -> "sa.Column[object]":
    kind = sa.Enum(*members, name=check, native_enum=False, create_constraint=True, length=16)
    return sa.Column(name, kind, nullable=False)
