"""Settings: defaults that work; unsafe ones that production refuses."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from foyer.settings import AUDIT_FLOOR, DEVELOPMENT_SECRET, Settings

SAFE = {
    "environment": "production",
    "secret_key": "k" * 32,
    "public_url": "https://foyer.example",
    "database_url": "postgresql://foyer:another@database/foyer",
    "broker_url": "redis://:another@broker/0",
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
        ("secret_key", "k" * 31),
        ("public_url", "http://foyer.example"),
        ("debug", True),
        ("database_url", "postgresql://foyer:foyer@database:5432/foyer"),
        ("broker_url", "redis://:foyer@broker:6379/0"),
        ("rate_limit_scale", 2),
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


@pytest.mark.parametrize("rates", ["", "often", "5 per fortnight", "5 per hour and more"])
def test_a_limit_that_is_none_is_refused(rates: str) -> None:
    with pytest.raises(ValidationError):
        settings(limit_log_in_per_client=rates)


def test_the_audit_log_is_kept_as_long_as_the_database_keeps_it() -> None:
    with pytest.raises(ValidationError):
        settings(audit_retention=AUDIT_FLOOR - timedelta(seconds=1))


def test_a_trial_on_ones_own_machine_is_allowed_when_said() -> None:
    assert not settings(public_url="http://localhost", allow_insecure_public_url=True).secure


def test_a_heartbeat_that_cannot_keep_the_lease_is_refused() -> None:
    with pytest.raises(ValidationError, match="HEARTBEAT"):
        settings(heartbeat=10, lease=15)
