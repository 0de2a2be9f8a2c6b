"""Changes are read: triggers write what changed into a table instead of sending notifications.

PostgreSQL runs the commits of transactions with a NOTIFY one after the other, each with its wait
for the disk. An API of the version before hears of no change any more: see docs/operations.md.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BODY = """
    CREATE OR REPLACE FUNCTION tell_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {of_task};
        RETURN NULL;
    END
    $$;
    CREATE OR REPLACE FUNCTION tell_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {of_row};
        RETURN NULL;
    END
    $$
"""
_IDS_OF_TASK = "concat_ws(' ', NEW.id, coalesce(OLD.subject_id, NEW.subject_id))"
_ID_OF_ROW = "to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0]"


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("resource_ids", sa.Text(), nullable=False),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_changes_transaction_id", "changes", ["transaction_id"])
    insert = "INSERT INTO changes (resource_ids) VALUES ({})"
    _replace_functions(insert.format(_IDS_OF_TASK), insert.format(_ID_OF_ROW))


def downgrade() -> None:
    notify = "PERFORM pg_notify('changes', {})"
    _replace_functions(notify.format(_IDS_OF_TASK), notify.format(_ID_OF_ROW))
    op.drop_table("changes")


def _replace_functions(of_task: str, of_row: str) -> None:
    op.execute(_BODY.format(of_task=of_task, of_row=of_row))
