"""The id of a sign-up in its address gives access to it, so the API does not log it."""

import pytest

from foyer.logs import without_capability

ID = "5e0ae5ec-0000-4000-8000-00000ab1e5e7"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/api/sign-ups/{}", "/api/sign-ups/-"),
        ("/api/sign-ups/{}/picture", "/api/sign-ups/-/picture"),
        ("/api/sign-ups/{}/resend", "/api/sign-ups/-/resend"),
        ("/api/sign-ups//{}", "/api/sign-ups/-"),
        ("/api/sign-ups/./{}/", "/api/sign-ups/-"),
        ("/api/sign-ups/x/{}/resend/{}", "/api/sign-ups/-"),
        ("/api/Sign-Ups/{}", "/api/Sign-Ups/-"),
        ("/api/sign%2dups/{}", "/api/sign-ups/-"),
        ("/api%252fsign%252dups%252f{}", "/api/sign-ups/-"),
        ("/api/sign-ups/{}%2fpicture", "/api/sign-ups/-/picture"),
    ],
)
def test_id_of_a_sign_up_is_not_logged(path: str, logged: str) -> None:
    assert without_capability(path.format(ID, ID)) == logged


@pytest.mark.parametrize("path", ["/api/me", "/api/sign-ups", "/api/sign-ups/", "/api/x%2fy%25"])
def test_other_paths_are_logged_as_they_are(path: str) -> None:
    assert without_capability(path) == path
