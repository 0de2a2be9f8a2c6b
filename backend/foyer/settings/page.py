"""The page docs/settings.md: a table of all settings, made from their definitions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydantic import SecretStr, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from foyer.settings.model import Settings
from foyer.settings.rate_limits import RateLimits
from foyer.urls.broker import BrokerUrl
from foyer.urls.database import DatabaseUrl
from foyer.urls.smtp import SmtpUrl

_HEAD = """\
# Settings

`make settings` writes this page from `backend/foyer/settings`. Each setting is read from the
environment variable of its name. Durations are in ISO 8601 (`PT15S`, `PT24H`, `P30D`), at most
100 years; those of servers, requests, workers and the dispatcher are at most a day.
[Operations](operations.md) explains the URLs and what production refuses.

| setting | default | meaning |
| -- | -- | -- |"""
_DURATION = TypeAdapter(timedelta)


def settings_page() -> str:
    """Return the page in Markdown."""
    return "\n".join((_HEAD, *_lines(Settings), *_lines(RateLimits)))


def _lines(settings: type[BaseSettings]) -> Iterator[str]:
    for name, field in settings.model_fields.items():
        if field.annotation is not RateLimits:
            default = _default_text(field.get_default(call_default_factory=True, validated_data={}))
            code = f"`{default}`" if default else ""
            yield f"| `{name.upper()}` | {code} | {_meaning(name, field)} |"


def _meaning(name: str, field: FieldInfo) -> str:
    description = field.description or ""
    if not description and name.startswith("limit_"):
        description = "Allowed requests: an amount per time, several joined by `;`."
    return description.replace("|", "\\|")


def _default_text(default: Any) -> str:
    match default:
        case SecretStr() | () | "":
            return ""
        case timedelta():
            return _duration_text(default)
        case tuple():
            texts = (f'"{_default_text(element)}"' for element in default)
            return f"[{', '.join(texts)}]"
        case DatabaseUrl() | BrokerUrl() | SmtpUrl():
            return f"{default.host}:{default.port}"
        case bool():
            return str(default).lower()
        case _:
            return str(default)


def _duration_text(duration: timedelta) -> str:
    """Return the duration in ISO 8601; days stay days, 400 of them are not a year and 35 days."""
    if duration % timedelta(days=1):
        return str(_DURATION.dump_python(duration, mode="json"))
    return f"P{duration.days}D"
