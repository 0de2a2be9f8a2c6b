"""Change of address: confirmed by the new address, with a notice to the old one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import httpx
import psycopg
import pytest

from testkit.person import Person, token_in
from testkit.problems import assert_problem
from testkit.wait import wait_until

LINK, NOTICE = "Confirm your new address for Foyer", "Your address at Foyer was changed"


def another_address() -> str:
    return f"new-{uuid4().hex[:12]}@example.com"


def ask(person: Person, email: str, password: str | None = None) -> httpx.Response:
    body = {"email": email, "password": password or person.password}
    return person.http.put("/me/email", json=body)


def link(person: Person, email: str, count: int = 1) -> str:
    ask(person, email).raise_for_status()
    return token_in(person.mails(LINK, to=email, count=count)[-1])


def pending(person: Person) -> str | None:
    body = person.http.get("/me").raise_for_status().json()
    address: str | None = body["pending_email"]
    return address


def about(person: Person, email: str) -> dict[str, str]:
    """What the error of an unusable link of this person's account says about it."""
    user_id = person.http.get("/me").json()["id"]
    return {"link": "email-change", "email": email, "user_id": user_id}


@pytest.fixture
def member(person: Person) -> Person:
    return person.join()


def test_address_changes_when_the_link_is_used(member: Person) -> None:
    old, new = member.email, another_address()
    answer = ask(member, new)
    assert answer.status_code == httpx.codes.ACCEPTED
    assert answer.json()["kind"] == "send_email_change_email"
    assert answer.headers["location"] == f"/api/tasks/{answer.json()['id']}"
    assert pending(member) == new
    assert member.http.get("/me").json()["email"] == old

    (mail,) = member.mails(LINK, to=new)
    assert member.name not in mail.text  # the address is not proven yet
    confirmed = member.confirm(token_in(mail)).json()
    assert (confirmed["link"], confirmed["email"]) == ("email-change", new)
    assert (member.http.get("/me").json()["email"], pending(member)) == (new, None)
    assert_problem(member.log_in(), 401, "invalid_credentials")
    member.email = new
    member.log_in().raise_for_status()


def test_old_address_gets_a_notice_without_the_new_address(member: Person) -> None:
    new = another_address()
    member.confirm(link(member, new)).raise_for_status()
    (mail,) = member.mails(NOTICE)
    assert mail.recipients == (member.email,)
    assert new not in mail.source.decode()


def test_address_change_link_works_once(member: Person) -> None:
    new = another_address()
    token = link(member, new)
    member.confirm(token).raise_for_status()
    assert_problem(member.confirm(token), 409, "confirmation_used", **about(member, new))
    assert len(member.mails(NOTICE)) == 1


def test_address_change_link_used_in_parallel_works_once(member: Person) -> None:
    token = link(member, another_address())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: member.confirm(token), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert len(member.mails(NOTICE)) == 1


def test_wrong_password_does_not_change_the_address(member: Person) -> None:
    new = another_address()
    assert_problem(ask(member, new, "not the password"), 403, "wrong_password")
    assert pending(member) is None


@pytest.mark.parametrize("email", ["", "ada", "a@b.example, x@y.example"])
def test_invalid_new_address_is_refused(member: Person, email: str) -> None:
    assert_problem(ask(member, email), 422, "validation_failed", "email")
    assert pending(member) is None


def test_current_address_is_refused_as_the_new_one(member: Person) -> None:
    assert_problem(ask(member, member.email), 422, "validation_failed", "email")


def test_current_address_in_another_spelling_is_a_change(member: Person) -> None:
    new = member.email.replace("person", "Person")
    member.confirm(link(member, new)).raise_for_status()
    assert member.http.get("/me").json()["email"] == new
    member.log_in().raise_for_status()


def test_newer_address_change_replaces_the_older_one(member: Person) -> None:
    first, second = another_address(), another_address()
    old_link = link(member, first)
    new_link = link(member, second)
    assert pending(member) == second
    assert_problem(member.confirm(old_link), 410, "confirmation_replaced", **about(member, first))
    assert member.confirm(new_link).json()["email"] == second


def test_repeated_address_change_is_one_change_with_two_valid_links(member: Person) -> None:
    new = another_address()
    first = link(member, new)
    second = link(member, new, count=2)
    assert first != second
    assert member.confirm(first).json()["email"] == new
    assert_problem(member.confirm(second), 409, "confirmation_used")


def test_address_change_can_be_withdrawn_twice(member: Person) -> None:
    token = link(member, another_address())
    for _ in range(2):
        assert member.http.delete("/me/email").status_code == httpx.codes.NO_CONTENT
    assert pending(member) is None
    assert_problem(member.confirm(token), 410, "confirmation_replaced")


