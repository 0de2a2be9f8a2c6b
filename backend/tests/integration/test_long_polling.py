"""Long polling: with `Prefer: wait=N`, a request is held until its resource changes."""

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
from foyer.db.engines import driver_connection, transaction
from foyer.db.retry import execute_with_retry
from foyer.models import SignUp
from foyer.task_engine import ends, lease, outbox, record, transitions
from foyer.task_engine.lease import Claimant, Lease
from foyer.task_engine.payload import Payload
from local.stack import Stack
from testkit.long_polls import APPLIED, current_etag, long_poll, poll, wait_until_listening
from testkit.person import Person
from tests.conftest import connected_to

SOON = 10.0  # seconds, generous for a busy machine; without a change a long poll takes 20


@pytest.fixture(autouse=True, scope="module")
def connected(stack: Stack) -> Iterator[None]:
    with connected_to(stack), Person(stack) as person:
        person.sign_up(b"").raise_for_status()
        person.wait_for("SUCCESS")
        url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
        wait_until_listening(url, current_etag(url))
        yield


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    """Return the URL of a sign-up that only the person can change: its mail is sent."""
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    return f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"


LEASE = timedelta(minutes=1)


class UnknownToWorkers(Payload, kind="unknown_to_workers", queue="mail"):
    """Only this process knows it."""


def new_task(person: Person) -> UUID:
    """Enqueue a task about this sign-up that no worker knows."""
    with transaction() as session:
        subject_id = UUID(person.sign_up_row_id)
        return record.enqueue(session, UnknownToWorkers(), subject_id=subject_id).id


def claim(task_id: UUID) -> Lease:
    with transaction() as session:
        outbox.mark_published(session, [task_id], "a generation")
        claimed = lease.claim(driver_connection(session), task_id, Claimant("test", 0, LEASE))
    assert claimed
    return claimed


def progress(claimed: Lease, percent: int) -> None:
    assert execute_with_retry(
        lambda connection: lease.progress(connection, claimed, percent, "working", length=LEASE)
    )


def succeed(claimed: Lease) -> None:
    assert execute_with_retry(lambda connection: ends.succeed(connection, claimed, None))


def test_a_confirmation_ends_the_long_poll_at_once(sign_up: str, person: Person) -> None:
    with long_poll(sign_up) as pending:
        person.confirm().raise_for_status()
        response = pending.result(timeout=SOON)
    assert response.json()["state"] == "confirmed"
    assert response.headers[APPLIED] == "wait=20"


def test_a_long_poll_ends_after_n_seconds(sign_up: str) -> None:
    etag = current_etag(sign_up)
    response = poll(sign_up, etag, 1)
    assert response.status_code == httpx.codes.NOT_MODIFIED
    assert response.headers["etag"] == etag
    assert response.headers[APPLIED] == "wait=1"
    assert 1 <= response.elapsed.total_seconds() < SOON


def test_a_request_without_the_current_etag_is_answered_at_once(
    sign_up: str, person: Person
) -> None:
    first = httpx.get(sign_up, headers={"Prefer": "wait=20"}, trust_env=False)
    assert first.status_code == httpx.codes.OK
    person.confirm().raise_for_status()
    second = poll(sign_up, first.headers["etag"], 20)
    assert second.json()["state"] == "confirmed"
    assert first.elapsed + second.elapsed < timedelta(seconds=SOON)


def test_a_change_of_a_task_ends_long_polls_of_task_and_sign_up(
    stack: Stack, sign_up: str, person: Person
) -> None:
    task_id = new_task(person)
    with (
        long_poll(sign_up) as of_sign_up,
        long_poll(f"{stack.api.url}/api/tasks/{task_id}") as of_task,
    ):
        with transaction() as session:
            assert transitions.revoke(session, task_id)
        assert of_task.result(timeout=SOON).json()["state"] == "REVOKED"
        tasks = of_sign_up.result(timeout=SOON).json()["tasks"]
        assert "REVOKED" in {task["state"] for task in tasks}


