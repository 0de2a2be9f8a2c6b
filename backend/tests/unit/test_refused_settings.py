"""Settings from the environment that cannot be used: one sentence, and no traceback."""

import os
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from foyer.logs import celery_log_file
from foyer.metrics.server import metrics_server
from foyer.settings import Settings, SettingsRefusedError, get_settings

SECRET = "a0b1c2d3e4f5" * 3


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "postgresql://a:b c@host/name", "DATABASE_URL: a character must be"),
        (
            "DATABASE_URL",
            "postgresql://host/name?sslmode=verify-full&sslrootcert=/missing.pem",
            "DATABASE_URL: the file of sslrootcert cannot be read: No such file or directory.",
        ),
        (
            "BROKER_URL",
            "rediss://host?ssl_ca_certs=/missing.pem",
            "BROKER_URL: the file of ssl_ca_certs cannot be read: No such file or directory.",
        ),
        ("BROKER_URL", "rediss://host?ssl_keyfile=/", "BROKER_URL: the file of ssl_keyfile cannot"),
        ("PICTURE_MAX_BYTES", "5000000", "PICTURE_MAX_BYTES: it is no setting any more."),
        ("body_max_bytes", "5000000", "BODY_MAX_BYTES: it is no setting any more."),
        ("STORAGE_URL", "https://bucket", "STORAGE_URL: it must begin with s3://."),
        ("LIMIT_MAIL_PER_INBOX", "often", "LIMIT_MAIL_PER_INBOX: it must be an amount per time"),
        ("MAIL_RATE", "0 per second", "MAIL_RATE: with an amount of 0 all mails would wait"),
        ("MAIL_RETRY_DELAYS", "[60", "MAIL_RETRY_DELAYS: its value must be JSON."),
        ("INTERNAL_MAIL_DOMAINS", '["a", "b c"]', "INTERNAL_MAIL_DOMAINS: String should match"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT: it must"),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://a..b",
            "OTEL_EXPORTER_OTLP_ENDPOINT: the host must",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://",
            "OTEL_EXPORTER_OTLP_ENDPOINT: a host is needed.",
        ),
        ("SENTRY_DSN", "nonsense", "SENTRY_DSN: it must begin with http:// or https://."),
        ("SENTRY_DSN", "https://sentry.example/1", "SENTRY_DSN: it must be a DSN"),
        ("SENTRY_DSN", "https://key@sentry.example", "SENTRY_DSN: it must be a DSN"),
        ("METRICS_HOST", "nonsense host", "METRICS_HOST: the host must be a name"),
        ("SESSION_LIFETIME", "14", "SESSION_LIFETIME: it must be a duration in ISO 8601: PT15S is"),
        ("QUEUE_WAIT_LIMIT", "none", "QUEUE_WAIT_LIMIT: it must be a duration in ISO 8601"),
        ("SMTP_TIMEOUT", "P2D", "SMTP_TIMEOUT: it must be longer than 0 and at most a day."),
        ("LEASE", "PT0S", "LEASE: it must be longer than 0 and at most a day."),
        (
            "SESSION_LIFETIME",
            "P9999Y",
            "SESSION_LIFETIME: it must be longer than 0 and at most",
        ),
        ("AUDIT_RETENTION", "P7D", "AUDIT_RETENTION: it must be at least 30 days and at most 100"),
        ("LIVENESS_LIMIT", "PT20S", "LIVENESS_LIMIT: it must exceed LIVENESS_INTERVAL."),
        ("ENVIRONMENT", "staging", "ENVIRONMENT: Input should be 'development' or 'production'."),
    ],
)
def test_a_refused_setting_ends_the_process_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefusedError) as refused:
        get_settings.__wrapped__()
    _, *lines = str(refused.value).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(sentence)


@pytest.mark.parametrize(
    ("name", "package", "requirements"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry.sdk", "tracing"),
        ("SENTRY_DSN", "sentry_sdk", "sentry"),
    ],
)
def test_setting_of_an_optional_package_that_is_missing_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, package: str, requirements: str
) -> None:
    monkeypatch.setenv(name, "https://key@server.invalid/1")
    get_settings.__wrapped__()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsRefusedError, match=f"{name}: .*requirements/{requirements}.txt"):
        get_settings.__wrapped__()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example/path"),
        ("SENTRY_DSN", "https://key:secret@sentry.example:9000/path/12"),
        ("METRICS_HOST", "::"),
    ],
)
def test_an_address_that_the_library_understands_is_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    get_settings.__wrapped__()


@pytest.mark.parametrize("name", ["SECRET_KEY", "PROXY_SECRET", "LIMIT_LOG_IN_PER_CLIENT"])
def test_text_that_is_not_utf_8_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, os.fsdecode(b"\xff\xfe" + SECRET.encode()))
    with pytest.raises(SettingsRefusedError, match=f"{name}: it must be UTF-8 text."):
        get_settings.__wrapped__()


def test_a_list_with_text_that_is_not_utf_8_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f'["{SECRET}", "\\ud800{SECRET}"]')
    with pytest.raises(
        SettingsRefusedError, match=r"SECRET_KEY_FALLBACKS: it must be UTF-8 text\."
    ):
        get_settings.__wrapped__()


def test_a_folder_for_logs_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsRefusedError, match=r"LOG_DIR: .*Not a directory"):
        celery_log_file(Settings(log_dir=tmp_path / "file" / "logs"))


def test_a_host_of_metrics_that_is_another_machine_is_refused() -> None:
    settings = Settings(metrics_host="192.0.2.1", metrics_port=9100)
    with (
        pytest.raises(SettingsRefusedError, match=r"METRICS_HOST, METRICS_PORT: .*assign"),
        metrics_server(settings, CollectorRegistry()),
    ):
        pass
