"""Leadership: an advisory lock of PostgreSQL makes one of several dispatchers the active one.

The lock belongs to an open transaction. When the leader is killed or loses its connection,
PostgreSQL rolls the transaction back and the next dispatcher gets the lock. When the leader is
frozen, PostgreSQL ends its idle transaction after some seconds. A transaction also works behind
PgBouncer in transaction mode, where a lock of a session would stay behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from foyer.db.engines import engine

_KEY = 0x64697370617463  # "dispatc" in ASCII; no other advisory lock has this number
_LIMITS = {
    # The leader uses the connection before each step.
    "idle_in_transaction_session_timeout": "15s",
    # PostgreSQL notices within 25 s that the leader's machine is gone.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_SET_LIMIT = text("SELECT set_config(:name, :value, true)")
_TRY = text("SELECT pg_try_advisory_xact_lock(:key)")
_CHECK = text("SELECT 1")


class Leadership:
    """The open transaction that has the lock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next_check = 0.0  # in monotonic time

    def check(self) -> None:
        """Check that the lock is still this process's, and keep the transaction from its timeout.

        It asks the database once a second at most.

        Raises:
            DBAPIError: the connection and the lock are lost.
        """
        if time.monotonic() >= self._next_check:
            self._connection.execute(_CHECK)
            self._next_check = time.monotonic() + 1.0


@contextmanager
def leadership() -> Iterator[Leadership | None]:
    """Try to become the leader until the block ends; None if another dispatcher is the leader.

    Raises:
        DBAPIError: the database is unavailable.
    """
    with engine().connect() as connection:
        for name, value in _LIMITS.items():
            connection.execute(_SET_LIMIT, {"name": name, "value": value})
        is_leader = connection.execute(_TRY, {"key": _KEY}).scalar_one()
        yield Leadership(connection) if is_leader else None
