"""The heartbeat: a thread of the worker's main process renews the leases of all running tasks.

The main process does it, because a task function can block its own process: its threads may use up
the connections, and C code may keep the interpreter's lock. A function that never ends has its time
limits. If the main process dies, Linux kills the processes of its pool too (PR_SET_PDEATHSIG).
"""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from celery.worker import state

from foyer.db.retry import KeptConnection, execute_with_retry
from foyer.settings import get_settings
from foyer.task_engine import lease as leases

log = structlog.stdlib.get_logger(__name__)


class LeaseRenewer:
    """Renews the leases of the tasks that this worker's pool runs."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._connection = KeptConnection()

    def start(self) -> None:
        threading.Thread(target=self._renew_forever, name="heartbeat", daemon=True).start()

    def _renew_forever(self) -> None:
        settings = get_settings()
        while True:
            time.sleep(settings.heartbeat.total_seconds())
            try:
                self._renew(settings.lease)
            except Exception as error:  # noqa: BLE001 - the next heartbeat may succeed
                log.warning("heartbeat_missed", reason=repr(error))

    def _renew(self, length: timedelta) -> None:
        if processes := _running():
            execute_with_retry(
                lambda connection: leases.renew(connection, self._worker, processes, length),
                timeout=timedelta(),
                connection=self._connection,
            )


def _running() -> dict[UUID, int]:
    """Return the process of each task that the pool runs."""
    # A copy of the set in one step: the main thread changes it at any time.
    references: set[Any] = vars(state.active_requests)["data"].copy()
    requests = [reference() for reference in references]
    return {UUID(request.id): request.worker_pid for request in requests if request}
