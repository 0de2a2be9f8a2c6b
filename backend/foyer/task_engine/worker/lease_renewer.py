"""The heartbeat: renews the lease while a body runs.

One thread a process, for all its attempts in turn. It dies with the process, and so does the lease.
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
from foyer.task_engine import lease
from foyer.task_engine.lease import Lease

log = structlog.stdlib.get_logger(__name__)


class Heart:
    """Beats for the attempt that runs in this process, if one does."""

    def __init__(self) -> None:
        self._held: Lease | None = None
        self._turn = threading.Lock()  # so that no body is interrupted for the one before it
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    @contextmanager
    def beating(self, held: Lease) -> Iterator[None]:
        """Renew this lease until the block is left."""
        with self._turn:
            self._held = held
        try:
            yield
        finally:
            with self._turn:
                self._held = None

    def _beat(self) -> None:
        settings = get_settings()
        while True:
            time.sleep(settings.heartbeat.total_seconds())
            held = self._held
            if held is None:
                continue
            try:
                with transaction() as session:
                    ours = lease.renew(session.connection(), held, length=settings.lease)
            except Exception as error:  # noqa: BLE001 - the next beat may get through
                log.warning("heartbeat_missed", task=str(held.task_id), reason=repr(error))
            else:
                if not ours:
                    self._interrupt(held)

    def _interrupt(self, held: Lease) -> None:
        """Raise SoftTimeLimitExceeded in the body, by the signal that Celery's pool has for it."""
        with self._turn:
            if self._held is not held:
                return  # it ended by itself meanwhile
            self._held = None
            log.warning("lease_lost", task=str(held.task_id), kind=held.kind)
            if callable(signal.getsignal(signal.SIGUSR1)):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)


_hearts: dict[int, Heart] = {}


def heart() -> Heart:
    """This process's own: a fork has none of its parent's threads."""
    return _hearts.get(os.getpid()) or _hearts.setdefault(os.getpid(), Heart())
