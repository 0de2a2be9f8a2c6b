"""Who waits while the database goes away is told so early, and can wait again when it is back."""

import time
from collections.abc import Callable

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.long_polls import APPLIED, asking, tag_of, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until

# Seconds, for a busy machine. The listener notices a server that is only silent after nine.
SOON = 5
SILENT = 15


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
    wait_until_listening(url, tag_of(url))
    return url


def test_a_killed_database_ends_the_wait_at_once(stack: Stack, sign_up: str) -> None:
    assert early_end(sign_up, stack.postgres.kill, stack.postgres.start) < SOON
    still_told(sign_up)


def test_a_frozen_database_ends_the_wait_in_ten_seconds(stack: Stack, sign_up: str) -> None:
    """Its silence could be that of a quiet night."""
    assert early_end(sign_up, stack.postgres.pause, stack.postgres.resume) < SILENT
    still_told(sign_up)


def test_a_lost_listener_ends_the_wait_at_once(stack: Stack, sign_up: str) -> None:
    """All else goes on: whatever changes now is told to nobody."""

    def lose() -> None:
        with psycopg.connect(stack.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'foyer-listener'"
            )

    assert early_end(sign_up, lose, lambda: None) < SOON
    still_told(sign_up)


def early_end(url: str, fault: Callable[[], None], mend: Callable[[], None]) -> float:
    """After how many seconds a wait ends, with an honest answer: not changed, and not held."""
    with asking(url, wait=25) as question:
        began = time.monotonic()
        fault()
        try:
            answer = question.result(timeout=25)
            took = time.monotonic() - began
        finally:
            mend()
    assert answer.status_code == httpx.codes.NOT_MODIFIED
    assert APPLIED not in answer.headers
    return took


def still_told(url: str) -> None:
    """Wait once more, and be told."""
    tag = wait_until(lambda: current_tag(url), what="the database to be back")
    wait_until_listening(url, tag)
    with asking(url) as question:
        answer = httpx.patch(url, json={"email": "zoe@example.com"}, trust_env=False)
        answer.raise_for_status()
        assert question.result(timeout=20).json()["email"] == "z•••@example.com"


def current_tag(url: str) -> str | None:
    answer = httpx.get(url, timeout=30, trust_env=False)
    return str(answer.headers["etag"]) if answer.is_success else None
