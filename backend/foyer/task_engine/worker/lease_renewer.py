"""The heartbeat: a thread that renews the lease while a task's function runs.

Each pool process has one such thread for all its attempts. If the process dies, the thread dies
too, and the lease expires.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine.lease import Lease, renew

log = structlog.stdlib.get_logger(__name__)


class LeaseRenewer:
    """Renews the lease of the attempt that runs in this process, if there is one."""

    def __init__(self) -> None:
        self._lease: Lease | None = None
        # Held while the current lease changes, so that an attempt is never interrupted because of
        # the attempt before it.
        self._lock = threading.Lock()
        threading.Thread(target=self._renew_forever, name="heartbeat", daemon=True).start()

    @contextmanager
    def renewing(self, lease: Lease) -> Iterator[None]:
        """Renew this lease until the block ends."""
        with self._lock:
            self._lease = lease
        try:
            yield
        finally:
            with self._lock:
                self._lease = None

    def _renew_forever(self) -> None:
        settings = get_settings()
        while True:
            time.sleep(settings.heartbeat.total_seconds())
            lease = self._lease
            if lease is None:
                continue
            try:
                with transaction() as session:
                    is_valid = renew(session.connection(), lease, length=settings.lease)
            except Exception as error:  # noqa: BLE001 - the next heartbeat may succeed
                log.warning("heartbeat_missed", task=str(lease.task_id), reason=repr(error))
            else:
                if not is_valid:
                    self._interrupt(lease)

    def _interrupt(self, lease: Lease) -> None:
        """Raise SoftTimeLimitExceeded in the function, by the signal of Celery's pool for it."""
        with self._lock:
            if self._lease is not lease:
                return  # the attempt ended in the meantime
            self._lease = None
            log.warning("lease_lost", task=str(lease.task_id), kind=lease.kind)
            if callable(signal.getsignal(signal.SIGUSR1)):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)


_renewers: dict[int, LeaseRenewer] = {}


def lease_renewer() -> LeaseRenewer:
    """Return the renewer of this process. A forked process needs a new one: threads do not fork."""
    return _renewers.get(os.getpid()) or _renewers.setdefault(os.getpid(), LeaseRenewer())
