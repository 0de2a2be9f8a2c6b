"""Confirmation links: valid once, for a day, and for one of several sign-ups."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import httpx
import psycopg

from testkit.person import Person, token_in
from testkit.problems import assert_problem


def test_get_and_head_of_a_confirmation_change_nothing(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    token = person.link_token()
    for method in ("GET", "HEAD"):
        refused = person.http.request(method, "/confirmations", params={"token": token})
        assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert person.follow()["state"] == "pending"
    person.confirm(token).raise_for_status()


def test_confirmation_link_works_once(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    user_id = person.confirm().json()["user_id"]
    about = {"link": "confirmation", "email": person.email, "user_id": user_id}
    assert_problem(person.confirm(), 409, "confirmation_used", **about)


def test_confirmation_says_whether_this_browser_made_the_sign_up(person: Person) -> None:
    for is_own in (True, False):
        with Person(person.stack) as newcomer:
            newcomer.sign_up(b"").raise_for_status()
            browser = newcomer if is_own else person
            assert browser.confirm(newcomer.link_token()).json()["own_sign_up"] is is_own


def test_invented_confirmation_token_is_unknown(person: Person) -> None:
    for token in ("x", "A" * 64):
        assert_problem(person.confirm(token), 404, "confirmation_unknown")


def test_confirmation_link_expires_a_day_after_its_delivery(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    delivered_before(person, timedelta(hours=24, minutes=1))
    about = {"link": "confirmation", "email": person.email}
    assert_problem(person.confirm(), 410, "confirmation_expired", resend=True, **about)
    with Person(person.stack) as phone:  # it did not make the sign-up
        refused = phone.confirm(person.link_token())
        assert_problem(refused, 410, "confirmation_expired", **about)
        assert "resend" not in refused.json()
    assert person.follow()["state"] == "pending"
    delivered_before(person, timedelta(hours=23, minutes=59))
    person.confirm().raise_for_status()


def delivered_before(person: Person, age: timedelta) -> None:
    with psycopg.connect(person.stack.database_url) as database:
        database.execute(
            "UPDATE tasks SET finished_at = now() - %s WHERE subject_id = %s",
            (age, person.sign_up_row_id),
        )


def test_unconfirmed_sign_up_does_not_reserve_the_address(person: Person) -> None:
    """An attacker's sign-up with the address does not block its owner, and gives no access."""
    with Person(person.stack, person.email) as attacker:
        attacker.password = "the attacker knows this"
        attacker.sign_up(b"").raise_for_status()
        attackers_link = attacker.link_token()

        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
        links = {mail.text for mail in person.stack.mail.wait_for(person.email, count=2)}
        assert len(links) == 2
        user_id = person.confirm(person.link_token()).json()["user_id"]

        used = attacker.confirm(attackers_link)
        assert_problem(used, 409, "confirmation_used", user_id=user_id)
        assert attacker.follow()["state"] == "superseded"
        assert attacker.log_in().status_code == httpx.codes.UNAUTHORIZED
        person.log_in().raise_for_status()


def test_one_of_eight_parallel_confirmations_of_an_address_succeeds(person: Person) -> None:
    people = [Person(person.stack, person.email) for _ in range(8)]
    for signer in people:
        signer.sign_up(b"").raise_for_status()
    mails = person.stack.mail.wait_for(person.email, count=8)
    tokens = [token_in(mail) for mail in mails]
    with ThreadPoolExecutor(8) as pool:
        by_password = partial(person.confirm, password=person.password)
        answers = list(pool.map(by_password, tokens))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    states = sorted(signer.follow()["state"] for signer in people)
    assert states == ["confirmed"] + ["superseded"] * 7
    for signer in people:
        signer.http.close()


def test_sign_up_with_a_known_address_gets_the_same_response_and_another_mail(
    person: Person,
) -> None:
    person.sign_up(b"").raise_for_status()
    person.confirm().raise_for_status()

    with Person(person.stack, person.email) as stranger:
        answer = stranger.sign_up(b"")
        with Person(person.stack) as newcomer:
            other = newcomer.sign_up(b"")
        assert answer.status_code == other.status_code == httpx.codes.ACCEPTED
        assert shape(answer.json()) == shape(other.json())
        done = stranger.wait_for("SUCCESS")
        assert shape(done["tasks"][0]["result"]) == {"message_id": "str"}

    mail = person.stack.mail.wait_for(person.email, count=2)[-1]
    assert mail.message["Subject"] == "You already have an account at Foyer"
    assert "/confirm#" not in mail.text
    person.log_in().raise_for_status()


def shape(value: object) -> object:
    """The names and types in a JSON document, without the values."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__
