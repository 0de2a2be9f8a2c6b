"""The heartbeat: renews the lease while the body runs."""

import signal
import threading
from types import TracebackType
from typing import Self

import structlog

from foyer.db import transaction
from foyer.settings import Settings
from foyer.tasks import record

log = structlog.stdlib.get_logger(__name__)


class Heartbeat:
    """A thread for as long as one attempt runs. It dies with its process, and so does the lease."""

    def __init__(self, held: record.Claim, settings: Settings) -> None:
        self._held = held
        self._settings = settings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._settings.heartbeat.total_seconds()):
            try:
                with transaction() as session:
                    held = record.renew(session, self._held, lease=self._settings.lease)
            except Exception as error:  # noqa: BLE001 - the next beat may get through
                log.warning("heartbeat_missed", task=str(self._held.task_id), reason=repr(error))
                continue
            if not held:
                log.warning("lease_lost", task=str(self._held.task_id), kind=self._held.kind)
                _interrupt_body()
                return


def _interrupt_body() -> None:
    """Raise SoftTimeLimitExceeded in the body, by the signal that Celery's pool has for it."""
    if callable(signal.getsignal(signal.SIGUSR1)):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
