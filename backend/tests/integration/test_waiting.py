"""`Prefer: wait=N`: an answer is held until something changes."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlalchemy import text, update

from foyer.api.conditional import PROGRESS_DELAY
from foyer.db.engines import transaction
from foyer.db.retry import execute_with_retry
from foyer.models import SignUp
from foyer.task_engine import lease, record, transitions
from foyer.task_engine.lease import Lease
from local.stack import Stack
from testkit.long_polls import APPLIED, ask, asking, tag_of, wait_until_listening
from testkit.person import Person
from tests.conftest import connected_to

SOON = 10.0  # seconds, for a busy machine; whoever is not told waits for 20


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack), Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
        url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, tag_of(url))
        yield


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    """The address of a sign-up whose mail is sent: only the person can change anything."""
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    return f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"


def new_task(person: Person) -> UUID:
    """A task of this sign-up that no worker takes: its kind is nobody's."""
    with transaction() as session:
        return record.enqueue(session, "nobody's", subject_id=UUID(person.sign_up_id)).id


def claim(task_id: UUID) -> Lease:
    held = execute_with_retry(
        lambda connection: lease.claim(
            connection, task_id, worker="test", pid=0, length=timedelta(minutes=1)
        )
    )
    assert held
    return held


def progress(held: Lease, percent: int) -> None:
    assert execute_with_retry(
        lambda connection: lease.progress(connection, held, percent, "going on")
    )


def succeed(held: Lease) -> None:
    assert execute_with_retry(lambda connection: lease.succeed(connection, held, None))


def test_a_confirmation_ends_the_wait_at_once(sign_up: str, person: Person) -> None:
    with asking(sign_up) as question:
        person.confirm().raise_for_status()
        answer = question.result(timeout=SOON)
    assert answer.json()["state"] == "confirmed"
    assert answer.headers[APPLIED] == "wait=20"


def test_the_wait_ends_after_n_seconds(sign_up: str) -> None:
    tag = tag_of(sign_up)
    answer = ask(sign_up, tag, 1)
    assert answer.status_code == httpx.codes.NOT_MODIFIED
    assert answer.headers["etag"] == tag
    assert answer.headers[APPLIED] == "wait=1"
    assert 1 <= answer.elapsed.total_seconds() < SOON


def test_who_has_nothing_or_something_old_is_answered_at_once(sign_up: str, person: Person) -> None:
    first = httpx.get(sign_up, headers={"Prefer": "wait=20"}, trust_env=False)
    assert first.status_code == httpx.codes.OK
    person.confirm().raise_for_status()
    second = ask(sign_up, first.headers["etag"], 20)
    assert second.json()["state"] == "confirmed"
    assert first.elapsed + second.elapsed < timedelta(seconds=SOON)


def test_a_task_is_waited_for_too(stack: Stack, sign_up: str, person: Person) -> None:
    task_id = new_task(person)
    with asking(sign_up) as whole, asking(f"{stack.api.url}/api/tasks/{task_id}") as single:
        with transaction() as session:
            assert transitions.revoke(session, task_id)
        assert single.result(timeout=SOON).json()["state"] == "REVOKED"
        tasks = whole.result(timeout=SOON).json()["tasks"]
        assert "REVOKED" in {task["state"] for task in tasks}


def test_a_deleted_thing_is_gone_at_once(sign_up: str, person: Person) -> None:
    with asking(sign_up) as question:
        with transaction() as session:
            session.execute(text("DELETE FROM sign_ups WHERE id = :id"), {"id": person.sign_up_id})
        assert question.result(timeout=SOON).status_code == httpx.codes.NOT_FOUND


@pytest.mark.usefixtures("sign_up")
def test_progress_is_gathered_and_the_end_is_not(stack: Stack, person: Person) -> None:
    task_id = new_task(person)
    url = f"{stack.api.url}/api/tasks/{task_id}"
    with asking(url) as question:
        began = time.monotonic()
        held = claim(task_id)
        progress(held, 10)
        progress(held, 20)
        answer = question.result(timeout=SOON)
        assert time.monotonic() - began >= PROGRESS_DELAY
    assert answer.json()["progress"] == 20
    with asking(url) as question:
        began = time.monotonic()
        progress(held, 30)
        succeed(held)
        answer = question.result(timeout=SOON)
        assert time.monotonic() - began < PROGRESS_DELAY
    assert answer.json()["state"] == "SUCCESS"


@pytest.mark.usefixtures("sign_up")
def test_a_renewed_lease_wakes_nobody(stack: Stack, person: Person) -> None:
    task_id = new_task(person)
    held = claim(task_id)
    url = f"{stack.api.url}/api/tasks/{task_id}"
    with asking(url, wait=1) as question:
        assert execute_with_retry(lambda conn: lease.renew(conn, held, length=timedelta(minutes=2)))
        assert question.result(timeout=SOON).status_code == httpx.codes.NOT_MODIFIED


def test_nothing_is_lost_between_two_questions(sign_up: str, person: Person) -> None:
    """Changes as fast as they come, at any moment of the question: each wait ends by one."""
    count = 150

    def change() -> None:
        for number in range(1, count + 1):
            with transaction() as session:
                session.execute(
                    update(SignUp)
                    .where(SignUp.id == UUID(person.sign_up_id))
                    .values(display_name=f"{number}")
                )

    tag = tag_of(sign_up)
    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        while True:
            answer = ask(sign_up, tag, 20)
            assert answer.status_code == httpx.codes.OK, "it was not told of a change"
            tag = answer.headers["etag"]
            if answer.json()["display_name"] == f"{count}":
                break
        changing.result()


def test_an_account_is_waited_for_too(stack: Stack, person: Person) -> None:
    person.join()
    url = f"{stack.api.url}/api/me"
    with asking(url, cookies=person.http.cookies) as question:
        person.http.patch("/me", json={"display_name": "Countess"}).raise_for_status()
        assert question.result(timeout=SOON).json()["display_name"] == "Countess"
    with asking(url, cookies=person.http.cookies) as question:
        said = {"email": f"new-{person.email}", "password": person.password}
        person.http.put("/me/email", json=said).raise_for_status()
        assert question.result(timeout=SOON).json()["pending_email"] == f"new-{person.email}"


def test_who_was_logged_out_meanwhile_is_told_nothing(stack: Stack, person: Person) -> None:
    person.join()
    other = person.elsewhere()
    with asking(f"{stack.api.url}/api/me", cookies=other.http.cookies) as question:
        person.http.delete("/sessions").raise_for_status()
        person.log_in().raise_for_status()
        person.http.patch("/me", json={"display_name": "Countess"}).raise_for_status()
        assert question.result(timeout=SOON).status_code == httpx.codes.UNAUTHORIZED


def test_a_task_about_nothing_notifies_nobody(stack: Stack) -> None:
    """An empty task must not pay for a COMMIT that holds a lock of the whole database."""
    with psycopg.connect(stack.database_url, autocommit=True) as listener:
        listener.execute("LISTEN changes")
        with transaction() as session:
            task_id = record.enqueue(session, "nobody's").id
        succeed(claim(task_id))
        listener.execute("NOTIFY changes, 'the end'")
        told = []
        for notification in listener.notifies(timeout=60):
            told.append(notification.payload)
            if told[-1] == "the end":
                break
    assert "the end" in told
    assert not [payload for payload in told if str(task_id) in payload]
