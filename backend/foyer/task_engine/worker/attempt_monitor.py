"""The monitor: a thread of each pool process that watches the attempt which runs there.

It stores the attempt's log when it changed. It interrupts the function when the lease is lost, for
example because an administrator cancelled the task. It does not renew the lease, because the
function can block it, see `lease_renewer`.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog

from foyer.db.retry import Connection, execute_with_retry
from foyer.settings import get_settings
from foyer.task_engine import lease as leases
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.lease import Lease
from foyer.task_engine.worker.function_call import interrupt

log = structlog.stdlib.get_logger(__name__)


class AttemptMonitor:
    """Watches the attempt that runs in this process, if there is one."""

    def __init__(self) -> None:
        self._lease: Lease | None = None
        # Held while the current lease changes, so that an attempt is never interrupted because of
        # the attempt before it.
        self._lock = threading.Lock()
        threading.Thread(target=self._watch_forever, name="monitor", daemon=True).start()

    @contextmanager
    def watching(self, lease: Lease) -> Iterator[None]:
        """Watch this attempt until the block ends."""
        with self._lock:
            self._lease = lease
        try:
            yield
        finally:
            with self._lock:
                self._lease = None

    def _watch_forever(self) -> None:
        interval = get_settings().heartbeat.total_seconds()
        while True:
            time.sleep(interval)
            if lease := self._lease:
                self._check(lease)

    def _check(self, lease: Lease) -> None:
        try:
            is_valid = execute_with_retry(
                lambda connection: _store(connection, lease), timeout=timedelta()
            )
        except Exception as error:  # noqa: BLE001 - the next check may succeed
            log.warning("monitor_failed", task=str(lease.task_id), reason=repr(error))
            return
        if not is_valid:
            self._interrupt(lease)

    def _interrupt(self, lease: Lease) -> None:
        with self._lock:
            if self._lease is not lease:
                return  # the attempt ended in the meantime
            self._lease = None
            log.warning("lease_lost", task=str(lease.task_id), kind=lease.kind)
            interrupt()


def _store(connection: Connection, lease: Lease) -> bool:
    if attempt_log.has_changed:
        return leases.store_log(connection, lease)
    return leases.is_valid(connection, lease)


_monitors: dict[int, AttemptMonitor] = {}


def attempt_monitor() -> AttemptMonitor:
    """Return the monitor of this process. A forked process needs a new one: threads do not fork."""
    return _monitors.get(os.getpid()) or _monitors.setdefault(os.getpid(), AttemptMonitor())
