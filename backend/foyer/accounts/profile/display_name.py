"""Names: what people want to be called, as long as it can be shown."""

import unicodedata
from itertools import groupby

from foyer.errors import FieldError

MAX_NAME_LENGTH = 80
# Controls, surrogates, private and unassigned ones; and the format characters (Cf) that turn the
# direction of the text around. Others of Cf join letters and are part of many names.
_UNSHOWABLE = {"Cc", "Cs", "Co", "Cn"}
_DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters, numbers, punctuation, symbols; but for the letters that are made to be blank.
_SEEN = {"L", "N", "P", "S"}
_FILLERS = set("\u115f\u1160\u3164\uffa0\u2800")
MAX_MARKS = 4  # one after the other


def clean_name(name: str) -> str:
    """One space between words, one way to compose each character."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def name_problem(name: str) -> FieldError | None:
    """What keeps this, cleaned, from being shown, if anything."""
    if not name:
        return FieldError("display_name", "name_missing", "Enter the name to show.")
    if len(name) > MAX_NAME_LENGTH:
        message = f"Use {MAX_NAME_LENGTH} characters at the most."
        return FieldError("display_name", "name_too_long", message)
    if any(
        unicodedata.category(character) in _UNSHOWABLE or character in _DIRECTIONS
        for character in name
    ):
        message = "The name has a character that cannot be shown."
        return FieldError("display_name", "name_invalid", message)
    if not any(map(_is_seen, name)) or _piles_up(name):
        message = "The name has nothing to be seen, or too many marks on one letter."
        return FieldError("display_name", "name_invalid", message)
    return None


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in _SEEN and character not in _FILLERS


def _piles_up(name: str) -> bool:
    """No language puts more than a handful of marks on a letter."""
    marks = (unicodedata.category(character)[0] == "M" for character in name)
    return any(is_mark and len(list(run)) > MAX_MARKS for is_mark, run in groupby(marks))