def test_a_deletion_ends_the_long_poll_with_404(sign_up: str, person: Person) -> None:
    with long_poll(sign_up) as pending:
        with transaction() as session:
            session.execute(
                text("DELETE FROM sign_ups WHERE id = :id"), {"id": person.sign_up_row_id}
            )
        assert pending.result(timeout=SOON).status_code == httpx.codes.NOT_FOUND


@pytest.mark.usefixtures("sign_up")
def test_progress_is_delayed_and_the_end_is_not(stack: Stack, person: Person) -> None:
    task_id = new_task(person)
    url = f"{stack.api.url}/api/tasks/{task_id}"
    with long_poll(url) as pending:
        began = time.monotonic()
        claimed = claim(task_id)
        progress(claimed, 10)
        progress(claimed, 20)
        response = pending.result(timeout=SOON)
        assert time.monotonic() - began >= PROGRESS_DELAY
    assert response.json()["progress"] == 20
    with long_poll(url) as pending:
        began = time.monotonic()
        progress(claimed, 30)
        succeed(claimed)
        response = pending.result(timeout=SOON)
        assert time.monotonic() - began < PROGRESS_DELAY
    assert response.json()["state"] == "SUCCESS"


def test_no_change_is_lost_between_two_long_polls(sign_up: str, person: Person) -> None:
    """Many quick changes at any moment of a request: each long poll ends by one of them."""
    count = 150

    def change() -> None:
        for number in range(1, count + 1):
            with transaction() as session:
                session.execute(
                    update(SignUp)
                    .where(SignUp.id == UUID(person.sign_up_row_id))
                    .values(display_name=f"{number}")
                )

    etag = current_etag(sign_up)
    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        while True:
            response = poll(sign_up, etag, 20)
            assert response.status_code == httpx.codes.OK, "a change was not notified"
            etag = response.headers["etag"]
            if response.json()["display_name"] == f"{count}":
                break
        changing.result()


def test_a_change_of_the_account_ends_its_long_poll(stack: Stack, person: Person) -> None:
    person.join()
    url = f"{stack.api.url}/api/me"
    with long_poll(url, cookies=person.http.cookies) as pending:
        person.http.patch("/me", json={"display_name": "Countess"}).raise_for_status()
        assert pending.result(timeout=SOON).json()["display_name"] == "Countess"
    with long_poll(url, cookies=person.http.cookies) as pending:
        change = {"email": f"new-{person.email}", "password": person.password}
        person.http.put("/me/email", json=change).raise_for_status()
        assert pending.result(timeout=SOON).json()["pending_email"] == f"new-{person.email}"


def test_a_session_that_ended_during_a_long_poll_gets_401(stack: Stack, person: Person) -> None:
    person.join()
    other = person.elsewhere()
    with long_poll(f"{stack.api.url}/api/me", cookies=other.http.cookies) as pending:
        person.http.delete("/sessions").raise_for_status()
        person.log_in().raise_for_status()
        person.http.patch("/me", json={"display_name": "Countess"}).raise_for_status()
        assert pending.result(timeout=SOON).status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.usefixtures("sign_up")
def test_steps_of_a_task_are_changes(stack: Stack, person: Person) -> None:
    """The renewal of a lease is none. A new task is one for its subject only."""
    with_subject = new_task(person)
    with transaction() as session:
        without_subject = record.enqueue(session, UnknownToWorkers()).id
    tasks = [with_subject, without_subject]
    claims = [claim(task_id) for task_id in tasks]
    execute_with_retry(
        lambda connection: lease.renew(connection, "test", dict.fromkeys(tasks, 0), 2 * LEASE)
    )
    for claimed in claims:
        succeed(claimed)
    with psycopg.connect(stack.database_url) as database:
        changes = [ids for (ids,) in database.execute("SELECT resource_ids FROM changes")]
    assert changes.count(f"{with_subject} {person.sign_up_row_id}") == 3
    assert changes.count(str(without_subject)) == 2
