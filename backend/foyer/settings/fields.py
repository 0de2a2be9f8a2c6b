"""Types of the settings that are parsed from text."""

from collections.abc import Callable
from datetime import timedelta
from email.headerregistry import Address
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    PlainValidator,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_settings import NoDecode

from foyer.settings.mailbox import parse_mailbox
from foyer.urls.broker import BrokerUrl
from foyer.urls.database import DatabaseUrl
from foyer.urls.observation import check_collector, check_dsn
from foyer.urls.parsing import check_host
from foyer.urls.public import PublicUrl
from foyer.urls.smtp import SmtpUrl
from foyer.urls.storage import StorageUrl


class LogFormat(StrEnum):
    """The format of the log lines on the terminal."""

    LOGFMT = "logfmt"
    JSON = "json"


def _parsed_by(parse: Callable[[str], Any]) -> PlainValidator:
    return PlainValidator(lambda value: parse(value) if isinstance(value, str) else value)


Value = TypeVar("Value")


def _needs(package: str, requirements: str) -> AfterValidator:
    """Refuse a value if an optional package is not installed."""

    def check(value: Value) -> Value:
        if value and find_spec(package) is None:
            raise ValueError(f"install the packages of requirements/{requirements}.txt.")
        return value

    return AfterValidator(check)


def _check_dsn(dsn: SecretStr) -> SecretStr:
    check_dsn(dsn.get_secret_value())
    return dsn


def _check_host(host: str) -> str:
    check_host(host)
    return host


def _check_files(url: BrokerUrl | DatabaseUrl) -> BrokerUrl | DatabaseUrl:
    """Refuse a file that cannot be read. Otherwise the server would seem to be down."""
    for name, file in url.files.items():
        try:
            Path(file).read_bytes()
        except OSError as error:
            raise ValueError(f"the file of {name} cannot be read: {error.strerror}.") from None
    return url


CollectorUrl = Annotated[
    str, AfterValidator(check_collector), _needs("opentelemetry.sdk", "tracing")
]
SentryDsn = Annotated[SecretStr, AfterValidator(_check_dsn), _needs("sentry_sdk", "sentry")]
Host = Annotated[str, AfterValidator(_check_host)]
AUDIT_FLOOR = timedelta(days=30)  # the database's own: the trigger in the migration 0003
LONGEST_PERIOD = timedelta(days=36_500)  # seven of them before or after today is still a date
_LONGEST_TIMEOUT = timedelta(days=1)  # sockets take at most 24 days


def _in_iso_8601(value: Any, parse: ValidatorFunctionWrapHandler) -> timedelta:
    try:
        duration: timedelta = parse(value)
    except ValidationError:
        raise ValueError(
            "it must be a duration in ISO 8601: PT15S is 15 seconds, PT24H a day, P14D 14 days."
        ) from None
    return duration


def _from_to(shortest: timedelta, longest: timedelta, meaning: str) -> AfterValidator:
    def check(duration: timedelta) -> timedelta:
        if not shortest <= duration <= longest:
            raise ValueError(f"it must be {meaning}.")
        return duration

    return AfterValidator(check)


_Parsed = Annotated[timedelta, WrapValidator(_in_iso_8601)]
Duration = Annotated[
    _Parsed, _from_to(timedelta.resolution, LONGEST_PERIOD, "longer than 0 and at most 100 years")
]
Timeout = Annotated[
    _Parsed, _from_to(timedelta.resolution, _LONGEST_TIMEOUT, "longer than 0 and at most a day")
]
AuditRetention = Annotated[
    _Parsed, _from_to(AUDIT_FLOOR, LONGEST_PERIOD, "at least 30 days and at most 100 years")
]
DatabaseUrlField = Annotated[
    DatabaseUrl, NoDecode, _parsed_by(DatabaseUrl.parse), AfterValidator(_check_files)
]
BrokerUrlField = Annotated[
    BrokerUrl, NoDecode, _parsed_by(BrokerUrl.parse), AfterValidator(_check_files)
]
SmtpUrlField = Annotated[SmtpUrl, NoDecode, _parsed_by(SmtpUrl.parse)]
StorageUrlField = Annotated[StorageUrl, NoDecode, _parsed_by(StorageUrl.parse)]
PublicUrlField = Annotated[PublicUrl, NoDecode, _parsed_by(PublicUrl.parse)]
MailboxField = Annotated[Address, NoDecode, _parsed_by(parse_mailbox)]
DomainName = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[\w-]+(\.[\w-]+)*$")]
