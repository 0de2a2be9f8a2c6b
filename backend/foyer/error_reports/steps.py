"""Reports of the dispatcher's steps: the command `foyer dispatcher` turns them on."""

from collections.abc import Callable
from typing import Any

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from foyer.db.retry import passing_fault
from foyer.error_reports.reports import report, start_reports
from foyer.settings import Settings


def step_reports(settings: Settings, **options: Any) -> Callable[[str, Exception], None]:
    """Return a function that reports the error of a step, except faults of the servers.

    Args:
        settings: with the DSN.
        options: further ones of `sentry_sdk.init`.
    """
    start_reports(settings, **options)

    def report_error(step: str, error: Exception) -> None:
        if not _is_server_fault(error):
            report(settings, error, step=step)

    return report_error


def _is_server_fault(error: Exception) -> bool:
    is_of_broker = isinstance(error, (OSError, OperationalError, RedisError))
    return is_of_broker or passing_fault(error) is not None
