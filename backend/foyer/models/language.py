"""Languages of the mails."""

from enum import StrEnum


class Language(StrEnum):
    ENGLISH = "en"
    GERMAN = "de"
