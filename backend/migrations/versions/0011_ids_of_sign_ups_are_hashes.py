"""The id of a sign-up's row is a hash of the secret id in its address.

Open sign-ups get new ids, and the addresses that people have keep working. Sign-ups that have
ended keep their ids, and their addresses end.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# The hash is that of foyer.accounts.sign_up.capability.row_id.
_TASKS = """
    UPDATE tasks
    SET subject_id = encode(
        substring(sha256('sign-up:'::bytea || uuid_send(subject_id)) for 16), 'hex'
    )::uuid
    WHERE subject_id IN (SELECT id FROM sign_ups WHERE state = 'pending')
"""
_SIGN_UPS = """
    UPDATE sign_ups
    SET id = encode(substring(sha256('sign-up:'::bytea || uuid_send(id)) for 16), 'hex')::uuid
    WHERE state = 'pending'
"""


def upgrade() -> None:
    op.execute("LOCK TABLE sign_ups IN SHARE ROW EXCLUSIVE MODE")
    op.execute(_TASKS)
    op.execute(_SIGN_UPS)
    op.drop_column("sign_ups", "idempotency_key")


def downgrade() -> None:
    op.add_column("sign_ups", sa.Column("idempotency_key", sa.Text))
    op.create_unique_constraint(
        op.f("uq_sign_ups_idempotency_key"), "sign_ups", ["idempotency_key"]
    )
