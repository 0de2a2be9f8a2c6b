"""Connections that do not wait for ever.

PostgreSQL's own timeouts are kept by the server; a server that stopped answering keeps none. TCP
does not help either: the kernel of a frozen server goes on acknowledging.
"""

from typing import Any, NoReturn

import psycopg
from psycopg.errors import _WaitTimeout  # the only name psycopg has for it

# Above statement_timeout, so that a server that is alive gets to say so itself.
API_PATIENCE = 6.0  # seconds
WORKER_PATIENCE = 15.0


class PunctualAsyncConnection(psycopg.AsyncConnection[Any]):
    """For the API: gives up in time for a 503 within ten seconds."""

    async def wait(
        self,
        gen: Any,
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109 - psycopg's own signature
    ) -> Any:
        if timeout is not None:  # silence is expected, as between two notifications
            return await super().wait(gen, interval, timeout)
        try:
            return await super().wait(gen, interval, API_PATIENCE)
        except _WaitTimeout:
            _hang_up(self.pgconn)


class PunctualConnection(psycopg.Connection[Any]):
    """For workers and the CLI."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or WORKER_PATIENCE)
        except _WaitTimeout:
            _hang_up(self.pgconn)


def _hang_up(connection: psycopg.pq.abc.PGconn) -> NoReturn:
    connection.finish()
    raise psycopg.OperationalError("the database stopped answering")
