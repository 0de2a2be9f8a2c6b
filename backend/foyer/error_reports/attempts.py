"""Reports of attempts: `foyer.tasks` turns them on in the processes of a worker's pool."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.signals import worker_process_init, worker_process_shutdown

from foyer.error_reports.reports import flush_reports, report, start_reports
from foyer.errors import FoyerError
from foyer.settings import Settings
from foyer.task_engine.worker.hooks import Attempt, around_attempts


def report_attempts(settings: Settings) -> None:
    """Report the unexpected error of each attempt, if Sentry is set up.

    Errors that Foyer knows, such as a refused mail, and faults of its servers are not reported.
    """
    if not settings.sentry_dsn.get_secret_value():
        return

    # The thread that sends reports does not survive a fork, so each process starts its own.
    @worker_process_init.connect(weak=False)
    def start(**_: Any) -> None:
        start_reports(settings)

    @worker_process_shutdown.connect(weak=False)
    def stop(**_: Any) -> None:
        flush_reports(settings)

    @around_attempts
    @contextmanager
    def report_error(attempt: Attempt) -> Iterator[None]:
        yield
        outcome = attempt.outcome
        if outcome is None or outcome.error is None or outcome.is_deferral:
            return
        if not isinstance(outcome.error, FoyerError):
            tags = {"task": str(attempt.task_id), "kind": attempt.kind}
            report(settings, outcome.error, **tags, request=attempt.reference or "")
