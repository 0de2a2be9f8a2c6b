"""Display names: cleaning and checking.

The rule: a name may contain every character that is visible or that joins visible ones. Spaces at
the ends and invisible characters, direction marks included, are removed without an error. Control
characters and other code points that are no text are refused. Unassigned code points are allowed,
because they may be new emoji that this version of Python does not know.
"""

import unicodedata
from itertools import groupby

from foyer.accounts.invisible_characters import remove_invisible
from foyer.errors import FieldError

MAX_NAME_LENGTH = 80
# Controls, surrogates and private use.
_REFUSED_CATEGORIES = {"Cc", "Cs", "Co"}
# The code points that Unicode will never assign: U+FDD0-U+FDEF and the last two of each plane.
_NONCHARACTER_RANGE = range(0xFDD0, 0xFDF0)
_LAST_OF_PLANE = 0xFFFE
# Letters, numbers, punctuation, symbols, and unassigned code points.
_VISIBLE_CATEGORIES = {"L", "N", "P", "S", "Cn"}
# Letters that are blank.
_BLANK_LETTERS = set("\u115f\u1160\u3164\uffa0\u2800")
_MAX_MARKS = 8  # in a row: Tibetan stacks have up to eight, and Burmese letters five


def clean_name(name: str) -> str:
    """Remove invisible characters and surplus spaces, and normalise the text (NFC)."""
    return unicodedata.normalize("NFC", " ".join(remove_invisible(name).split()))


def name_problem(name: str) -> FieldError | None:
    """Check a cleaned name; returns the first problem, or None."""
    if not name:
        return FieldError("display_name", "name_missing", "Enter the name to show.")
    if len(name) > MAX_NAME_LENGTH:
        message = f"Use {MAX_NAME_LENGTH} characters or fewer."
        return FieldError("display_name", "name_too_long", message)
    if any(map(_is_refused, name)):
        message = "The name has a character that cannot be shown."
        return FieldError("display_name", "name_invalid", message)
    if not any(map(_is_visible, name)):
        return FieldError("display_name", "name_invisible", "The name has no visible character.")
    if _has_too_many_marks(name):
        message = "A letter of the name has too many marks."
        return FieldError("display_name", "name_has_too_many_marks", message)
    return None


def _is_refused(character: str) -> bool:
    code_point = ord(character)
    is_noncharacter = (
        code_point in _NONCHARACTER_RANGE or code_point & _LAST_OF_PLANE == _LAST_OF_PLANE
    )
    return is_noncharacter or unicodedata.category(character) in _REFUSED_CATEGORIES


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    is_visible = category in _VISIBLE_CATEGORIES or category[0] in _VISIBLE_CATEGORIES
    return is_visible and character not in _BLANK_LETTERS


def _has_too_many_marks(name: str) -> bool:
    marks = (unicodedata.category(character)[0] == "M" for character in name)
    return any(is_mark and len(list(run)) > _MAX_MARKS for is_mark, run in groupby(marks))
