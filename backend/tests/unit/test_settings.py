"""Settings: defaults that work; unsafe ones that production refuses."""

import pytest
from pydantic import ValidationError

from foyer.settings import DEVELOPMENT_SECRET, Settings

SAFE = {"environment": "production", "secret_key": "k" * 32, "public_url": "https://foyer.example"}


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
    ],
)
def test_production_refuses(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.upper()):
        settings(**{name: value})


def test_a_trial_on_ones_own_machine_is_allowed_when_said() -> None:
    assert not settings(public_url="http://localhost", allow_insecure_public_url=True).secure


def test_a_heartbeat_that_cannot_keep_the_lease_is_refused() -> None:
    with pytest.raises(ValidationError, match="HEARTBEAT"):
        settings(heartbeat=10, lease=15)
