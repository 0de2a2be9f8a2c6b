"""Values that PostgreSQL can store: results as JSON, and texts of a limited length."""

import json
import re

MAX_RESULT = 64 * 1024  # bytes of JSON

# In JSON, a NUL character is always escaped. An even number of backslashes before it are text.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class ResultInvalidError(Exception):
    """The value that a task function returned cannot be stored."""


def encode_result(result: object) -> str | None:
    """Return the result of a task function as JSON.

    Raises:
        ResultInvalidError: it is not a dictionary that JSON and PostgreSQL can represent.
    """
    if result is None:
        return None
    if not isinstance(result, dict):
        raise ResultInvalidError(f"a result is a dictionary or None, not {type(result).__name__}")
    try:
        encoded = json.dumps(result, allow_nan=False, ensure_ascii=False)
        size = len(encoded.encode())  # refuses lone surrogates
    except (TypeError, ValueError, RecursionError) as error:
        raise ResultInvalidError(f"the result is not JSON: {error}") from error
    if _NUL.search(encoded):
        raise ResultInvalidError("the result contains a NUL character")
    if size > MAX_RESULT:
        raise ResultInvalidError(f"the result has {size} bytes; the limit is {MAX_RESULT}")
    return encoded


def storable_text(text: object, limit: int) -> str:
    """Return the text without NUL and lone surrogates; the middle of a long one is left out."""
    characters = str(text)
    if len(characters) > limit:
        half = limit // 2
        omitted = len(characters) - 2 * half
        characters = f"{characters[:half]} [… {omitted} characters …] {characters[-half:]}"
    return characters.replace("\0", "").encode(errors="backslashreplace").decode()
