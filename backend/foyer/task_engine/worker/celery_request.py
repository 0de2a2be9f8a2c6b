"""What the worker's main process does when one of its children dies at work.

Celery gives the message back or drops it, as it thinks right; here the row is given back at once,
instead of when the lease runs out.
"""

from typing import Any
from uuid import UUID

import structlog
from celery.exceptions import WorkerLostError
from celery.worker.request import Request

from foyer.db.engines import transaction
from foyer.task_engine import record
from foyer.task_engine.failure import TOO_SLOW, VANISHED, Failure

log = structlog.stdlib.get_logger(__name__)


class DurableRequest(Request):
    """A delivery, seen from the main process."""

    def on_failure(
        self, exc_info: Any, send_failed_event: bool = True, return_ok: bool = False
    ) -> None:
        error = getattr(exc_info.exception, "exc", exc_info.exception)
        if isinstance(error, WorkerLostError | SystemExit):
            self._take_back(VANISHED)
        super().on_failure(exc_info, send_failed_event, return_ok)

    def on_timeout(self, soft: bool, timeout: float) -> None:
        super().on_timeout(soft, timeout)
        if not soft:
            self._take_back(TOO_SLOW)

    def _take_back(self, reason: Failure) -> None:
        try:
            with transaction() as session:
                state = record.take_back(
                    session,
                    UUID(self.id),
                    worker=self.hostname,
                    pid=int(self.worker_pid or 0),
                    reason=reason,
                )
        except Exception as error:  # noqa: BLE001 - then its lease runs out, and the sweep does it
            log.warning("take_back_left_to_sweep", task=self.id, reason=repr(error))
            return
        if state:
            log.warning("taken_back", task=self.id, kind=self.name, error=reason.code, state=state)
