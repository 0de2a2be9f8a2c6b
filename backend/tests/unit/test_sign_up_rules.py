"""Validation of the sign-up form's text fields, display names included."""

import pytest

from foyer.accounts.sign_up.registration import validate
from foyer.errors import InvalidFieldsError

GOOD = {"email": "ada@example.com", "password": "a sentence is fine", "display_name": "Ada"}


def problems(**changes: str) -> dict[str, str]:
    with pytest.raises(InvalidFieldsError) as caught:
        validate(**{**GOOD, **changes})
    return {error.field: error.code for error in caught.value.errors}


def test_valid_fields_are_normalised() -> None:
    data = validate(**{**GOOD, "display_name": "  Ada \t King "})
    assert data.display_name == "Ada King"
    assert data.email.key == "ada@example.com"


def test_all_problems_are_reported_together() -> None:
    assert problems(email="ada", password="short", display_name=" ") == {
        "email": "email_invalid",
        "password": "password_too_short",
        "display_name": "name_missing",
    }


def test_password_made_of_the_address_is_refused() -> None:
    assert problems(password="ADA@example.com") == {"password": "password_personal"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x" * 81, "name_too_long"),
        ("A\x00da", "name_invalid"),
        ("A\x1b[31mda", "name_invalid"),
        ("\u202e", "name_missing"),
        ("\u200b", "name_missing"),
        ("\u200d", "name_invisible"),
        ("A\ue000da", "name_invalid"),
        ("A\uffffda", "name_invalid"),
        ("\u3164", "name_invisible"),
        ("\u0301", "name_invisible"),
        ("a" + "\u0316" * 9, "name_has_too_many_marks"),
    ],
)
def test_name_is_refused(name: str, code: str) -> None:
    assert problems(display_name=name) == {"display_name": code}


@pytest.mark.parametrize(
    "name",
    [
        "\u202eadA",  # right-to-left override
        "\u2067Ada\u2069",  # right-to-left isolate
        "Ada\u200f",
        "\ufeffA\u200bda\u00ad",
    ],
)
def test_direction_marks_and_other_invisible_characters_are_removed_from_a_name(name: str) -> None:
    cleaned = validate(**{**GOOD, "display_name": name}).display_name
    assert cleaned in {"Ada", "adA"}


@pytest.mark.parametrize(
    "name",
    [
        "\u06a9\u0627\u0645\u200c\u0631\u0627\u0646",  # Persian, with a non-joiner
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family, with joiners
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England
        "\U0001fae9",  # Unicode 16, unknown to Python 3.11
        "\u101c\u103b\u103e\u102d\u102f\u1037\u101d\u103e\u1000\u103a",  # Burmese
        "Ada \U0001faff",  # reserved for an emoji, not assigned yet
    ],
)
def test_joined_letters_stacked_marks_and_new_emoji_stay_in_a_name(name: str) -> None:
    assert validate(**{**GOOD, "display_name": name}).display_name == name
