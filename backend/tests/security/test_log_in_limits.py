"""Guessing ends, for strangers; owners get in."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from local.stack import Stack
from testkit.person import Person
from tests.security.clients import STRANGERS, TRIES, Somebody, statuses


@pytest.fixture
def owner(strict: Stack, somebody: Somebody) -> Iterator[Person]:
    """Somebody with an account, made from an address of their own."""
    with Person(strict) as person:
        person.http.headers["X-Forwarded-For"] = somebody().address
        person.sign_up(b"").raise_for_status()
        person.confirm().raise_for_status()
        yield person


def test_guessing_ends_alike_for_known_and_unknown_addresses(
    somebody: Somebody, owner: Person
) -> None:
    for email in (owner.email, f"{uuid4().hex}@example.com", "no address at all"):
        guesser = somebody()
        guesses = statuses(lambda: guesser.log_in(email), TRIES + 1)  # noqa: B023 - called here
        assert guesses == [401] * TRIES + [429]
        assert guesser.log_in(email, owner.password).status_code == 429


def test_the_way_an_address_is_written_makes_no_new_one(somebody: Somebody, owner: Person) -> None:
    guesser = somebody()
    ways = [owner.email, owner.email.upper(), f"  {owner.email} ", owner.email.title()]
    tries = [guesser.log_in(ways[turn % len(ways)]).status_code for turn in range(TRIES + 1)]
    assert tries == [401] * TRIES + [429]


def test_strangers_lock_no_owner_out(somebody: Somebody, owner: Person) -> None:
    owner.log_in().raise_for_status()
    for _ in range(STRANGERS - 1):
        assert somebody().log_in(owner.email).status_code == 401
    assert somebody().log_in(owner.email, owner.password).status_code == 429
    assert owner.log_in().status_code == 201  # the browser is known


def test_a_new_device_gets_in_by_a_new_password(somebody: Somebody, owner: Person) -> None:
    for _ in range(STRANGERS):
        somebody().log_in(owner.email)
    device = somebody()
    assert device.log_in(owner.email, owner.password).status_code == 429
    device.http.post("/password-resets", json={"email": owner.email}).raise_for_status()
    (mail,) = owner.mails("Choose a new password for Foyer")
    token = mail.text.partition("/reset-password#")[2].split()[0]
    new = {"token": token, "password": "quite another sentence"}
    assert device.http.put("/password-resets", json=new).status_code == 204
    assert device.log_in(owner.email, new["password"]).status_code == 201


def test_a_known_device_is_known_to_one_account_only(somebody: Somebody, owner: Person) -> None:
    owner.log_in().raise_for_status()
    other = f"{uuid4().hex}@example.com"
    for _ in range(STRANGERS):
        somebody().log_in(other)
    thief = somebody()
    thief.http.cookies.set("foyer_device", owner.http.cookies["foyer_device"])
    assert thief.log_in(other).status_code == 429
    made_up = somebody()
    made_up.http.cookies.set("foyer_device", "A" * 64)
    assert made_up.log_in(other).status_code == 429


def test_a_known_device_has_its_limit_too(somebody: Somebody, owner: Person) -> None:
    owner.log_in().raise_for_status()
    assert statuses(lambda: owner.log_in("guess"), TRIES + 1) == [401] * TRIES + [429]
    moved = somebody()
    moved.http.cookies.set("foyer_device", owner.http.cookies["foyer_device"])
    assert moved.log_in(owner.email).status_code == 429


def test_the_current_password_is_not_guessed_with_a_stolen_session(owner: Person) -> None:
    owner.log_in().raise_for_status()
    new = "quite another sentence"

    def guess() -> httpx.Response:
        body = {"current_password": "guess", "new_password": new}
        return owner.http.put("/me/password", json=body)

    assert statuses(guess, TRIES + 1) == [403] * TRIES + [429]
    body = {"current_password": owner.password, "new_password": new}
    assert owner.http.put("/me/password", json=body).status_code == 429
