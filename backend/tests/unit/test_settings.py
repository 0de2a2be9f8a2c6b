"""Settings: defaults that work; unsafe ones that production refuses."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from foyer.settings import AUDIT_FLOOR, DEVELOPMENT_SECRET, Environment, Settings

ROOT = Path(__file__).parents[3]
SECRET = "a0b1c2d3e4f5" * 3
SAFE = {
    "environment": "production",
    "secret_key": SECRET,
    "public_url": "https://foyer.example",
    "database_url": "postgresql://foyer:another@database/foyer",
    "broker_url": "redis://:another@broker/0",
    "mail_from": "Foyer <hello@foyer.test>",
    "mail_reply_to": "help@foyer.test",
}


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
        ("public_url", "http://foyer.example"),
        ("debug", True),
        ("database_url", "postgresql://foyer:foyer@database:5432/foyer"),
        ("broker_url", "redis://:foyer@broker:6379/0"),
        ("rate_limit_scale", 2),
        ("mail_from", "Foyer <hello@foyer.example>"),
        ("mail_reply_to", "HELP@FOYER.EXAMPLE"),
    ],
)
def test_production_refuses(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        settings(**{name: value})


def test_everything_that_is_unsafe_is_said_at_once_and_no_secret_with_it() -> None:
    with pytest.raises(ValidationError) as refused:
        settings(secret_key="short and secret", public_url="http://foyer.example", debug=True)
    said = str(refused.value)
    assert all(name in said for name in ("SECRET_KEY", "PUBLIC_URL", "DEBUG"))
    assert "short and secret" not in said


@pytest.mark.parametrize(
    "public_url",
    [
        "http://localhost:8080",
        "https://foyer.localhost/",
        "http://127.1.2.3",
        "http://[::1]:8080",
    ],
)
def test_without_a_word_it_is_for_this_machine(public_url: str) -> None:
    assert Settings(public_url=public_url).public_url == public_url


@pytest.mark.parametrize(
    "public_url",
    [
        "https://foyer.example",
        "http://192.168.1.7:8080",
        "http://0.0.0.0",
        "http://localhost.example",
        "http://notlocalhost",
        "http://127.0.0.1.example",
        "http://localhost@foyer.example",
    ],
)
def test_for_other_people_it_must_be_production(public_url: str) -> None:
    with pytest.raises(ValidationError, match="set ENVIRONMENT=production"):
        Settings(public_url=public_url)


@pytest.mark.parametrize("public_url", ["", "foyer.example", "https://", "https:///x", "/foyer"])
@pytest.mark.parametrize("environment", Environment)
def test_an_address_without_a_host_is_none(environment: Environment, public_url: str) -> None:
    with pytest.raises(ValidationError, match="PUBLIC_URL: an address with a host"):
        settings(environment=environment, public_url=public_url)


@pytest.mark.parametrize("rates", ["", "often", "5 per fortnight", "5 per hour and more"])
def test_a_limit_that_is_none_is_refused(rates: str) -> None:
    with pytest.raises(ValidationError):
        settings(limit_log_in_per_client=rates)


def test_the_audit_log_is_kept_as_long_as_the_database_keeps_it() -> None:
    with pytest.raises(ValidationError):
        settings(audit_retention=AUDIT_FLOOR - timedelta(seconds=1))


def test_a_trial_on_ones_own_machine_is_allowed_when_said() -> None:
    assert not settings(public_url="http://localhost", allow_insecure_public_url=True).secure


def test_what_the_example_for_containers_names_is_read() -> None:
    """Either docker-compose.yml puts it somewhere, or it is a setting, and Foyer gets the file."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    named = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    placed = set(re.findall(r"\$\{([A-Z_]+)", compose))
    chosen = {name.lower(): value for name, value in named.items() if name not in placed}
    assert chosen
    assert chosen.keys() <= Settings.model_fields.keys()
    defaults = Settings()
    assert Settings.model_validate(chosen) == defaults
    assert re.search(r"env_file:\s+- path: \.env\s+required: false", compose)


def test_a_heartbeat_that_cannot_keep_the_lease_is_refused() -> None:
    with pytest.raises(ValidationError, match="HEARTBEAT"):
        settings(heartbeat=10, lease=15)
