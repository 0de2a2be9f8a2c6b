"""The settings of logs, metrics, traces and error reports."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveInt, SecretStr

from foyer.settings.base import SettingsGroup
from foyer.settings.fields import CollectorUrl, Host, LogFormat, SentryDsn


class ObservationSettings(SettingsGroup):
    """What shows how the processes are doing."""

    log_dir: Path = Field(Path("logs"), description="The folder of celery.log.")
    log_format: LogFormat = Field(
        LogFormat.LOGFMT,
        description="Of the terminal: `logfmt` to standard error, or `json` to standard output "
        "(the default in containers). celery.log is always logfmt.",
    )
    log_max_bytes: PositiveInt = Field(
        10 * 1024 * 1024, description="celery.log is rotated at this size."
    )
    log_backups: NonNegativeInt = Field(5, description="How many rotated logs are kept.")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None,
        description="Port on which each API process and dispatcher serves Prometheus metrics. If "
        "it is taken, the process uses the next free one of 32. Without it: no metrics.",
    )
    metrics_host: Host = Field(
        "127.0.0.1", description="The address of that port; 0.0.0.0 in containers."
    )
    otel_exporter_otlp_endpoint: CollectorUrl = Field(
        "",
        description="Address of an OpenTelemetry collector (`http://collector:4318`), which gets "
        "traces. It needs the packages of requirements/tracing.txt.",
    )
    sentry_dsn: SentryDsn = Field(
        SecretStr(""),
        description="Sentry gets unexpected errors. It needs the package of "
        "requirements/sentry.txt.",
    )
