"""Settings: defaults that work; unsafe ones that production refuses."""

import re
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from foyer.settings import AUDIT_FLOOR, DEVELOPMENT_SECRET, Settings
from foyer.settings.rate_limits import RateLimits

ROOT = Path(__file__).parents[3]
SECRET = "a0b1c2d3e4f5" * 3
SAFE = {
    "environment": "production",
    "secret_key": SECRET,
    "proxy_secret": SECRET,
    "public_url": "https://foyer.example",
    "database_url": "postgresql://foyer:another@database/foyer",
    "broker_url": "redis://:another@broker/0",
    "mail_from": "Foyer <hello@foyer.test>",
    "mail_reply_to": "help@foyer.test",
}
# All settings that are a time; others have a list of them, or none by default.
TIMES = [name for name, default in Settings() if isinstance(default, timedelta)]


def settings(**changes: object) -> Settings:
    return Settings.model_validate(SAFE | changes)


def test_the_defaults_work() -> None:
    assert not Settings().secure


def test_safe_settings_are_taken() -> None:
    assert settings().secure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", DEVELOPMENT_SECRET),
        ("secret_key", SECRET[:31]),
        ("secret_key", "abababab1" * 8),
        ("proxy_secret", ""),
        ("proxy_secret", DEVELOPMENT_SECRET),
        ("proxy_secret", SECRET[:31]),
        ("proxy_secret", f'{SECRET}"; return 200 "$uri'),
        ("public_url", "http://foyer.example"),
        ("debug", True),
        ("database_url", "postgresql://foyer:foyer@database:5432/foyer"),
        ("broker_url", "redis://:foyer@broker:6379/0"),
        ("storage_url", "s3://foyer:foyer@foyer?endpoint=http://storage:8333"),
        ("mail_from", "Foyer <hello@foyer.example>"),
        ("mail_reply_to", "HELP@FOYER.EXAMPLE"),
    ],
)
def test_production_refuses(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        settings(**{name: value})


def test_production_refuses_lifted_rate_limits() -> None:
    with pytest.raises(ValidationError, match="RATE_LIMIT_SCALE"):
        settings(rate_limits={"rate_limit_scale": 2})


def test_production_names_all_unsafe_settings_at_once_without_their_values() -> None:
    with pytest.raises(ValidationError) as refused:
        settings(secret_key="short and secret", public_url="http://foyer.example", debug=True)
    message = str(refused.value)
    assert all(name in message for name in ("SECRET_KEY", "PUBLIC_URL", "DEBUG"))
    assert "short and secret" not in message


@pytest.mark.parametrize(
    "public_url",
    [
        "http://localhost:8080",
        "https://foyer.localhost",
        "http://127.1.2.3",
        "http://[::1]:8080",
    ],
)
def test_development_takes_a_public_url_of_this_machine(public_url: str) -> None:
    assert str(Settings.model_validate({"public_url": public_url}).public_url) == public_url


@pytest.mark.parametrize(
    "public_url",
    [
        "https://foyer.example",
        "http://192.168.1.7:8080",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://notlocalhost",
        "http://127.0.0.1.example",
    ],
)
def test_development_refuses_a_public_url_that_others_reach(public_url: str) -> None:
    with pytest.raises(ValidationError, match="set ENVIRONMENT=production"):
        Settings.model_validate({"public_url": public_url})


@pytest.mark.parametrize("proxy_secret", ['a"b', SECRET[:31], f"{SECRET} ", f"{SECRET}ä"])
def test_development_refuses_a_proxy_secret_that_production_refuses(proxy_secret: str) -> None:
    with pytest.raises(ValidationError, match="PROXY_SECRET: 32 or more"):
        Settings.model_validate({"proxy_secret": proxy_secret})


@pytest.mark.parametrize("proxy_secret", ["", DEVELOPMENT_SECRET])
def test_development_needs_no_proxy_secret_of_its_own(proxy_secret: str) -> None:
    taken = Settings.model_validate({"proxy_secret": proxy_secret})
    assert taken.proxy_secret.get_secret_value() == proxy_secret


@pytest.mark.parametrize("rates", ["", "often", "5 per fortnight", "5 per hour and more"])
def test_a_rate_limit_must_be_an_amount_per_time(rates: str) -> None:
    with pytest.raises(ValidationError, match="amount per time"):
        settings(rate_limits={"limit_log_in_per_client": rates})


def test_a_rate_limit_keeps_the_name_of_its_environment_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIMIT_LOG_IN_PER_CLIENT", "7 per hour")
    monkeypatch.setenv("RATE_LIMIT_SCALE", "3")
    limits = Settings().rate_limits
    assert limits.limit_log_in_per_client == "7 per hour"
    assert limits.rate_limit_scale == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("audit_retention", AUDIT_FLOOR - timedelta(seconds=1)),
        ("lease", timedelta(0)),
        ("session_lifetime", timedelta(days=-1)),
        ("hashing_concurrency", 0),
        ("log_backups", -1),
        ("picture_max_pixels", 0),
    ],
)
def test_a_number_that_cannot_work_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        settings(**{name: value})


@pytest.mark.parametrize("name", [*TIMES, "queue_wait_limit"])
def test_a_time_that_leads_to_no_date_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        settings(**{name: "P9999Y"})


@pytest.mark.parametrize("name", ["smtp_timeout", "smtp_confirmation_timeout", "storage_timeout"])
def test_a_time_limit_of_a_socket_is_one_that_sockets_take(name: str) -> None:
    longest = timedelta(days=1)
    with socket.socket() as connection:
        connection.settimeout(getattr(settings(**{name: longest}), name).total_seconds())
    with pytest.raises(ValidationError, match=name):
        settings(**{name: longest + timedelta(seconds=1)})


@pytest.mark.parametrize("rate", ["5 per 0 minutes", "5 per 99999999999999999999 years"])
def test_a_rate_in_a_time_that_cannot_be_counted_is_refused(rate: str) -> None:
    for change in ({"rate_limits": {"limit_log_in_per_client": rate}}, {"mail_rate": rate}):
        with pytest.raises(ValidationError, match="time of a rate"):
            settings(**change)


def test_production_takes_http_when_it_is_allowed_explicitly() -> None:
    assert not settings(public_url="http://localhost", allow_insecure_public_url=True).secure


def test_every_variable_of_the_example_is_read() -> None:
    """Either a compose file uses it, or it is a setting: Foyer gets the whole file."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    files = [*ROOT.glob("docker-compose*"), *ROOT.glob("deploy/compose/*.yml")]
    compose = "".join(path.read_text(encoding="utf-8") for path in files)
    named = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    placed = set(re.findall(r"\$\{([A-Z_]+)", compose))
    chosen = {name.lower(): value for name, value in named.items() if name not in placed}
    limits = {name: chosen.pop(name) for name in chosen.keys() & RateLimits.model_fields.keys()}
    assert chosen
    assert limits
    assert chosen.keys() <= Settings.model_fields.keys()
    assert Settings.model_validate(chosen | {"rate_limits": limits}) == Settings()
    assert re.search(r"env_file:\s+- path: \.env\s+required: false", compose)


def test_a_heartbeat_that_cannot_keep_the_lease_is_refused() -> None:
    with pytest.raises(ValidationError, match="HEARTBEAT"):
        settings(heartbeat=10, lease=15)


def test_the_rate_of_mails_is_one_amount_per_time() -> None:
    assert settings(mail_rate="20 per second").mail_rate == "20 per second"
    for rate in ("20", "20 per second; 100 per hour", "often"):
        with pytest.raises(ValidationError, match="amount per time"):
            settings(mail_rate=rate)
