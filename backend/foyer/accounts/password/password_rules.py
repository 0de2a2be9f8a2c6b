"""The rules of passwords: long enough, and not what others would guess."""

import re
import unicodedata
from dataclasses import replace

from zxcvbn_rs_py import Warning as Reason
from zxcvbn_rs_py import zxcvbn

from foyer.errors import FieldError

MIN_LENGTH = 12
MAX_LENGTH = 128

# zxcvbn's scale goes from 0 to 4. 3 stands for 10^8 guesses or more: "safely unguessable".
_STRONG = 3
# What is left without the person's own words may be weak, but not next to nothing (10^6 guesses).
_SOME = 2
# It holds the interpreter, and its time grows with the square of the length: 32 characters cost
# 30 ms at the very worst, 128 a third of a second. The first ones of a long password must do.
_JUDGED = 32
# What makes a password easy to guess, so that it can be said in any language.
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
_SHORTEST_WORD = 3
_OURS = "foyer"


def password_problem(
    password: str, *, email: str, display_name: str, field: str = "password"
) -> FieldError | None:
    """What keeps this from being the person's password, if anything."""
    problem = (
        _unreadable(password) or _length(password) or _guessable(password, email, display_name)
    )
    return replace(problem, field=field) if problem else None


def _unreadable(password: str) -> FieldError | None:
    if not any(unicodedata.category(character) == "Cs" for character in password):
        return None
    message = "The password has a character that cannot be read."
    return FieldError("password", "password_invalid", message)


def _length(password: str) -> FieldError | None:
    length = len(unicodedata.normalize("NFC", password))
    if length < MIN_LENGTH:
        message = f"Use {MIN_LENGTH} characters or more; a sentence is fine."
        return FieldError("password", "password_too_short", message)
    if length > MAX_LENGTH:
        message = f"Use {MAX_LENGTH} characters at the most."
        return FieldError("password", "password_too_long", message)
    return None


def _guessable(password: str, email: str, display_name: str) -> FieldError | None:
    rest = _without(_own_words(email, display_name), password)
    if rest != _folded(password) and _score(rest) < _SOME:
        message = "This is mostly your own name or address, which others know. Add other words."
        return FieldError("password", "password_personal", message)
    judged = zxcvbn(password[:_JUDGED], [_OURS])
    if int(judged.score) >= _STRONG:
        return None
    reason = judged.feedback.warning if judged.feedback else None
    message = f"This password is easy to guess. {reason or ''} A sentence of your own is fine."
    code = next((code for code, reasons in _REASONS.items() if reason in reasons), _GUESSABLE)
    return FieldError("password", code, " ".join(message.split()))


def _own_words(email: str, display_name: str) -> list[str]:
    """Longest first, so that a word within another leaves nothing of it."""
    words = {_folded(email), *re.split(r"\W+|_+", _folded(f"{email} {display_name} {_OURS}"))}
    return sorted((word for word in words if len(word) >= _SHORTEST_WORD), key=len, reverse=True)


def _without(words: list[str], password: str) -> str:
    rest = _folded(password)
    for word in words:
        rest = rest.replace(word, "")
    return rest


def _score(text: str) -> int:
    return int(zxcvbn(text[:_JUDGED]).score) if text else 0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
