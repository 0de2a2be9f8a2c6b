"""Confirmation mails of an open sign-up: sent again, or to another address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.frozen import paused
from testkit.person import Person, token_in
from testkit.problems import assert_problem

CONFIRM = "Confirm your address for Foyer"


def resend(person: Person) -> httpx.Response:
    return person.http.post(f"/sign-ups/{person.sign_up_id}/resend")


def redirect(person: Person, email: str) -> httpx.Response:
    return person.http.patch(f"/sign-ups/{person.sign_up_id}", json={"email": email})


def another_address() -> str:
    return f"other-{uuid4().hex[:12]}@example.com"


def test_resent_mail_has_a_new_link_and_both_links_are_valid(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    first = token_in(person.mails(CONFIRM)[-1])

    answer = resend(person)
    assert answer.status_code == httpx.codes.ACCEPTED
    task = answer.json()
    assert (task["kind"], task["state"]) == ("send_confirmation_email", "PENDING")
    assert answer.headers["location"] == f"/api/tasks/{task['id']}"
    assert person.http.get(f"/tasks/{task['id']}").json()["id"] == task["id"]

    second = token_in(person.mails(CONFIRM, count=2)[-1])
    assert first != second
    assert person.task("send_confirmation_email")["id"] == task["id"]
    person.confirm(first).raise_for_status()
    assert_problem(person.confirm(second), 409, "confirmation_used")


def test_resent_mail_has_the_language_of_the_request(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    person.http.headers["Accept-Language"] = "de"
    resend(person).raise_for_status()
    assert person.mails("Bestätige deine Adresse für Foyer")
    person.wait_for("SUCCESS")
    del person.http.headers["Accept-Language"]
    other = another_address()
    redirect(person, other).raise_for_status()
    assert person.mails("Bestätige deine Adresse für Foyer", to=other)


def test_resend_replaces_a_mail_that_waits_for_its_retry(person: Person) -> None:
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        waiting = person.task("send_confirmation_email")["id"]
        second = resend(person).raise_for_status().json()["id"]
    finally:
        person.stack.mail.start()
    assert second != waiting
    assert person.http.get(f"/tasks/{waiting}").json()["state"] == "REVOKED"


def test_eight_parallel_resends_send_one_mail(person: Person) -> None:
    with paused(person.stack.worker):
        person.sign_up(b"").raise_for_status()
        first = person.task("send_confirmation_email")["id"]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: resend(person), range(8)))
    assert {answer.status_code for answer in answers} == {httpx.codes.ACCEPTED}
    assert {answer.json()["id"] for answer in answers} == {first}
    person.wait_for("SUCCESS")
    assert len(person.mails(CONFIRM)) == 1


def test_new_address_gets_a_link_and_the_old_link_is_invalid(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    old, old_link = person.email, person.link_token()

    person.email = another_address()
    answer = redirect(person, person.email)
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.json()["kind"] == "send_confirmation_email"
    assert person.follow()["email"] == "o•••@example.com"

    new_link = token_in(person.mails(CONFIRM)[-1])
    refused = person.confirm(old_link)
    assert_problem(refused, 410, "confirmation_replaced", link="confirmation", resend=True)
    assert "email" not in refused.json()  # the reader of the old mailbox may be a stranger
    assert person.confirm(new_link).json()["email"] == person.email
    person.log_in().raise_for_status()
    with Person(person.stack, old) as stranger:
        assert stranger.log_in().status_code == httpx.codes.UNAUTHORIZED


def test_change_to_the_same_address_sends_the_mail_again(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    link = person.link_token()
    answer = redirect(person, person.email)
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.json()["kind"] == "send_confirmation_email"
    person.mails(CONFIRM, count=2)
    person.confirm(link).raise_for_status()  # earlier links stay valid


def test_waiting_mail_to_the_old_address_is_never_sent(person: Person) -> None:
    person.stack.mail.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        waiting = person.task("send_confirmation_email")["id"]
        old, person.email = person.email, another_address()
        redirect(person, person.email).raise_for_status()
        assert person.http.get(f"/tasks/{waiting}").json()["state"] == "REVOKED"
    finally:
        person.stack.mail.start()
    person.wait_for("RETRY", "SUCCESS")  # the new mail was tried, with the server or without
    # Make the retry due at once; it would be due in a minute.
    with psycopg.connect(person.stack.database_url) as database:
        database.execute(
            "UPDATE tasks SET run_at = now() WHERE subject_id = %s AND state = 'RETRY'",
            (person.sign_up_row_id,),
        )
    person.mails(CONFIRM)
    assert person.stack.mail.messages(old) == []


def test_frozen_broker_does_not_delay_a_resend(person: Person) -> None:
    """A dispatcher has locked the mail's task and waits for the broker."""
    with paused(person.stack.worker):
        person.sign_up(b"").raise_for_status()
        old, person.email = person.email, another_address()
        with psycopg.connect(person.stack.database_url) as dispatcher:
            dispatcher.execute(
                "SELECT 1 FROM tasks WHERE subject_id = %s FOR UPDATE", (person.sign_up_row_id,)
            )
            # Both requests end while the lock is held.
            redirect(person, person.email).raise_for_status()
            resend(person).raise_for_status()
    person.confirm(token_in(person.mails(CONFIRM)[-1])).raise_for_status()
    assert person.stack.mail.messages(old) == []


