"""What a sign-up's fields must be."""

import pytest

from foyer.accounts.sign_up.registration import validate
from foyer.errors import InvalidFieldsError

GOOD = {"email": "ada@example.com", "password": "a sentence is fine", "display_name": "Ada"}


def problems(**changes: str) -> dict[str, str]:
    with pytest.raises(InvalidFieldsError) as caught:
        validate(**{**GOOD, **changes})
    return {error.field: error.code for error in caught.value.errors}


def test_good_fields_are_cleaned() -> None:
    application = validate(**{**GOOD, "display_name": "  Ada \t King "})
    assert application.display_name == "Ada King"
    assert application.email.key == "ada@example.com"


def test_everything_wrong_is_said_at_once() -> None:
    assert problems(email="ada", password="short", display_name=" ") == {
        "email": "email_invalid",
        "password": "password_too_short",
        "display_name": "name_missing",
    }


def test_the_password_is_held_against_the_other_fields() -> None:
    assert problems(password="ADA@example.com") == {"password": "password_personal"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x" * 81, "name_too_long"),
        ("A\x00da", "name_invalid"),
        ("A\x1b[31mda", "name_invalid"),
        ("\u202eadA", "name_invalid"),
        ("\u200b", "name_invalid"),
        ("\u3164", "name_invalid"),
        ("\u0301", "name_invalid"),
        ("a" + "\u0316" * 5, "name_invalid"),
    ],
)
def test_names_that_will_not_do(name: str, code: str) -> None:
    assert problems(display_name=name) == {"display_name": code}
