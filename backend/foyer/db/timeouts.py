"""Database connections with a timeout in the client.

PostgreSQL's own timeouts do not help when the server itself is frozen. TCP timeouts do not help
either: the kernel of a frozen server still acknowledges packets.
"""

from typing import Any, NoReturn

import psycopg
from psycopg.errors import _WaitTimeout  # psycopg has no public name for it

# Longer than statement_timeout, so that a healthy server reports a slow statement first.
API_TIMEOUT = 6.0  # seconds
WORKER_TIMEOUT = 15.0


class AsyncTimeoutConnection(psycopg.AsyncConnection[Any]):
    """A connection of the API. It gives up soon enough for a 503 within ten seconds."""

    pooled = False  # whether a pooler stands between this process and PostgreSQL

    async def wait(
        self,
        gen: Any,
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109 - psycopg's own signature
    ) -> Any:
        if timeout is not None:  # silence is normal, for example between two notifications
            return await super().wait(gen, interval, timeout)
        try:
            return await super().wait(gen, interval, API_TIMEOUT)
        except _WaitTimeout:
            _close(self.pgconn)


class TimeoutConnection(psycopg.Connection[Any]):
    """A connection of a worker or the CLI."""

    pooled = False

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, WORKER_TIMEOUT)
        except _WaitTimeout:
            _close(self.pgconn)


def _close(connection: psycopg.pq.abc.PGconn) -> NoReturn:
    connection.finish()
    raise psycopg.OperationalError("the database stopped answering")
