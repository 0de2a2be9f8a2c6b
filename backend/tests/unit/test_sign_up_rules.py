"""What a sign-up's fields must be."""

import pytest

from foyer.accounts.sign_up import check
from foyer.errors import InvalidFieldsError

GOOD = {"email": "ada@example.com", "password": "a sentence is fine", "display_name": "Ada"}


def problems(**changes: str) -> dict[str, str]:
    with pytest.raises(InvalidFieldsError) as caught:
        check(**{**GOOD, **changes})
    return {error.field: error.code for error in caught.value.errors}


def test_good_fields_are_cleaned() -> None:
    application = check(**{**GOOD, "display_name": "  Ada \t King "})
    assert application.display_name == "Ada King"
    assert application.email.key == "ada@example.com"


def test_everything_wrong_is_said_at_once() -> None:
    assert problems(email="ada", password="short", display_name=" ") == {
        "email": "email_invalid",
        "password": "password_too_short",
        "display_name": "name_missing",
    }


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * 11, "password_too_short"),
        ("x" * 129, "password_too_long"),
        ("ADA@example.com", "password_personal"),
        ("half a \ud83d character", "password_invalid"),
    ],
)
def test_passwords_that_will_not_do(password: str, code: str) -> None:
    assert problems(password=password) == {"password": code}


@pytest.mark.parametrize("password", ["x" * 12, "x" * 128, "пароль из слов", "🙂" * 12])
def test_passwords_that_will(password: str) -> None:
    assert check(**{**GOOD, "password": password}).password == password


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x" * 81, "name_too_long"),
        ("A\x00da", "name_invalid"),
        ("A\x1b[31mda", "name_invalid"),
        ("\u202eadA", "name_invalid"),
    ],
)
def test_names_that_will_not_do(name: str, code: str) -> None:
    assert problems(display_name=name) == {"display_name": code}
