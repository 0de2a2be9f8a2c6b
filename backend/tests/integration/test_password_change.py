"""Change of the password: needs the current one and ends all other sessions."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from testkit.person import Person, token_in
from testkit.problems import assert_problem

NEW = "another sentence altogether"


def change(person: Person, new: str = NEW, current: str | None = None) -> httpx.Response:
    passwords = {"current_password": current or person.password, "new_password": new}
    return person.http.put("/me/password", json=passwords)


@pytest.fixture
def member(person: Person) -> Person:
    return person.join()


def test_password_change_ends_other_sessions_and_renews_this_one(member: Person) -> None:
    other = member.elsewhere()
    old_token = member.http.cookies["foyer_session"]
    answer = change(member)
    assert (answer.status_code, answer.content) == (httpx.codes.NO_CONTENT, b"")
    assert answer.cookies["foyer_session"] != old_token
    assert member.is_logged_in()
    assert not other.is_logged_in()
    with Person(member.stack, member.email) as thief:
        thief.http.cookies.set("foyer_session", old_token)
        assert not thief.is_logged_in()
        assert_problem(thief.log_in(), 401, "invalid_credentials")
        thief.log_in(NEW).raise_for_status()


def test_password_change_sends_a_notice(member: Person) -> None:
    change(member).raise_for_status()
    (mail,) = member.mails("Your password at Foyer was changed")
    assert mail.recipients == (member.email,)


def test_wrong_current_password_does_not_change_the_password(member: Person) -> None:
    other = member.elsewhere()
    assert_problem(change(member, current="not the password"), 403, "wrong_password")
    assert member.is_logged_in()
    assert other.is_logged_in()
    member.log_in().raise_for_status()


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("x" * 11, "password_too_short"),
        ("correct horse " * 10, "password_too_long"),
        ("qwertyuiop12", "password_common"),
        ("Ada King 1815", "password_personal"),
    ],
)
def test_weak_new_password_is_refused(member: Person, new: str, code: str) -> None:
    answer = change(member, new)
    assert_problem(answer, 422, "validation_failed", "new_password")
    assert answer.json()["errors"][0]["code"] == code
    assert new not in answer.text
    member.log_in().raise_for_status()


def test_password_change_ends_open_links(member: Person) -> None:
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    reset = token_in(member.mails("Choose a new password for Foyer")[-1])
    elsewhere = f"x{member.email}"
    member.http.put(
        "/me/email", json={"email": elsewhere, "password": member.password}
    ).raise_for_status()
    confirmation = token_in(member.mails("Confirm your new address for Foyer", to=elsewhere)[-1])

    change(member).raise_for_status()

    body = {"token": reset, "password": "the attacker knows this"}
    assert_problem(member.http.put("/password-resets", json=body), 409, "reset_used")
    assert_problem(member.confirm(confirmation), 410, "confirmation_replaced")
    assert member.http.get("/me").json()["pending_email"] is None


def test_one_of_several_parallel_password_changes_succeeds(member: Person) -> None:
    passwords = [f"sentence number {number} of mine" for number in range(5)]
    cookies = dict(member.http.cookies)

    def attempt(new: str) -> int:
        with Person(member.stack, member.email) as tab:
            tab.http.cookies.update(cookies)
            return change(tab, new, member.password).status_code

    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(attempt, passwords))
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 401, 403}
    logged_in = [member.log_in(password).is_success for password in passwords]
    assert logged_in == [status == 204 for status in statuses]
