"""The table `changes`: the ids of resources that changed, written by triggers.

Each API process reads it every few milliseconds. A NOTIFY would need no reads, but PostgreSQL then
runs all commits one after the other: decision 44.

A change is new if its transaction is visible now and was not visible in the snapshot of the
previous read. So none is missed and none is read twice, in whatever order transactions commit.
"""

import time

from sqlalchemy import BigInteger, Column, Index, Table, Text, text

from foyer.db.base import Base
from foyer.db.timeouts import AsyncTimeoutConnection

# A change stays in the table for this time after its commit. A process that did not read for half
# of it may have missed one.
RETENTION = 60.0  # seconds
DELETE_BATCH = 5000  # rows

_changes = Table(
    "changes",
    Base.metadata,
    Column("resource_ids", Text, nullable=False),  # separated by spaces
    Column(
        "transaction_id",
        BigInteger,
        server_default=text("pg_current_xact_id()::text::bigint"),
        nullable=False,
    ),
    # PostgreSQL empties it after a crash. By then, all readers have lost their connection.
    prefixes=["UNLOGGED"],
)
Index(None, _changes.c.transaction_id)

_SNAPSHOT = "SELECT pg_current_snapshot()::text"
_READ = """
    SELECT pg_current_snapshot()::text, (
        SELECT string_agg(resource_ids, ' ') FROM changes
        WHERE transaction_id >= pg_snapshot_xmin(%(since)s::pg_snapshot)::text::bigint
            AND NOT pg_visible_in_snapshot(transaction_id::text::xid8, %(since)s::pg_snapshot)
    )
"""
# A transaction of the future: the table was copied from another server.
_DELETE = """
    DELETE FROM changes WHERE ctid = ANY (ARRAY (
        SELECT ctid FROM changes
        WHERE (
                transaction_id < pg_snapshot_xmax(%(old)s::pg_snapshot)::text::bigint
                AND pg_visible_in_snapshot(transaction_id::text::xid8, %(old)s::pg_snapshot)
            )
            OR transaction_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ))
"""


class ChangesMissedError(Exception):
    """This process did not read for so long that changes may have been deleted."""


class ChangeReader:
    """Reads the changes that were committed since the previous read, and deletes old ones."""

    def __init__(self, connection: AsyncTimeoutConnection) -> None:
        self._connection = connection
        self._snapshot = self._old_snapshot = ""
        self._read_at = self._old_at = 0.0  # in monotonic time

    async def start(self) -> None:
        """Ignore all changes until now."""
        self._read_at = self._old_at = time.monotonic()
        cursor = await self._connection.execute(_SNAPSHOT)
        (self._snapshot,) = await cursor.fetchone() or ("",)
        self._old_snapshot = self._snapshot

    async def read(self) -> list[str]:
        """Return the ids of the resources that changed since the previous read.

        Raises:
            ChangesMissedError: the previous read was too long ago.
            psycopg.Error: the database is unavailable.
        """
        now = time.monotonic()
        if now - self._read_at > RETENTION / 2:
            raise ChangesMissedError
        cursor = await self._connection.execute(_READ, {"since": self._snapshot})
        self._snapshot, resource_ids = await cursor.fetchone() or ("", "")
        self._read_at = now
        return (resource_ids or "").split()

    async def delete_old(self) -> None:
        """Delete a batch of changes that each reader has read."""
        now = time.monotonic()
        if now - self._old_at < RETENTION:
            return
        values = {"old": self._old_snapshot, "limit": DELETE_BATCH}
        cursor = await self._connection.execute(_DELETE, values)
        if cursor.rowcount < DELETE_BATCH:
            self._old_snapshot, self._old_at = self._snapshot, now
