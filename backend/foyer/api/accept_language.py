"""The language a client asks for, among those we have."""

from typing import Annotated

from fastapi import Depends, Header

from foyer.models import Language

_MAX_LENGTH = 200  # browsers send tens of characters
_MAX_WISHES = 20


def asked_language(
    accept_language: Annotated[
        str | None, Header(description="The mails come in the first of it that we have.")
    ] = None,
) -> Language | None:
    """By weight, then in the order given (RFC 9110, 12.5.4); None when none of it is ours."""
    wishes = [_wish(part) for part in (accept_language or "")[:_MAX_LENGTH].split(",")]
    for weight, tag in sorted(wishes[:_MAX_WISHES], key=lambda wish: -wish[0]):
        if weight > 0 and tag in {language.value for language in Language}:
            return Language(tag)
    return None


LanguageDep = Annotated[Language | None, Depends(asked_language)]


def _wish(part: str) -> tuple[float, str]:
    """`de-AT;q=0.8` wishes for `de` with 0.8; what cannot be read, for nothing."""
    tag, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().partition("-")[0]
