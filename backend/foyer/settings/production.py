"""What production refuses: settings that are fine for a trial and unsafe for other people."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from foyer.settings.model import Settings

DEVELOPMENT_SECRET = "development-only-not-a-secret-at-all"  # noqa: S105 - refused in production
MIN_SECRET_LENGTH = 32
MIN_SECRET_VARIETY = 10  # different characters: a random secret of that length has more
_PROXY_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{MIN_SECRET_LENGTH},}}")
_PROXY_SECRET_RULE = (
    f"PROXY_SECRET: {MIN_SECRET_LENGTH} or more letters, digits, - and _ are needed."
)
_EXAMPLE_DOMAIN = "foyer.example"
_DEVELOPMENT_PASSWORD = "foyer"  # noqa: S105 - refused in production


class Environment(StrEnum):
    """Who can reach this installation: the developer, or everybody."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def unsafe_in_production(settings: "Settings") -> Iterator[str]:
    """Yield one sentence for each unsafe setting."""
    yield from _unsafe_secrets(settings)
    if settings.debug:
        yield "DEBUG: it would show tracebacks to strangers."
    if not settings.secure and not settings.allow_insecure_public_url:
        yield (
            "PUBLIC_URL: https is needed (ALLOW_INSECURE_PUBLIC_URL=true for a trial on this "
            "machine)."
        )
    for name, url in (("DATABASE_URL", settings.database_url), ("BROKER_URL", settings.broker_url)):
        if url.password == _DEVELOPMENT_PASSWORD:
            yield f"{name}: the password is the published one."
    if settings.storage_url and settings.storage_url.secret_key == _DEVELOPMENT_PASSWORD:
        yield "STORAGE_URL: the secret key is the published one."
    for name, mailbox in (
        ("MAIL_FROM", settings.mail_from),
        ("MAIL_REPLY_TO", settings.mail_reply_to),
    ):
        if mailbox.domain.lower() == _EXAMPLE_DOMAIN:
            yield f"{name}: mail to {_EXAMPLE_DOMAIN} reaches nobody."
    if settings.rate_limits.rate_limit_scale > 1:
        yield "RATE_LIMIT_SCALE: it is for tests; change single limits."


def unsafe_in_development(settings: "Settings") -> Iterator[str]:
    """Yield one sentence for each setting that is unsafe or cannot work on one's own machine."""
    if not settings.public_url.is_loopback:  # a forgotten ENVIRONMENT must open nothing
        yield "PUBLIC_URL: it is not this machine's; set ENVIRONMENT=production."
    proxy_secret = settings.proxy_secret.get_secret_value()
    if proxy_secret and not _PROXY_SECRET.fullmatch(proxy_secret):
        yield _PROXY_SECRET_RULE


def _unsafe_secrets(settings: "Settings") -> Iterator[str]:
    yield from _unsafe_key("SECRET_KEY", settings.secret_key)
    for fallback in settings.secret_key_fallbacks:
        yield from _unsafe_key("SECRET_KEY_FALLBACKS", fallback)
    proxy_secret = settings.proxy_secret.get_secret_value()
    if proxy_secret == DEVELOPMENT_SECRET or not _PROXY_SECRET.fullmatch(proxy_secret):
        yield _PROXY_SECRET_RULE


def _unsafe_key(name: str, key: SecretStr) -> Iterator[str]:
    text = key.get_secret_value()
    if text == DEVELOPMENT_SECRET or len(text) < MIN_SECRET_LENGTH:
        yield f"{name}: one of {MIN_SECRET_LENGTH} characters or more is needed."
    elif len(set(text)) < MIN_SECRET_VARIETY:
        yield f"{name}: it must be random, not a pattern."
