"""Long polls end early when the database fails, and work again when it is back."""

import time
from collections.abc import Callable

import httpx
import psycopg
import pytest

from local.stack import Stack
from testkit.long_polls import APPLIED, current_etag, long_poll, wait_until_listening
from testkit.person import Person
from testkit.wait import wait_until

# Seconds, generous for a busy machine. The listener notices a frozen server after seven seconds.
AT_ONCE = 5
FROZEN = 15


@pytest.fixture
def sign_up(stack: Stack, person: Person) -> str:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    url = f"{stack.api.url}/api/sign-ups/{person.sign_up_id}"
    wait_until_listening(url, current_etag(url))
    return url


def test_a_killed_database_ends_long_polls_at_once(stack: Stack, sign_up: str) -> None:
    assert early_end(sign_up, stack.postgres.kill, stack.postgres.start) < AT_ONCE
    assert_long_polls_work(sign_up)


def test_a_frozen_database_ends_long_polls_within_ten_seconds(stack: Stack, sign_up: str) -> None:
    """The listener cannot distinguish a frozen server from one without notifications."""
    assert early_end(sign_up, stack.postgres.pause, stack.postgres.resume) < FROZEN
    assert_long_polls_work(sign_up)


def test_a_lost_listener_connection_ends_long_polls_at_once(stack: Stack, sign_up: str) -> None:
    """The other connections still work, but changes are not notified any more."""

    def close_connection() -> None:
        with psycopg.connect(stack.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'foyer-listener'"
            )

    assert early_end(sign_up, close_connection, lambda: None) < AT_ONCE
    assert_long_polls_work(sign_up)


def early_end(url: str, fault: Callable[[], None], repair: Callable[[], None]) -> float:
    """Return the seconds after which a long poll ends, with a 304 that was not held to the end."""
    with long_poll(url, wait=25) as pending:
        began = time.monotonic()
        fault()
        try:
            answer = pending.result(timeout=25)
            took = time.monotonic() - began
        finally:
            repair()
    assert answer.status_code == httpx.codes.NOT_MODIFIED
    assert APPLIED not in answer.headers
    return took


def assert_long_polls_work(url: str) -> None:
    """Send a long poll again, and change the resource."""
    etag = wait_until(lambda: etag_or_none(url), what="the database to be back")
    wait_until_listening(url, etag)
    with long_poll(url) as pending:
        answer = httpx.patch(url, json={"email": "zoe@example.com"}, trust_env=False)
        answer.raise_for_status()
        assert pending.result(timeout=20).json()["email"] == "z•••@example.com"


def etag_or_none(url: str) -> str | None:
    answer = httpx.get(url, timeout=30, trust_env=False)
    return str(answer.headers["etag"]) if answer.is_success else None
