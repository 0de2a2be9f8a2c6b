"""The message of a process that does not start because of its settings."""

import re

from pydantic import ValidationError
from pydantic_settings import SettingsError as SourceError


def explain(error: ValidationError | SourceError) -> str:
    """Return one line for each refused setting; no line repeats a value, which may be secret."""
    lines = _sentences(error) if isinstance(error, ValidationError) else [_not_json(error)]
    return refusal(lines)


def refusal(lines: list[str]) -> str:
    return "\n".join(["Foyer does not start. These settings cannot be used:", *lines])


def _sentences(error: ValidationError) -> list[str]:
    sentences = []
    for details in error.errors(include_url=False, include_input=False):
        reason = details.get("ctx", {}).get("error")
        text = str(reason) if isinstance(reason, ValueError) else f"{details['msg']}."
        # The setting, and in a group its part. A number is a position in a list.
        name = "_".join(part for part in details["loc"] if isinstance(part, str)).upper()
        sentences.append(f"{name}: {text}" if name else text)
    return sentences


def _not_json(error: SourceError) -> str:
    field = re.search(r'"(\w+)"', str(error))
    return f"{field[1].upper() if field else 'A setting'}: its value must be JSON."
