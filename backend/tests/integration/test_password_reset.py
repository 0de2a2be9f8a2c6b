"""Password reset: a link that works once, for an hour, and ends all sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.person import Person, token_in
from testkit.problems import assert_problem
from testkit.wait import wait_until

LINK, NOTICE = "Choose a new password for Foyer", "You have a new password at Foyer"
NEW = "another sentence altogether"


def ask(person: Person, email: str | None = None) -> httpx.Response:
    return person.http.post("/password-resets", json={"email": email or person.email})


def reset(person: Person, token: str, password: str = NEW) -> httpx.Response:
    return person.http.put("/password-resets", json={"token": token, "password": password})


def link(person: Person, count: int = 1) -> str:
    ask(person).raise_for_status()
    return token_in(person.mails(LINK, count=count)[-1])


@pytest.fixture
def member(person: Person) -> Person:
    return person.join()


def test_reset_sets_the_password_and_ends_all_sessions(member: Person) -> None:
    session = member.elsewhere()
    answer = reset(member, link(member))
    assert (answer.status_code, answer.content) == (httpx.codes.NO_CONTENT, b"")
    assert "foyer_session" not in answer.headers.get("set-cookie", "")
    assert not session.is_logged_in()
    assert not member.is_logged_in()
    assert_problem(member.log_in(), 401, "invalid_credentials")
    member.log_in(NEW).raise_for_status()


def test_reset_sends_a_notice(member: Person) -> None:
    reset(member, link(member)).raise_for_status()
    (mail,) = member.mails(NOTICE)
    assert "/reset-password" in mail.text
    assert "/reset-password#" not in mail.text


def test_reset_link_works_once(member: Person) -> None:
    token = link(member)
    reset(member, token).raise_for_status()
    assert_problem(reset(member, token, "a third sentence of mine"), 409, "reset_used")
    member.log_in(NEW).raise_for_status()


def test_reset_link_used_in_parallel_works_once(member: Person) -> None:
    token = link(member)
    passwords = [f"sentence number {number} of mine" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda password: reset(member, token, password), passwords))
    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 7
    logged_in = [member.log_in(password).is_success for password in passwords]
    assert logged_in == [answer.is_success for answer in answers]
    assert len(member.mails(NOTICE)) == 1


def test_using_a_reset_link_ends_the_others(member: Person) -> None:
    first = link(member)
    second = link(member, count=2)
    reset(member, second).raise_for_status()
    assert_problem(reset(member, first), 409, "reset_used")


def test_reset_link_expires_an_hour_after_its_delivery(member: Person) -> None:
    token = link(member)
    delivered_before(member, timedelta(minutes=61))
    assert_problem(reset(member, token), 410, "reset_expired")
    delivered_before(member, timedelta(minutes=59))
    reset(member, token).raise_for_status()


def delivered_before(person: Person, age: timedelta) -> None:
    def ended() -> bool:
        with psycopg.connect(person.stack.database_url) as database:
            changed = database.execute(
                "UPDATE tasks SET finished_at = now() - %s WHERE state = 'SUCCESS' AND subject_id"
                " IN (SELECT id FROM password_resets WHERE email_key = %s)",
                (age, person.email),
            )
        return changed.rowcount == 1

    wait_until(ended, what="the mail's task to end")


def test_invented_reset_token_is_unknown(person: Person) -> None:
    for token in ("x", "A" * 64):
        assert_problem(reset(person, token), 404, "reset_unknown")


def test_confirmation_and_reset_tokens_are_not_interchangeable(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    confirmation = person.link_token()
    assert_problem(reset(person, confirmation), 404, "reset_unknown")
    person.confirm(confirmation).raise_for_status()
    assert_problem(person.confirm(link(person)), 404, "confirmation_unknown")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("tiny words", "password_too_short"),
        ("password1234", "password_common"),
        ("Ada King 1815", "password_personal"),
    ],
)
def test_weak_password_does_not_use_up_the_reset_link(
    member: Person, password: str, code: str
) -> None:
    token = link(member)
    answer = reset(member, token, password)
    assert_problem(answer, 422, "validation_failed", "password")
    assert answer.json()["errors"][0]["code"] == code
    assert password not in answer.text
    assert member.is_logged_in()
    reset(member, token).raise_for_status()


def test_get_of_a_reset_changes_nothing(member: Person) -> None:
    token = link(member)
    for method in ("GET", "HEAD"):
        refused = member.http.request(method, "/password-resets", params={"token": token})
        assert refused.status_code == httpx.codes.METHOD_NOT_ALLOWED
    reset(member, token).raise_for_status()


def test_parallel_reset_and_address_change_never_both_succeed(person: Person) -> None:
    """One person has the mailbox, another one the password: only one of them keeps access."""
    for _ in range(4):
        with Person(person.stack) as owner, ThreadPoolExecutor(2) as pool:
            owner.join()
            token, new = link(owner), f"new-{owner.email}"
            wish = {"email": new, "password": owner.password}
            owner.http.put("/me/email", json=wish).raise_for_status()
            change = token_in(owner.mails("Confirm your new address for Foyer", to=new)[-1])
            answers = pool.submit(reset, owner, token), pool.submit(owner.confirm, change)
            statuses = tuple(answer.result().status_code for answer in answers)
            assert statuses in {(204, 410), (409, 200)}


def test_reset_of_an_unknown_address_gets_the_same_response_and_no_mail(
    stack: Stack, person: Person
) -> None:
    with Person(stack) as stranger:
        person.join()
        to_known, to_unknown = ask(person), ask(stranger)
        assert (to_known.status_code, to_known.json()) == (httpx.codes.ACCEPTED, {})
        assert (to_unknown.status_code, to_unknown.json()) == (httpx.codes.ACCEPTED, {})
        assert to_known.headers.keys() == to_unknown.headers.keys()

        wait_until(
            lambda: is_forgotten(stranger), what="the worker to find nobody, and keep nothing"
        )
        assert stack.mail.messages(stranger.email) == []
        person.mails(LINK)


def is_forgotten(person: Person) -> bool:
    with psycopg.connect(person.stack.database_url) as database:
        rows = database.execute(
            "SELECT 1 FROM password_resets WHERE email_key = %s", (person.email,)
        ).fetchall()
    return not rows


def test_reset_ignores_unconfirmed_sign_ups(person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    ask(person).raise_for_status()
    wait_until(lambda: is_forgotten(person), what="the worker to find nobody, and keep nothing")
    subjects = [mail.message["Subject"] for mail in person.stack.mail.messages(person.email)]
    assert subjects == ["Confirm your address for Foyer"]


def test_reset_mail_goes_to_the_address_as_its_owner_wrote_it(member: Person) -> None:
    ask(member, member.email.upper()).raise_for_status()
    (mail,) = member.mails(LINK)
    assert mail.recipients == (member.email,)


@pytest.mark.parametrize("email", ["", "ada", "a@b.example,x@y.example", "ad\x00a@b.example"])
def test_reset_of_an_invalid_address_is_refused(person: Person, email: str) -> None:
    answer = person.http.post("/password-resets", json={"email": email})
    assert_problem(answer, 422, "validation_failed", "email")


def test_parallel_log_in_with_the_old_password_does_not_survive_a_reset(member: Person) -> None:
    """In any order, no session that used the old password survives."""
    for number in range(6):
        old, new = member.password, f"sentence number {number} of mine"
        token = link(member, count=number + 1)
        sessions = [Person(member.stack, member.email) for _ in range(4)]
        with ThreadPoolExecutor(5) as pool:
            logging_in = [pool.submit(session.log_in, old) for session in sessions]
            done = pool.submit(reset, member, token, new)
            done.result().raise_for_status()
            for attempt in logging_in:
                assert attempt.result().status_code in {201, 401}
        assert [session.is_logged_in() for session in sessions] == [False] * 4
        for session in sessions:
            session.http.close()
        member.password = new
