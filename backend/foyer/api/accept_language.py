"""Language of the mails, from the `Accept-Language` header."""

from typing import Annotated

from fastapi import Depends, Header

from foyer.models import Language

_MAX_LENGTH = 200  # browsers send tens of characters
_MAX_RANGES = 20


def preferred_language(
    accept_language: Annotated[
        str | None,
        Header(description="Mails are in the available language with the highest weight."),
    ] = None,
) -> Language | None:
    """The available language with the highest weight (RFC 9110, 12.5.4); None if there is none.

    Of languages with the same weight, the first in the header is chosen.
    """
    ranges = [_parse_range(part) for part in (accept_language or "")[:_MAX_LENGTH].split(",")]
    for weight, tag in sorted(ranges[:_MAX_RANGES], key=lambda parsed: -parsed[0]):
        if weight > 0 and tag in {language.value for language in Language}:
            return Language(tag)
    return None


LanguageDep = Annotated[Language | None, Depends(preferred_language)]


def _parse_range(part: str) -> tuple[float, str]:
    """Parse `de-AT;q=0.8` as (0.8, "de"). A malformed weight counts as 0."""
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().partition("-")[0]
