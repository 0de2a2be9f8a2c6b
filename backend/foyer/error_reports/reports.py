"""The connection of this process to Sentry."""

from typing import Any

from foyer.settings import Settings

FLUSH_TIMEOUT = 2.0  # seconds for the reports that still wait when a process stops


def start_reports(settings: Settings, **options: Any) -> None:
    """Send the reports of this process to Sentry, if it is set up.

    Args:
        settings: with the DSN.
        options: further ones of `sentry_sdk.init`.
    """
    if not settings.sentry_dsn.get_secret_value():
        return
    import sentry_sdk  # noqa: PLC0415 - an optional package

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        environment=settings.environment.value,
        default_integrations=False,  # they would report on their own, with requests and arguments
        include_local_variables=False,
        **options,
    )


def report(settings: Settings, error: BaseException, **tags: str) -> None:
    """Report an error with these tags, in the background."""
    if not settings.sentry_dsn.get_secret_value():
        return
    import sentry_sdk  # noqa: PLC0415

    with sentry_sdk.new_scope() as scope:
        scope.set_tags(tags)
        scope.capture_exception(error)


def flush_reports(settings: Settings) -> None:
    """Send the reports that still wait, for at most `FLUSH_TIMEOUT`."""
    if not settings.sentry_dsn.get_secret_value():
        return
    import sentry_sdk  # noqa: PLC0415

    sentry_sdk.flush(FLUSH_TIMEOUT)