def test_one_of_eight_parallel_address_changes_is_pending(member: Person) -> None:
    addresses = [another_address() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda email: ask(member, email), addresses))
    assert {answer.status_code for answer in answers} == {httpx.codes.ACCEPTED}
    assert pending(member) in addresses


def test_address_change_link_expires_a_day_after_its_delivery(member: Person) -> None:
    new = another_address()
    answer = ask(member, new)
    token = token_in(member.mails(LINK, to=new)[-1])
    task = f"/tasks/{answer.json()['id']}"
    wait_until(lambda: member.http.get(task).json()["state"] == "SUCCESS")
    with psycopg.connect(member.stack.database_url) as database:
        database.execute(
            "UPDATE tasks SET finished_at = now() - %s WHERE id = %s",
            (timedelta(hours=24, minutes=1), answer.json()["id"]),
        )
    assert_problem(member.confirm(token), 410, "confirmation_expired", **about(member, new))
    assert member.http.get("/me").json()["email"] == member.email


def test_change_to_a_known_address_gets_the_same_response_and_its_owner_a_mail(
    member: Person,
) -> None:
    with Person(member.stack) as owner:
        owner.join()
        to_unknown, to_known = ask(member, another_address()), ask(member, owner.email.upper())
        assert to_known.status_code == to_unknown.status_code == httpx.codes.ACCEPTED
        assert to_known.json().keys() == to_unknown.json().keys()
        (mail,) = owner.mails("You already have an account at Foyer")
        assert mail.recipients == (owner.email,)
        assert "#" not in mail.text
        task = f"/tasks/{to_known.json()['id']}"
        done = wait_until(lambda: (body := member.http.get(task).json())["result"] and body)
        assert done["result"].keys() == {"message_id"}
        owner.log_in().raise_for_status()


def test_change_to_an_address_that_got_an_account_is_refused(member: Person) -> None:
    with Person(member.stack) as newcomer:
        token = link(member, newcomer.email)
        newcomer.sign_up(b"").raise_for_status()
        newcomer.confirm(
            token_in(newcomer.mails("Confirm your address for Foyer")[-1])
        ).raise_for_status()
        assert_problem(member.confirm(token), 409, "address_taken", **about(member, newcomer.email))
        assert pending(member) is None
        assert member.http.get("/me").json()["email"] == member.email
        newcomer.log_in().raise_for_status()


def test_one_of_two_accounts_gets_the_address(member: Person) -> None:
    with Person(member.stack) as other:
        other.join()
        new = another_address()
        first_link, second_link = link(member, new), link(other, new, count=2)
        with ThreadPoolExecutor(2) as pool:
            links = [first_link, second_link]
            answers = list(pool.map(Person.confirm, [member, other], links))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        loser = next(answer for answer in answers if answer.is_error)
        assert_problem(loser, 409, "address_taken")
        addresses = {user.http.get("/me").json()["email"] for user in (member, other)}
        assert len(addresses & {new}) == 1


def test_parallel_claims_on_an_address_do_not_deadlock(member: Person) -> None:
    """Two sign-ups and an address change are confirmed in parallel: one wins, without a 5xx."""
    for _ in range(4):
        new = another_address()
        with (
            Person(member.stack) as other,
            Person(member.stack, new) as first,
            Person(member.stack, new) as second,
        ):
            other.join()
            tokens = [link(other, new)]
            for newcomer in (first, second):
                newcomer.sign_up(b"").raise_for_status()
            mails = first.mails("Confirm your address for Foyer", count=2)
            tokens += [token_in(mail) for mail in mails]
            with ThreadPoolExecutor(3) as pool:
                by_password = partial(other.confirm, password=other.password)
                answers = list(pool.map(by_password, tokens))
            assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


def test_reset_links_mailed_to_the_old_address_are_invalid(member: Person) -> None:
    """A reset mail in a mailbox that the person no longer uses."""
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    reset = token_in(member.mails("Choose a new password for Foyer")[-1])
    member.confirm(link(member, another_address())).raise_for_status()
    body = {"token": reset, "password": "the attacker knows this"}
    assert_problem(member.http.put("/password-resets", json=body), 409, "reset_used")
    with Person(member.stack, member.email) as newcomer:  # the address is free again
        newcomer.sign_up(b"").raise_for_status()
        newcomer.confirm(
            token_in(newcomer.mails("Confirm your address for Foyer", count=2)[-1])
        ).raise_for_status()
        assert_problem(member.http.put("/password-resets", json=body), 409, "reset_used")
        newcomer.log_in().raise_for_status()
