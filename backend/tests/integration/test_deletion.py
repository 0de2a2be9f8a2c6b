"""Deletion of an account: its rows, files and task contents are gone."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit import photos
from testkit.frozen import paused
from testkit.person import Person, token_in
from testkit.problems import assert_problem
from testkit.wait import wait_until

# The audit log is append-only, holds pseudonyms and has its own retention. The ids in the table of
# changes are deleted after a minute.
KEPT = {"audit_events", "changes"}


def delete(person: Person, password: str | None = None) -> httpx.Response:
    return person.http.request("DELETE", "/me", json={"password": password or person.password})


def everything_about(stack: Stack, *words: str) -> set[str]:
    """All tables that contain one of these words in any row."""
    with psycopg.connect(stack.database_url) as database:
        tables = [
            name
            for (name,) in database.execute(
                "SELECT table_name::text FROM information_schema.tables"
                " WHERE table_schema = 'public'"
            )
        ]
        return {
            table
            for table in tables
            for word in words
            if database.execute(
                f'SELECT 1 FROM "{table}" AS row WHERE row::text ILIKE %s LIMIT 1',  # noqa: S608
                (f"%{word}%",),
            ).fetchone()
        } - KEPT


@pytest.fixture
def member(person: Person) -> Person:
    person.name = f"Ada {uuid4().hex[:12]}"
    return person.join(photos.phone_photo())


def test_deletion_leaves_no_personal_data_in_any_table(member: Person) -> None:
    thumbnails = wait_until(lambda: member.http.get("/me").json()["thumbnails"])
    files = (member.stack.storage / thumbnails["64"].removeprefix("/")).parent
    new = f"next-{member.email}"
    # Data in each table that can hold a person's data.
    member.elsewhere()
    with Person(member.stack, member.email) as second:
        second.name = member.name
        second.sign_up().raise_for_status()
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    member.http.put(
        "/me/email", json={"email": new, "password": member.password}
    ).raise_for_status()
    token_in(member.mails("Confirm your new address for Foyer", to=new)[-1])
    member.mails("Choose a new password for Foyer")
    user_id = member.http.get("/me").json()["id"]
    assert {"users", "sign_ups", "email_changes"} <= everything_about(member.stack, member.email)
    answer = delete(member)
    assert (answer.status_code, answer.content) == (httpx.codes.NO_CONTENT, b"")
    assert "foyer_session" in answer.headers["set-cookie"]
    words = (member.email, member.name, user_id, member.sign_up_row_id)
    assert everything_about(member.stack, *words) == set()
    wait_until(lambda: not files.exists(), what="the files to go")
    assert not member.is_logged_in()
    assert_problem(member.log_in(), 401, "invalid_credentials")
    follow = member.http.get(f"/sign-ups/{member.sign_up_id}")
    assert_problem(follow, 404, "sign_up_not_found")


def test_deletion_removes_previous_addresses(member: Person) -> None:
    old, new = member.email, f"new-{uuid4().hex[:12]}@example.com"
    member.http.post("/password-resets", json={"email": old}).raise_for_status()
    member.mails("Choose a new password for Foyer")
    member.http.put(
        "/me/email", json={"email": new, "password": member.password}
    ).raise_for_status()
    link = token_in(member.mails("Confirm your new address for Foyer", to=new)[-1])
    member.confirm(link).raise_for_status()
    member.mails("Your address at Foyer was changed")
    assert {"notices", "sign_ups"} <= everything_about(member.stack, old)
    delete(member).raise_for_status()
    assert everything_about(member.stack, old, new) == set()


def test_history_keeps_kind_state_and_times_of_tasks(member: Person) -> None:
    task = member.wait_for("SUCCESS")["tasks"][0]
    delete(member).raise_for_status()
    task_after = member.http.get(f"/tasks/{task['id']}").json()
    same = ("id", "kind", "state", "created_at", "started_at", "finished_at", "attempts")
    assert {name: task_after[name] for name in same} == {name: task[name] for name in same}
    assert (task_after["result"], task_after["step"]) == (None, None)


def test_errors_of_tasks_keep_their_code_and_lose_their_message(member: Person) -> None:
    member.wait_for("SUCCESS")  # otherwise a worker overwrites the row
    with psycopg.connect(member.stack.database_url) as database:
        database.execute(
            "UPDATE tasks SET error = %s, traceback = %s WHERE subject_id = %s",
            (
                f'{{"code": "mail_refused", "message": "550 {member.email}"}}',
                f"Traceback: {member.email}",
                member.sign_up_row_id,
            ),
        )
        database.execute(
            "UPDATE task_attempts SET error = tasks.error, traceback = tasks.traceback FROM tasks"
            " WHERE tasks.id = task_id AND subject_id = %s",
            (member.sign_up_row_id,),
        )
        (task_id,) = database.execute(
            "SELECT id FROM tasks WHERE subject_id = %s LIMIT 1", (member.sign_up_row_id,)
        ).fetchone() or (None,)
    delete(member).raise_for_status()
    assert everything_about(member.stack, member.email) == set()
    error = member.http.get(f"/tasks/{task_id}").json()["error"]
    assert error["code"] == "mail_refused"
    assert "deleted" in error["message"]


def test_waiting_mails_and_pictures_are_revoked_by_deletion(member: Person) -> None:
    member.wait_for("SUCCESS")
    with paused(member.stack.worker):
        picture = member.http.put(
            "/me/picture", files={"picture": ("me.jpg", photos.phone_photo())}
        ).json()
        mail = member.http.put(
            "/me/email", json={"email": f"x{member.email}", "password": member.password}
        ).json()
        delete(member).raise_for_status()
    states = [member.http.get(f"/tasks/{task['id']}").json()["state"] for task in (picture, mail)]
    assert states == ["REVOKED", "REVOKED"]
    with Person(member.stack) as newcomer:
        newcomer.sign_up(b"").raise_for_status()
        newcomer.wait_for("SUCCESS")
    assert member.stack.mail.messages(f"x{member.email}") == []


def test_wrong_password_does_not_delete_the_account(member: Person) -> None:
    assert_problem(delete(member, "not the password"), 403, "wrong_password")
    assert member.is_logged_in()
    member.log_in().raise_for_status()


def test_deletion_does_not_change_other_accounts(member: Person) -> None:
    with Person(member.stack) as other:
        other.join(photos.phone_photo())
        thumbnails = wait_until(lambda: other.http.get("/me").json()["thumbnails"])
        delete(member).raise_for_status()
        assert other.http.get("/me").json()["thumbnails"] == thumbnails
        assert (other.stack.storage / thumbnails["64"].removeprefix("/")).exists()


def test_links_of_a_deleted_account_are_unknown(member: Person) -> None:
    confirmation = token_in(member.mails("Confirm your address for Foyer")[-1])
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    reset = token_in(member.mails("Choose a new password for Foyer")[-1])
    delete(member).raise_for_status()
    assert_problem(member.confirm(confirmation), 404, "confirmation_unknown")
    body = {"token": reset, "password": "another sentence altogether"}
    assert_problem(member.http.put("/password-resets", json=body), 404, "reset_unknown")


def test_address_of_a_deleted_account_can_sign_up_again(member: Person) -> None:
    delete(member).raise_for_status()
    with Person(member.stack, member.email) as second:
        second.sign_up(b"").raise_for_status()
        mails = second.mails("Confirm your address for Foyer", count=2)
        second.confirm(token_in(mails[-1])).raise_for_status()
        second.log_in().raise_for_status()
        assert second.http.get("/me").json()["thumbnails"] is None


def test_two_parallel_deletions_succeed_once(member: Person) -> None:
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(delete, [member] * 4))
    assert statuses[0] == 204
    assert set(statuses[1:]) <= {401}


def test_confirmation_during_the_deletion_of_the_account_has_a_consistent_outcome(
    person: Person,
) -> None:
    """Two sign-ups of one address: the account of one is deleted as the other is confirmed."""
    for _ in range(4):
        with Person(person.stack) as someone, Person(person.stack, someone.email) as second:
            someone.join()
            second.sign_up(b"").raise_for_status()
            second.wait_for("SUCCESS")
            with ThreadPoolExecutor(2) as pool:
                deletion = pool.submit(delete, someone)
                reset = pool.submit(
                    second.http.post, "/password-resets", json={"email": someone.email}
                )
                assert deletion.result().status_code == httpx.codes.NO_CONTENT
                assert reset.result().status_code == httpx.codes.ACCEPTED


def test_address_change_during_the_deletion_has_a_consistent_outcome(person: Person) -> None:
    """Also to another spelling of the same address, where both wait for one lock."""
    for turn in range(8):
        with Person(person.stack) as someone:
            someone.join()
            new = someone.email.replace("person", "PERSON" if turn % 2 else "next")
            someone.http.put(
                "/me/email", json={"email": new, "password": someone.password}
            ).raise_for_status()
            mail = someone.mails("Confirm your new address for Foyer", to=new)[-1]
            with ThreadPoolExecutor(2) as pool:
                deletion = pool.submit(delete, someone)
                time.sleep(turn / 100)  # hashing takes 40 ms; start before, during and after it
                confirmed = pool.submit(someone.confirm, token_in(mail))
                assert deletion.result().status_code == httpx.codes.NO_CONTENT
                assert confirmed.result().status_code in {httpx.codes.OK, httpx.codes.NOT_FOUND}


def test_last_administrator_cannot_be_deleted(stack: Stack, admin: Person) -> None:
    only_admin(stack, admin.email)
    assert_problem(delete(admin), 409, "last_administrator")
    assert admin.is_logged_in()


def test_one_of_several_administrators_deleted_in_parallel_stays(stack: Stack) -> None:
    with ExitStack() as people:
        leaving = [people.enter_context(Person(stack)).join() for _ in range(4)]
        with psycopg.connect(stack.database_url) as database:
            administrators = database.execute("SELECT id FROM users WHERE role = 'admin'")
            before = [user_id for (user_id,) in administrators]
        only_admin(stack, *(person.email for person in leaving))
        try:
            with ThreadPoolExecutor(4) as pool:
                statuses = sorted(answer.status_code for answer in pool.map(delete, leaving))
            assert statuses == [204, 204, 204, 409]
        finally:
            with psycopg.connect(stack.database_url) as database:
                database.execute("UPDATE users SET role = 'admin' WHERE id = ANY(%s)", (before,))


def only_admin(stack: Stack, *emails: str) -> None:
    with psycopg.connect(stack.database_url) as database:
        database.execute(
            "UPDATE users SET role = CASE WHEN email = ANY(%s) THEN 'admin' ELSE 'user' END"
            " WHERE role = 'admin' OR email = ANY(%s)",
            (list(emails), list(emails)),
        )
