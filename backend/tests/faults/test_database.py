"""Faults of the database: stopped, frozen, restarted."""

import subprocess

import httpx
import pytest

from local.stack import Stack
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until
from tests.faults.mail_server import MailServer


def test_requests_get_503_while_the_database_is_stopped(stack: Stack, person: Person) -> None:
    stack.postgres.stop()
    try:
        answer = person.sign_up(b"")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.json()["code"] == "database_unavailable"
        assert answer.headers["retry-after"]
        assert person.http.get("/health/live").status_code == httpx.codes.OK
        ready = person.http.get("/health/ready")
        assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert ready.json()["checks"]["database"] != "ok"
    finally:
        stack.postgres.start()
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")


def test_health_command_describes_the_fault_while_the_database_is_stopped(stack: Stack) -> None:
    stack.postgres.stop()
    try:
        with pytest.raises(subprocess.CalledProcessError) as failure:
            stack.foyer("health", "--url", stack.api.url)
    finally:
        stack.postgres.start()
    lines = failure.value.output.splitlines()
    assert failure.value.returncode == 1
    assert [line for line in lines if line.startswith("database: ")] != ["database: ok"]
    assert "broker: ok" in lines
    assert lines[-1] == "The API is not ready."


def test_requests_get_503_within_ten_seconds_while_the_database_is_frozen(
    stack: Stack, person: Person
) -> None:
    """PostgreSQL enforces its timeouts in the server, so a frozen server enforces none."""
    stack.postgres.pause()
    try:
        person.http.cookies.set("foyer_session", "anything")
        answer = person.http.get("/me")
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert answer.elapsed.total_seconds() < 10
        assert person.http.get("/health/live").elapsed.total_seconds() < 5
        assert person.http.get("/health/ready").status_code == httpx.codes.SERVICE_UNAVAILABLE
    finally:
        stack.postgres.resume()

    def recovered() -> bool:
        return person.sign_up(b"").status_code == httpx.codes.ACCEPTED

    wait_until(recovered, what="a successful sign-up")
    person.wait_for("SUCCESS")


def test_a_task_stores_its_result_after_a_restart_of_the_database(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    person.sign_up(photos.slow_picture()).raise_for_status()
    wait_until(lambda: person.task("resize_thumbnail")["state"] == "STARTED")
    stack.postgres.stop()
    stack.postgres.start()
    person.wait_for("SUCCESS")
    assert len(mail_server.mails_to(person.email)) == 1
