"""A change to an address that other people claim too needs evidence, as a sign-up does."""

from collections.abc import Iterator

import httpx
import pytest

from testkit.person import Person, token_in
from testkit.problems import assert_problem

SIGN_UP, CHANGE = "Confirm your address for Foyer", "Confirm your new address for Foyer"


def request_change(person: Person, email: str) -> None:
    body = {"email": email, "password": person.password}
    person.http.put("/me/email", json=body).raise_for_status()


def email_of(person: Person) -> str:
    email: str = person.http.get("/me").raise_for_status().json()["email"]
    return email


@pytest.fixture
def attacker(person: Person) -> Iterator[Person]:
    """An attacker whose account asks for the person's address."""
    with Person(person.stack) as attacker:
        attacker.password = "the attacker knows this"
        attacker.join()
        request_change(attacker, person.email)
        yield attacker


@pytest.fixture
def member(person: Person) -> Iterator[Person]:
    """An account whose address shall become the person's; the person has no sign-up."""
    with Person(person.stack) as member:
        yield member.join()


def test_link_of_the_attackers_change_needs_the_attackers_account(
    person: Person, attacker: Person
) -> None:
    """The victim's browser remembers the victim's own sign-up and opens the attacker's link."""
    link = token_in(person.mails(CHANGE)[-1])
    person.sign_up(b"").raise_for_status()
    own = token_in(person.mails(SIGN_UP)[-1])

    assert_problem(person.confirm(link), 409, "password_needed")
    assert_problem(person.confirm(link, password=person.password), 403, "wrong_password")
    assert email_of(attacker) == attacker.email

    person.confirm(own).raise_for_status()
    person.log_in().raise_for_status()
    assert_problem(attacker.confirm(link), 409, "address_taken")


def test_session_of_another_account_does_not_confirm_a_contested_change(
    person: Person, attacker: Person, member: Person
) -> None:
    """Two accounts ask for one address, and the victim's is logged in."""
    link = token_in(person.mails(CHANGE)[-1])
    request_change(member, person.email)
    own = next(token for mail in person.mails(CHANGE, count=2) if (token := token_in(mail)) != link)
    assert_problem(member.confirm(link), 409, "password_needed")
    assert_problem(member.confirm(link, password=member.password), 403, "wrong_password")
    assert email_of(attacker) == attacker.email

    member.confirm(own).raise_for_status()
    assert email_of(member) == person.email


def test_contested_change_is_confirmed_in_the_accounts_own_browser(
    person: Person, member: Person
) -> None:
    request_change(member, person.email)
    link = token_in(person.mails(CHANGE)[-1])
    person.sign_up(b"").raise_for_status()
    member.confirm(link).raise_for_status()
    assert email_of(member) == person.email


def test_contested_change_is_confirmed_elsewhere_with_the_accounts_password(
    person: Person, member: Person
) -> None:
    request_change(member, person.email)
    link = token_in(person.mails(CHANGE)[-1])
    person.sign_up(b"").raise_for_status()
    with Person(person.stack) as phone:
        assert_problem(phone.confirm(link), 409, "password_needed")
        phone.confirm(link, password=member.password).raise_for_status()
    assert email_of(member) == person.email


def test_change_without_rivals_is_confirmed_in_any_browser(person: Person, member: Person) -> None:
    request_change(member, person.email)
    with Person(person.stack) as phone:
        phone.confirm(token_in(person.mails(CHANGE)[-1])).raise_for_status()
    assert email_of(member) == person.email


def test_sign_up_with_a_rival_change_needs_evidence(person: Person, member: Person) -> None:
    """The attacker signs up with the address that the victim's account shall get."""
    with Person(person.stack, person.email) as attacker:
        attacker.password = "the attacker knows this"
        attacker.sign_up(b"").raise_for_status()
        link = token_in(person.mails(SIGN_UP)[-1])
        request_change(member, person.email)
        assert_problem(member.confirm(link), 409, "password_needed")
        assert_problem(member.confirm(link, password=member.password), 403, "wrong_password")
        assert attacker.log_in().status_code == httpx.codes.UNAUTHORIZED


def test_wrong_passwords_at_a_contested_change_are_counted_per_account(
    person: Person, attacker: Person
) -> None:
    """The mailbox's owner cannot guess the account's password by its link."""
    link = token_in(person.mails(CHANGE)[-1])
    person.sign_up(b"").raise_for_status()
    assert_problem(person.confirm(link, password="a guess"), 403, "wrong_password")
    events = attacker.http.get("/me/export").raise_for_status().text
    assert "wrong_password" in events
