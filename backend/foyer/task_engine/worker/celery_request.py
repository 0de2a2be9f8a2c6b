"""Releasing tasks of killed pool processes, in the worker's main process.

Celery decides what happens to the message. Here the row is released at once, long before its lease
expires.
"""

from typing import Any
from uuid import UUID

import structlog
from celery.exceptions import WorkerLostError
from celery.worker.request import Request

from foyer.db.engines import transaction
from foyer.task_engine import transitions
from foyer.task_engine.failure import TIMED_OUT, WORKER_LOST, Failure

HARD_LIMIT = "SIGALRM"  # see function_call

log = structlog.stdlib.get_logger(__name__)


class DurableRequest(Request):
    """A delivery in the main process. It releases the task when the pool process is lost."""

    def on_failure(
        self, exc_info: Any, send_failed_event: bool = True, return_ok: bool = False
    ) -> None:
        error = getattr(exc_info.exception, "exc", exc_info.exception)
        if isinstance(error, WorkerLostError | SystemExit):
            self._release(TIMED_OUT if HARD_LIMIT in str(error) else WORKER_LOST)
        super().on_failure(exc_info, send_failed_event, return_ok)

    def on_timeout(self, soft: bool, timeout: float) -> None:
        super().on_timeout(soft, timeout)
        if not soft:
            self._release(TIMED_OUT)

    def _release(self, reason: Failure) -> None:
        try:
            with transaction() as session:
                state = transitions.release_lost(
                    session,
                    UUID(self.id),
                    worker=self.hostname,
                    pid=int(self.worker_pid or 0),
                    reason=reason,
                )
        except Exception as error:  # noqa: BLE001 - its lease will expire, and the task is reclaimed
            log.warning("release_left_to_dispatcher", task=self.id, reason=repr(error))
            return
        if state:
            log.warning("released", task=self.id, kind=self.name, error=reason.code, state=state)
