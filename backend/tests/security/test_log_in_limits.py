"""Log-in limits: they stop password guessing and do not lock out the owner."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from testkit.person import Person, token_in
from tests.security.clients import STRANGERS, TRIES, NewClient, statuses


@pytest.fixture
def owner(strict: Stack, new_client: NewClient) -> Iterator[Person]:
    """A person with an account, who signed up from another IP address."""
    with Person(strict) as person:
        person.http.headers.update(strict.as_proxy(new_client().address))
        person.sign_up(b"").raise_for_status()
        person.confirm().raise_for_status()
        yield person


def test_password_guessing_is_limited_alike_for_known_and_unknown_addresses(
    new_client: NewClient, owner: Person
) -> None:
    for email in (owner.email, f"{uuid4().hex}@example.com", "no address at all"):
        guesser = new_client()
        guesses = statuses(lambda: guesser.log_in(email), TRIES + 1)  # noqa: B023 - called here
        assert guesses == [401] * TRIES + [429]
        assert guesser.log_in(email, owner.password).status_code == 429


def test_spellings_of_one_address_share_one_limit(new_client: NewClient, owner: Person) -> None:
    guesser = new_client()
    spellings = [owner.email, owner.email.upper(), f"  {owner.email} ", owner.email.title()]
    statuses = [
        guesser.log_in(spellings[number % len(spellings)]).status_code
        for number in range(TRIES + 1)
    ]
    assert statuses == [401] * TRIES + [429]


def test_attackers_cannot_lock_the_owner_out(new_client: NewClient, owner: Person) -> None:
    owner.log_in().raise_for_status()
    for _ in range(STRANGERS - 1):
        assert new_client().log_in(owner.email).status_code == 401
    assert new_client().log_in(owner.email, owner.password).status_code == 429
    assert owner.log_in().status_code == 201  # this browser is a known device


def test_password_reset_makes_a_new_device_known(new_client: NewClient, owner: Person) -> None:
    for _ in range(STRANGERS):
        new_client().log_in(owner.email)
    device = new_client()
    assert device.log_in(owner.email, owner.password).status_code == 429
    device.http.post("/password-resets", json={"email": owner.email}).raise_for_status()
    (mail,) = owner.mails("Choose a new password for Foyer")
    token = token_in(mail)
    new = {"token": token, "password": "quite another sentence"}
    assert device.http.put("/password-resets", json=new).status_code == 204
    assert device.log_in(owner.email, new["password"]).status_code == 201


def test_device_cookie_is_valid_for_its_account_only(new_client: NewClient, owner: Person) -> None:
    owner.log_in().raise_for_status()
    other_email = f"{uuid4().hex}@example.com"
    for _ in range(STRANGERS):
        new_client().log_in(other_email)
    thief = new_client()
    thief.http.cookies.set("foyer_device", owner.http.cookies["foyer_device"])
    assert thief.log_in(other_email).status_code == 429
    forger = new_client()
    forger.http.cookies.set("foyer_device", "A" * 64)
    assert forger.log_in(other_email).status_code == 429


def test_known_device_has_its_own_limit(new_client: NewClient, owner: Person) -> None:
    owner.log_in().raise_for_status()
    assert statuses(lambda: owner.log_in("guess"), TRIES + 1) == [401] * TRIES + [429]
    moved = new_client()
    moved.http.cookies.set("foyer_device", owner.http.cookies["foyer_device"])
    assert moved.log_in(owner.email).status_code == 429


def test_current_password_cannot_be_guessed_with_a_stolen_session(owner: Person) -> None:
    owner.log_in().raise_for_status()
    new = "quite another sentence"

    def guess() -> httpx.Response:
        body = {"current_password": "guess", "new_password": new}
        return owner.http.put("/me/password", json=body)

    assert statuses(guess, TRIES + 1) == [403] * TRIES + [429]
    body = {"current_password": owner.password, "new_password": new}
    assert owner.http.put("/me/password", json=body).status_code == 429
