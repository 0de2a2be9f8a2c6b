"""What all groups of settings have in common."""

from typing import Any

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsGroup(BaseSettings):
    """Settings that do not change while the process runs."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_broken_text(cls, value: Any) -> Any:
        """Refuse bytes of the environment that are not UTF-8. Python reads them as surrogates."""
        for text in value if isinstance(value, list | tuple) else (value,):
            if isinstance(text, str):
                _check_encoding(text)
        return value


def _check_encoding(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it must be UTF-8 text.") from None
