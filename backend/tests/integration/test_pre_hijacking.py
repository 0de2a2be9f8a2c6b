"""Pre-hijacking: an attacker who signs up with a victim's address first gains no access."""

import httpx
import psycopg
import pytest

from testkit import photos
from testkit.person import Person, token_in
from testkit.problems import assert_problem
from testkit.wait import wait_until

CONFIRM = "Confirm your address for Foyer"


@pytest.fixture
def attacker(person: Person) -> Person:
    """An attacker who signed up with the person's address first and knows the sign-up's id."""
    attacker = Person(person.stack, person.email)
    person.others.append(attacker)
    attacker.name, attacker.password = "An Attacker", "the attacker knows this"
    attacker.sign_up(photos.phone_photo()).raise_for_status()
    attacker.wait_for("SUCCESS")
    return attacker


def join(person: Person, mails: int) -> None:
    """Confirm the person's own sign-up, which has the latest mail of several."""
    person.sign_up(b"").raise_for_status()
    token = token_in(person.mails(CONFIRM, count=mails)[-1])
    person.confirm(token).raise_for_status()
    person.log_in().raise_for_status()


def test_account_has_no_data_of_the_attackers_sign_up(person: Person, attacker: Person) -> None:
    join(person, mails=2)
    me = person.http.get("/me").json()
    assert (me["display_name"], me["thumbnails"]) == (person.name, None)
    assert_problem(attacker.log_in(), 401, "invalid_credentials")


def test_links_of_the_attackers_sign_up_end_with_the_confirmation(
    person: Person, attacker: Person
) -> None:
    link = token_in(person.mails(CONFIRM)[0])
    join(person, mails=2)
    assert_problem(attacker.confirm(link), 409, "confirmation_used")
    for answer in (
        attacker.http.post(f"/sign-ups/{attacker.sign_up_id}/resend"),
        attacker.http.patch(f"/sign-ups/{attacker.sign_up_id}", json={"email": "evil@example.com"}),
    ):
        assert_problem(answer, 409, "sign_up_over")


def test_attackers_link_needs_the_attackers_password(person: Person, attacker: Person) -> None:
    """Both mails look the same; the person opens the attacker's first."""
    attackers = token_in(person.mails(CONFIRM)[0])
    person.sign_up(b"").raise_for_status()
    own = token_in(person.mails(CONFIRM, count=2)[-1])

    assert_problem(person.confirm(attackers), 409, "password_needed")
    assert_problem(person.confirm(attackers, password=person.password), 403, "wrong_password")
    assert person.log_in().status_code == httpx.codes.UNAUTHORIZED

    person.confirm(own).raise_for_status()
    person.log_in().raise_for_status()
    assert_problem(attacker.log_in(), 401, "invalid_credentials")


def test_link_opened_in_another_browser_needs_the_password(
    person: Person, attacker: Person
) -> None:
    person.sign_up(b"").raise_for_status()
    own = token_in(person.mails(CONFIRM, count=2)[-1])
    with Person(person.stack, person.email) as phone:
        assert_problem(phone.confirm(own), 409, "password_needed")
        assert_problem(phone.confirm(own, password=attacker.password), 403, "wrong_password")
        phone.confirm(own, password=person.password).raise_for_status()
    person.log_in().raise_for_status()


def test_link_without_competing_sign_ups_works_in_any_browser(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    with Person(person.stack, person.email) as phone:
        phone.confirm().raise_for_status()


def test_pictures_of_competing_sign_ups_are_deleted_at_once(
    person: Person, attacker: Person
) -> None:
    thumbnail = attacker.follow()["thumbnails"]["64"].removeprefix("/")
    assert (person.stack.storage / thumbnail).exists()
    join(person, mails=2)
    wait_until(lambda: not (person.stack.storage / thumbnail).exists(), what="its files to go")


def test_picture_and_password_of_the_attackers_sign_up_are_deleted(
    person: Person, attacker: Person
) -> None:
    assert attacker.follow()["thumbnails"]
    join(person, mails=2)
    assert attacker.follow()["thumbnails"] is None
    with psycopg.connect(person.stack.database_url) as database:
        rows = database.execute(
            "SELECT state, password_hash, picture_id FROM sign_ups WHERE email = %s",
            (person.email,),
        ).fetchall()
    assert sorted(rows) == [("confirmed", "", None), ("superseded", "", None)]


def test_link_to_an_old_address_does_not_confirm_the_new_one(
    person: Person,
) -> None:
    """A link to the attacker's own address must not confirm the victim's."""
    with Person(person.stack) as attacker:
        attacker.sign_up(b"").raise_for_status()
        own_link = attacker.link_token()
        attacker.http.patch(
            f"/sign-ups/{attacker.sign_up_id}", json={"email": person.email}
        ).raise_for_status()
        assert_problem(attacker.confirm(own_link), 410, "confirmation_replaced")
        attacker.email = person.email
        assert attacker.log_in().status_code == httpx.codes.UNAUTHORIZED


def test_attackers_address_change_ends_when_the_victim_confirms(person: Person) -> None:
    with Person(person.stack) as attacker:
        attacker.join()
        attacker.http.put(
            "/me/email", json={"email": person.email, "password": attacker.password}
        ).raise_for_status()
        link = token_in(person.mails("Confirm your new address for Foyer")[-1])
        person.sign_up(b"").raise_for_status()
        person.confirm(token_in(person.mails(CONFIRM)[-1])).raise_for_status()
        assert_problem(attacker.confirm(link), 409, "address_taken")
        assert attacker.http.get("/me").json()["pending_email"] is None
        person.log_in().raise_for_status()


def test_sign_ups_end_when_an_account_takes_their_address(person: Person, attacker: Person) -> None:
    """The victim has an account and changes its address to the contested one."""
    with Person(person.stack) as victim:
        victim.join()
        victim.http.put(
            "/me/email", json={"email": person.email, "password": victim.password}
        ).raise_for_status()
        mail = person.mails("Confirm your new address for Foyer")[-1]
        victim.confirm(token_in(mail)).raise_for_status()
        link = token_in(person.mails(CONFIRM)[0])
        assert_problem(attacker.confirm(link), 409, "confirmation_used")
        assert attacker.follow()["state"] == "superseded"


def test_sign_up_with_the_address_of_an_account_cannot_be_confirmed(person: Person) -> None:
    """Also if its mail was queued before the account existed."""
    with Person(person.stack, person.email) as attacker:
        attacker.password = "the attacker knows this"
        person.join()
        attacker.sign_up(b"").raise_for_status()
        done = attacker.wait_for("SUCCESS")
        assert done["state"] == "pending"
        (mail,) = person.mails("You already have an account at Foyer")
        assert "/confirm#" not in mail.text
        assert_problem(attacker.log_in(), 401, "invalid_credentials")
        wait_until(person.is_logged_in)
