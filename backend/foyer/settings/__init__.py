"""Settings, each read from the environment variable of the same name.

A fresh checkout runs on the defaults, reachable from this machine only. In production
(`ENVIRONMENT=production`) unsafe settings are refused, and the process does not start.
"""

import os
from functools import cache

from pydantic import ValidationError
from pydantic_settings import SettingsError as SourceError

from foyer.settings.fields import AUDIT_FLOOR, LogFormat
from foyer.settings.model import Settings
from foyer.settings.production import DEVELOPMENT_SECRET, Environment
from foyer.settings.refusal import explain, refusal
from foyer.settings.removed import removed

__all__ = [
    "AUDIT_FLOOR",
    "DEVELOPMENT_SECRET",
    "Environment",
    "LogFormat",
    "Settings",
    "SettingsRefusedError",
    "get_settings",
]


class SettingsRefusedError(SystemExit):
    """Ends the process with one line for each refused setting, without a traceback."""

    @classmethod
    def because(cls, setting: str, reason: object) -> "SettingsRefusedError":
        """For a value that only its use shows to be unusable, such as a folder."""
        return cls(refusal([f"{setting}: {reason}"]))


@cache
def get_settings() -> Settings:
    """Read the environment, once in each process.

    Raises:
        SettingsRefusedError: a setting cannot be used; the message names it and says why.
    """
    if sentences := removed(os.environ):
        raise SettingsRefusedError(refusal(sentences))
    try:
        return Settings()
    except (ValidationError, SourceError) as error:
        raise SettingsRefusedError(explain(error)) from None
