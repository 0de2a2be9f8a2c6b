"""Accounts after the first day: resets, changes of address, notices, sessions one can tell apart.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    _add_columns()
    # What is there already was mailed, or seen, when it was made; nobody knows better.
    op.execute("UPDATE sign_ups SET mailed_at = created_at")
    op.execute("UPDATE sessions SET last_seen_at = created_at")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_users_next_picture_id"), "users", type_="foreignkey")
    op.drop_column("users", "next_picture_id")
    op.drop_index(op.f("ix_sign_ups_user_id"), table_name="sign_ups")
    op.drop_column("sign_ups", "mailed_at")
    op.drop_column("sign_ups", "email_version")
    op.drop_column("sessions", "user_agent")
    op.drop_column("sessions", "ip")
    op.drop_column("sessions", "last_seen_at")
    op.drop_table("notices")
    op.drop_table("password_resets")
    op.drop_table("email_changes")


def _now(name: str = "created_at") -> "sa.Column[object]":
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _create_tables() -> None:
    op.create_table(
        "email_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "confirmed",
                "withdrawn",
                "superseded",
                "expired",
                name="emailchangestate",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        _now(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_email_changes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
    )
    op.create_index(op.f("ix_email_changes_email_key"), "email_changes", ["email_key"])
    op.create_index(op.f("ix_email_changes_user_id"), "email_changes", ["user_id"])
    op.create_index(
        "uq_email_changes_pending",
        "email_changes",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "password_resets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        _now(),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
    )
    op.create_index(op.f("ix_password_resets_email_key"), "password_resets", ["email_key"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "password_changed",
                "password_reset",
                "email_changed",
                name="noticeevent",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.Text(), nullable=False),
        _now(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notices_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_user_id"), "notices", ["user_id"])


def _add_columns() -> None:
    # Defaults that are the same for all rows: PostgreSQL rewrites no table for them.
    op.add_column("sessions", _now("last_seen_at"))
    op.add_column("sessions", sa.Column("ip", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("user_agent", sa.Text(), nullable=True))
    op.add_column(
        "sign_ups", sa.Column("email_version", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column("sign_ups", _now("mailed_at"))
    op.create_index(op.f("ix_sign_ups_user_id"), "sign_ups", ["user_id"])
    op.add_column("users", sa.Column("next_picture_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_users_next_picture_id"),
        "users",
        "pictures",
        ["next_picture_id"],
        ["id"],
        ondelete="SET NULL",
    )
