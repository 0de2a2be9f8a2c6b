"""Waking the dispatcher early: it listens to a channel of PostgreSQL while it waits."""

import time
from types import TracebackType
from typing import Self

import structlog

from foyer.db.engines import autocommit_connection
from foyer.db.timeouts import TimeoutConnection
from foyer.task_engine.outbox import WAKE_UP_CHANNEL

log = structlog.stdlib.get_logger(__name__)


class WakeUp:
    """Waits for a notification. Behind a pooler it only waits for the time."""

    def __init__(self) -> None:
        self._connection: TimeoutConnection | None = None

    def __enter__(self) -> Self:
        connection = autocommit_connection("dispatcher")
        if connection.pooled:
            connection.close()
        else:
            connection.execute(f"LISTEN {WAKE_UP_CHANNEL}")
            self._connection = connection
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._connection:
            self._connection.close()

    def wait(self, seconds: float) -> None:
        """Wait for a notification, at most for this time.

        Raises:
            psycopg.Error: the database is unavailable.
        """
        if self._connection:
            list(self._connection.notifies(timeout=seconds, stop_after=1))
        else:
            time.sleep(seconds)
