"""Password rules: a minimum length, and protection from easy guesses (zxcvbn)."""

import re
import unicodedata
from dataclasses import replace

from zxcvbn_rs_py import Warning as Reason
from zxcvbn_rs_py import zxcvbn

from foyer.accounts.password.hashing import normalize_password
from foyer.errors import FieldError

MIN_LENGTH = 12
MAX_LENGTH = 128

# zxcvbn's scores go from 0 to 4. A score of 3 means 10^8 guesses or more.
_STRONG_SCORE = 3
# Without the person's own words a password may be weaker, but needs 10^6 guesses or more.
_WEAK_SCORE = 2
# zxcvbn holds the interpreter lock, and its time grows with the square of the length: at worst
# 30 ms for 32 characters and 300 ms for 128. So only the start of a long password is scored.
_SCORED_LENGTH = 32
# A code for each reason, so that the frontend can translate it.
_GUESSABLE = "password_guessable"
_REASONS = {
    "password_common": (
        Reason.ThisIsATop10Password,
        Reason.ThisIsATop100Password,
        Reason.ThisIsACommonPassword,
        Reason.ThisIsSimilarToACommonlyUsedPassword,
    ),
    "password_word": (
        Reason.AWordByItselfIsEasyToGuess,
        Reason.NamesAndSurnamesByThemselvesAreEasyToGuess,
        Reason.CommonNamesAndSurnamesAreEasyToGuess,
    ),
    "password_date": (Reason.DatesAreOftenEasyToGuess, Reason.RecentYearsAreEasyToGuess),
    "password_repeats": (
        Reason.RepeatsLikeAaaAreEasyToGuess,
        Reason.RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
    ),
    "password_sequence": (Reason.SequencesLikeAbcAreEasyToGuess,),
    "password_keys": (
        Reason.StraightRowsOfKeysAreEasyToGuess,
        Reason.ShortKeyboardPatternsAreEasyToGuess,
    ),
}
_MIN_WORD_LENGTH = 3
_PRODUCT_NAME = "foyer"


def password_problem(
    password: str, *, email: str, display_name: str, field: str = "password"
) -> FieldError | None:
    """Check a new password; returns the first problem, or None."""
    normalized = normalize_password(password)
    problem = (
        _check_characters(normalized)
        or _check_length(normalized)
        or _check_guessability(normalized, email, display_name)
    )
    return replace(problem, field=field) if problem else None


def _check_characters(password: str) -> FieldError | None:
    """Refuse what nobody types: a password with it came from a damaged or wrongly read text."""
    categories = {unicodedata.category(character) for character in password}
    if "Cs" in categories:  # half a character
        message = "The password has a character that cannot be read."
        return FieldError("password", "password_invalid", message)
    if "Cc" in categories:
        message = "The password has a control character, such as a tab or a line break. Remove it."
        return FieldError("password", "password_control_character", message)
    return None


def _check_length(password: str) -> FieldError | None:
    if len(password) < MIN_LENGTH:
        message = f"Use {MIN_LENGTH} characters or more; a sentence is fine."
        return FieldError("password", "password_too_short", message)
    if len(password) > MAX_LENGTH:
        message = f"Use {MAX_LENGTH} characters or fewer."
        return FieldError("password", "password_too_long", message)
    return None


def _check_guessability(password: str, email: str, display_name: str) -> FieldError | None:
    remainder = _remove_words(password, _personal_words(email, display_name))
    if remainder != _fold(password) and _score(remainder) < _WEAK_SCORE:
        message = "This is mostly your own name or address, which others know. Add other words."
        return FieldError("password", "password_personal", message)
    estimate = zxcvbn(password[:_SCORED_LENGTH], [_PRODUCT_NAME])
    if int(estimate.score) >= _STRONG_SCORE:
        return None
    reason = estimate.feedback.warning if estimate.feedback else None
    message = f"This password is easy to guess. {reason or ''} A sentence of your own is fine."
    code = next((code for code, reasons in _REASONS.items() if reason in reasons), _GUESSABLE)
    return FieldError("password", code, " ".join(message.split()))


def _personal_words(email: str, display_name: str) -> list[str]:
    """The words of the name and the address, the longest first.

    A long word is removed before a shorter one that it contains.
    """
    text = _fold(f"{email} {display_name} {_PRODUCT_NAME}")
    words = {_fold(email), *re.split(r"\W+|_+", text)}
    long_words = (word for word in words if len(word) >= _MIN_WORD_LENGTH)
    return sorted(long_words, key=len, reverse=True)


def _remove_words(password: str, words: list[str]) -> str:
    remainder = _fold(password)
    for word in words:
        remainder = remainder.replace(word, "")
    return remainder


def _score(text: str) -> int:
    return int(zxcvbn(text[:_SCORED_LENGTH]).score) if text else 0


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