def test_address_change_does_not_stop_the_picture(person: Person) -> None:
    person.sign_up().raise_for_status()
    person.email = another_address()
    redirect(person, person.email).raise_for_status()
    assert person.wait_for("SUCCESS")["thumbnails"]


def test_sign_up_moved_to_a_known_address_gets_the_same_response(person: Person) -> None:
    with Person(person.stack) as owner:
        owner.join()
        person.sign_up(b"").raise_for_status()
        to_known, to_unknown = redirect(person, owner.email), redirect(person, another_address())
        assert to_known.status_code == to_unknown.status_code == httpx.codes.ACCEPTED
        assert to_known.json().keys() == to_unknown.json().keys()


def test_owner_of_a_known_address_gets_a_mail_when_a_sign_up_moves_there(person: Person) -> None:
    with Person(person.stack) as owner:
        owner.join()
        person.sign_up(b"").raise_for_status()
        redirect(person, owner.email.upper()).raise_for_status()
        (mail,) = owner.mails("You already have an account at Foyer")
        assert "/confirm#" not in mail.text
        # To the address in its owner's spelling, not in the stranger's.
        assert mail.recipients == (owner.email,)


def test_resend_prolongs_the_sign_up(person: Person, stack: Stack) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    with psycopg.connect(stack.database_url) as database:
        database.execute(
            "UPDATE sign_ups SET created_at = now() - %s, mailed_at = now() - %s WHERE id = %s",
            (timedelta(hours=47), timedelta(hours=47), person.sign_up_row_id),
        )
    resend(person).raise_for_status()
    with psycopg.connect(stack.database_url) as database:
        result = database.execute(
            "SELECT mailed_at > now() - interval '1 minute' FROM sign_ups WHERE id = %s",
            (person.sign_up_row_id,),
        ).fetchone()
    assert result == (True,)


def test_sign_up_of_a_week_ago_cannot_be_resent(person: Person, stack: Stack) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    with psycopg.connect(stack.database_url) as database:
        database.execute(
            "UPDATE sign_ups SET created_at = now() - interval '7 days' WHERE id = %s",
            (person.sign_up_row_id,),
        )
    assert_problem(resend(person), 409, "sign_up_over")
    assert_problem(redirect(person, another_address()), 409, "sign_up_over")
    person.confirm().raise_for_status()  # what was mailed in time is good


@pytest.mark.parametrize("state", ["confirmed", "superseded", "expired"])
def test_ended_sign_up_cannot_be_resent_or_changed(person: Person, state: str) -> None:
    person.sign_up(b"").raise_for_status()
    with psycopg.connect(person.stack.database_url) as database:
        database.execute(
            "UPDATE sign_ups SET state = %s WHERE id = %s", (state, person.sign_up_row_id)
        )
    assert_problem(resend(person), 409, "sign_up_over")
    assert_problem(redirect(person, another_address()), 409, "sign_up_over")
    assert person.follow()["email"] == "p•••@example.com"


def test_resend_of_an_unknown_sign_up_is_not_found(person: Person) -> None:
    person.sign_up_id = str(uuid4())
    assert_problem(resend(person), 404, "sign_up_not_found")
    assert_problem(redirect(person, another_address()), 404, "sign_up_not_found")


@pytest.mark.parametrize("email", ["", "ada", "a@b.example, x@y.example", "a@b\r\nBcc: x@y.z"])
def test_invalid_address_of_a_sign_up_is_refused(person: Person, email: str) -> None:
    person.sign_up(b"").raise_for_status()
    assert_problem(redirect(person, email), 422, "validation_failed", "email")
    person.confirm().raise_for_status()


def test_parallel_address_change_and_confirmation_run_one_after_the_other(person: Person) -> None:
    """In any order, the link to the old address never confirms the new address."""
    for _ in range(8):
        with Person(person.stack) as someone, ThreadPoolExecutor(2) as pool:
            someone.sign_up(b"").raise_for_status()
            token, other = someone.link_token(), another_address()
            changed = pool.submit(redirect, someone, other)
            confirmed = pool.submit(someone.confirm, token)
            outcome = (changed.result().status_code, confirmed.result().status_code)
            assert outcome in {(202, 410), (409, 200)}
            if confirmed.result().is_success:
                assert confirmed.result().json()["email"] == someone.email
